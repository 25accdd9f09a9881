import { assertFinite, assertInRange, assertNotNegative, assertPositive } from "../errors/index.js";
import { firstPassageProbability } from "./first-passage.js";
import { overVolatility } from "./posterior.js";

const SHARE = { min: 0, max: 1, open: true, want: "a fraction between 0 and 1, such as 0.5" } as const;

/** Log-normal wealth and the part of it that must not be lost. */
export interface WealthPath {
  /** Share of starting wealth that may be lost, a fraction in (0, 1). */
  readonly lossMax: number;
  /** Horizon, years, >= 0. */
  readonly years: number;
  /** Drift a year of the log of wealth (not of wealth itself: half the variance is already off). */
  readonly growthAnnual: number;
  /** Standard error of that drift, a year; 0 unless given. */
  readonly growthStandardError?: number;
  /** Standard deviation of the log of wealth over a year, >= 0. */
  readonly volatilityAnnual: number;
}

/**
 * P(wealth falls below (1 - lossMax) of its start at some time within the horizon), for log-normal wealth, averaged exactly
 * over a normal error of the growth where one is given (first passage).
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming the argument.
 */
export function minimumWealthProbability(path: WealthPath): number {
  const { lossMax, years, growthAnnual, growthStandardError = 0, volatilityAnnual } = path;
  assertInRange(lossMax, "lossMax", SHARE);
  return firstPassageProbability({
    barrier: -Math.log1p(-lossMax),
    drift: growthAnnual,
    driftStandardError: growthStandardError,
    volatility: volatilityAnnual,
    years,
  });
}

/** A constant exposure to an asset whose drift and volatility are known with errors. */
export interface PredictivePath {
  /** Share of starting wealth that may be lost, a fraction in (0, 1). */
  readonly lossMax: number;
  /** Horizon, years, >= 0. */
  readonly years: number;
  /** Arithmetic drift of wealth a year at this exposure, after carry; the log drift is that less drag x volatility² / 2. */
  readonly meanAnnual: number;
  /** The drag: exposure² unless given; L² - 1 where a leverage ratio L is measured against holding, with exposure |L - 1|. */
  readonly varianceDrag?: number;
  /** Standard error of `meanAnnual`: exposure times that of the asset's drift. */
  readonly meanStandardError: number;
  /** |leverage ratio|, >= 0: the volatility of wealth is exposure times that of the asset. */
  readonly exposure: number;
  /** Standard deviation of the asset's log returns over a year, > 0. */
  readonly volatilityAnnual: number;
  /** Standard error of that volatility. */
  readonly volatilityStandardError: number;
}

/**
 * P(wealth falls below (1 - lossMax) of its start within the horizon) on the predictive distribution: drift and volatility
 * uncertain and independent. The drift is normal and averaged in closed form; the volatility log-normal with the stated
 * mean and standard error, and averaged by `overVolatility` (to 1e-5 for an error up to half of the volatility).
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming the argument.
 */
export function predictiveMinimumWealthProbability(path: PredictivePath): number {
  const { lossMax, years, meanAnnual, meanStandardError, exposure, volatilityAnnual, volatilityStandardError } = path;
  const { varianceDrag = exposure ** 2 } = path;
  assertFinite(meanAnnual, "meanAnnual");
  assertFinite(varianceDrag, "varianceDrag");
  assertNotNegative(exposure, "exposure");
  assertPositive(volatilityAnnual, "volatilityAnnual");
  assertNotNegative(volatilityStandardError, "volatilityStandardError");
  return overVolatility({ volatilityAnnual, volatilityStandardError }, (assetVolatility) => {
    const volatility = exposure * assetVolatility;
    const growthAnnual = meanAnnual - (varianceDrag * assetVolatility ** 2) / 2;
    return minimumWealthProbability({
      lossMax,
      years,
      growthAnnual,
      growthStandardError: meanStandardError,
      volatilityAnnual: volatility,
    });
  });
}

/**
 * Largest fraction of the Kelly exposure at which P(wealth ever falls below 1 - lossMax of its start) is at most
 * probabilityMax, given the drift: 2/(1 + lambda), lambda = ln probabilityMax / ln(1 - lossMax). It is the diffusion limit of
 * risk-constrained Kelly (Busseti, Ryu & Boyd 2016), where their bound holds with equality. At most 1: beyond Kelly nothing
 * is gained.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) unless both lie strictly between 0 and 1.
 */
export function kellyFractionForDrawdown(given: { readonly lossMax: number; readonly probabilityMax: number }): number {
  assertInRange(given.lossMax, "lossMax", SHARE);
  assertInRange(given.probabilityMax, "probabilityMax", SHARE);
  const lambda = Math.log(given.probabilityMax) / Math.log1p(-given.lossMax);
  return Math.min(1, 2 / (1 + lambda));
}

/** Share of the growth of full Kelly that a fraction c of its exposure earns: 2c - c², negative above 2. @throws NotFiniteError unless c is finite. */
export function kellyGrowthShare(fraction: number): number {
  assertFinite(fraction, "fraction");
  return fraction * (2 - fraction);
}
