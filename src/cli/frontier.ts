import { frontier as frontierOf } from "../decision/index.js";
import { answerSentence, frontierText, frontierToJson } from "../reports/index.js";
import { jsonText, type Call, type Command } from "./command.js";
import { withNotes } from "./notes.js";
import { wired } from "./wiring.js";

async function run({ settings, switches, io, stages }: Call): Promise<string> {
  const { request, subject, notes } = await wired(settings, io, stages);
  const whole = frontierOf(request);
  const result = { ...whole, decision: withNotes(whole.decision, notes) };
  if (switches.json) return jsonText(frontierToJson(result));
  return switches.quiet ? `${answerSentence(result.decision, subject)}\n` : frontierText(result, subject);
}

/** Growth against risk, as a table and a picture. */
export const frontier: Command = {
  name: "frontier",
  summary: "growth against risk over a row of leverage ratios, as a picture and a table",
  example:
    "frontier --venue aave-v3 --asset WETH --equity 50000 --price 2500 --volatility 60% --drift 40%±15% --borrow-rate 5%",
  takesFlags: true,
  asksTolerance: true,
  run,
};
