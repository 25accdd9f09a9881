import { TooFewError } from "../errors/index.js";
import type { GapSide } from "../model/index.js";
import { totalVariance } from "./blocks.js";
import { EXCEEDANCES, type ReactionWindows, type TailOptions } from "./reaction-windows.js";

/** Share of windows taken as the tail. */
const TAIL_SHARE = 0.01;
/** How many times as many exceedances the lower threshold has at which clustering is measured. */
const LOWER = 5;
/** Later blocks whose product with a block is counted in that dispersion: with 30 days each, clusters of three months. */
const NEIGHBOURS = 3;

/** The largest moves of one side, and how much they are worth as observations. */
export interface Exceedances {
  /** Threshold u, a log size > 0. */
  readonly threshold: number;
  /** Log sizes above it, ascending; windows overlap, so `independent` of them are news. */
  readonly sizes: Float64Array;
  /** Exceedances that do not overlap. */
  readonly independent: number;
  /** Mean of ln(size / threshold): the inverse of Hill's tail index. */
  readonly meanExcess: number;
  /** Independent observations that the exceedances are worth for their number, 1 to `independent`. */
  readonly numberEffective: number;
  /** The same for the mean of their log excess. */
  readonly sizeEffective: number;
  /** Correlation of the errors of number and mean log excess: a month of many exceedances is one of large ones. */
  readonly correlation: number;
  readonly largest: number;
}

/**
 * Exceedances of the largest 1 % of windows, but 25 (or the stated least) to 250 independent ones. k overlapping
 * exceedances count as one; clusters cut the effective counts further, by the variance over blocks of 30 days.
 * @throws TooFewError (E_TOO_FEW) where prices hardly move.
 */
export function exceedancesOf(
  windows: ReactionWindows,
  side: GapSide,
  { exceedancesMin }: Pick<TailOptions, "exceedancesMin">,
): Exceedances {
  const all = windows[side];
  const wanted = Math.round((TAIL_SHARE * all.length) / windows.bars);
  const independent = Math.min(EXCEEDANCES.max, Math.max(Math.ceil(exceedancesMin), wanted));
  const count = independent * windows.bars;
  const more = Math.min(LOWER * count, all.length >> 1);
  const ascending = largestAscending(all, Math.max(count, more) + 1);
  const threshold = ascending[ascending.length - 1 - count] ?? NaN;
  const largest = ascending[ascending.length - 1] ?? NaN;
  if (!(threshold > 0 && largest > threshold)) throw tooCalm(side, count);
  const sizes = ascending.slice(-count);
  const meanExcess = sizes.reduce((sum, size) => sum + Math.log(size / threshold), 0) / count;
  const { size, correlation } = effectiveCounts(windows, all, threshold, meanExcess);
  return {
    threshold,
    sizes,
    independent,
    meanExcess,
    numberEffective: clusteredCount(windows, side, independent, [
      threshold,
      ascending[ascending.length - 1 - more] ?? NaN,
    ]),
    sizeEffective: atMost(size, independent),
    correlation,
    largest,
  };
}

/**
 * Independent observations that the exceedances are worth for their number, 1 to `independent`: theirs over the larger of
 * two dispersions (variance / mean of their number, with four neighbouring blocks of 30 days), at the threshold and at
 * that of five times as many. Few exceedances show little of their clustering, and least where there are fewest of them,
 * so that a bound from the threshold alone is too low when the estimate is; more of them show it.
 */
function clusteredCount(
  windows: ReactionWindows,
  side: GapSide,
  independent: number,
  thresholds: readonly [number, number],
): number {
  const { blocks, closeMs, bars, [side]: sizes } = windows;
  const dispersionAt = (threshold: number): number => {
    const numbers = new Float64Array(blocks.count);
    for (let i = 0; i < sizes.length; i++) {
      if (!((sizes[i] ?? NaN) > threshold)) continue;
      const block = blocks.of(closeMs[i] ?? NaN);
      numbers[block] = (numbers[block] ?? 0) + 1;
    }
    const total = numbers.reduce((sum, number) => sum + number, 0);
    return longVariance(numbers.map((number) => number - total / blocks.count)) / total;
  };
  const dispersion = Math.max(dispersionAt(thresholds[0]), dispersionAt(thresholds[1]));
  return atMost((independent * bars) / dispersion, independent);
}

/** The `count` largest values of a column, ascending: what sorting all of it would end with (Hoare 1961, Find). */
function largestAscending(column: Float64Array, count: number): Float64Array {
  const values = column.slice();
  const cut = Math.max(0, values.length - count);
  let [from, to] = [0, values.length - 1];
  while (from < to) {
    const pivot = values[(from + to) >> 1] ?? NaN;
    let [low, high] = [from, to];
    while (low <= high) {
      while ((values[low] ?? NaN) < pivot) low++;
      while ((values[high] ?? NaN) > pivot) high--;
      if (low > high) break;
      const swapped = values[low] ?? NaN;
      values[low++] = values[high] ?? NaN;
      values[high--] = swapped;
    }
    if (cut <= high) to = high;
    else if (cut >= low) from = low;
    else break;
  }
  return values.subarray(cut).sort();
}

/** Variance of the total of centred block sums with Bartlett weights over `NEIGHBOURS` later blocks (Newey and West 1987). */
const longVariance = (sums: Float64Array): number => {
  let total = 0;
  for (let lag = 0; lag <= NEIGHBOURS; lag++) {
    const weight = (lag === 0 ? 1 : 2) * (1 - lag / (NEIGHBOURS + 1));
    for (let block = lag; block < sums.length; block++)
      total += weight * (sums[block] ?? NaN) * (sums[block - lag] ?? NaN);
  }
  return (total * sums.length) / (sums.length - 1);
};

/** Effective counts for the number of exceedances and for the mean of their log excess, from sums over blocks. */
const effectiveCounts = (
  { blocks, closeMs }: ReactionWindows,
  sizes: Float64Array,
  threshold: number,
  meanExcess: number,
): { readonly number: number; readonly size: number; readonly correlation: number } => {
  const numbers = new Float64Array(blocks.count);
  const excesses = new Float64Array(blocks.count);
  let total = 0;
  for (let i = 0; i < sizes.length; i++) {
    const size = sizes[i] ?? NaN;
    if (size <= threshold) continue;
    const block = blocks.of(closeMs[i] ?? NaN);
    numbers[block] = (numbers[block] ?? 0) + 1;
    excesses[block] = (excesses[block] ?? 0) + Math.log(size / threshold) - meanExcess;
    total += 1;
  }
  const mean = total / blocks.count;
  const centred = numbers.map((number) => number - mean);
  const numberVariance = totalVariance(centred);
  const sizeVariance = totalVariance(excesses);
  const both = totalVariance(centred.map((number, block) => number + (excesses[block] ?? NaN)));
  const covariance = (both - numberVariance - sizeVariance) / 2;
  return {
    number: (total * total) / numberVariance,
    size: (total * meanExcess) ** 2 / sizeVariance,
    correlation: correlationOf(covariance, numberVariance * sizeVariance),
  };
};

/** Correlation from a covariance and the product of the variances, within -1 and 1; 0 where one of them does not vary. */
const correlationOf = (covariance: number, product: number): number =>
  product > 0 ? Math.max(-1, Math.min(1, covariance / Math.sqrt(product))) : 0;

/** An effective count is at least 1, and at most what overlap alone would leave. */
const atMost = (count: number, most: number): number => Math.max(1, Math.min(count, most));

const tooCalm = (field: string, exceedances: number): TooFewError =>
  new TooFewError({
    field: `series, ${field}`,
    got: `fewer than ${exceedances} moves above 0 that differ`,
    want: "moves enough to measure a tail",
    hint: "give prices that move, or state the gap",
  });
