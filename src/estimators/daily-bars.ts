import { OutOfRangeError } from "../errors/index.js";
import { DAY_MS, YEAR_MS } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { logReturns } from "./log-returns.js";

/** A series day by day: what each day moved, and how well that is known. */
export interface DailyBars {
  /** Time of each day's last close, epoch ms UTC. */
  readonly timeMs: Float64Array;
  /** ln(last close / last close of the day before). */
  readonly logReturns: Float64Array;
  /** Realised variance of the day: the sum of its squared log returns. */
  readonly variance: Float64Array;
  /** Variance of the error of that figure: 2/3 x the sum of fourth powers. */
  readonly noise: Float64Array;
  /** Index after the day's last bar in the series. */
  readonly barsEnd: Int32Array;
  /** Days of the series in a year: 365 for a market that never closes, about 252 for one that keeps office hours. */
  readonly daysPerYear: number;
  /** True: bars shorter than a day. */
  readonly intraday: boolean;
}

/**
 * Days of a series: UTC days that hold a close, or the bars themselves where they last a day. A step belongs to the day
 * in which it ends, so a move over a hole or a weekend counts once. The first day is dropped, for its first step has no
 * beginning, and the last one if it holds fewer bars than most.
 *
 * The day's mean is not taken out: its square is under a hundredth of the variance of anything that the contest is for.
 * The noise of realised variance is 2/3 the sum of fourth powers (Barndorff-Nielsen and Shephard 2002, JRSS B 64, 253), unbiased where each return is normal; a single squared return r^2 has 2/3 r^4.
 * @throws TooFewError (E_TOO_FEW) below 30 returns; OutOfRangeError (E_OUT_OF_RANGE) for bars longer than a day, or a
 * close that is not a finite number above 0.
 */
export function dailyBars(series: PriceSeries): DailyBars {
  assertDaily(series.intervalMs);
  const { closeMs } = series;
  const { values } = logReturns(series);
  return daysWithin(series, values, series.intervalMs < DAY_MS ? completeDays(dayEnds(closeMs)) : eachBar(closeMs));
}

/** Days that end before each index of `ends` but the first, of a series of these log returns. */
export function daysWithin({ closeMs, intervalMs }: PriceSeries, steps: Float64Array, ends: Int32Array): DailyBars {
  const barsEnd = ends.subarray(1);
  const timeMs = Float64Array.from(barsEnd, (end) => closeMs[end - 1]);
  const sumOf = (power: number): Float64Array =>
    Float64Array.from(barsEnd, (end, day) => {
      let sum = 0;
      for (let step = ends[day] - 1; step < end - 1; step++) sum += steps[step] ** power;
      return sum;
    });
  return {
    timeMs,
    logReturns: sumOf(1),
    variance: sumOf(2),
    noise: sumOf(4).map((sum) => (2 / 3) * sum),
    barsEnd,
    daysPerYear: (barsEnd.length * YEAR_MS) / (timeMs[timeMs.length - 1] - closeMs[ends[0] - 1]),
    intraday: intervalMs < DAY_MS,
  };
}

/** Index after each bar. */
export const eachBar = (closeMs: Float64Array): Int32Array => Int32Array.from(closeMs, (_, i) => i + 1);

/** Index after the last bar of each UTC day that holds a close; a bar that closes at midnight ends the day before. */
export const dayEnds = (closeMs: Float64Array): Int32Array => {
  const dayOf = (i: number): number => Math.ceil(closeMs[i] / DAY_MS);
  const ends: number[] = [];
  for (let i = 0; i < closeMs.length; i++) if (dayOf(i) !== dayOf(i + 1)) ends.push(i + 1);
  return Int32Array.from(ends);
};

/** The same without the last day where it holds fewer bars than most. */
export const completeDays = (ends: Int32Array): Int32Array => {
  const counts = ends.map((end, day) => end - (ends[day - 1] ?? 0));
  const usual = counts.toSorted()[counts.length >> 1];
  return counts[counts.length - 1] < usual ? ends.subarray(0, -1) : ends;
};

const assertDaily = (intervalMs: number): void => {
  if (intervalMs <= DAY_MS) return;
  throw new OutOfRangeError({
    field: "series.intervalMs",
    got: `bars of ${(intervalMs / DAY_MS).toFixed(1)} days`,
    want: "bars of a day or shorter",
    hint: "give daily or hourly prices",
  });
};
