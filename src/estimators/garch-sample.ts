import { OutOfRangeError, TooFewError, assertFinite } from "../errors/index.js";
import type { GarchSample } from "./garch-likelihood.js";

/** Fewest returns that a GARCH model is fitted to: a year of trading days. */
export const GARCH_RETURNS_MIN = 250;

/** Residuals that the square before the first return is made from, and how fast their weight decays. */
const BACKCAST_RETURNS = 75;
const BACKCAST_DECAY = 0.94;

/** Returns in units of their own standard deviation, so that a search knows the size of everything. */
export interface ScaledSample extends GarchSample {
  /** Mean of the scaled returns. */
  readonly mean: number;
  /** Standard deviation of the returns, in their unit. */
  readonly scale: number;
}

/**
 * Scales returns for a fit. The square before the first is the mean of the first 75 squared residuals, weighted .94^i.
 * @throws TooFewError (E_TOO_FEW) below 250 returns; NotFiniteError (E_NOT_FINITE); OutOfRangeError (E_OUT_OF_RANGE) if
 * all are equal.
 */
export function scaledSample(returns: Float64Array): ScaledSample {
  assertEnough(returns);
  returns.forEach((value, i) => {
    assertFinite(value, `returns[${i}]`);
  });
  const average = meanOf(returns);
  const scale = Math.sqrt(meanOf(returns.map((value) => (value - average) ** 2)));
  assertVaries(scale, average);
  const standard = returns.map((value) => value / scale);
  const mean = average / scale;
  return { returns: standard, backcast: backcastOf(standard, mean), mean, scale };
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function backcastOf(returns: Float64Array, mean: number): number {
  let [sum, weights, weight] = [0, 0, 1];
  for (let i = 0; i < BACKCAST_RETURNS; i++) {
    sum += weight * (returns[i] - mean) ** 2;
    weights += weight;
    weight *= BACKCAST_DECAY;
  }
  return sum / weights;
}

const assertEnough = (returns: Float64Array): void => {
  if (returns.length >= GARCH_RETURNS_MIN) return;
  throw new TooFewError({
    field: "returns",
    got: `${returns.length} returns`,
    want: `at least ${GARCH_RETURNS_MIN} returns`,
    hint: "give a longer history, or bars that are closer together",
  });
};

/** Rounding leaves a spread of about 1e-16 of the mean to returns that are all equal. */
const assertVaries = (scale: number, mean: number): void => {
  if (scale > 1e-12 * Math.abs(mean)) return;
  throw new OutOfRangeError({
    field: "returns",
    got: "returns that do not differ",
    want: "returns that differ",
    hint: "check the file and the column",
  });
};
