import { decide, frontier, reportData, sensitivitiesOf } from "../decision/index.js";
import type { Decision } from "../model/index.js";
import {
  answerSentence,
  decisionBrief,
  decisionText,
  decisionToJson,
  frontierPicture,
  reportHtml,
} from "../reports/index.js";
import { jsonText, type Call, type Command } from "./command.js";
import type { Io } from "./io.js";
import { withNotes } from "./notes.js";
import { writeReport } from "./report-file.js";
import { wired, type Wired } from "./wiring.js";

/** The decision, after its page is written. @throws CannotWriteError (E_CANNOT_WRITE) */
async function reported({ request, subject, notes }: Wired, file: string, io: Io): Promise<Decision> {
  const data = reportData(request);
  const decision = withNotes(data.decision, notes);
  const page = await reportHtml({ data: { ...data, decision }, sensitivities: sensitivitiesOf(request), subject });
  await writeReport(file, io.folder, page);
  return decision;
}

async function run({ settings, switches, io, stages }: Call): Promise<string> {
  const all = await wired(settings, io, stages);
  const { request, subject, notes } = all;
  const { json, brief, quiet, report } = switches;
  const written = report === null ? null : await reported(all, report, io);
  if (json || brief || quiet) {
    const decision = written ?? withNotes(decide(request), notes);
    if (json) return jsonText(decisionToJson(decision));
    return quiet ? `${answerSentence(decision, subject)}\n` : decisionBrief(decision, subject);
  }
  const drawn = frontier(request);
  return decisionText(withNotes(drawn.decision, notes), subject, frontierPicture(drawn));
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
