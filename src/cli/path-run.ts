import type { RanPaths } from "../decision/index.js";
import { pathJobOf, pathOutcomes, type PathQuestions } from "../odds/index.js";
import type { PathJob } from "../kernel/index.js";
import { CancelledError } from "../errors/index.js";
import { runOnThreads, type ThreadedRun } from "../threads/index.js";
import type { Io } from "./io.js";
import type { Stages } from "./stages.js";

/** Paths that have run, and how. */
export interface PathRun extends RanPaths {
  readonly run: Omit<ThreadedRun, "rows">;
}

/** How paths are run from the command line. */
export interface PathRunTerms {
  readonly io: Io;
  readonly stages: Stages;
  /** Threads at most; undefined: as many as the machine has. */
  readonly threads: number | undefined;
  /** Undefined: as many as take a second or two. */
  readonly paths: number | undefined;
}

/** Steps of positions on paths that take a second or two. */
const WORK = 150e6;

/** Paths that are run where nobody says how many: at least what says something of a tail, at most what nobody needs. */
const PATHS = { min: 2000, max: 100_000 } as const;

/** What the shocks of a step cost, over what one position on them costs. */
const SHOCKS = 1.5;

/** A number of paths that takes a second or two, to its first digit. */
export function pathsFor({ steps, positions }: Pick<PathJob, "steps" | "positions">): number {
  const most = WORK / (steps * (positions.length + SHOCKS));
  const digit = 10 ** Math.floor(Math.log10(most));
  return Math.min(PATHS.max, Math.max(PATHS.min, Math.floor(most / digit) * digit));
}

/** The end of a run that a person broke off. */
const brokenOff = (cause: CancelledError): CancelledError =>
  new CancelledError(
    {
      field: "Ctrl-C",
      got: "pressed before the paths had run",
      want: "time to run them all",
      hint: "ask for fewer, such as --paths 2000; the same seed gives the same paths",
    },
    { cause },
  );

/** Runs questions on so many paths as were asked for, telling how far it is; ends when the person breaks off. @throws CancelledError (E_CANCELLED), every error of a question */
export async function pathRun(
  questions: PathQuestions,
  { io, stages, threads, paths }: PathRunTerms,
): Promise<PathRun> {
  const count = paths ?? pathsFor(pathJobOf(questions, PATHS.min));
  const job = pathJobOf(questions, count);
  const cancelling = new AbortController();
  const release = io.onInterrupt?.(() => cancelling.abort());
  try {
    const run = await runOnThreads(job, count, {
      signal: cancelling.signal,
      onProgress: (done, of) => stages.reached(done / of),
      ...(threads === undefined ? {} : { threads }),
    });
    const { rows, ...how } = run;
    return { job, paths: count, rows, outcomes: pathOutcomes(job, count, rows, questions), run: how };
  } catch (cause) {
    throw cause instanceof CancelledError ? brokenOff(cause) : cause;
  } finally {
    release?.();
  }
}
