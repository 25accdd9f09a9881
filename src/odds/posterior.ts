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

/** A volatility that may be, and the weight it has. */
export interface WeighedVolatility {
  readonly volatilityAnnual: number;
  readonly weight: number;
}

/**
 * An uncertain volatility as `count` of which each may be: log-normal with the stated mean and standard error, so that it stays
 * above 0, at the nodes of Gauss-Hermite quadrature. A volatility known to be 0 is one.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) unless the volatility is above 0, or 0 without error.
 */
export function volatilitiesOf(
  { volatilityAnnual, volatilityStandardError }: UncertainVolatility,
  count = NODES,
): readonly WeighedVolatility[] {
  if (volatilityStandardError === 0) {
    assertNotNegative(volatilityAnnual, "volatilityAnnual");
    return [{ volatilityAnnual, weight: 1 }];
  }
  assertPositive(volatilityAnnual, "volatilityAnnual");
  const logVariance = Math.log1p((volatilityStandardError / volatilityAnnual) ** 2);
  const { nodes, weights } = gaussHermite(count);
  return Array.from(nodes, (node, i) => ({
    volatilityAnnual: volatilityAnnual * Math.exp(Math.sqrt(logVariance) * node - logVariance / 2),
    weight: weights[i],
  }));
}

/** Mean of `f(volatility)` over an uncertain volatility, by `volatilitiesOf`. @throws as it does. */
export const overVolatility = (
  uncertain: UncertainVolatility,
  f: (volatilityAnnual: number) => number,
  count = NODES,
): number =>
  volatilitiesOf(uncertain, count).reduce((sum, { volatilityAnnual, weight }) => sum + weight * f(volatilityAnnual), 0);
