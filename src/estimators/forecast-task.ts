import { DAY_MS, YEAR_MS } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import type { DailyBars } from "./daily-bars.js";

/** What forecasters are asked. */
export interface ForecastTask {
  readonly days: DailyBars;
  /** Prices that the days are made of. */
  readonly series: PriceSeries;
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
   * day. @throws MissingError (E_MISSING) or OutOfRangeError (E_OUT_OF_RANGE) where it cannot take part, saying why.
   */
  forecasts(task: ForecastTask): Float64Array;
}

/** Days of the series in `calendarDays` days on the calendar, at least one. */
export const seriesDays = (days: DailyBars, calendarDays: number): number =>
  Math.max(1, Math.round((calendarDays * days.daysPerYear * DAY_MS) / YEAR_MS));

/** One forecast after each day from the first on. */
export const afterEach = ({ days, first }: ForecastTask, forecast: (day: number) => number): Float64Array =>
  Float64Array.from({ length: days.variance.length - first }, (_, i) => forecast(first + i));

/** Mean of the values. */
export const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
