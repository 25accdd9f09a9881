import { explain as explained, venueDifference, type DecisionRequest } from "../decision/index.js";
import { answerSentence, explainText, explainToJson, type ComparedMarket, type Versus } from "../reports/index.js";
import type { VenueMarket } from "../venues/index.js";
import { jsonText, type Call } from "./command.js";
import { withNotes } from "./notes.js";
import { usedByEither, versusFrom } from "./versus-inputs.js";
import { wired } from "./wiring.js";

const compared = ({ model: { id, release }, asset, quote, asOfMs, source }: VenueMarket): ComparedMarket => ({
  ...{ id, release, asset, quote, asOfMs, source },
});

const versusOf = (request: DecisionRequest, other: VenueMarket): Versus => ({
  here: compared(request.venue),
  there: compared(other),
  difference: venueDifference(request, other),
});

/** Why the answer is what it is, or where a backtest's total came from. @throws SteelyardError */
export async function run(call: Call): Promise<string> {
  const { settings, switches, io, stages } = call;
  if (settings.has("backtest") || settings.has("of")) {
    const { runOfBacktest } = await import("./explain-backtest.js");
    return runOfBacktest(call);
  }
  const { request, subject, notes } = await wired(settings, io, stages, usedByEither(settings));
  const other = await versusFrom(settings, request);
  stages.enter("looking for what would change the answer", { takesLong: true });
  const explanation = explained(request);
  const decision = withNotes(explanation.decision, notes);
  if (switches.quiet && !switches.json) return `${answerSentence(decision, subject)}\n`;
  const versus = other === null ? null : versusOf(request, other);
  return switches.json
    ? jsonText(explainToJson(explanation, decision, versus))
    : explainText(explanation, decision, subject, versus);
}
