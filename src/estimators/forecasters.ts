import { YEAR_MS, stated } from "../model/index.js";
import { fittedForecasters } from "./fitted-forecasters.js";
import { afterEach, meanOf, seriesDays, type Forecaster } from "./forecast-task.js";
import { barLogs, rangeMethods, rangeTerms, type RangeMethod } from "./range-volatility.js";
import { decayingVariance, runningVariance } from "./running-variance.js";
import { horizonVolatility, varianceHalfLifeMs } from "./volatility.js";

/** Memory of rolling averages, days on the calendar. */
const ROLLING_DAYS = 30;

const longRun: Forecaster = {
  name: "long-run",
  label: "close to close, all history",
  forecasts: (task) => runningVariance(task.days).slice(task.first),
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
  forecasts: (task) => decayingVariance(task.days, decayPerDay).slice(task.first),
});

/** What `estimatesFromPrices` uses: the weighted variance on its way back to the long run. */
const reverting: Forecaster = {
  name: "reverting",
  label: "exponentially weighted 0.94 a day, returning to all history",
  forecasts: (task) => {
    const { days, ahead } = task;
    const [slow, fast] = [runningVariance(days), decayingVariance(days, 0.94)];
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
    const { days } = task;
    const bars = barLogs(task.series);
    const window = seriesDays(days, ROLLING_DAYS);
    return afterEach(task, (day) => {
      const { opening, within } = rangeTerms(bars, method, days.barsEnd[day - window], days.barsEnd[day]);
      return ((meanOf(opening) + meanOf(within)) * within.length) / window;
    });
  },
});

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
  ...fittedForecasters,
];
