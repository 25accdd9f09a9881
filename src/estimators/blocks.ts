import { DAY_MS } from "../model/index.js";

/**
 * Shortest block of a long series: volatility of one day resembles that of the next weeks, and much less that of later
 * months.
 */
const BLOCK_MS_MIN = 30 * DAY_MS;
/** Fewest blocks: their spread could not be measured from fewer. */
const BLOCKS_MIN = 10;

/** A span cut into blocks of equal elapsed time, across which sums are treated as independent. */
export interface Blocks {
  readonly count: number;
  /** Block that the time `ms` falls in, 0 to count - 1. */
  of(ms: number): number;
}

/** Cuts a span into as many blocks of at least 30 days as fit; a span under 300 days into ten shorter ones. */
export function blocksOf(fromMs: number, toMs: number): Blocks {
  const count = Math.max(BLOCKS_MIN, Math.floor((toMs - fromMs) / BLOCK_MS_MIN));
  const lengthMs = (toMs - fromMs) / count;
  return { count, of: (ms) => Math.min(count - 1, Math.max(0, Math.floor((ms - fromMs) / lengthMs))) };
}

/**
 * Variance of the total of the blocks' sums, each less its mean: their squares plus the products of neighbours, which
 * is the weight of one lag (Newey and West 1987, Bartlett weights), since volatility carries over from one block into
 * the next; times count / (count - 1) for the mean taken out. Never negative.
 */
export function totalVariance(sums: Float64Array): number {
  let total = 0;
  let before = 0;
  for (const sum of sums) {
    total += sum * sum + before * sum;
    before = sum;
  }
  return (total * sums.length) / (sums.length - 1);
}
