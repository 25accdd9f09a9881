import { assertPositive } from "../errors/index.js";
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

/** Mean of `f(volatility)` over an uncertain volatility, by Gauss-Hermite quadrature: log-normal with the stated mean and standard error, so that it stays above 0. @throws OutOfRangeError (E_OUT_OF_RANGE) unless the volatility is above 0. */
export function overVolatility(uncertain: UncertainVolatility, f: (volatilityAnnual: number) => number): number {
  const { volatilityAnnual, volatilityStandardError } = uncertain;
  assertPositive(volatilityAnnual, "volatilityAnnual");
  if (volatilityStandardError === 0) return f(volatilityAnnual);
  const logVariance = Math.log1p((volatilityStandardError / volatilityAnnual) ** 2);
  const { nodes, weights } = gaussHermite(NODES);
  let sum = 0;
  for (let i = 0; i < nodes.length; i++) {
    sum += weights[i] * f(volatilityAnnual * Math.exp(Math.sqrt(logVariance) * nodes[i] - logVariance / 2));
  }
  return sum;
}
