/** The ways of forecasting volatility that the calibration compares, each given at a date only what was known by then. */
import { dailyBars, forecasters, seriesDays, type DailyBars, type Forecaster } from "../../src/estimators/index.js";
import { DAY_MS, type Estimate } from "../../src/model/index.js";
import type { PriceSeries } from "../../src/series/index.js";

/** Days of history before the first forecast is made. */
export const FIRST_FORECAST_DAYS = 365;

/** A forecast of the volatility a year over a horizon, and how wrong such forecasts were by then. */
export interface VolatilityForecast {
  /** The forecast itself. */
  readonly point: number;
  /** The same as a law: mean and standard deviation of the volatility that the horizon may have. */
  readonly predictive: Estimate;
}

/** Forecasts of one way over one horizon, by the time of the day after which each is made. */
export type Forecasts = ReadonlyMap<number, VolatilityForecast>;

/** Log error of a forecast of volatility as it is taken before any is known, and the days of errors that it counts as. */
const PRIOR = { logError: 0.35, days: 90 } as const;

/** Mean variance a day of the days after each. */
function realisedAhead({ variance }: DailyBars, ahead: number): Float64Array {
  return variance.map((_, day) => {
    const later = variance.subarray(day + 1, day + 1 + ahead);
    return later.length < ahead ? NaN : later.reduce((sum, each) => sum + each, 0) / ahead;
  });
}

/** Forecasts of one way with the law of their errors so far: of those alone whose horizon had ended. */
function withErrors(days: DailyBars, forecasts: Float64Array, ahead: number, source: string): Forecasts {
  const realised = realisedAhead(days, ahead);
  const first = FIRST_FORECAST_DAYS - 1;
  let [count, sum, squares] = [0, 0, 0];
  const found = new Map<number, VolatilityForecast>();
  for (let day = first; day < days.timeMs.length; day++) {
    const ended = day - ahead;
    if (ended >= first && realised[ended] > 0) {
      const error = Math.log(realised[ended] / forecasts[ended - first]) / 2;
      [count, sum, squares] = [count + 1, sum + error, squares + error * error];
    }
    const weight = count + PRIOR.days;
    const bias = sum / weight;
    const variance = (squares + PRIOR.days * PRIOR.logError ** 2) / weight - bias * bias;
    const point = Math.sqrt(forecasts[day - first] * days.daysPerYear);
    const value = point * Math.exp(bias + variance / 2);
    const standardError = value * Math.sqrt(Math.expm1(variance));
    found.set(days.timeMs[day], { point, predictive: { value, standardError, asOfMs: days.timeMs[day], source } });
  }
  return found;
}

/** Forecasts of every way over one horizon. */
export function forecastsOf(series: PriceSeries, horizonMs: number, names: readonly string[]): Map<string, Forecasts> {
  const days = dailyBars(series);
  const ahead = seriesDays(days, horizonMs / DAY_MS);
  const task = { days, series, first: FIRST_FORECAST_DAYS - 1, ahead };
  const one = (forecaster: Forecaster): readonly [string, Forecasts] => [
    forecaster.name,
    withErrors(days, forecaster.forecasts(task), ahead, forecaster.label),
  ];
  return new Map(forecasters.filter(({ name }) => names.includes(name)).map(one));
}
