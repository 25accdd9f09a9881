import { YEAR_MS, type Estimate } from "../model/index.js";
import type { RateSeries } from "../series/index.js";
import { blocksOf, totalVariance } from "./blocks.js";
import { meanAndError } from "./mean-and-error.js";

/** Robust deviations from the median beyond which a rate is a spike; a stated figure. */
export const SPIKE_MULTIPLE = 4;

/** Deviations between the tenth and the ninetieth percentile of the normal law. */
const DECILES_APART = 2.563103131089201;

/** A hole of this many middle steps ends a spike. */
const HOLE_STEPS = 3;

/** Where a rate ends to be one of many and starts to be a spike. */
export interface SpikeFence {
  readonly low: number;
  readonly high: number;
  /** Deviation that the fence stands `SPIKE_MULTIPLE` of from the median. */
  readonly deviation: number;
}

/** Spikes on one side. An error of a mean from one spike is the mean itself. */
export interface SpikeSide {
  /** Runs of observations beyond the fence. */
  readonly count: number;
  /** Spikes a year; the error is that of Poisson counts, or by the spread of blocks where that is larger. */
  readonly intensityAnnual: Estimate;
  /** Furthest that a spike goes from the level, mean, a fraction a year > 0; null without spikes. */
  readonly meanSize: Estimate | null;
  /** Mean time beyond the fence, ms, to the nearest observation; null without spikes. */
  readonly meanDurationMs: Estimate | null;
}

/**
 * The fence of a series: median -+ 4 robust deviations, which are the distance from tenth to ninetieth percentile over
 * 2.563. Funding stands at one clamped figure for half of the time, which leaves nothing of a median absolute deviation.
 * Where the percentiles coincide, the standard deviation.
 */
export function spikeFence(rateAnnual: Float64Array): SpikeFence {
  const sorted = rateAnnual.slice().sort();
  const count = sorted.length;
  const quantile = (share: number): number => sorted[Math.round(share * (count - 1))];
  const median = quantile(0.5);
  const deviation = (quantile(0.9) - quantile(0.1)) / DECILES_APART || standardDeviation(rateAnnual);
  return { low: median - SPIKE_MULTIPLE * deviation, high: median + SPIKE_MULTIPLE * deviation, deviation };
}

/** Spikes above the fence of a series (`direction` 1) or below it (-1), with sizes from `level`. */
export function spikesOf(series: RateSeries, fence: SpikeFence, level: number, direction: 1 | -1): SpikeSide {
  const { timeMs, intervalMs } = series;
  const runs = runsOf(series, fence, direction);
  const [fromMs, toMs] = [timeMs[0], timeMs[timeMs.length - 1]];
  const spanYears = (toMs - fromMs) / YEAR_MS;
  const blocks = blocksOf(fromMs, toMs);
  const counts = new Float64Array(blocks.count).fill(-runs.length / blocks.count);
  for (const { start } of runs) counts[blocks.of(timeMs[start])] += 1;
  const side = direction === 1 ? "above" : "below";
  const estimate = (value: number, standardError: number, what: string): Estimate => ({
    value,
    standardError,
    asOfMs: toMs,
    source: `${what} of ${runs.length} spikes ${side} the fence in ${series.source}`,
  });
  const mean = (values: readonly number[], what: string): Estimate | null =>
    values.length === 0 ? null : { ...estimate(0, 0, what), ...meanAndError(values) };
  return {
    count: runs.length,
    intensityAnnual: estimate(
      runs.length / spanYears,
      Math.sqrt(Math.max(1, runs.length, totalVariance(counts))) / spanYears,
      "number a year",
    ),
    meanSize: mean(
      runs.map(({ peak }) => direction * (peak - level)),
      "mean size",
    ),
    meanDurationMs: mean(
      runs.map(({ start, end }) => timeMs[end] - timeMs[start] + intervalMs),
      "mean duration",
    ),
  };
}

interface Run {
  readonly start: number;
  end: number;
  peak: number;
}

/** Runs of observations beyond the fence on one side. */
const runsOf = (
  { timeMs, rateAnnual, intervalMs }: RateSeries,
  fence: SpikeFence,
  direction: 1 | -1,
): readonly Run[] => {
  const runs: Run[] = [];
  let open: Run | null = null;
  for (let i = 0; i < timeMs.length; i++) {
    const rate = rateAnnual[i];
    if (open !== null && timeMs[i] - timeMs[open.end] >= HOLE_STEPS * intervalMs) open = null;
    if (!(direction === 1 ? rate > fence.high : rate < fence.low)) open = null;
    else if (open === null) runs.push((open = { start: i, end: i, peak: rate }));
    else {
      open.end = i;
      if (direction * rate > direction * open.peak) open.peak = rate;
    }
  }
  return runs;
};

const standardDeviation = (values: Float64Array): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
};
