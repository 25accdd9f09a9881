import { assertFinite, assertInRange, assertNotNegative, assertPositive } from "../errors/index.js";
import { normalDensity } from "../kernel/index.js";
import { assertPassage, passageParts, type Passage } from "./passage.js";

export type { Passage } from "./passage.js";

/**
 * P(min of X over the horizon <= -barrier): the chance that the level is met at any time, looked at continuously. Exact in
 * the tails down to 1e-300, and for volatility or years of 0. With `driftStandardError` the mean of that chance over a
 * normal drift, in closed form (no quadrature).
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) for a volatility, standard error or horizon below 0.
 */
export function firstPassageProbability(passage: Passage): number {
  assertPassage(passage);
  const { barrier, drift, driftStandardError = 0, volatility, years } = passage;
  if (barrier <= 0) return 1;
  if (years === 0) return 0;
  if (volatility === 0 && driftStandardError === 0) return drift * years <= -barrier ? 1 : 0;
  const { below, returned } = passageParts(passage);
  return Math.min(1, below + returned);
}

/**
 * P(X ever meets the level): exp(-2 drift barrier / volatility²) for a drift above 0, else 1; without volatility only a drift
 * below 0 gets there. For a stated drift: were the drift uncertain, it could not fall under the chance that the drift is negative.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) for a volatility below 0.
 */
export function everPassageProbability({
  barrier,
  drift,
  volatility,
}: Pick<Passage, "barrier" | "drift" | "volatility">): number {
  assertPassage({ barrier, drift, volatility, years: 0 });
  if (barrier <= 0) return 1;
  if (volatility === 0) return drift < 0 ? 1 : 0;
  return drift > 0 ? Math.exp((-2 * drift * barrier) / volatility ** 2) : 1;
}

/** -zeta(1/2) / sqrt(2 pi), zeta being Riemann's: the mean overshoot of a random walk past a level, in steps. */
export const OVERSHOOT = 0.5825971579390106;

/**
 * Level that, looked at continuously, is met as often as `barrier` looked at every `checkYears`: barrier + 0.5826 volatility
 * sqrt(checkYears) (Broadie, Glasserman & Kou 1997, theorem 1.1). Good where checkYears is a small share of the horizon.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) for a volatility or interval below 0.
 */
export function discreteBarrier(given: {
  readonly barrier: number;
  readonly volatility: number;
  readonly checkYears: number;
}): number {
  assertFinite(given.barrier, "barrier");
  assertNotNegative(given.volatility, "volatility");
  assertNotNegative(given.checkYears, "checkYears");
  return given.barrier + OVERSHOOT * given.volatility * Math.sqrt(given.checkYears);
}

/**
 * Density at `x` of the end point of X on the paths that never met the level; 0 at or below -barrier. It integrates to one
 * less the first-passage probability. The image term is a factor of the free density, exp(-2 b (x + b)/(s² T)).
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) unless volatility and years are above 0; the drift is taken as known.
 */
export function survivingDensity(passage: Omit<Passage, "driftStandardError">, x: number): number {
  assertPassage(passage);
  const { barrier, drift, volatility, years } = passage;
  assertPositive(volatility, "volatility");
  assertPositive(years, "years");
  assertFinite(x, "x");
  if (barrier <= 0 || x <= -barrier) return 0;
  const deviation = volatility * Math.sqrt(years);
  const survived = -Math.expm1((-2 * (barrier / deviation) * (x + barrier)) / deviation);
  return (normalDensity((x - drift * years) / deviation) / deviation) * survived;
}

/**
 * Volatility a year of the ratio of two prices, from theirs and the correlation of their logs: what drives a loop whose
 * collateral and debt are both risky.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) for a volatility below 0 or a correlation outside [-1, 1].
 */
export function relativeVolatility(given: {
  readonly collateral: number;
  readonly debt: number;
  readonly correlation: number;
}): number {
  const { collateral, debt, correlation } = given;
  assertNotNegative(collateral, "collateral");
  assertNotNegative(debt, "debt");
  assertInRange(correlation, "correlation", { min: -1, max: 1, want: "a correlation from -1 to 1" });
  return Math.sqrt((collateral - debt) ** 2 + 2 * (1 - correlation) * collateral * debt);
}
