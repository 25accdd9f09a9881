import type { PathJob } from "../kernel/index.js";

/** Paths `from` to `to` - 1 of a job. */
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

/** All paths in pieces of `size`, the last of them what remains. */
export function chunksOf(paths: number, size: number): readonly Chunk[] {
  const from = (chunk: number): number => Math.min(paths, chunk * size);
  return Array.from({ length: Math.ceil(paths / size) }, (_, i) => ({ from: from(i), to: from(i + 1) }));
}

/** How many threads so many pieces are worth, at most those asked for; 1 is the caller's own. */
export const threadsFor = (chunks: number, asked: number): number =>
  Math.max(1, Math.min(asked, Math.floor(chunks / CHUNKS_PER_WORKER)));
