import { OutOfRangeError } from "../errors/index.js";
import { DAY_MS, YEAR_MS, type Estimates } from "../model/index.js";
import type { Gaps, PriceSeries } from "../series/index.js";
import { completeDays, dayEnds, daysWithin, eachBar, type DailyBars } from "./daily-bars.js";
import { RETURNS_MIN, logReturns, type LogReturns } from "./log-returns.js";
import { estimatesOfPast, type PriceEstimateOptions, type PricePast } from "./past-estimates.js";
import { columnOf, windowsOf } from "./reaction-windows.js";

/** What is read of a whole series once, for all of its cuts. */
interface Read {
  readonly series: PriceSeries;
  readonly returns: LogReturns;
  readonly logs: Readonly<Record<"close" | "low" | "high", Float64Array>>;
  /** Index after each day's last bar, the first and the last day included, and the days. */
  readonly ends: Int32Array;
  readonly days: DailyBars;
  /** Steps up to each close that lack bars, and how many they lack. */
  readonly gaps: { readonly count: Int32Array; readonly missing: Int32Array };
}

/** Steps that lack bars, counted up to each close, as `gapsOf` counts them. */
function gapsUpTo({ closeMs, intervalMs }: PriceSeries): Read["gaps"] {
  const [count, missing] = [new Int32Array(closeMs.length), new Int32Array(closeMs.length)];
  for (let at = 1; at < closeMs.length; at++) {
    const lacking = Math.max(0, Math.round((closeMs[at] - closeMs[at - 1]) / intervalMs) - 1);
    count[at] = count[at - 1] + (lacking > 0 ? 1 : 0);
    missing[at] = missing[at - 1] + lacking;
  }
  return { count, missing };
}

function readOnce(series: PriceSeries): Read {
  const returns = logReturns(series);
  const logOf = (column: "close" | "low" | "high"): Float64Array => columnOf(series, column).map(Math.log);
  const close = logOf("close");
  const [low, high] = series.bars === null ? [close, close] : [logOf("low"), logOf("high")];
  const ends = series.intervalMs < DAY_MS ? dayEnds(series.closeMs) : eachBar(series.closeMs);
  const days = daysWithin(series, returns.values, ends);
  return { series, returns, logs: { close, low, high }, ends, days, gaps: gapsUpTo(series) };
}

/** The first `count` bars, which share their memory with the whole: for reading alone. */
function cutOf({ series, gaps }: Read, count: number): PriceSeries {
  const { bars, volume } = series;
  const cut = (column: Float64Array): Float64Array => column.subarray(0, count);
  const known: Gaps = { count: gaps.count[count - 1], missing: gaps.missing[count - 1], largestMs: NaN };
  return {
    ...series,
    closeMs: cut(series.closeMs),
    close: cut(series.close),
    bars: bars === null ? null : { open: cut(bars.open), high: cut(bars.high), low: cut(bars.low) },
    volume: volume === null ? null : cut(volume),
    gaps: known,
  };
}

/** As few closes of a cut as returns are taken of, with its first and last: its drift is theirs. */
function endsOf(cut: PriceSeries): PriceSeries {
  const at = Array.from({ length: RETURNS_MIN }, (_, i) => i).concat(cut.close.length - 1);
  return {
    ...cut,
    closeMs: Float64Array.from(at, (i) => cut.closeMs[i]),
    close: Float64Array.from(at, (i) => cut.close[i]),
  };
}

/** Days of a cut: those of the whole that it has, and its last one. */
function daysOf({ series, returns, ends, days }: Read, count: number): DailyBars {
  let whole = 0;
  while (whole < ends.length && ends[whole] <= count) whole++;
  const isCut = whole === 0 || ends[whole - 1] < count;
  const all = isCut ? Int32Array.from([...ends.subarray(0, whole), count]) : ends.subarray(0, whole);
  const known = series.intervalMs < DAY_MS ? completeDays(all) : all;
  if (isCut && known.length === all.length) return daysWithin(series, returns.values, known);
  const cut = (column: Float64Array): Float64Array => column.subarray(0, known.length - 1);
  const timeMs = cut(days.timeMs);
  return {
    timeMs,
    logReturns: cut(days.logReturns),
    variance: cut(days.variance),
    noise: cut(days.noise),
    barsEnd: known.subarray(1),
    daysPerYear: (timeMs.length * YEAR_MS) / (timeMs[timeMs.length - 1] - series.closeMs[known[0] - 1]),
    intraday: days.intraday,
  };
}

/** Returns of a cut. */
function returnsOf({ series: { closeMs }, returns, logs }: Read, count: number): LogReturns {
  const spanYears = (closeMs[count - 1] - closeMs[0]) / YEAR_MS;
  return {
    values: returns.values.subarray(0, count - 1),
    years: returns.years.subarray(0, count - 1),
    spanYears,
    meanAnnual: (logs.close[count - 1] - logs.close[0]) / spanYears,
  };
}

/** A cut as estimators read it, from what was read of the whole. */
function pastUpTo(read: Read, count: number): PricePast {
  const series = cutOf(read, count);
  const returns = returnsOf(read, count);
  const startMs = series.closeMs[0];
  const netOf = (column: "close" | "low" | "high"): Float64Array => {
    const [logs, net] = [read.logs[column], new Float64Array(count)];
    for (let i = 0; i < count; i++) net[i] = logs[i] - (returns.meanAnnual * (series.closeMs[i] - startMs)) / YEAR_MS;
    return net;
  };
  return {
    series,
    ends: endsOf(series),
    returns: () => returns,
    windows: (windowMs) => windowsOf(series, { windowMs, spanYears: returns.spanYears, netOf }),
    days: () => daysOf(read, count),
  };
}

/**
 * `estimatesFromPrices` of the first `count` bars of a series, for who asks for many counts: what is read of a bar is read once. Nothing
 * of a later bar is in an answer.
 * @throws TooFewError (E_TOO_FEW), OutOfRangeError (E_OUT_OF_RANGE) for the series; of an answer, as estimatesFromPrices, and
 * OutOfRangeError for a count that is no count of its bars with returns enough.
 */
export function growingEstimates(series: PriceSeries): (count: number, options: PriceEstimateOptions) => Estimates {
  const read = readOnce(series);
  return (count, options) => {
    if (!(Number.isInteger(count) && count > RETURNS_MIN && count <= series.close.length))
      throw new OutOfRangeError({
        field: "count",
        got: String(count),
        want: `a whole number of bars from ${RETURNS_MIN + 1} to ${series.close.length}`,
        hint: "ask of bars that there are",
      });
    return estimatesOfPast(pastUpTo(read, count), options);
  };
}
