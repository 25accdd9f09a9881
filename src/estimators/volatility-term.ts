import { assertPositive } from "../errors/index.js";
import { DAY_MS, type VolatilityOver, type VolatilityTerm } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { dailyBars, type DailyBars } from "./daily-bars.js";
import { seriesDays } from "./forecast-task.js";
import { decayingVariance, runningVariance } from "./running-variance.js";
import { riskMetricsMemory, reversionShare, varianceHalfLifeMs } from "./volatility.js";

/** Days of a series before the first forecast that is learnt from. */
const FIRST_DAYS = 60;

/** Days below which nothing is learnt. */
const TERM_DAYS_MIN = 2 * FIRST_DAYS;

/** Horizons, days on the calendar. */
const HORIZON_DAYS = [7, 30, 90, 365];

/** Returns below which a horizon's volatility is more noise than volatility. */
const RETURNS_OVER_HORIZON_MIN = 5;

/** Standard deviation of the log of volatility as it is taken before anything is learnt, of its present distance from the past and of what comes, and how many horizons of history that counts as. */
const PRIOR = { logDeviation: 0.35, horizons: 2 } as const;

/** How the volatility over a horizon followed from what was known before it. */
interface Learnt {
  /** Mean of ln(volatility over the horizon / long-run volatility). */
  readonly shift: number;
  /** Share of ln(present / long-run volatility) that was left over the horizon. */
  readonly kept: number;
  /** Standard deviation of the log of what came about that, counting that both were learnt. */
  readonly logDeviation: number;
}

/** What a horizon is learnt from: logs of present over long-run volatility after each day, and of what came over long-run volatility. */
interface Lesson {
  readonly present: Float64Array;
  readonly came: Float64Array;
  /** Days ahead. */
  readonly ahead: number;
  /** Returns that the volatility over the horizon is read from. */
  readonly returns: number;
  /** Share that is kept before anything is learnt. */
  readonly keptBefore: number;
}

/** False where no price had moved before, or none moved after. */
const isKnown = (log: number, present: number): boolean => Number.isFinite(log) && Number.isFinite(present);

/** Least squares of what came on the present, with the prior as so many horizons of days: the ridge that has it as its mean. */
function learntFrom({ present, came, ahead, returns, keptBefore }: Lesson): Learnt {
  const before = PRIOR.horizons * ahead;
  const spread = before * PRIOR.logDeviation ** 2;
  let [count, x, y, xx, xy] = [before, 0, 0, spread, spread * keptBefore];
  came.forEach((log, i) => {
    if (!isKnown(log, present[i])) return;
    [count, x, y] = [count + 1, x + present[i], y + log];
    [xx, xy] = [xx + present[i] ** 2, xy + present[i] * log];
  });
  const kept = (count * xy - x * y) / (count * xx - x * x);
  const shift = (y - kept * x) / count;
  let squares = spread;
  came.forEach((log, i) => {
    if (isKnown(log, present[i])) squares += (log - shift - kept * present[i]) ** 2;
  });
  // A volatility read from n normal returns errs in its log by a variance of 1/2n + 1/2n^2 and a mean of -1/2n.
  const noise = 1 / (2 * returns) + 1 / (2 * returns ** 2);
  const variance = Math.max(squares / count / 10, squares / count - noise);
  return {
    shift: shift + 1 / (2 * returns),
    kept,
    logDeviation: Math.sqrt(variance * (1 + ahead / count)),
  };
}

/** Mean variance a day of the days after each from the first on. */
function varianceAhead({ variance }: DailyBars, ahead: number): Float64Array {
  const sums = new Float64Array(variance.length + 1);
  variance.forEach((value, day) => (sums[day + 1] = sums[day] + value));
  const count = Math.max(0, variance.length - FIRST_DAYS - ahead + 1);
  return Float64Array.from({ length: count }, (_, i) => {
    const from = FIRST_DAYS + i;
    return (sums[from + ahead] - sums[from]) / ahead;
  });
}

/**
 * What volatility may be over a week, a month, a quarter and a year, learnt from how it followed in the same series: of each day's
 * log of the volatility over the days after it, over that of all days before, the mean, the share of the present's own
 * distance that was kept, and the spread about both (one least-squares line a horizon). Passage odds depend on a price's clustering
 * and tails through the variance of the time alone (Dambis, Dubins & Schwarz 1965), so that this spread is their tail. Null
 * for bars longer than a day, and below 120 days.
 *
 * Overlapping windows bias no mean; that few are separate is counted by a prior worth two horizons and by the line's own error.
 * `volatilityAnnual` is the volatility believed, to which multiples refer, a year.
 * @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) unless it is above 0; what dailyBars throws.
 */
export function volatilityTerm(series: PriceSeries, volatilityAnnual: number): VolatilityTerm | null {
  return termOf(series, volatilityAnnual, () => dailyBars(series));
}

/** `volatilityTerm` of a series whose days are known. */
export function termOf(series: PriceSeries, volatilityAnnual: number, daysOf: () => DailyBars): VolatilityTerm | null {
  assertPositive(volatilityAnnual, "volatilityAnnual");
  if (series.intervalMs > DAY_MS) return null;
  const days = daysOf();
  if (days.variance.length < TERM_DAYS_MIN) return null;
  const longRun = runningVariance(days);
  const present = decayingVariance(days, riskMetricsMemory.decayPerDay).map(
    (now, day) => Math.log(now / longRun[day]) / 2,
  );
  const last = days.variance.length - 1;
  if (!Number.isFinite(present[last])) return null;
  const start = Math.sqrt(longRun[last] * days.daysPerYear) / volatilityAnnual;
  const points = HORIZON_DAYS.flatMap((calendarDays): readonly VolatilityOver[] => {
    const ahead = seriesDays(days, calendarDays);
    const horizonMs = calendarDays * DAY_MS;
    const returns = days.intraday ? Math.round(horizonMs / series.intervalMs) : ahead;
    if (returns < RETURNS_OVER_HORIZON_MIN) return [];
    const came = varianceAhead(days, ahead).map((variance, i) => Math.log(variance / longRun[FIRST_DAYS - 1 + i]) / 2);
    const keptBefore = reversionShare(horizonMs, varianceHalfLifeMs);
    const learnt = learntFrom({ present: present.slice(FIRST_DAYS - 1), came, ahead, returns, keptBefore });
    const { shift, kept, logDeviation } = learnt;
    return [
      { horizonMs, multiple: start * Math.exp(shift + kept * present[last] + logDeviation ** 2 / 2), logDeviation },
    ];
  });
  return points.length === 0 ? null : { points, source: `how volatility followed in ${series.source}` };
}
