import { TooFewError, assertInRange, assertPositive } from "../errors/index.js";
import { gammaQuantile, poissonUpperBound } from "../kernel/index.js";
import { YEAR_MS, type Gap, type GapTail } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { blocksOf, totalVariance, type Blocks } from "./blocks.js";
import { checkedLog, logReturns } from "./log-returns.js";

/** Share of windows taken as the tail. */
const TAIL_SHARE = 0.01;
/** Independent exceedances in the tail: with fewer the index is a guess, with more the power law no longer fits. */
const EXCEEDANCES = { min: 25, max: 250 } as const;
/** A tail is at most this share of all windows. */
const TAIL_SHARE_MAX = 0.1;
/** Least history: a year, so that each season is seen. */
const YEARS_MIN = 1;

/** How gaps are read from bars. */
export interface GapOptions {
  /** Time within which nothing can be done, ms; rounded up to whole bars. */
  readonly windowMs: number;
  /** One-sided confidence of the upper bounds, a fraction; 0.95 when left out. */
  readonly confidence?: number | undefined;
  /** Fewest independent exceedances in the tail, 10 to 250; 25 when left out. */
  readonly exceedancesMin?: number | undefined;
}

/**
 * Gap distribution from bars: how often, and how far, the price moves within k = ceil(windowMs / interval) bars.
 *
 * From each close, a drop is ln(close / lowest low of the next k bars), a rise ln(highest high / close), both net of
 * the series' mean log drift over the elapsed time, so that a constant added to past returns changes nothing. Without
 * lows and highs the closes stand in, which understates; `readFrom` says so. A window is counted in bars, not by the
 * clock: a weekend of a daily series, or a hole, is a time in which nobody could act, and the move across it counts.
 *
 * Tail: the largest 1 % of windows, but 25 to 250 independent ones; windows overlap k-fold, so k exceedances count as
 * one. Index by Hill (1975, Annals of Statistics 3, 1163). Intensity a year at the threshold = independent exceedances
 * / elapsed years. Bounds: exact for independent moves (Poisson for the intensity, gamma for the index), at an
 * effective count cut further where exceedances cluster: by the variance of their number, and of their mean log excess,
 * over blocks of 30 days. Simulated with volatility that clusters for weeks, the 95 % bound of the intensity holds in
 * 85 % of samples, without that cut in 66 %.
 * @throws TooFewError (E_TOO_FEW) under one year, under ten times the least exceedances, or where prices hardly move;
 * OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) for the options or a price.
 */
export function gapFromBars(series: PriceSeries, options: GapOptions): Gap {
  const { windowMs, confidence = 0.95, exceedancesMin = EXCEEDANCES.min } = options;
  assertPositive(windowMs, "windowMs");
  assertInRange(confidence, "confidence", {
    min: 0.5,
    max: 1,
    open: true,
    want: "a fraction between 0.5 and 1, such as 0.95",
  });
  assertInRange(exceedancesMin, "exceedancesMin", { min: 10, max: EXCEEDANCES.max, want: "10 to 250" });
  assertPositive(series.intervalMs, "series.intervalMs");
  const bars = Math.ceil(windowMs / series.intervalMs);
  const { spanYears, meanAnnual } = logReturns(series);
  assertHistory(spanYears, series.close.length - bars, bars, exceedancesMin);
  const close = netOfDrift(series.close, "close", series.closeMs, meanAnnual);
  const low = series.bars === null ? close : netOfDrift(series.bars.low, "low", series.closeMs, meanAnnual);
  const high = series.bars === null ? close : netOfDrift(series.bars.high, "high", series.closeMs, meanAnnual);
  const depth = low.map((value) => -value);
  const asOfMs = series.closeMs[series.closeMs.length - 1] ?? NaN;
  const blocks = blocksOf(series.closeMs[0] ?? NaN, asOfMs);
  const setting = { bars, blocks, closeMs: series.closeMs, spanYears, confidence, exceedancesMin };
  const readFrom = series.bars === null ? "closes" : "lows-and-highs";
  const words = series.bars === null ? "closes (no lows and highs: understates)" : "lows and highs";
  return {
    kind: "estimated",
    windowMs: bars * series.intervalMs,
    years: spanYears,
    confidence,
    readFrom,
    drops: tailOf(furthest(close, depth, bars, -1), setting, "drops"),
    rises: tailOf(furthest(close, high, bars, 1), setting, "rises"),
    asOfMs,
    source: `${words} of ${series.source}`,
  };
}

interface Setting {
  readonly bars: number;
  readonly blocks: Blocks;
  readonly closeMs: Float64Array;
  readonly spanYears: number;
  readonly confidence: number;
  readonly exceedancesMin: number;
}

/** Logs of a price column, less the mean drift since the first close. */
const netOfDrift = (column: Float64Array, name: string, closeMs: Float64Array, meanAnnual: number): Float64Array => {
  const startMs = closeMs[0] ?? NaN;
  return closeMs.map((ms, i) => checkedLog(column, i, name) - (meanAnnual * (ms - startMs)) / YEAR_MS);
};

/**
 * Log size of the furthest move from each close within the next `bars` bars; `extremes` and `close` times `sign` are in
 * its direction.
 */
const furthest = (close: Float64Array, extremes: Float64Array, bars: number, sign: number): Float64Array => {
  const sizes = new Float64Array(close.length - bars);
  for (let i = 0; i < sizes.length; i++) {
    let extreme = -Infinity;
    for (let j = i + 1; j <= i + bars; j++) extreme = Math.max(extreme, extremes[j] ?? NaN);
    sizes[i] = extreme - sign * (close[i] ?? NaN);
  }
  return sizes;
};

/** Power-law tail of one side. */
const tailOf = (sizes: Float64Array, setting: Setting, field: string): GapTail => {
  const wanted = Math.round((TAIL_SHARE * sizes.length) / setting.bars);
  const independent = Math.min(EXCEEDANCES.max, Math.max(Math.ceil(setting.exceedancesMin), wanted));
  const exceedances = independent * setting.bars;
  const ascending = sizes.slice().sort();
  const threshold = ascending[ascending.length - 1 - exceedances] ?? NaN;
  const largest = ascending[ascending.length - 1] ?? NaN;
  if (!(threshold > 0 && largest > threshold)) throw tooCalm(field, exceedances);
  const meanExcess =
    ascending.slice(-exceedances).reduce((sum, size) => sum + Math.log(size / threshold), 0) / exceedances;
  const effective = effectiveCounts(sizes, threshold, meanExcess, setting);
  const counted = atMost(effective.number, independent);
  const measured = atMost(effective.size, independent);
  const intensityAnnual = independent / setting.spanYears;
  const tailIndex = 1 / meanExcess;
  return {
    threshold,
    intensityAnnual,
    intensityUpperAnnual: (intensityAnnual * poissonUpperBound(counted, setting.confidence)) / counted,
    tailIndex,
    // For a power law, n x (mean log excess of n) x index is a gamma variable of shape n.
    tailIndexLower: (tailIndex * gammaQuantile(1 - setting.confidence, measured)) / measured,
    exceedances: independent,
    largest,
  };
};

/** Independent observations that the exceedances are worth: for their number, and for the mean of their log excess. */
const effectiveCounts = (
  sizes: Float64Array,
  threshold: number,
  meanExcess: number,
  { blocks, closeMs }: Setting,
): { readonly number: number; readonly size: number } => {
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
  return {
    number: (total * total) / totalVariance(numbers.map((number) => number - mean)),
    size: (total * meanExcess) ** 2 / totalVariance(excesses),
  };
};

/** An effective count is at least 1, and at most what overlap alone would leave. */
const atMost = (count: number, most: number): number => Math.max(1, Math.min(count, most));

const assertHistory = (years: number, windows: number, bars: number, exceedancesMin: number): void => {
  const windowsMin = (exceedancesMin * bars) / TAIL_SHARE_MAX;
  if (years >= YEARS_MIN && windows >= windowsMin) return;
  throw new TooFewError({
    field: "series",
    got: `${years.toFixed(2)} years, ${Math.max(0, windows)} windows of ${bars} bars`,
    want: `at least ${YEARS_MIN} year and ${windowsMin} windows`,
    hint: "give a longer history or a shorter window, or state the gap",
  });
};

const tooCalm = (field: string, exceedances: number): TooFewError =>
  new TooFewError({
    field: `series, ${field}`,
    got: `fewer than ${exceedances} moves above 0 that differ`,
    want: "moves enough to measure a tail",
    hint: "give prices that move, or state the gap",
  });
