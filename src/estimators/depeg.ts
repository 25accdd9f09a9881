import { assertInRange, assertNotNegative, assertPositive, OutOfRangeError } from "../errors/index.js";
import { poissonUpperBound } from "../kernel/index.js";
import type { Estimate } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { dailyMedians, medianOf, type DailyMedians } from "./daily-medians.js";
import { meanAndError } from "./mean-and-error.js";

/** Events counted over a time. */
export interface EventCount {
  /** A whole number, 0 or above. */
  readonly events: number;
  /** Time watched, years of 365 days. */
  readonly years: number;
  /** Confidence of the upper bound; 0.95 when left out. */
  readonly confidence?: number | undefined;
  /** What was watched, in words. */
  readonly source?: string | undefined;
  /** End of the time watched, epoch ms UTC; null or left out where it is stated. */
  readonly asOfMs?: number | null | undefined;
}

/** Jumps a year, with an exact upper bound. */
export interface JumpIntensity extends Estimate {
  /** Exact one-sided bound of the intensity a year at `confidence` (Garwood 1936), never below the value. */
  readonly upperAnnual: number;
  readonly confidence: number;
}

/**
 * Jumps a year of a Poisson process after n events in T years: max(3, n + 1) / T.
 *
 * Without events, n = 0: the chance of none is exp(-rate T), which falls below 5 % where rate T > ln 20 = 2.996; so 3 / T
 * is the smallest rate that a calm history does not license at 95 % (the rule of three; Hanley and Lippman-Hand 1983,
 * JAMA 249). With events: under a flat prior the rate is Gamma(n + 1, T), with mean (n + 1) / T, never below n / T. The
 * larger of both never falls when an event is seen, and rises from the third on. Standard error: that of the posterior,
 * sqrt(n + 1) / T.
 * @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) naming the figure.
 */
export function jumpIntensity({ events, years, confidence = 0.95, source, asOfMs }: EventCount): JumpIntensity {
  assertNotNegative(events, "events");
  if (!Number.isInteger(events)) {
    throw new OutOfRangeError({
      field: "events",
      got: String(events),
      want: "a whole number",
      hint: "count whole events",
    });
  }
  assertPositive(years, "years");
  const value = Math.max(3, events + 1) / years;
  const words = `${events} events in ${years.toPrecision(3)} years${source === undefined ? "" : ` of ${source}`}`;
  return {
    value,
    standardError: Math.sqrt(events + 1) / years,
    asOfMs: asOfMs ?? null,
    source: events < 2 ? `${words}, never below 3 over the years watched` : words,
    upperAnnual: Math.max(value, poissonUpperBound(events, confidence) / years),
    confidence,
  };
}

/** How drops of a ratio are told from its noise. Stated figures. */
export interface PairJumpOptions {
  /** Robust deviations below the level before that make a drop; 6 when left out. */
  readonly deviations?: number;
  /** Smallest drop that counts, a fraction; 0.005 when left out, a venue's fee and spread or so. */
  readonly dropMin?: number;
  /** Days that a drop has to come back in; 30 when left out. */
  readonly days?: number;
  /** Confidence of the upper bound of the intensity; 0.95 when left out. */
  readonly confidence?: number;
}

/** One drop of a ratio. */
export interface PairJump {
  /** Last close of the day on which the daily median had dropped, epoch ms UTC. */
  readonly timeMs: number;
  /** Log size, > 0: what is left of the drop at the end of its days, or at its deepest where it came back. */
  readonly size: number;
  /** True if it did not come back within the days, or before the series ended. */
  readonly permanent: boolean;
  /** False if the series ended before its days did. */
  readonly settled: boolean;
}

/** How often a ratio drops, and how far. */
export interface PairDrops {
  /** Drops a year. */
  readonly intensityAnnual: JumpIntensity;
  /** Mean log size, with the error of their spread (of one, its own size); null without any: the caller states it. */
  readonly meanDown: Estimate | null;
}

/** Drops of a ratio: those that stayed, and beside them all. */
export interface PairJumps extends PairDrops {
  /** With those that came back: where the market's price closes positions, it closes them at these too. */
  readonly withTransitory: PairDrops;
  readonly events: readonly PairJump[];
  /** Time from the first day that could show a drop to the last. */
  readonly years: number;
  /** The drop that makes an event, a log size. */
  readonly threshold: number;
}

/** Days before a drop whose median is the level that it is measured from. */
const LEVEL_DAYS = 30;
/** Fewest of them that make a level. */
const LEVEL_DAYS_MIN = 10;
/** Shortest history that drops are looked for in, days. */
const DAYS_MIN = 60;

/**
 * Drops of a ratio such as stETH/ETH that stay. The daily median lies below the median of the 30 days before it by more
 * than the larger of `deviations` robust deviations (1.4826 x the median absolute deviation of these distances over the
 * series) and `dropMin`: a drop. It came back if a daily median within `days` days lies less than
 * half the threshold below the level before; then it was transitory, and belongs to the mean-reverting part of the ratio. Otherwise it
 * is permanent, and its size is what is left on the last of the days. A drop that the end of the series cuts short
 * counts as permanent: nobody knows that it will come back. Drops of a short side are found in the inverted ratio.
 * @throws TooFewError (E_TOO_FEW) below 60 days; OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) naming
 * the figure.
 */
export function pairJumps(ratio: PriceSeries, options: PairJumpOptions = {}): PairJumps {
  const { deviations = 6, dropMin = 0.005, days = 30, confidence = 0.95 } = options;
  assertPositive(deviations, "deviations");
  assertInRange(dropMin, "dropMin", { min: 0, max: 1, open: true, want: "a fraction between 0 and 1, such as 0.005" });
  assertInRange(days, "days", { min: 1, want: "at least one day" });
  const daily = dailyMedians(ratio, DAYS_MIN);
  const levels = levelsOf(daily);
  const known = daily.logs.map((log, i) => log - levels[i]).filter((distance) => !Number.isNaN(distance));
  const middle = medianOf(known);
  const deviation = 1.4826 * medianOf(known.map((distance) => Math.abs(distance - middle)));
  const threshold = Math.max(deviations * deviation, -Math.log1p(-dropMin));
  const events = dropsOf(daily, levels, threshold, days);
  const count = daily.days.length;
  const years = (daily.days[count - 1] - daily.days[LEVEL_DAYS_MIN] + 1) / 365;
  const asOfMs = daily.timeMs[count - 1];
  const counted = (some: readonly PairJump[], what: string): PairDrops => {
    const source = `${what} of ${ratio.source}`;
    const sizes = some.map(({ size }) => size);
    return {
      intensityAnnual: jumpIntensity({ events: sizes.length, years, confidence, source, asOfMs }),
      meanDown: sizes.length === 0 ? null : { ...meanAndError(sizes), asOfMs, source: `mean size of ${source}` },
    };
  };
  const permanent = events.filter((event) => event.permanent);
  return {
    ...counted(permanent, "permanent drops"),
    withTransitory: counted(events, "drops"),
    events,
    years,
    threshold,
  };
}

/** Median of the 30 days before each day; NaN where there are fewer than ten. */
const levelsOf = ({ days, logs }: DailyMedians): Float64Array => {
  let from = 0;
  return logs.map((_, i) => {
    while (days[from] < days[i] - LEVEL_DAYS) from++;
    return i - from < LEVEL_DAYS_MIN ? NaN : medianOf(logs.subarray(from, i));
  });
};

/** Every drop below the level by more than the threshold; the days of one hide further ones. */
const dropsOf = (
  { days, logs, timeMs }: DailyMedians,
  levels: Float64Array,
  threshold: number,
  window: number,
): readonly PairJump[] => {
  const events: PairJump[] = [];
  const last = days.length - 1;
  for (let i = 0; i <= last; i++) {
    const level = levels[i];
    if (!(level - logs[i] > threshold)) continue;
    const start = i;
    let lowest = logs[i];
    let back = false;
    while (!back && i < last && days[i + 1] - days[start] <= window) {
      i++;
      lowest = Math.min(lowest, logs[i]);
      back = level - logs[i] < threshold / 2;
    }
    const settled = back || days[last] - days[start] >= window;
    const size = level - (back ? lowest : logs[i]);
    events.push({ timeMs: timeMs[start], size, permanent: !back, settled });
  }
  return events;
};
