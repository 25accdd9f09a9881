import { OutOfRangeError, assertPositive } from "../errors/index.js";
import { yearsOf, type Estimate } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import type { GarchModel } from "./garch-coordinates.js";
import { quadratic } from "./garch-covariance.js";
import { fitGarch, type GarchFit } from "./garch.js";
import { logReturns } from "./log-returns.js";

/** A variance that a model expects, with its standard error, both in the unit of the returns squared. */
export interface ExpectedVariance {
  readonly value: number;
  readonly standardError: number;
}

/**
 * Mean of the variances that a fit expects of the next `steps` returns, in the unit of the returns squared:
 * V + (h - V) (1 - p^n) / (n (1 - p)), with h the next variance, V the unconditional one and p the persistence (Bollerslev
 * 1986, section 3; Baillie and Bollerslev 1992). A fraction of a step counts as one. Error by the delta method: that of the
 * parameters, h included; not the chance of what will happen.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) unless steps is above 0, and for a fit that did
 * not converge or that has no long run: persistence, omega or degrees of freedom at the end of their range.
 */
export function garchMeanVariance(fit: GarchFit, steps: number): ExpectedVariance {
  assertPositive(steps, "steps");
  const level = longRunOf(fit).value;
  const persistence = fit.persistence.value;
  const count = Math.max(1, steps);
  const rest = 1 - persistence;
  const distance = fit.nextVariance.value - level;
  const share = -Math.expm1(count * Math.log(persistence)) / (count * rest);
  const shareSlope = (share - persistence ** (count - 1)) / rest;
  const byPersistence = ((1 - share) * level) / rest + distance * shareSlope;
  const gradient = fit.nextVarianceGradient.map((slope) => share * slope);
  [0, (1 - share) / rest, byPersistence, byPersistence / 2, byPersistence, 0].forEach((slope, i) => {
    gradient[i] += slope;
  });
  return {
    value: level + share * distance,
    standardError: Math.sqrt(Math.max(0, quadratic(fit.covariance, gradient))),
  };
}

/** What a volatility by GARCH is asked for. */
export interface GarchVolatilityRequest extends GarchModel {
  /** Time over which the expected variance is averaged, ms. */
  readonly horizonMs: number;
}

/**
 * Volatility a year whose square is the mean variance that a GARCH or GJR model of the series' log returns expects over the
 * horizon. The model counts bars, which it takes for equal steps; a year has as many as the series has had a year of elapsed
 * time. Standard error: that of the parameters, by the delta method, if the model is right.
 * @throws TooFewError (E_TOO_FEW) below 250 returns; OutOfRangeError (E_OUT_OF_RANGE) for prices that do not move, where the
 * search did not converge, and where the fitted variance has no long run (persistence 1: common for Student-t innovations and
 * crypto-assets); NotFiniteError (E_NOT_FINITE).
 */
export function garchVolatility(series: PriceSeries, request: GarchVolatilityRequest): Estimate {
  const { horizonMs, asymmetric, innovations } = request;
  assertPositive(horizonMs, "horizonMs");
  const { fit, stepsAnnual } = fitted(series, { asymmetric, innovations });
  const mean = garchMeanVariance(fit, yearsOf(horizonMs) * stepsAnnual);
  return annual(mean, stepsAnnual, series, `${nameOf(fit.model)} volatility`);
}

/**
 * Volatility a year that a GARCH or GJR model of the series' log returns goes back to: the root of its unconditional variance.
 * @throws what garchVolatility throws.
 */
export function garchLongRunVolatility(series: PriceSeries, model: GarchModel): Estimate {
  const { fit, stepsAnnual } = fitted(series, model);
  return annual(longRunOf(fit), stepsAnnual, series, `long-run ${nameOf(model)} volatility`);
}

/** A fit to the log returns of a series, and how many of its steps a year of elapsed time has. */
function fitted(series: PriceSeries, model: GarchModel): { readonly fit: GarchFit; readonly stepsAnnual: number } {
  const { values, spanYears } = logReturns(series);
  return { fit: fitGarch(values, model), stepsAnnual: values.length / spanYears };
}

const nameOf = ({ asymmetric, innovations }: GarchModel): string =>
  `${asymmetric ? "GJR" : "GARCH"} ${innovations === "normal" ? "normal" : "Student-t"}`;

/** Delta method: the error of a root is the error of the square over twice the root. */
function annual(
  { value, standardError }: ExpectedVariance,
  stepsAnnual: number,
  series: PriceSeries,
  what: string,
): Estimate {
  const volatility = Math.sqrt(value * stepsAnnual);
  return {
    value: volatility,
    standardError: (standardError * stepsAnnual) / (2 * volatility),
    asOfMs: series.closeMs[series.closeMs.length - 1],
    source: `${what} of ${series.source}`,
  };
}

/** Degrees of freedom at the low end of their range, where a variance all but ceases to exist. */
const FREEDOM_LOW = 2.5;

/** The unconditional variance of a fit. @throws OutOfRangeError (E_OUT_OF_RANGE) where the data do not define one. */
function longRunOf({ certificate, boundary, parameters, unconditionalVariance: level }: GarchFit): ExpectedVariance {
  const freedom = parameters.degreesOfFreedom?.value ?? Infinity;
  const ends = boundary.filter((name) => {
    if (name === "degreesOfFreedom") return freedom < FREEDOM_LOW;
    return name === "omega" || name === "persistence";
  });
  if (certificate.converged && ends.length === 0 && level !== null && level.standardError !== null) {
    return { value: level.value, standardError: level.standardError };
  }
  throw new OutOfRangeError({
    field: "returns",
    got: ends.length > 0 ? `${ends.join(", ")} at the end of its range` : "a likelihood whose maximum was not found",
    want: "returns whose fitted variance has a long run",
    hint: "take normal innovations, a longer history, or another estimator of volatility",
  });
}
