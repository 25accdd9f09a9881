import { positionSentence, positionText, positionToJson } from "../reports/index.js";
import { jsonText, type Call } from "./command.js";
import { positionReport } from "./live-position.js";
import { liveReading } from "./live-reading.js";
import { required } from "./setting-readers.js";

/** A live account in every coordinate. @throws SteelyardError */
export async function run({ settings, switches, io, stages }: Call): Promise<string> {
  const read = await liveReading(settings, io, stages);
  const live = required(read ?? undefined, "position", "whose account: --position, or --exchange and a key");
  const report = positionReport(live);
  if (switches.json) return jsonText(positionToJson(report));
  return switches.quiet ? `${positionSentence(report)}\n` : positionText(report, io.nowMs());
}
