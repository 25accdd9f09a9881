import { pathWords, type PathJob } from "../kernel/index.js";
import type { Chunk } from "./chunks.js";
import { engineOf, type EngineChoice } from "./engine.js";

/** All that the threads of a run share. It is sent to each worker once; the rows are in memory that all of them see. */
export interface PathWork {
  readonly job: PathJob;
  readonly choice: EngineChoice;
  /** The rows of all paths. */
  readonly rows: Float64Array;
}

/** The function that runs a piece of this work: it writes the rows of its paths, and no others. */
export function chunkRunner({ job, choice, rows }: PathWork): (chunk: Chunk) => void {
  const { run } = engineOf(choice);
  const words = pathWords(job);
  return ({ from, to }) => run(job, from, to, rows.subarray(from * words, to * words));
}
