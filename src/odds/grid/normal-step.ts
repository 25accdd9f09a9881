import { normalCdf, normalDensity } from "../../kernel/index.js";
import type { Spread, StepLaw } from "./step-law.js";

/** Deviations between which a normal density is one smooth piece to quadrature; beyond the last there is 1e-17 of it. */
const DEVIATIONS = [-8.5, -6, -4.5, -3, -1.5, 0, 1.5, 3, 4.5, 6, 8.5] as const;

/** Exponent of a chance that is none. */
const NONE = -40;

/** P(a Brownian path with this deviation over the step met a level between two points on one side of it): exp(-2 a b / s^2). */
function gaussianCrossing(startDistance: number, endDistance: number, deviation: number): number {
  const exponent = (-2 * startDistance * endDistance) / (deviation * deviation);
  return exponent < NONE ? 0 : Math.exp(exponent);
}

/** How a law that is bridged as a Brownian path of this deviation says whether a level was met. */
export const brownianBridge = (deviation: number): Pick<StepLaw, "crossing" | "crossingReach"> => ({
  crossing: (start, end) => gaussianCrossing(start, end, deviation),
  crossingReach: (start) => ((-NONE / 2) * (deviation * deviation)) / start,
});

/** A normal spread of this mass. */
export const normalSpread = (mean: number, deviation: number, mass: number): Spread => ({
  density: (move) => (mass * normalDensity((move - mean) / deviation)) / deviation,
  below: (at) => mass * normalCdf((at - mean) / deviation),
  above: (at) => mass * normalCdf((mean - at) / deviation),
});

/** A normal step. */
export function normalStep(mean: number, deviation: number): StepLaw {
  const spread = normalSpread(mean, deviation, 1);
  return {
    ...spread,
    ordinary: spread,
    mean,
    deviation,
    finest: deviation,
    edges: DEVIATIONS.map((deviations) => mean + deviations * deviation),
    ...brownianBridge(deviation),
  };
}
