import type { Estimate } from "../model/index.js";

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
