import { frontier as frontierOf } from "../decision/index.js";
import { answerSentence, frontierText, frontierToJson } from "../reports/index.js";
import { jsonText, type Call } from "./command.js";
import { withNotes } from "./notes.js";
import { wired } from "./wiring.js";

/** Growth against risk, as a table and a picture. @throws SteelyardError */
export async function run({ settings, switches, io, stages }: Call): Promise<string> {
  const { request, subject, notes } = await wired(settings, io, stages);
  const whole = frontierOf(request);
  const result = { ...whole, decision: withNotes(whole.decision, notes) };
  if (switches.json) return jsonText(frontierToJson(result));
  return switches.quiet ? `${answerSentence(result.decision, subject)}\n` : frontierText(result, subject);
}
