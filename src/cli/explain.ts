import { explain as explained } from "../decision/index.js";
import { answerSentence, explainText, explainToJson } from "../reports/index.js";
import { jsonText, type Call, type Command } from "./command.js";
import { withNotes } from "./notes.js";
import { wired } from "./wiring.js";

async function run({ settings, switches, io, stages }: Call): Promise<string> {
  const { request, subject, notes } = await wired(settings, io, stages);
  stages.enter("looking for what would change the answer", { takesLong: true });
  const explanation = explained(request);
  const decision = withNotes(explanation.decision, notes);
  if (switches.json) return jsonText(explainToJson(explanation, decision));
  return switches.quiet ? `${answerSentence(decision, subject)}\n` : explainText(explanation, decision, subject);
}

/** Why the answer is what it is. */
export const explain: Command = {
  name: "explain",
  summary: "why the answer is what it is: the parts of growth, the limits, what would change it",
  example:
    "explain --venue aave-v3 --asset WETH --equity 50000 --price 2500 --volatility 60% --drift 40%±15% --borrow-rate 5%",
  takesFlags: true,
  asksTolerance: true,
  run,
};
