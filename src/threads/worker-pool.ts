import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { InternalError } from "../errors/index.js";
import type { Chunk } from "./chunks.js";
import { assertGoing, cancelled, type Watch } from "./watch.js";

/** A worker of this folder, which runs a chunk of the work that it is started with. */
export interface Work {
  /** Name of its file, beside this one; what it exports as `runChunk` is called with each chunk. */
  readonly worker: "path-worker" | "sweep-worker";
  /** Sent to each worker once: plain data, large columns in memory that all of them see. */
  readonly data: unknown;
}

/** The file of a worker: compiled, or as it is written where this one runs so. */
const fileOf = ({ worker }: Work): string =>
  fileURLToPath(new URL(`./${worker}${import.meta.url.slice(-3)}`, import.meta.url));

/** So many chunks a worker are handed out at a time: none waits for work, and no more results than that wait to be taken. */
const AHEAD = 4;

function faultOf(cause: unknown): InternalError {
  return new InternalError(
    {
      field: "threads",
      got: cause instanceof Error ? cause.message : String(cause),
      want: "workers that finish their work",
      hint: "one thread needs no worker; if that fails as well this is a bug: please report it",
    },
    { cause },
  );
}

/** Workers, each started with the work. @throws InternalError (E_INTERNAL) for work that cannot be sent */
function poolOf(work: Work, threads: number): Piscina {
  try {
    return new Piscina({
      filename: fileOf(work),
      name: "runChunk",
      minThreads: threads,
      maxThreads: threads,
      workerData: work.data,
      recordTiming: false,
    });
  } catch (cause) {
    throw faultOf(cause);
  }
}

/** The error that ends a run before its chunks are done: no chunk carries the death of a worker between two of them. */
function ending(pool: Piscina, watch: Watch, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    pool.on("error", (cause) => reject(faultOf(cause)));
    const { signal } = watch;
    signal?.addEventListener("abort", () => reject(cancelled(signal)), { once: true, signal: over });
  });
}

/** Hands the chunks out, a few ahead of the one that is waited for, and tells of each in order. */
async function inOrder(pool: Piscina, chunks: readonly Chunk[], ahead: number, watch: Watch): Promise<void> {
  const running: Promise<unknown>[] = [];
  for (const [at, chunk] of chunks.entries()) {
    for (const next of chunks.slice(running.length, at + ahead)) {
      const run: Promise<unknown> = pool.run(next);
      run.catch(() => undefined); // one that fails is heard of when its turn comes
      running.push(run);
    }
    const result = await running[at]?.catch((cause: unknown) => {
      throw faultOf(cause);
    });
    running[at] = Promise.resolve(); // what was taken is let go
    assertGoing(watch); // nobody is told of what was done after the end
    await watch.ran(chunk, result);
  }
}

/**
 * Runs all chunks on so many workers, each of which is sent the work once, and tells of each in the order of the chunks. None of them is alive when this returns or throws.
 * @throws InternalError (E_INTERNAL) if a worker fails, CancelledError (E_CANCELLED)
 */
export async function runOnWorkers(work: Work, chunks: readonly Chunk[], threads: number, watch: Watch): Promise<void> {
  assertGoing(watch);
  const over = new AbortController();
  const pool = poolOf(work, threads);
  try {
    await Promise.race([inOrder(pool, chunks, AHEAD * threads, watch), ending(pool, watch, over.signal)]);
  } finally {
    over.abort();
    await pool.destroy();
  }
}
