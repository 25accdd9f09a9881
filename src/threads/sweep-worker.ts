import { workerData } from "piscina";
import { InternalError } from "../errors/index.js";
import type { Chunk } from "./chunks.js";
import { sweepRunner, type SweepWork, type SweptRun } from "./sweep-work.js";

const isWork = (value: unknown): value is SweepWork =>
  typeof value === "object" && value !== null && "market" in value && "policies" in value;

/** The work that this worker was started with. @throws InternalError (E_INTERNAL) where it is none */
function ownWork(): SweepWork {
  const given: unknown = workerData;
  if (isWork(given)) return given;
  const hint = "this is a bug: please report it";
  throw new InternalError({ field: "workerData", got: typeof given, want: "the work of a sweep", hint });
}

let run: ((chunk: Chunk) => readonly SweptRun[]) | null = null;

/** Runs one piece of the work that this worker was started with: the entry of a worker, called by the pool. */
export function runChunk(chunk: Chunk): readonly SweptRun[] {
  run ??= sweepRunner(ownWork());
  return run(chunk);
}
