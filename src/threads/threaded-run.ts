import { availableParallelism } from "node:os";
import { TooLargeError } from "../errors/index.js";
import { assertPathJob, assertPathRange, pathWords, type PathEngine, type PathJob } from "../kernel/index.js";
import { assertCount, chunksOf, pathsPerChunk, threadsFor } from "./chunks.js";
import { engineOf, type EngineChoice } from "./engine.js";
import { runHere } from "./own-thread.js";
import { chunkRunner } from "./path-work.js";
import type { Watch } from "./watch.js";

/** How a job is run. No row depends on any of it. */
export interface ThreadOptions {
  /** Threads at most, a whole number from 1; by default as many as the machine runs at once. With 1, and for small jobs, the caller's own. */
  readonly threads?: number;
  /** The fastest engine that takes the job, or the plain reference; by default the fastest. */
  readonly engine?: EngineChoice;
  /** Paths of a piece of work, a whole number from 1; by default as many as take some 10 ms. */
  readonly pathsPerChunk?: number;
  /** Told after each piece how many paths are done, and of how many. */
  readonly onProgress?: (done: number, of: number) => void;
  /** Ends the run, and every worker, at once. */
  readonly signal?: AbortSignal;
}

/** What a job came to, and how. */
export interface ThreadedRun {
  /** The rows of every path, in the order of paths, then of positions. */
  readonly rows: Float64Array;
  readonly engine: PathEngine["kind"];
  /** Why the engine is not the fastest; null where it is, or where the reference was asked for. */
  readonly because: string | null;
  /** Threads that ran it; 1 is the caller's own. */
  readonly threads: number;
}

/** Largest size of all rows, 4 GiB. */
const BYTES_MAX = 2 ** 32;

/** Room for the rows of so many paths, in memory that threads share. @throws TooLargeError (E_TOO_LARGE) */
function rowsFor(job: PathJob, paths: number): Float64Array {
  const bytes = paths * pathWords(job) * Float64Array.BYTES_PER_ELEMENT;
  if (bytes <= BYTES_MAX) return new Float64Array(new SharedArrayBuffer(bytes));
  const got = `${paths} paths of ${bytes / paths} bytes each`;
  const hint = "ask for fewer paths, positions or checkpoints";
  throw new TooLargeError(
    { field: "paths", got, want: `at most ${BYTES_MAX} bytes in all`, hint },
    { origin: "usage" },
  );
}

/** One who tells how many of all paths are done. */
function watchOf(paths: number, { onProgress, signal }: ThreadOptions): Watch {
  let done = 0;
  return {
    ran: ({ from, to }) => {
      done += to - from;
      onProgress?.(done, paths);
    },
    signal,
  };
}

/**
 * Simulates paths 0 to `paths` - 1 of a job on as many threads as there are. The rows are those of `runPaths`, bit for bit,
 * whatever the threads, the engine and the pieces.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), ConflictError (E_CONFIG_CONFLICT) naming what of the
 * job, its paths or the options is refused, before any worker starts; TooLargeError (E_TOO_LARGE) for rows beyond 4 GiB; CancelledError (E_CANCELLED) once `signal` is aborted; InternalError (E_INTERNAL) if a worker fails
 */
export async function runOnThreads(job: PathJob, paths: number, options: ThreadOptions = {}): Promise<ThreadedRun> {
  const { threads: asked = availableParallelism(), engine: choice = "fastest" } = options;
  assertPathJob(job);
  const size = options.pathsPerChunk ?? pathsPerChunk(job);
  assertCount(paths, "paths");
  assertCount(asked, "threads");
  assertCount(size, "pathsPerChunk");
  const work = { job, choice, rows: rowsFor(job, paths) };
  assertPathRange(job, 0, paths, work.rows);
  const { kind, because } = engineOf(choice);
  const chunks = chunksOf(paths, size);
  const threads = threadsFor(chunks.length, asked);
  const watch = watchOf(paths, options);
  if (threads === 1) await runHere(chunkRunner(work), chunks, watch);
  else {
    const { runOnWorkers } = await import("./worker-pool.js"); // what needs no worker does not wait for the pool's code
    await runOnWorkers({ worker: "path-worker", data: work }, chunks, threads, watch);
  }
  return { rows: work.rows, engine: kind, because, threads };
}
