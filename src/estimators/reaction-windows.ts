import { TooFewError, assertInRange, assertPositive } from "../errors/index.js";
import { YEAR_MS, type Gap } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { blocksOf, type Blocks } from "./blocks.js";
import { checkedLog, logReturns } from "./log-returns.js";

/** Independent exceedances in a tail: with fewer the index is a guess, with more the power law no longer fits. */
export const EXCEEDANCES = { min: 25, max: 250 } as const;
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

/** The furthest moves of a series within a reaction window, from each of its closes. */
export interface ReactionWindows {
  /** Bars of a window; windows overlap, so that this many exceedances count as one. */
  readonly bars: number;
  /** The window in whole bars, ms. */
  readonly windowMs: number;
  /** Log sizes of the furthest drop within the window after each close; below 0 where the price only rose. */
  readonly drops: Float64Array;
  /** Log sizes of the furthest rise. */
  readonly rises: Float64Array;
  /** Time of the close that each window starts from, epoch ms, and of those after the last. */
  readonly closeMs: Float64Array;
  readonly blocks: Blocks;
  readonly spanYears: number;
  readonly asOfMs: number;
  readonly readFrom: Extract<Gap, { kind: "estimated" }>["readFrom"];
  /** What was read, in words. */
  readonly source: string;
}

/**
 * The furthest moves within k = ceil(windowMs / interval) bars, net of the series' mean log drift over elapsed time.
 * @throws TooFewError (E_TOO_FEW) below 30 returns; OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) for
 * the window or a price.
 */
export function reactionWindows(series: PriceSeries, windowMs: number): ReactionWindows {
  assertPositive(windowMs, "windowMs");
  assertPositive(series.intervalMs, "series.intervalMs");
  const { spanYears, meanAnnual } = logReturns(series);
  const netOf = (column: "close" | "low" | "high"): Float64Array =>
    netOfDrift(columnOf(series, column), column, series.closeMs, meanAnnual);
  return windowsOf(series, { windowMs, spanYears, netOf });
}

/** What the windows of a series are made of. */
export interface NetPrices {
  readonly windowMs: number;
  readonly spanYears: number;
  /** Logs of a column, less the mean drift since the first close. */
  readonly netOf: (column: "close" | "low" | "high") => Float64Array;
}

/** A column of prices; closes stand in for the lows and highs of a series that has none. */
export const columnOf = ({ close, bars }: PriceSeries, column: "close" | "low" | "high"): Float64Array =>
  column === "close" || bars === null ? close : bars[column];

/** `reactionWindows` of a series whose logs are known. */
export function windowsOf(series: PriceSeries, { windowMs, spanYears, netOf }: NetPrices): ReactionWindows {
  const bars = Math.ceil(windowMs / series.intervalMs);
  const close = netOf("close");
  const low = series.bars === null ? close : netOf("low");
  const high = series.bars === null ? close : netOf("high");
  const depth = low.map((value) => -value);
  const asOfMs = series.closeMs[series.closeMs.length - 1] ?? NaN;
  const words = series.bars === null ? "closes (no lows and highs: understates)" : "lows and highs";
  return {
    bars,
    windowMs: bars * series.intervalMs,
    drops: furthest(close, depth, bars, -1),
    rises: furthest(close, high, bars, 1),
    closeMs: series.closeMs,
    blocks: blocksOf(series.closeMs[0] ?? NaN, asOfMs),
    spanYears,
    asOfMs,
    readFrom: series.bars === null ? "closes" : "lows-and-highs",
    source: `${words} of ${series.source}`,
  };
}

/** Logs of a price column, less the mean drift since the first close. */
const netOfDrift = (column: Float64Array, name: string, closeMs: Float64Array, meanAnnual: number): Float64Array => {
  const startMs = closeMs[0] ?? NaN;
  return closeMs.map((ms, i) => checkedLog(column, i, name) - (meanAnnual * (ms - startMs)) / YEAR_MS);
};

/**
 * Log size of the furthest move from each close within the next `bars` bars; `extremes` and `close` times `sign` are in
 * its direction. Highest of each window by those of its two parts beside a border (van Herk 1992; Gil and Werman 1993).
 */
const furthest = (close: Float64Array, extremes: Float64Array, bars: number, sign: number): Float64Array => {
  const count = extremes.length;
  const [sizes, after] = [new Float64Array(Math.max(0, count - bars)), new Float64Array(count)];
  for (let i = count - 1; i >= 0; i--) {
    const isBorder = i % bars === bars - 1 || i === count - 1;
    const extreme = extremes[i] ?? NaN;
    after[i] = isBorder ? extreme : Math.max(extreme, after[i + 1] ?? NaN);
  }
  let before = -Infinity;
  for (let i = 0; i < count; i++) {
    const extreme = extremes[i] ?? NaN;
    before = i % bars === 0 ? extreme : Math.max(before, extreme);
    if (i >= bars) sizes[i - bars] = Math.max(after[i - bars + 1] ?? NaN, before) - sign * (close[i - bars] ?? NaN);
  }
  return sizes;
};

/** Options with what was left out. */
export interface TailOptions {
  readonly confidence: number;
  readonly exceedancesMin: number;
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) naming the option. */
export function checkedTailOptions(options: GapOptions): TailOptions {
  const { confidence = 0.95, exceedancesMin = EXCEEDANCES.min } = options;
  assertPositive(options.windowMs, "windowMs");
  assertConfidence(confidence);
  assertInRange(exceedancesMin, "exceedancesMin", { min: 10, max: EXCEEDANCES.max, want: "10 to 250" });
  return { confidence, exceedancesMin };
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) unless strictly between 0.5 and 1. */
export function assertConfidence(confidence: number): void {
  assertInRange(confidence, "confidence", {
    min: 0.5,
    max: 1,
    open: true,
    want: "a fraction between 0.5 and 1, such as 0.95",
  });
}

/** @throws TooFewError (E_TOO_FEW) under a year, or under ten times the least exceedances. */
export function assertHistory(windows: ReactionWindows, exceedancesMin: number): void {
  const { spanYears, bars, drops } = windows;
  const windowsMin = (exceedancesMin * bars) / TAIL_SHARE_MAX;
  if (spanYears >= YEARS_MIN && drops.length >= windowsMin) return;
  throw new TooFewError({
    field: "series",
    got: `${spanYears.toFixed(2)} years, ${drops.length} windows of ${bars} bars`,
    want: `at least ${YEARS_MIN} year and ${windowsMin} windows`,
    hint: "give a longer history or a shorter window, pool it with similar assets, or state the gap",
  });
}
