import { DAY_MS, YEAR_MS, stated } from "../model/index.js";
import type { DailyBars } from "./daily-bars.js";
import { harFit, harForecast, type Har } from "./har.js";
import { rangeMethods, rangeTerms, type BarLogs, type RangeMethod } from "./range-volatility.js";
import { horizonVolatility, varianceHalfLifeMs } from "./volatility.js";

/** What forecasters are asked. */
export interface ForecastTask {
  readonly days: DailyBars;
  /** Logs of the bars of the same series; null for closes. */
  readonly bars: BarLogs | null;
  /** Index of the first day after which a forecast is made. */
  readonly first: number;
  /** Days of the series ahead, whose mean variance is forecast. */
  readonly ahead: number;
}

/** One way of forecasting variance. */
export interface Forecaster {
  /** Short name. */
  readonly name: string;
  /** The same in words. */
  readonly label: string;
  /**
   * Mean variance a day over the days ahead, forecast after each day from the first on with nothing later than that
   * day; or why it cannot take part, in words.
   */
  forecasts(task: ForecastTask): Float64Array | { readonly because: string };
}

/** Memory of rolling averages, days on the calendar. */
const ROLLING_DAYS = 30;
/** Days of the series between two fits of a HAR. */
const HAR_REFIT_DAYS = 30;

/** Days of the series in `calendarDays` days on the calendar, at least one. */
export const seriesDays = (days: DailyBars, calendarDays: number): number =>
  Math.max(1, Math.round((calendarDays * days.daysPerYear * DAY_MS) / YEAR_MS));

/** One forecast after each day from the first on. */
const afterEach = ({ days, first }: ForecastTask, forecast: (day: number) => number): Float64Array =>
  Float64Array.from({ length: days.variance.length - first }, (_, i) => forecast(first + i));

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean variance of all days up to each. */
const longRunOf = ({ variance }: DailyBars): Float64Array => {
  let sum = 0;
  return variance.map((value, day) => (sum += value) / (day + 1));
};

/** Exponentially weighted variance a day, weights falling with elapsed time as in `ewmaVolatility`. */
const weightedOf = ({ variance, timeMs, daysPerYear }: DailyBars, decayPerDay: number): Float64Array => {
  let [weighted, weights] = [0, 0];
  return variance.map((value, day) => {
    const elapsed = day === 0 ? 1 : (timeMs[day] - timeMs[day - 1]) / DAY_MS;
    const decay = decayPerDay ** elapsed;
    weighted = weighted * decay + value;
    weights = weights * decay + elapsed;
    return ((weighted / weights) * YEAR_MS) / DAY_MS / daysPerYear;
  });
};

const longRun: Forecaster = {
  name: "long-run",
  label: "close to close, all history",
  forecasts: (task) => longRunOf(task.days).slice(task.first),
};

const rolling: Forecaster = {
  name: "rolling-30",
  label: `close to close, last ${ROLLING_DAYS} days`,
  forecasts: (task) => {
    const window = seriesDays(task.days, ROLLING_DAYS);
    return afterEach(task, (day) => meanOf(task.days.variance.subarray(day + 1 - window, day + 1)));
  },
};

const exponential = (name: string, decayPerDay: number): Forecaster => ({
  name,
  label: `exponentially weighted, ${decayPerDay} a day`,
  forecasts: (task) => weightedOf(task.days, decayPerDay).slice(task.first),
});

/** What `estimatesFromPrices` uses: the weighted variance on its way back to the long run. */
const reverting: Forecaster = {
  name: "reverting",
  label: "exponentially weighted 0.94 a day, returning to all history",
  forecasts: (task) => {
    const { days, ahead } = task;
    const [slow, fast] = [longRunOf(days), weightedOf(days, 0.94)];
    const horizonMs = (ahead * YEAR_MS) / days.daysPerYear;
    return afterEach(task, (day) => {
      const [longRun, current] = [stated(Math.sqrt(slow[day])), stated(Math.sqrt(fast[day]))];
      return horizonVolatility({ longRun, current, horizonMs, reversionHalfLifeMs: varianceHalfLifeMs }).value ** 2;
    });
  },
};

const range = (method: RangeMethod): Forecaster => ({
  name: method,
  label: `${rangeMethods[method]}, last ${ROLLING_DAYS} days`,
  forecasts: (task) => {
    const { days, bars } = task;
    if (bars === null) return { because: "the prices are closes alone, without highs and lows" };
    const window = seriesDays(days, ROLLING_DAYS);
    return afterEach(task, (day) => {
      const { opening, within } = rangeTerms(bars, method, days.barsEnd[day - window], days.barsEnd[day]);
      return ((meanOf(opening) + meanOf(within)) * within.length) / window;
    });
  },
});

const har: Forecaster = {
  name: "har",
  label: "HAR: last day, week and month",
  forecasts: (task) => {
    const { days, ahead, first } = task;
    const [weekDays, monthDays] = [7, 30].map((length) => seriesDays(days, length));
    let fitted: Har | null = null;
    return afterEach(task, (day) => {
      const known = days.variance.subarray(0, day + 1);
      if (fitted === null || (day - first) % HAR_REFIT_DAYS === 0) {
        fitted = harFit(known, { days: ahead, weekDays, monthDays });
      }
      return harForecast(fitted, known);
    });
  },
};

/** Every forecaster of the contest. */
export const forecasters: readonly Forecaster[] = [
  longRun,
  rolling,
  exponential("ewma-94", 0.94),
  exponential("ewma-97", 0.97),
  reverting,
  range("parkinson"),
  range("garman-klass"),
  range("rogers-satchell"),
  range("yang-zhang"),
  har,
];
