import { MissingError, OutOfRangeError, TooFewError } from "../errors/index.js";
import type { Estimate } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { dailyBars, type DailyBars } from "./daily-bars.js";
import { meanOf, seriesDays, type Forecaster, type ForecastTask } from "./forecast-task.js";
import { forecasters } from "./forecasters.js";
import { lagOf, standardErrorOfMean } from "./least-squares.js";

/** How a contest of forecasters is held. */
export interface ForecastContestOptions {
  /** Days ahead that are forecast, on the calendar: the next day when left out. */
  readonly horizonDays?: 1 | 30 | undefined;
}

/** How well one way of forecasting variance did. */
export interface ForecastScore {
  /** Short name, such as "ewma-94". */
  readonly name: string;
  /** The same in words. */
  readonly label: string;
  /** Mean QLIKE loss over the scored days, >= 0; 0 is perfect. */
  readonly qlike: number;
  /** Mean loss less that of the best one, >= 0; 0 for the best. */
  readonly worseThanBest: number;
  /** Standard error of that difference, with serial correlation counted; 0 for the best. */
  readonly worseThanBestStandardError: number;
  /** What it forecasts now, from all the data: volatility a year over the horizon. */
  readonly forecastVolatilityAnnual: Estimate;
}

/** Which forecaster did best on one series, each given only what was known at the time. */
export interface ForecastContest {
  /** Days ahead that were forecast, on the calendar. */
  readonly horizonDays: number;
  /** What the forecasts were held against, in words. */
  readonly proxy: string;
  /** How many forecasts were scored. */
  readonly scoredDays: number;
  /** How many were not, because no price moved: QLIKE has no value there. */
  readonly skippedDays: number;
  /** Time of the first scored forecast, epoch ms UTC. */
  readonly fromMs: number;
  /** Time of the last scored forecast, epoch ms UTC. */
  readonly toMs: number;
  /** Best first. */
  readonly scores: readonly ForecastScore[];
  /** Forecasters that could not take part, and why. */
  readonly leftOut: readonly { readonly label: string; readonly because: string }[];
  /** Scored forecasts of the best one and what came: time of the forecast, volatility a year over the horizon. */
  readonly track: {
    readonly timeMs: Float64Array;
    readonly realisedVolatilityAnnual: Float64Array;
    readonly bestVolatilityAnnual: Float64Array;
  };
}

/** Days of history before the first forecast: what the slowest learner needs. */
const WARM_UP_DAYS = 500;
/** Fewest scored forecasts: with fewer, the best one is mostly luck. */
const SCORED_DAYS_MIN = 250;

/**
 * Holds the contest. After each day from the 500th on, each forecaster, given that day and those before it, forecasts the
 * mean variance of the days ahead. It is held against what came: the realised variance from bars shorter than a day, the
 * squared return from daily bars. Patton (2011, Journal of Econometrics 160, 246) shows that a noisy judge ranks rightly
 * if it is unbiased, as both are where returns are uncorrelated; a variance from highs and lows is less noisy but biased,
 * so it is a forecaster and no judge.
 *
 * Loss: QLIKE = v/h - ln(v/h) - 1, v what came and h the forecast. It has no value at v = 0, so a day on which no price
 * moved is not scored, and counted. Error of the difference to the best: Newey and West (1987) over the days that
 * forecasts overlap and the cube root of their number (Diebold and Mariano 1995). The least mean is chosen among several,
 * so the best one's lead is flattered: read differences within two errors as none.
 * @throws TooFewError (E_TOO_FEW) for a history that leaves fewer than 250 scored forecasts; OutOfRangeError
 * (E_OUT_OF_RANGE) for bars longer than a day, or another horizon.
 */
export function forecastContest(series: PriceSeries, options: ForecastContestOptions = {}): ForecastContest {
  const { horizonDays = 1 } = options;
  assertHorizon(horizonDays);
  const days = dailyBars(series);
  const ahead = seriesDays(days, horizonDays);
  const first = WARM_UP_DAYS - 1;
  const scored = scoredOf(days, first, ahead);
  const task = { days, series, first, ahead };
  const { entries, leftOut } = entriesOf(task, scored);
  assertSome(entries, leftOut);
  const best = entries[0];
  const annual = (variance: number): number => Math.sqrt(variance * days.daysPerYear);
  return {
    horizonDays,
    proxy: proxyWords(days, ahead),
    scoredDays: scored.day.length,
    skippedDays: scored.skipped,
    fromMs: days.timeMs[scored.day[0]],
    toMs: days.timeMs[scored.day[scored.day.length - 1]],
    scores: entries.map((entry) => scoreOf(entry, { best, days, scored, ahead, source: series.source })),
    leftOut,
    track: {
      timeMs: Float64Array.from(scored.day, (day) => days.timeMs[day]),
      realisedVolatilityAnnual: scored.realised.map(annual),
      bestVolatilityAnnual: Float64Array.from(scored.day, (day) => annual(best.forecasts[day - first])),
    },
  };
}

const assertHorizon = (horizonDays: number): void => {
  if (horizonDays === 1 || horizonDays === 30) return;
  throw new OutOfRangeError({
    field: "horizonDays",
    got: String(horizonDays),
    want: "1 or 30",
    hint: "ask for the next day, or for the next 30 days",
  });
};

/** The forecasts that can be scored. */
interface Scored {
  /** Index of the day after which each was made. */
  readonly day: Int32Array;
  /** Mean variance a day of the days ahead, > 0. */
  readonly realised: Float64Array;
  /** Variance of the error of that mean. */
  readonly noise: Float64Array;
  readonly skipped: number;
}

/** One forecaster's forecasts and how well they did. */
interface Entry {
  readonly forecaster: Forecaster;
  readonly forecasts: Float64Array;
  /** Forecasts of the scored days. */
  readonly scored: Float64Array;
  readonly losses: Float64Array;
  readonly qlike: number;
}

const scoredOf = (days: DailyBars, first: number, ahead: number): Scored => {
  const count = Math.max(0, days.variance.length - first - ahead);
  const all = Int32Array.from({ length: count }, (_, i) => first + i);
  const sumAhead = (column: Float64Array, day: number): number =>
    column.subarray(day + 1, day + 1 + ahead).reduce((sum, value) => sum + value, 0);
  const day = all.filter((at) => sumAhead(days.variance, at) > 0);
  if (day.length < SCORED_DAYS_MIN) {
    throw new TooFewError({
      field: "series",
      got: `${day.length} days to score`,
      want: `at least ${SCORED_DAYS_MIN} after the first ${first + 1}`,
      hint: "give a longer history: about two years of days, or more",
    });
  }
  return {
    day,
    realised: Float64Array.from(day, (at) => sumAhead(days.variance, at) / ahead),
    noise: Float64Array.from(day, (at) => sumAhead(days.noise, at) / ahead ** 2),
    skipped: count - day.length,
  };
};

/** Those that took part, best first, and those that could not. */
/** @throws TooFewError (E_TOO_FEW) where no forecaster could forecast every day, as after a year of one price. */
function assertSome(entries: readonly Entry[], leftOut: ForecastContest["leftOut"]): void {
  if (entries.length > 0) return;
  throw new TooFewError({
    field: "series",
    got: `no forecaster that could forecast every day: ${leftOut[0]?.because ?? "none took part"}`,
    want: "prices that move from the start",
    hint: "leave out the days at the beginning on which no price moved",
  });
}

const entriesOf = (
  task: ForecastTask,
  { day, realised }: Scored,
): { readonly entries: readonly Entry[]; readonly leftOut: ForecastContest["leftOut"] } => {
  const entries: Entry[] = [];
  const leftOut: ForecastContest["leftOut"][number][] = [];
  for (const forecaster of forecasters) {
    const forecasts = forecastsOf(forecaster, task);
    if (typeof forecasts === "string") leftOut.push({ label: forecaster.label, because: forecasts });
    else {
      const scored = Float64Array.from(day, (at) => forecasts[at - task.first]);
      const losses = scored.map((variance, i) => qlike(realised[i], variance));
      entries.push({ forecaster, forecasts, scored, losses, qlike: meanOf(losses) });
    }
  }
  return { entries: entries.sort((a, b) => a.qlike - b.qlike), leftOut };
};

/** The forecasts of one forecaster, or why it cannot take part. */
const forecastsOf = (forecaster: Forecaster, task: ForecastTask): Float64Array | string => {
  try {
    const forecasts = forecaster.forecasts(task);
    const usable = forecasts.every((variance) => variance > 0 && variance < Infinity);
    return usable ? forecasts : "it forecast that no price would move at all";
  } catch (error) {
    if (error instanceof MissingError || error instanceof OutOfRangeError)
      return `needs ${error.want}, got ${error.got}`;
    throw error;
  }
};

/** QLIKE loss of a forecast of a variance that turned out to be `realised`, both > 0 (Patton 2011). */
export const qlike = (realised: number, forecast: number): number =>
  realised / forecast - Math.log(realised / forecast) - 1;

const scoreOf = (
  entry: Entry,
  against: {
    readonly best: Entry;
    readonly days: DailyBars;
    readonly scored: Scored;
    readonly ahead: number;
    readonly source: string;
  },
): ForecastScore => {
  const { best, days, scored, ahead, source } = against;
  const lag = lagOf(scored.day.length, ahead - 1);
  const differences = entry.losses.map((loss, i) => loss - best.losses[i]);
  const variance = entry.forecasts[entry.forecasts.length - 1];
  const value = Math.sqrt(variance * days.daysPerYear);
  return {
    name: entry.forecaster.name,
    label: entry.forecaster.label,
    qlike: entry.qlike,
    worseThanBest: entry.qlike - best.qlike,
    worseThanBestStandardError: entry === best ? 0 : standardErrorOfMean(differences, lag),
    forecastVolatilityAnnual: {
      value,
      standardError: (value / 2) * relativeError(entry.scored, scored, lag),
      asOfMs: days.timeMs[days.timeMs.length - 1],
      source: `${entry.forecaster.label}, of ${source}; error as measured out of sample`,
    },
  };
};

/**
 * Root mean square of v/h - 1 over the scored forecasts, v the variance that came and h the forecast, less what the
 * noise of v as measured adds. Never below the standard error of the mean of v/h.
 */
const relativeError = (forecasts: Float64Array, { realised, noise }: Scored, lag: number): number => {
  const ratios = forecasts.map((forecast, i) => realised[i] / forecast - 1);
  const squares = ratios.map((ratio, i) => ratio * ratio - noise[i] / forecasts[i] ** 2);
  return Math.sqrt(Math.max(meanOf(squares), standardErrorOfMean(ratios, lag) ** 2));
};

const proxyWords = (days: DailyBars, ahead: number): string => {
  const what = days.intraday ? "realised variance: squared returns of the bars, summed" : "squared daily return";
  return ahead === 1 ? `${what}, of the next day` : `${what}, mean of the next ${ahead} days of the series`;
};
