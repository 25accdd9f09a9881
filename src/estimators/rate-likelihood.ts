import { HOUR_MS, YEAR_MS } from "../model/index.js";

/** Time in which the hourly part of a rate loses all but 1/e of itself, years: four hours, a stated figure. */
export const HOURLY_YEARS = (4 * HOUR_MS) / YEAR_MS;

/** Observations with the time that passed before each. */
export interface RateSample {
  readonly values: Float64Array;
  /** Years since the observation before; 0 for the first. */
  readonly years: Float64Array;
}

/** Shape of the process: how fast the slow part returns, and how much of the variance is not in it. */
export interface RateShape {
  /** Speed of return of the slow part, a year, > 0. */
  readonly speedAnnual: number;
  /** Share of the variance in the part that is gone within hours, 0 to below 1. */
  readonly hourlyShare: number;
}

/** Likelihood of a sample, at the level and the variance that suit the shape best. */
export interface RateLikelihood {
  readonly logLikelihood: number;
  /** Mean of both parts, by generalised least squares. */
  readonly level: number;
  /** Stationary variance of the rate, both parts together. */
  readonly variance: number;
  /** Error of each one-step forecast, over its standard deviation where the stationary variance is 1. */
  readonly residuals: Float64Array;
  /** Variance of each one-step forecast, where the stationary variance is 1. */
  readonly forecastVariances: Float64Array;
  /** Rate of the slow part after the last observation. */
  readonly slowAtEnd: number;
  /** Variance of that, where the stationary variance is 1. */
  readonly slowAtEndVariance: number;
}

/**
 * Likelihood of rates as the sum of two Gaussian Ornstein-Uhlenbeck processes about one level: a slow one, and one that
 * forgets within hours (`HOURLY_YEARS`) and stands for what single observations jump about. By the exact discretisation
 * at each elapsed time and the Kalman filter, so that irregular steps and holes need no rule. Level and variance are
 * concentrated out: the filter runs on the values and on a constant 1 at once, both being linear.
 */
export function rateLikelihood({ values, years }: RateSample, { speedAnnual, hourlyShare }: RateShape): RateLikelihood {
  const count = values.length;
  const [errors, ones, variances] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  let [slowValue, slowOne, fastValue, fastOne] = [0, 0, 0, 0];
  let [slow, both, fast] = [1 - hourlyShare, 0, hourlyShare];
  let [products, squares, logs] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const slowDecay = Math.exp(-speedAnnual * years[i]);
    const fastDecay = Math.exp(-years[i] / HOURLY_YEARS);
    slow = slow * slowDecay ** 2 + (1 - hourlyShare) * (1 - slowDecay ** 2);
    fast = fast * fastDecay ** 2 + hourlyShare * (1 - fastDecay ** 2);
    both *= slowDecay * fastDecay;
    slowValue *= slowDecay;
    slowOne *= slowDecay;
    fastValue *= fastDecay;
    fastOne *= fastDecay;
    const variance = slow + 2 * both + fast;
    const error = values[i] - slowValue - fastValue;
    const one = 1 - slowOne - fastOne;
    const slowGain = (slow + both) / variance;
    const fastGain = (fast + both) / variance;
    slowValue += slowGain * error;
    fastValue += fastGain * error;
    slowOne += slowGain * one;
    fastOne += fastGain * one;
    slow -= slowGain ** 2 * variance;
    fast -= fastGain ** 2 * variance;
    both -= slowGain * fastGain * variance;
    errors[i] = error;
    ones[i] = one;
    variances[i] = variance;
    products += (one * error) / variance;
    squares += (one * one) / variance;
    logs += Math.log(variance);
  }
  const level = products / squares;
  const residuals = errors.map((error, i) => (error - level * ones[i]) / Math.sqrt(variances[i]));
  const variance = residuals.reduce((sum, residual) => sum + residual * residual, 0) / count;
  const logLikelihood = -0.5 * (count * (Math.log(2 * Math.PI * variance) + 1) + logs);
  const slowAtEnd = level + slowValue - level * slowOne;
  return {
    logLikelihood,
    level,
    variance,
    residuals,
    forecastVariances: variances,
    slowAtEnd,
    slowAtEndVariance: slow,
  };
}

/** Part of the log likelihood that each observation adds, at the variance of the whole. */
export function likelihoodTerms({ residuals, forecastVariances, variance }: RateLikelihood): Float64Array {
  return residuals.map(
    (residual, i) => -0.5 * (Math.log(2 * Math.PI * variance * forecastVariances[i]) + residual ** 2 / variance),
  );
}
