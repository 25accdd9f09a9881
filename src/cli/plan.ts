import { decide } from "../decision/index.js";
import { answerSentence, planText, planToJson } from "../reports/index.js";
import { jsonText, type Call } from "./command.js";
import { withNotes } from "./notes.js";
import { wired } from "./wiring.js";

/** From the present position to the decision. @throws SteelyardError */
export async function run({ settings, switches, io, stages }: Call): Promise<string> {
  const { request, subject, notes } = await wired(settings, io, stages);
  const decision = withNotes(decide(request), notes);
  if (switches.json) return jsonText(planToJson(decision));
  return switches.quiet ? `${answerSentence(decision, subject)}\n` : planText(decision, subject);
}
