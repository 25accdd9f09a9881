import { TooFewError } from "../errors/index.js";
import { DAY_MS } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { checkedLog } from "./log-returns.js";

/** The middle of each day, in logarithms: quotes of two assets taken seconds apart make single hours of a ratio noisy. */
export interface DailyMedians {
  /** Days since 1970 UTC, ascending; days without a close are left out. */
  readonly days: Int32Array;
  /** Median of the logarithms of the day's closes. */
  readonly logs: Float64Array;
  /** Time of the last close of each day, epoch ms UTC. */
  readonly timeMs: Float64Array;
  /** Closes of the day in the middle: half of the days have no more. */
  readonly closesPerDay: number;
}

/**
 * Daily medians of a ratio; a close at midnight belongs to the day that it ends.
 * @throws TooFewError (E_TOO_FEW) below `daysMin` days; OutOfRangeError (E_OUT_OF_RANGE) where a close is not above 0.
 */
export function dailyMedians(ratio: PriceSeries, daysMin: number): DailyMedians {
  const { close, closeMs } = ratio;
  const days: number[] = [];
  const logs: number[] = [];
  const times: number[] = [];
  const counts: number[] = [];
  for (let from = 0; from < close.length;) {
    const day = dayOf(closeMs[from]);
    const values: number[] = [];
    let to = from;
    for (; to < close.length && dayOf(closeMs[to]) === day; to++) values.push(checkedLog(close, to, "close"));
    days.push(day);
    logs.push(medianOf(values));
    times.push(closeMs[to - 1]);
    counts.push(values.length);
    from = to;
  }
  if (days.length < daysMin) {
    throw new TooFewError({
      field: "ratio",
      got: `${days.length} days in ${ratio.source}`,
      want: `at least ${daysMin} days`,
      hint: "give a longer history, or state the figures",
    });
  }
  return {
    days: Int32Array.from(days),
    logs: Float64Array.from(logs),
    timeMs: Float64Array.from(times),
    closesPerDay: medianOf(counts),
  };
}

const dayOf = (closeMs: number): number => Math.ceil(closeMs / DAY_MS) - 1;

/** Value in the middle; the mean of the two in the middle of an even number. */
export function medianOf(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
