import { findRoot, minimiseMany, normalQuantile } from "../kernel/index.js";
import { logGrowth, paretoLogLikelihood, type GeneralisedPareto } from "./generalised-pareto.js";
import type { Bounded } from "../model/index.js";

/** Exceedances of a threshold with a generalised Pareto fit, and what they are worth. */
export interface ParetoPeaks {
  readonly threshold: number;
  readonly intensityAnnual: number;
  readonly fit: GeneralisedPareto & { readonly shapeError: number; readonly scaleError: number };
  readonly excesses: Float64Array;
  /** Effective number of exceedances. */
  readonly numberEffective: number;
  /** Effective observations an excess, 0 to 1. */
  readonly weight: number;
  readonly confidence: number;
}

/** Largest log of (upper bound / estimate) of an intensity, and of a log size, that is searched. */
const LOG_RATIO_MAX = 40;

/**
 * Moves a year beyond log size `size` >= threshold, upper bound by the profile likelihood (Coles 2001, section 2.6.6): the
 * largest intensity whose best parameters lose no more than z^2 / 2 of log-likelihood, z the one-sided normal quantile.
 * The likelihood is that of the number (Poisson) times that of the excesses, each at its effective count.
 */
export function profileIntensityAnnual(peaks: ParetoPeaks, size: number): Bounded {
  const excess = Math.max(0, size - peaks.threshold);
  const value = peaks.intensityAnnual * Math.exp(-decay(peaks.fit, excess));
  if (value > 0)
    return { value, upper: value * Math.exp(upperOf(peaks, (x) => loss(peaks, excess, value * Math.exp(x)))) };
  // Beyond the end of a bounded tail: search from the smallest intensity that is told from nothing.
  const least = peaks.intensityAnnual * Math.exp(-LOG_RATIO_MAX);
  return { value, upper: least * Math.exp(upperOf(peaks, (x) => loss(peaks, excess, least * Math.exp(x)))) };
}

/** Log size exceeded `intensityAnnual` times a year, and the largest whose best parameters lose no more than z^2 / 2. */
export function profileSize(peaks: ParetoPeaks, intensityAnnual: number): Bounded {
  const { shape, scale } = peaks.fit;
  const rarer = Math.log(peaks.intensityAnnual / intensityAnnual);
  const grown = Math.abs(shape) < 1e-12 ? rarer : Math.expm1(shape * rarer) / shape;
  const value = peaks.threshold + scale * Math.max(0, grown);
  const lossAt = (x: number): number => loss(peaks, value * Math.exp(x) - peaks.threshold, intensityAnnual);
  return { value, upper: value * Math.exp(upperOf(peaks, lossAt)) };
}

/** -ln of the share of exceedances beyond an excess; Infinity beyond the end of a bounded tail. */
const decay = ({ shape, scale }: GeneralisedPareto, excess: number): number => {
  const z = excess / scale;
  return shape * z <= -1 ? Infinity : logGrowth(shape, z);
};

/** The x > 0 at which twice the loss reaches z^2; 0 where it is already beyond it at 0. */
const upperOf = ({ confidence }: ParetoPeaks, lossAt: (x: number) => number): number => {
  const limit = normalQuantile(confidence) ** 2 / 2;
  const over = (x: number): number => Math.min(lossAt(x) - limit, limit * 100);
  if (over(0) >= 0) return 0;
  let high = 0.05;
  while (over(high) < 0 && high < LOG_RATIO_MAX) high *= 2;
  return over(high) < 0 ? LOG_RATIO_MAX : findRoot(over, 0, high, { tolerance: 1e-7 });
};

/** Log-likelihood lost where the moves beyond `excess` must be `intensityAnnual` a year. */
const loss = (peaks: ParetoPeaks, excess: number, intensityAnnual: number): number => {
  const { fit, excesses, numberEffective, weight } = peaks;
  const best = paretoLogLikelihood(excesses, fit);
  const lost = ([shape, logScale]: readonly number[]): number => {
    const trial = { shape, scale: fit.scale * Math.exp(logScale) };
    const logRatio = Math.log(intensityAnnual / peaks.intensityAnnual) + decay(trial, excess);
    const number = numberEffective * (Math.exp(logRatio) - 1 - logRatio);
    const size = weight * (best - paretoLogLikelihood(excesses, trial));
    return Number.isNaN(number + size) ? Infinity : number + size;
  };
  // A start that reaches the excess at all: shape 0 where the fit ends before it.
  const start = Number.isFinite(lost([fit.shape, 0])) ? [fit.shape, 0] : [0.05, 0];
  const step = [fit.shapeError, fit.scaleError / fit.scale];
  return minimiseMany(lost, start, step, { tolerance: 1e-7, spread: 1e-3, settles: true }).value;
};
