import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fromRoot } from "../../tests/house/source-tree.js";
import { figuresAgainst, simulatedReturns, threeRegimes, type TrueRegimes } from "../../tests/simulated-regimes.js";
import { createStream } from "../kernel/index.js";
import { fitRegimes } from "./regimes.js";

/** Daily log returns of the S&P 500 from 2000-01-03 to 2020-04-17: 5,104 of them. */
const standardAndPoor = (): Float64Array => {
  const lines = readFileSync(fromRoot("node_modules/vega-datasets/data/sp500-2000.csv"), "utf8").trim().split("\n");
  const closes = lines.slice(1).map((line) => Number(line.split(",")[4]));
  return Float64Array.from(closes.slice(1), (close, i) => Math.log(close / closes[i]));
};

const normals = (count: number, path: number, deviation = 0.02): Float64Array => {
  const stream = createStream(21, path);
  return Float64Array.from({ length: count }, () => deviation * stream.normal());
};

describe("the S&P 500 of vega-datasets, held against an outside optimum", () => {
  test("two states: numpy likelihood with scipy 1.17 from six random starts, and statsmodels 0.15 MarkovRegression, both 16282.84816", () => {
    const fit = fitRegimes(standardAndPoor(), { states: 2 });
    expect(fit.logLikelihood).toBeCloseTo(16282.848158175, 6);
    expect(fit.mean.value).toBeCloseTo(0.000582044634, 10);
    expect(fit.states[0].standardDeviation.value).toBeCloseTo(0.007015022571, 9);
    expect(fit.states[1].standardDeviation.value).toBeCloseTo(0.020597095591, 9);
    expect(fit.transition[0][1].value).toBeCloseTo(0.010221712407, 8);
    expect(fit.transition[1][0].value).toBeCloseTo(0.024203676202, 8);
    expect(fit.states[0].share.value).toBeCloseTo(0.703076339291, 7);
    // Second differences of that likelihood, inverted, by numpy; to 1e-3 of each.
    expect(fit.mean.standardError! / 0.000117184975).toBeCloseTo(1, 3);
    expect(fit.states[0].standardDeviation.standardError! / 0.000122290757).toBeCloseTo(1, 3);
    expect(fit.states[1].standardDeviation.standardError! / 0.00046797106).toBeCloseTo(1, 3);
    expect(fit.certificate).toMatchObject({ converged: true, identified: true, startsCollapsed: 0, edges: [] });
  });

  test("three states: numpy likelihood with scipy 1.17, where the passage from wild to calm ends at 0", () => {
    const fit = fitRegimes(standardAndPoor(), { states: 3 });
    expect(fit.logLikelihood).toBeCloseTo(16538.0441105918, 6);
    const deviations = [0.005454321705, 0.011881405811, 0.029943133191];
    const errors = [0.000114143834, 0.000298039435, 0.001343413385];
    fit.states.forEach(({ standardDeviation }, i) => {
      expect(standardDeviation.value).toBeCloseTo(deviations[i], 8);
      expect(standardDeviation.standardError! / errors[i]).toBeCloseTo(1, 3);
    });
    const passages = [0.978059800495, 0.02131277715, 0.000627422355, 0.023909885919, 0.96901407625, 0.007076037831];
    fit.transition.flat().forEach(({ value }, at) => {
      if (at < 6) expect(value).toBeCloseTo(passages[at], 7);
    });
    expect(fit.certificate.edges).toEqual([{ from: 2, to: 0 }]);
    const visits = fit.smoothed[2].reduce((sum, odds) => sum + odds, 0);
    expect(fit.transition[2][0]).toEqual({
      value: 0,
      standardError: null,
      robustStandardError: null,
      lower95: 0,
      upper95: expect.closeTo(3 / visits, 10) as number,
    });
  });
});

describe("what a fit says", () => {
  const truth: TrueRegimes = threeRegimes;
  const returns = simulatedReturns(truth, 3000, createStream(32, 1));
  const fit = fitRegimes(returns, { states: 3 });

  test("states are ordered by volatility; shares, rows and smoothed probabilities sum to 1", () => {
    const deviations = fit.states.map(({ standardDeviation }) => standardDeviation.value);
    expect(deviations).toEqual([...deviations].sort((a, b) => a - b));
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    expect(sum(fit.states.map(({ share }) => share.value))).toBeCloseTo(1, 12);
    fit.transition.forEach((row) => expect(sum(row.map(({ value }) => value))).toBeCloseTo(1, 12));
    returns.forEach((_, t) => expect(sum(fit.smoothed.map((column) => column[t]))).toBeCloseTo(1, 10));
    fit.lastProbabilities.forEach((odds, i) => expect(odds).toBeCloseTo(fit.smoothed[i][2999], 12));
    fit.states.forEach(({ meanDuration }, i) => {
      expect(meanDuration.value).toBeCloseTo(1 / (1 - fit.transition[i][i].value), 10);
    });
  });

  test("each figure lies within its own interval, and the robust error near the other where returns are normal", () => {
    for (const [, { value, standardError, robustStandardError, lower95, upper95 }] of figuresAgainst(fit, truth)) {
      expect(lower95!).toBeLessThan(value);
      expect(upper95!).toBeGreaterThan(value);
      expect(robustStandardError! / standardError!).toBeGreaterThan(0.7);
      expect(robustStandardError! / standardError!).toBeLessThan(1.4);
    }
  });

  test("twice the returns: twice the deviations and their errors, the same chain, n ln 2 less likely", () => {
    const twice = fitRegimes(
      returns.map((value) => 2 * value),
      { states: 3 },
    );
    expect(twice.logLikelihood).toBeCloseTo(fit.logLikelihood - 3000 * Math.log(2), 6);
    twice.states.forEach(({ standardDeviation, share }, i) => {
      expect(standardDeviation.value).toBeCloseTo(2 * fit.states[i].standardDeviation.value, 9);
      expect(standardDeviation.standardError).toBeCloseTo(2 * fit.states[i].standardDeviation.standardError!, 9);
      expect(share.value).toBeCloseTo(fit.states[i].share.value, 7);
    });
  });

  test("one state, by hand: -n/2 (ln 2 pi s^2 + 1); the criterion prefers the true three to one and to two", () => {
    const { standardDeviation, logLikelihood, bic } = fit.oneState;
    expect(logLikelihood).toBeCloseTo(-1500 * (Math.log(2 * Math.PI * standardDeviation ** 2) + 1), 7);
    expect(bic).toBeCloseTo(2 * Math.log(3000) - 2 * logLikelihood, 7);
    expect(fit.bic).toBeCloseTo(10 * Math.log(3000) - 2 * fit.logLikelihood, 7);
    expect(fit.bic).toBeLessThan(fitRegimes(returns, { states: 2 }).bic);
    expect(fit.bic).toBeLessThan(bic);
  });
});

describe("what no states can be fitted to", () => {
  test("249 returns, a return that is not a number, returns that do not move, and four states are refused by name", () => {
    const code = (want: string, field: string): unknown => expect.objectContaining({ code: want, field });
    expect(() => fitRegimes(normals(249, 1), { states: 2 })).toThrow(code("E_TOO_FEW", "returns") as Error);
    const broken = normals(300, 1);
    broken[7] = NaN;
    expect(() => fitRegimes(broken, { states: 2 })).toThrow(code("E_NOT_FINITE", "returns[7]") as Error);
    const still = new Float64Array(300).fill(0.01);
    expect(() => fitRegimes(still, { states: 2 })).toThrow(code("E_OUT_OF_RANGE", "returns") as Error);
    expect(() => fitRegimes(normals(300, 1), { states: 4 as 2 })).toThrow(code("E_OUT_OF_RANGE", "states") as Error);
  });

  test("a halt of 100 bars without a move is named: its state would have no volatility and infinite likelihood", () => {
    const halted = normals(2000, 2).map((value, i) => (i > 900 && i <= 1000 ? 0 : value));
    expect(() => fitRegimes(halted, { states: 2 })).toThrow(/does not move/);
  });

  test("five crashes among 2,000 calm returns are too few for a state, and named", () => {
    const crashes = normals(2000, 3).map((value, i) => (i % 400 === 7 ? -0.3 : value));
    expect(() => fitRegimes(crashes, { states: 2 })).toThrow(/fewer than 10 returns/);
  });

  test("returns of one state: the criterion says one, or the certificate that nothing is identified", () => {
    for (let path = 10; path < 16; path++) {
      const fit = fitRegimes(normals(600, path), { states: 2 });
      expect(fit.bic).toBeGreaterThan(fit.oneState.bic);
      expect(fit.logLikelihood).toBeGreaterThanOrEqual(fit.oneState.logLikelihood - 1e-6);
    }
  });

  test("states that no return tells apart have no standard errors, and the certificate says so", () => {
    const turns = Float64Array.from({ length: 600 }, (_, i) => (i % 2 === 0 ? 0.01 : -0.01));
    const { certificate, states } = fitRegimes(turns, { states: 2 });
    expect(certificate.identified).toBe(false);
    expect(states[0].standardDeviation.standardError).toBeNull();
    expect(states[0].share.lower95).toBeNull();
  });
});
