import { decide } from "../decision/index.js";
import { answerSentence, planText, planToJson } from "../reports/index.js";
import { jsonText, type Call, type Command } from "./command.js";
import { withNotes } from "./notes.js";
import { wired } from "./wiring.js";

async function run({ settings, switches, io, stages }: Call): Promise<string> {
  const { request, subject, notes } = await wired(settings, io, stages);
  const decision = withNotes(decide(request), notes);
  if (switches.json) return jsonText(planToJson(decision));
  return switches.quiet ? `${answerSentence(decision, subject)}\n` : planText(decision, subject);
}

/** From the present position to the decision. */
export const plan: Command = {
  name: "plan",
  summary: "from what you hold to the decision: the trades, their cost, the state after",
  example:
    "plan --venue aave-v3 --asset WETH --quantity 40 --debt 50000 --price 2500 --volatility 60% --drift 20%±15% --borrow-rate 5%",
  takesFlags: true,
  asksTolerance: true,
  run,
};
