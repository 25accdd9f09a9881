import { describe, expect, test } from "vitest";
import { simulatedGarch } from "../../tests/simulated-garch.js";
import { simulatedReturns, twoRegimes } from "../../tests/simulated-regimes.js";
import { createStream } from "../kernel/index.js";
import { DAY_MS, YEAR_MS, assertPathLaw } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { fitGarch } from "./garch.js";
import { garchLaw } from "./path-garch.js";
import { statesLaw } from "./path-states.js";

/** Closes whose log returns are these, a day each. */
const dailyCloses = (returns: Float64Array): PriceSeries => {
  const close = new Float64Array(returns.length + 1).fill(100);
  returns.forEach((value, i) => (close[i + 1] = close[i] * Math.exp(value)));
  const closeMs = close.map((_, i) => i * DAY_MS);
  const gaps = { count: 0, missing: 0, largestMs: DAY_MS };
  return { closeMs, close, bars: null, volume: null, intervalMs: DAY_MS, gaps, source: "test", mended: [] };
};

describe("GARCH as a law", () => {
  const truth = { mean: 0.001, omega: 4e-5, alpha: 0.06, gamma: 0.08, beta: 0.86, degreesOfFreedom: 5 };
  const returns = simulatedGarch(truth, 4000, createStream(72, 1));
  const series = dailyCloses(returns);

  test("has the fitted figures, a day's step, and the variance of the day after", () => {
    const law = garchLaw(series);
    const fit = fitGarch(returns, { asymmetric: true, innovations: "student-t" });
    expect(() => assertPathLaw(law, "law")).not.toThrow();
    for (const name of ["mean", "omega", "alpha", "beta"] as const)
      expect(law[name] / fit.parameters[name].value).toBeCloseTo(1, 4);
    expect(law.degreesOfFreedom).toBeCloseTo(fit.parameters.degreesOfFreedom!.value, 3);
    expect(law.variance / fit.nextVariance.value).toBeCloseTo(1, 4);
    expect(law.stepYears).toBeCloseTo(DAY_MS / YEAR_MS, 12);
  });

  test("its figures lie within four of their errors of those that it was drawn from", () => {
    const law = garchLaw(series);
    const { parameters } = fitGarch(returns, { asymmetric: true, innovations: "student-t" });
    for (const name of ["omega", "alpha", "gamma", "beta", "degreesOfFreedom"] as const)
      expect(Math.abs(law[name]! - truth[name])).toBeLessThan(4 * parameters[name]!.standardError!);
  });

  test("its mean variance is the sample's, which it may also begin with", () => {
    const law = garchLaw(series, { start: "mean" });
    const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
    const variance = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / returns.length;
    expect(law.meanVariance).toBeCloseTo(variance, 12);
    expect(law.variance).toBe(law.meanVariance);
  });

  test("normal innovations have no degrees of freedom, a symmetric model no gamma", () => {
    const law = garchLaw(series, { innovations: "normal", asymmetric: false });
    expect([law.degreesOfFreedom, law.gamma]).toEqual([null, 0]);
    expect(law.source).toBe("GARCH normal of test");
  });
});

describe("volatility states as a law", () => {
  const series = dailyCloses(simulatedReturns(twoRegimes, 8000, createStream(72, 2)));

  test("are normal laws of one mean, with the chances of the fit", () => {
    const law = statesLaw(series);
    expect(() => assertPathLaw(law, "law")).not.toThrow();
    const { laws, switchYears, switching, start } = law.moves;
    expect(switchYears).toBeCloseTo(DAY_MS / YEAR_MS, 12);
    laws.forEach((one, state) => {
      if (one.kind !== "normal") throw new Error("states are normal");
      expect(one.driftAnnual).toBe(laws[0].kind === "normal" ? laws[0].driftAnnual : NaN);
      expect(one.volatilityAnnual / (twoRegimes.deviations[state] * Math.sqrt(365))).toBeCloseTo(1, 1);
      expect(switching[state][state]).toBeCloseTo(twoRegimes.transition[state][state], 1);
    });
    expect(start[0] + start[1]).toBeCloseTo(1, 9);
  });

  test("begin where the prices end, or in their shares of time", () => {
    const [now, mean] = [statesLaw(series), statesLaw(series, { start: "mean" })];
    expect(mean.moves.start[0]).toBeCloseTo(2 / 3, 1);
    expect(Math.abs(now.moves.start[0] - mean.moves.start[0])).toBeGreaterThan(0.05);
  });
});
