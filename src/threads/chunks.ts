import { assertInRange, OutOfRangeError } from "../errors/index.js";
import type { PathJob } from "../kernel/index.js";

/** Items `from` to `to` - 1 of a job: paths, or policies of a sweep. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
}

/** Steps of paths with one position in a piece of work: some 10 ms or more, where a step takes 10 to 25 ns. */
const STEPS = 2 ** 20;

/** The faster engine takes so many paths at a time. */
const LANES = 8;

/** Fewer pieces than this do not pay for the start of a worker. */
const CHUNKS_PER_WORKER = 8;

/** How many paths of a job make one piece of work, whatever the number of threads. */
export function pathsPerChunk({ steps, positions }: PathJob): number {
  const stepsOfOnePath = (steps * (1 + positions.length)) / 2; // the shocks of a path take about as long as one position
  return LANES * Math.ceil(STEPS / stepsOfOnePath / LANES);
}

/** So many items in pieces of `size`, the last of them what remains. */
export function chunksOf(count: number, size: number): readonly Chunk[] {
  const from = (chunk: number): number => Math.min(count, chunk * size);
  return Array.from({ length: Math.ceil(count / size) }, (_, i) => ({ from: from(i), to: from(i + 1) }));
}

/** How many threads so many pieces are worth, at most those asked for; 1 is the caller's own. */
export const threadsFor = (chunks: number, asked: number): number =>
  Math.max(1, Math.min(asked, Math.floor(chunks / CHUNKS_PER_WORKER)));

/** @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) unless `value` is a whole number from 1. */
export function assertCount(value: number, field: string): void {
  const want = "a whole number from 1";
  assertInRange(value, field, { min: 1, max: Number.MAX_SAFE_INTEGER, want });
  if (!Number.isInteger(value)) throw new OutOfRangeError({ field, got: String(value), want, hint: "round it" });
}
