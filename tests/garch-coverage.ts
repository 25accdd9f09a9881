import { fitGarch } from "../src/estimators/index.js";
import { createStream } from "../src/kernel/index.js";
import { simulatedGarch, type TrueGarch } from "./simulated-garch.js";

/** How many fits to how many simulated returns each. */
export interface CoverageRequest {
  readonly fits: number;
  readonly returns: number;
  readonly seed: number;
}

/**
 * Share of the 95 % intervals (value -+ 1.96 standard errors) that hold the true parameter, by name; a fit on a bound, which
 * has no interval there, counts as a miss.
 * @throws Error if a fit does not converge.
 */
export function garchCoverage(truth: TrueGarch, { fits, returns, seed }: CoverageRequest): Map<string, number> {
  const { alpha, gamma, beta, degreesOfFreedom } = truth;
  const wanted = { ...truth, persistence: alpha + gamma / 2 + beta };
  const innovations = degreesOfFreedom === Infinity ? "normal" : "student-t";
  const counts = new Map<string, number>();
  for (let path = 0; path < fits; path++) {
    const sample = simulatedGarch(truth, returns, createStream(seed, path));
    const fit = fitGarch(sample, { asymmetric: gamma !== 0, innovations });
    if (!fit.certificate.converged) throw new Error(`path ${path} did not converge`);
    const found = { ...fit.parameters, persistence: fit.persistence };
    for (const name of ["mean", "omega", "alpha", "gamma", "beta", "degreesOfFreedom", "persistence"] as const) {
      const parameter = found[name];
      if (parameter === null) continue;
      const held = Math.abs(parameter.value - wanted[name]) <= 1.96 * (parameter.standardError ?? -1);
      counts.set(name, (counts.get(name) ?? 0) + (held ? 1 : 0));
    }
  }
  return new Map([...counts].map(([name, count]) => [name, count / fits]));
}
