import { resolve } from "node:path";
import { SteelyardError } from "../errors/index.js";
import type { Switches } from "./command.js";
import { FileFault, inFile } from "./file-fault.js";
import { liveFlags } from "./flags.js";
import type { Io } from "./io.js";
import type { Found } from "./parser.js";
import { parquetFile } from "./parquet-file.js";
import { reportFile } from "./report-file.js";
import { fileSettings, flagSettings, merged, type Settings } from "./settings.js";
import { stagesOn, type Stages } from "./stages.js";
import { withAskedTolerance } from "./tolerance-inputs.js";
import { assertKnownDay } from "./venue-inputs.js";

/** Exit status of a check that answers "no". */
const CHECK_FAILED = 1;

/** Exit status of one who was interrupted. */
const INTERRUPTED = 130;

/** Tells a terminal to show its cursor, which a prompt hides while it asks. */
const SHOW_CURSOR = "\u001b[?25h";

/** The error, with the name of the request file where it is about a key of that file. */
function namingRequest(error: unknown, file: Settings, request: unknown): unknown {
  if (!(error instanceof SteelyardError) || error instanceof FileFault || typeof request !== "string") return error;
  const isKey = [...file.keys()].some((key) => error.field === key || error.field.startsWith(`${key}.`));
  return isKey ? new FileFault(error, request) : error;
}

/** The settings with what a live account holds in them, where a decision is about one. @throws every code of reading an account */
async function withAccount({ command }: Found, settings: Settings, io: Io, stages: Stages): Promise<Settings> {
  if (command.takesFlags !== true || !liveFlags.some((name) => settings.has(name))) return settings;
  const { withLiveAccount } = await import("./live-account.js");
  try {
    return await withLiveAccount(settings, io, stages);
  } finally {
    stages.done();
  }
}

/** Runs a command on its settings; its exit status. Data goes to stdout in one piece when all is known. */
async function answered(found: Found, given: Settings, io: Io): Promise<number> {
  const { command, words, options } = found;
  const switches: Switches = {
    json: options["json"] === true,
    quiet: options["quiet"] === true,
    brief: options["brief"] === true,
    report: reportFile(options["report"]),
    verify: options["verify"] === true,
    parquet: parquetFile(options["parquet"]),
  };
  assertKnownDay(given, io.nowMs());
  const stages = stagesOn(io.stderr, switches.quiet || switches.json, () => io.nowMs());
  const settings = await withAccount(found, given, io, stages);
  const asked = command.asksTolerance && !switches.json ? await withAskedTolerance(settings, io) : settings;
  if (asked === null) {
    if (io.stderr.isTTY === true) io.stderr.write(SHOW_CURSOR);
    return INTERRUPTED;
  }
  const runner = await command.load();
  try {
    const answer = await runner.run({ settings: asked, switches, io, stages, words });
    stages.done();
    const { text, holds } = typeof answer === "string" ? { text: answer, holds: true } : answer;
    io.stdout.write(text);
    return holds ? 0 : CHECK_FAILED;
  } catch (error) {
    stages.done();
    throw error;
  }
}

/** Reads the request file, if one is given, and runs the command; its exit status. @throws SteelyardError */
export async function executed(found: Found, io: Io): Promise<number> {
  const { request } = found.options;
  const file =
    typeof request === "string"
      ? await inFile(request, () => fileSettings(resolve(io.folder, request)))
      : new Map<never, never>();
  try {
    return await answered(found, merged(file, flagSettings(found.options, io.folder)), io);
  } catch (error) {
    throw namingRequest(error, file, request);
  }
}
