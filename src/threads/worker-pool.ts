import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { InternalError } from "../errors/index.js";
import type { Chunk } from "./chunks.js";
import type { PathWork } from "./path-work.js";
import { assertGoing, cancelled, type Watch } from "./watch.js";

/** The worker's file, beside this one: compiled, or as it is written where this one runs so. */
const WORKER = fileURLToPath(new URL(`./path-worker${import.meta.url.slice(-3)}`, import.meta.url));

function faultOf(cause: unknown): InternalError {
  return new InternalError(
    {
      field: "threads",
      got: cause instanceof Error ? cause.message : String(cause),
      want: "workers that finish their paths",
      hint: "one thread needs no worker; if that fails as well this is a bug: please report it",
    },
    { cause },
  );
}

/** Workers, each started with the work. @throws InternalError (E_INTERNAL) for work that cannot be sent */
function poolOf(work: PathWork, threads: number): Piscina {
  try {
    return new Piscina({
      filename: WORKER,
      name: "runChunk",
      minThreads: threads,
      maxThreads: threads,
      workerData: work,
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

/**
 * Runs all chunks on so many workers, each of which is sent the work once. None of them is alive when this returns or throws.
 * @throws InternalError (E_INTERNAL) if a worker fails, CancelledError (E_CANCELLED)
 */
export async function runOnWorkers(
  work: PathWork,
  chunks: readonly Chunk[],
  threads: number,
  watch: Watch,
): Promise<void> {
  assertGoing(watch);
  const over = new AbortController();
  const pool = poolOf(work, threads);
  const run = async (chunk: Chunk): Promise<void> => {
    await pool.run(chunk).catch((cause: unknown) => {
      throw faultOf(cause);
    });
    watch.ran(chunk);
  };
  try {
    await Promise.race([Promise.all(chunks.map(run)), ending(pool, watch, over.signal)]);
  } finally {
    over.abort();
    await pool.destroy();
  }
}
