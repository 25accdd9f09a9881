import { decide, frontier, reportData, sensitivitiesOf } from "../decision/index.js";
import { ConflictError } from "../errors/index.js";
import type { Decision } from "../model/index.js";
import {
  answerSentence,
  decisionBrief,
  decisionText,
  decisionToJson,
  frontierPicture,
  reportHtml,
  verifySentence,
  verifyText,
  type VerifyReport,
} from "../reports/index.js";
import { jsonText, type Call, type Checked } from "./command.js";
import type { Io } from "./io.js";
import { withNotes } from "./notes.js";
import { pathTerms } from "./path-settings.js";
import { writeReport } from "./report-file.js";
import type { Settings } from "./settings.js";
import { proved } from "./verify.js";
import { wired, type Wired } from "./wiring.js";

/** The decision, after its page is written. @throws CannotWriteError (E_CANNOT_WRITE) */
async function reported({ request, subject, notes }: Wired, file: string, io: Io): Promise<Decision> {
  const data = reportData(request);
  const decision = withNotes(data.decision, notes);
  const page = await reportHtml({ data: { ...data, decision }, sensitivities: sensitivitiesOf(request), subject });
  await writeReport(file, io.folder, page);
  return decision;
}

/** @throws ConflictError (E_CONFIG_CONFLICT) where paths are described that nobody asked for. */
function assertVerifies(settings: Settings): void {
  for (const name of ["paths", "threads"] as const) {
    const stray = settings.get(name);
    if (stray === undefined) continue;
    throw new ConflictError({
      field: stray.field,
      got: "no --verify",
      want: "paths to run",
      hint: "add --verify, or ask steelyard simulate",
    });
  }
}

/** The proof that was asked for; null where none was. */
async function proofOf({ settings, switches, io, stages }: Call, { request }: Wired): Promise<VerifyReport | null> {
  if (!switches.verify) {
    assertVerifies(settings);
    return null;
  }
  return (await proved(request, { ...pathTerms(settings), io, stages })).proof;
}

/** The answer with its proof: exit status 1 where paths contradict it. */
const checked = (text: string, proof: VerifyReport | null): string | Checked =>
  proof === null ? text : { text, holds: proof.holds };

/** The decision, for a market, a venue and a tolerance. @throws SteelyardError */
export async function run(call: Call): Promise<string | Checked> {
  const { settings, switches, io, stages } = call;
  const all = await wired(settings, io, stages);
  const { request, subject, notes } = all;
  const { json, brief, quiet, report } = switches;
  const proof = await proofOf(call, all);
  const written = report === null ? null : await reported(all, report, io);
  if (json || brief || quiet) {
    const decision = written ?? withNotes(decide(request), notes);
    if (json) return checked(jsonText({ ...decisionToJson(decision), ...(proof && { verification: proof }) }), proof);
    const said = quiet ? `${answerSentence(decision, subject)}\n` : decisionBrief(decision, subject);
    if (proof === null) return said;
    return checked(quiet ? `${said}${verifySentence(proof)}\n` : `${said}\n${verifyText(proof)}`, proof);
  }
  const drawn = frontier(request);
  const text = decisionText(withNotes(drawn.decision, notes), subject, frontierPicture(drawn));
  return checked(proof === null ? text : `${text}\n${verifyText(proof)}`, proof);
}
