import { workerData } from "piscina";
import { InternalError } from "../errors/index.js";
import type { Chunk } from "./chunks.js";
import { chunkRunner, type PathWork } from "./path-work.js";

const isWork = (value: unknown): value is PathWork =>
  typeof value === "object" && value !== null && "job" in value && "choice" in value && "rows" in value;

/** The work that this worker was started with. @throws InternalError (E_INTERNAL) where it is none */
function ownWork(): PathWork {
  const given: unknown = workerData;
  if (isWork(given)) return given;
  const hint = "this is a bug: please report it";
  throw new InternalError({ field: "workerData", got: typeof given, want: "the work of a run", hint });
}

let run: ((chunk: Chunk) => void) | null = null;

/** Runs one piece of the work that this worker was started with: the entry of a worker, called by the pool. */
export function runChunk(chunk: Chunk): void {
  run ??= chunkRunner(ownWork());
  run(chunk);
}
