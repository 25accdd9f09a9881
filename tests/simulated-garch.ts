import type { Stream } from "../src/kernel/index.js";

/** A GARCH or GJR model with known parameters. */
export interface TrueGarch {
  readonly mean: number;
  readonly omega: number;
  readonly alpha: number;
  readonly gamma: number;
  readonly beta: number;
  /** Whole degrees of freedom of standardised Student-t innovations; Infinity for normal ones. */
  readonly degreesOfFreedom: number;
}

/** A draw of unit variance: Student's t as a normal over the root of a mean of squared normals. */
function innovation(degreesOfFreedom: number, stream: Stream): number {
  const normal = stream.normal();
  if (degreesOfFreedom === Infinity) return normal;
  let squares = 0;
  for (let i = 0; i < degreesOfFreedom; i++) squares += stream.normal() ** 2;
  return normal * Math.sqrt((degreesOfFreedom - 2) / squares);
}

/** Returns of the model, from its unconditional variance and after 200 steps that are thrown away. */
export function simulatedGarch(model: TrueGarch, count: number, stream: Stream): Float64Array {
  const { mean, omega, alpha, gamma, beta, degreesOfFreedom } = model;
  const returns = new Float64Array(count);
  let variance = omega / (1 - alpha - gamma / 2 - beta);
  for (let t = -200; t < count; t++) {
    const residual = Math.sqrt(variance) * innovation(degreesOfFreedom, stream);
    if (t >= 0) returns[t] = mean + residual;
    variance = omega + (residual < 0 ? alpha + gamma : alpha) * residual ** 2 + beta * variance;
  }
  return returns;
}
