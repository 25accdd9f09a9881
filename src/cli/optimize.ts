import { decide, frontier } from "../decision/index.js";
import { answerSentence, decisionBrief, decisionText, decisionToJson, frontierPicture } from "../reports/index.js";
import { jsonText, type Call, type Command } from "./command.js";
import { withNotes } from "./notes.js";
import { wired } from "./wiring.js";

async function run({ settings, switches, io, stages }: Call): Promise<string> {
  const { request, subject, notes } = await wired(settings, io, stages);
  if (switches.json || switches.brief || switches.quiet) {
    const decision = withNotes(decide(request), notes);
    if (switches.json) return jsonText(decisionToJson(decision));
    return switches.quiet ? `${answerSentence(decision, subject)}\n` : decisionBrief(decision, subject);
  }
  const whole = frontier(request);
  return decisionText(withNotes(whole.decision, notes), subject, frontierPicture(whole));
}

/** The decision, for a market, a venue and a tolerance. */
export const optimize: Command = {
  name: "optimize",
  summary: "how much to borrow: the answer, what binds, the odds, and what to do now",
  example:
    "optimize --venue aave-v3 --asset WETH --quantity 40 --debt 50000 --price 2500 --volatility 60% --drift 20%±15% --borrow-rate 5% --gap 30%",
  takesFlags: true,
  asksTolerance: true,
  run,
};
