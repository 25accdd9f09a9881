import type { Decision } from "../model/index.js";
import { answerSentence, conflictSentence, loosenSentence } from "./answer.js";
import { coordinatesLines } from "./coordinates-text.js";
import { multiple } from "./format.js";
import { joined, labelled, paragraph } from "./layout.js";
import { enoughWords, planLines } from "./plan-lines.js";
import { lastLine, notesLines } from "./sources-text.js";
import type { Subject } from "./subject.js";

/** From the present position to the decision: the trades in order, their cost, and the state after. */
export function planText(decision: Decision, subject: Subject): string {
  const answer = paragraph(answerSentence(decision, subject));
  if (decision.status === "infeasible") {
    return joined([
      answer,
      paragraph(`${conflictSentence(decision)} So there is nothing to plan. ${loosenSentence(decision)}`, "  "),
      lastLine(decision, subject),
    ]);
  }
  const enough = enoughWords(decision, subject);
  const { plan } = decision;
  const before =
    decision.current === null
      ? []
      : [
          `Before, at ${multiple(decision.current.leverageRatio)}`,
          ...coordinatesLines(decision.current.coordinates, subject),
        ];
  return joined([
    answer,
    enough === null ? [] : labelled("do now", enough, 10),
    planLines(decision, subject),
    before,
    plan === null || plan.kind === "hold"
      ? []
      : [`After, at ${multiple(plan.to)}`, ...coordinatesLines(plan.after, subject)],
    notesLines(decision.notes),
    lastLine(decision, subject),
  ]);
}
