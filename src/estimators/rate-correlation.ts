import { TooFewError } from "../errors/index.js";
import { DAY_MS, YEAR_MS, type Estimate } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { blocksOf, totalVariance } from "./blocks.js";
import { checkedLog } from "./log-returns.js";

/** Shortest interval that a surprise and a return are set side by side over: finer ones are not observed together. */
const PAIR_MS_MIN = DAY_MS;
/** Fewest pairs that a correlation is made from. */
const PAIRS_MIN = 30;

/** Surprises of a rate, and prices to set them beside. */
export interface RateSurprises {
  /** Time of each observation of the rate, epoch ms UTC. */
  readonly timeMs: Float64Array;
  /** Error of the forecast of each from the one before, standardised. */
  readonly residuals: Float64Array;
  readonly returns: PriceSeries;
  readonly source: string;
}

/**
 * Correlation of what surprises in the rate with the log returns of an asset over the same intervals of a day or more
 * (or of a bar, if longer); positive: the rate rises when the price does. An interval counts where a close is known at
 * both ends, at most two bars old. The error is from block sums of the influence function u v - r (u^2 + v^2) / 2 of
 * standardised pairs, at least that of independent normal pairs, (1 - r^2) / sqrt(n - 1).
 * @throws TooFewError (E_TOO_FEW) below 30 intervals; OutOfRangeError (E_OUT_OF_RANGE) where a close is not above 0.
 */
export function rateReturnCorrelation({ timeMs, residuals, returns, source }: RateSurprises): Estimate {
  const pairs = pairsOf(timeMs, residuals, returns);
  const count = pairs.length;
  if (count < PAIRS_MIN) {
    throw new TooFewError({
      field: "returns",
      got: `${count} intervals with both a rate and a price`,
      want: `at least ${PAIRS_MIN}`,
      hint: "give prices over the span of the rates, or leave them out",
    });
  }
  const surprises = standardised(pairs.map(({ surprise }) => surprise));
  const moves = standardised(pairs.map(({ move }) => move));
  const correlation = surprises.reduce((sum, value, i) => sum + value * moves[i], 0) / count;
  const blocks = blocksOf(pairs[0].endMs, pairs[count - 1].endMs);
  const sums = new Float64Array(blocks.count);
  pairs.forEach(({ endMs }, i) => {
    const [u, v] = [surprises[i], moves[i]];
    sums[blocks.of(endMs)] += u * v - (correlation * (u * u + v * v)) / 2;
  });
  const independent = (1 - correlation ** 2) / Math.sqrt(count - 1);
  return {
    value: correlation,
    standardError: Math.max(Math.sqrt(totalVariance(sums)) / count, independent),
    asOfMs: pairs[count - 1].endMs,
    source: `surprises of ${source} beside returns of ${returns.source}, ${count} intervals`,
  };
}

interface Pair {
  readonly endMs: number;
  /** Sum of the standardised surprises, over the root of their number. */
  readonly surprise: number;
  /** Log return over the root of elapsed years. */
  readonly move: number;
}

/** Neighbouring intervals of at least a day or a bar that end at observations of the rate. */
const pairsOf = (timeMs: Float64Array, residuals: Float64Array, returns: PriceSeries): readonly Pair[] => {
  const lengthMs = Math.max(PAIR_MS_MIN, returns.intervalMs) * (1 - 1e-3);
  const pairs: Pair[] = [];
  let start = 0;
  let from = logPriceAt(returns, timeMs[0]);
  let sum = 0;
  for (let i = 1; i < timeMs.length; i++) {
    sum += residuals[i];
    if (timeMs[i] - timeMs[start] < lengthMs) continue;
    const to = logPriceAt(returns, timeMs[i]);
    const move = (to - from) / Math.sqrt((timeMs[i] - timeMs[start]) / YEAR_MS);
    if (!Number.isNaN(move)) pairs.push({ endMs: timeMs[i], surprise: sum / Math.sqrt(i - start), move });
    [start, from, sum] = [i, to, 0];
  }
  return pairs;
};

/** Log of the last close at or before a time; NaN where it is more than two bars old or there is none. */
const logPriceAt = ({ close, closeMs, intervalMs }: PriceSeries, timeMs: number): number => {
  let [low, high] = [0, closeMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (closeMs[middle] <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low === 0 || timeMs - closeMs[low - 1] > 2 * intervalMs ? NaN : checkedLog(close, low - 1, "close");
};

/** Values less their mean, over their standard deviation. */
const standardised = (values: readonly number[]): readonly number[] => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (deviation > 0 ? (value - mean) / deviation : 0));
};
