import type { Decision } from "../model/index.js";
import { answerSentence, capWords } from "./answer.js";
import { coordinatesLines, planLines } from "./decision-text.js";
import { multiple } from "./format.js";
import { joined, paragraph } from "./layout.js";
import { lastLine, notesLines } from "./sources-text.js";
import type { Subject } from "./subject.js";

/** From the present position to the decision: the trades in order, their cost, and the state after. */
export function planText(decision: Decision, subject: Subject): string {
  const answer = paragraph(answerSentence(decision, subject));
  if (decision.status === "infeasible") {
    return joined([
      answer,
      paragraph(
        `${decision.because} So there is nothing to plan: loosen ${decision.conflict.map(capWords).join(" or ")}.`,
        "  ",
      ),
      lastLine(decision, subject),
    ]);
  }
  const before =
    decision.current === null
      ? []
      : [
          `Before, at ${multiple(decision.current.leverageRatio)}`,
          ...coordinatesLines(decision.current.coordinates, subject.quote),
        ];
  return joined([
    answer,
    planLines(decision, subject),
    before,
    [`After, at ${multiple(decision.leverageRatio)}`, ...coordinatesLines(decision.coordinates, subject.quote)],
    notesLines(decision.notes),
    lastLine(decision, subject),
  ]);
}
