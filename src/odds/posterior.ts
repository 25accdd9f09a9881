import { assertNotNegative, assertPositive } from "../errors/index.js";
import { gaussHermite } from "../kernel/index.js";

/** What is believed of one price: arithmetic drift and volatility a year, each with one standard error. */
export interface Beliefs {
  readonly driftAnnual: number;
  readonly driftStandardError: number;
  readonly volatilityAnnual: number;
  readonly volatilityStandardError: number;
}

/** Nodes over the volatility: odds within 1e-5 for a standard error up to a half of the volatility (measured against many more). */
const NODES = 15;

/** A volatility and how sure it is. */
export type UncertainVolatility = Pick<Beliefs, "volatilityAnnual" | "volatilityStandardError">;

/**
 * Mean of `f(volatility)` over an uncertain volatility, by Gauss-Hermite quadrature with `count` nodes: log-normal with the
 * stated mean and standard error, so that it stays above 0. A volatility known to be 0 is one.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) unless the volatility is above 0, or 0 without error.
 */
export function overVolatility(
  { volatilityAnnual, volatilityStandardError }: UncertainVolatility,
  f: (volatilityAnnual: number) => number,
  count = NODES,
): number {
  if (volatilityStandardError === 0) {
    assertNotNegative(volatilityAnnual, "volatilityAnnual");
    return f(volatilityAnnual);
  }
  assertPositive(volatilityAnnual, "volatilityAnnual");
  const logVariance = Math.log1p((volatilityStandardError / volatilityAnnual) ** 2);
  const { nodes, weights } = gaussHermite(count);
  let sum = 0;
  for (let i = 0; i < nodes.length; i++) {
    sum += weights[i] * f(volatilityAnnual * Math.exp(Math.sqrt(logVariance) * nodes[i] - logVariance / 2));
  }
  return sum;
}
