import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { simulatedGarch } from "../../tests/simulated-garch.js";
import { createStream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { fitGarch, garchLongRunVolatility, garchMeanVariance, garchVolatility, type GarchFit } from "./index.js";

const START_MS = Date.UTC(2020, 0, 1);
const garch = { asymmetric: false, innovations: "normal" } as const;
const gjrT = { asymmetric: true, innovations: "student-t" } as const;

const index = readFileSync(new URL("../../node_modules/vega-datasets/data/sp500-2000.csv", import.meta.url), "utf8");
const closes = index
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => Number(line.split(",")[4]));
const sp500 = Float64Array.from(closes.slice(1), (close, i) => 100 * (close / closes[i]! - 1));

/** Closes with these log returns, one a step. */
function seriesOf(logReturns: Float64Array, stepMs: number): PriceSeries {
  let log = Math.log(100);
  const close = Float64Array.of(100, ...logReturns.map((value) => Math.exp((log += value))));
  return {
    closeMs: close.map((_, i) => START_MS + (i + 1) * stepMs),
    close,
    bars: null,
    volume: null,
    intervalMs: stepMs,
    gaps: { count: 0, missing: 0, largestMs: stepMs },
    source: "test",
    mended: [],
  };
}

const truth = { mean: 0.0005, omega: 4e-5, alpha: 0.05, gamma: 0.08, beta: 0.87, degreesOfFreedom: 6 };
const simulated = simulatedGarch(truth, 1200, createStream(5, 0));

/** The mean of the next variances of a fit by the recursion of their expectation, at other parameters. */
function recursion(fit: GarchFit, parameters: Float64Array, steps: number): number {
  const [mean = 0, omega = 0, alpha = 0, gamma = 0, beta = 0] = parameters;
  const at = fit.parameters;
  const moved = [mean - at.mean.value, omega - at.omega.value, alpha - at.alpha.value];
  moved.push(gamma - (at.gamma?.value ?? 0), beta - at.beta.value);
  let variance = fit.nextVariance.value;
  moved.forEach((move, i) => {
    variance += move * fit.nextVarianceGradient[i]!;
  });
  let sum = 0;
  for (let step = 0; step < steps; step++) {
    sum += variance;
    variance = omega + (alpha + gamma / 2 + beta) * variance;
  }
  return sum / steps;
}

describe("garchMeanVariance", () => {
  test("mean forecast over 1, 21 and 252 days on the S&P 500 (vega-datasets), against arch 8.0.0 forecast(horizon=252)", () => {
    const fit = fitGarch(sp500, garch);
    expect(garchMeanVariance(fit, 1).value).toBeCloseTo(9.248172582, 4);
    expect(garchMeanVariance(fit, 21).value).toBeCloseTo(8.175141716, 4);
    expect(garchMeanVariance(fit, 252).value).toBeCloseTo(3.450457046, 4);
    const other = fitGarch(sp500, gjrT);
    expect(garchMeanVariance(other, 21).value).toBeCloseTo(6.282598401, 4);
    expect(garchMeanVariance(other, 252).value).toBeCloseTo(3.187537395, 4);
  });

  test("its error is the delta method's, with slopes by differences of the recursion", () => {
    for (const [sample, model] of [
      [sp500, garch],
      [simulated, gjrT],
    ] as const) {
      const fit = fitGarch(sample, model);
      const { mean, omega, alpha, gamma, beta } = fit.parameters;
      const at = Float64Array.of(mean.value, omega.value, alpha.value, gamma?.value ?? 0, beta.value);
      for (const steps of [1, 5, 60, 400]) {
        const slopes = at.map((value, axis) => {
          const step = axis === 1 ? 1e-4 * value : 1e-6;
          const shifted = (by: number): number =>
            recursion(
              fit,
              at.map((x, i) => (i === axis ? x + by : x)),
              steps,
            );
          return (shifted(step) - shifted(-step)) / (2 * step);
        });
        let variance = 0;
        slopes.forEach((a, row) => {
          slopes.forEach((b, column) => (variance += a * b * fit.covariance[row * 6 + column]!));
        });
        const got = garchMeanVariance(fit, steps);
        expect(got.value / recursion(fit, at, steps)).toBeCloseTo(1, 10);
        expect(got.standardError / Math.sqrt(variance)).toBeCloseTo(1, 4);
      }
    }
  });

  test("one step is the next variance with its error; very many are the unconditional one with its own", () => {
    const fit = fitGarch(simulated, gjrT);
    const [next, far] = [garchMeanVariance(fit, 0.3), garchMeanVariance(fit, 1e9)];
    expect(next.value).toBeCloseTo(fit.nextVariance.value, 15);
    expect(next.standardError / fit.nextVariance.standardError!).toBeCloseTo(1, 10);
    expect(far.value / fit.unconditionalVariance!.value).toBeCloseTo(1, 6);
    expect(far.standardError / fit.unconditionalVariance!.standardError!).toBeCloseTo(1, 6);
  });

  test("moves steadily from the next variance to the unconditional one", () => {
    const fit = fitGarch(simulated, garch);
    const [next, level] = [fit.nextVariance.value, fit.unconditionalVariance!.value];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5000 }), (steps, more) => {
        const [near, far] = [garchMeanVariance(fit, steps).value, garchMeanVariance(fit, steps + more).value];
        expect((far - near) * (level - next)).toBeGreaterThan(0);
        expect((level - far) * (level - next)).toBeGreaterThan(0);
      }),
    );
  });
});

describe("garchVolatility", () => {
  const series = seriesOf(simulated, DAY_MS);

  test("is the root of the mean variance a day x 365, with half its relative error, as of the last close", () => {
    const fit = fitGarch(simulated, gjrT);
    const mean = garchMeanVariance(fit, 30);
    const estimate = garchVolatility(series, { ...gjrT, horizonMs: 30 * DAY_MS });
    expect(estimate.value).toBeCloseTo(Math.sqrt(mean.value * 365), 8);
    expect(estimate.standardError / estimate.value).toBeCloseTo(mean.standardError / mean.value / 2, 6);
    expect(estimate.asOfMs).toBe(START_MS + 1201 * DAY_MS);
    expect(estimate.source).toBe("GJR Student-t volatility of test");
  });

  test("the same returns as hours: a year has 24 times as many, and a horizon too", () => {
    const hourly = garchVolatility(seriesOf(simulated, HOUR_MS), { ...garch, horizonMs: 30 * HOUR_MS });
    const daily = garchVolatility(series, { ...garch, horizonMs: 30 * DAY_MS });
    expect(hourly.value / daily.value).toBeCloseTo(Math.sqrt(24), 6);
  });

  test("its long run is that of a horizon without end, and within three errors of the truth", () => {
    const longRun = garchLongRunVolatility(series, gjrT);
    const far = garchVolatility(series, { ...gjrT, horizonMs: 1e5 * YEAR_MS });
    expect(far.value / longRun.value).toBeCloseTo(1, 4);
    const { omega, alpha, gamma, beta } = truth;
    const want = Math.sqrt((365 * omega) / (1 - alpha - gamma / 2 - beta));
    expect(Math.abs(longRun.value - want)).toBeLessThan(3 * longRun.standardError);
  });

  test("refuses a variance without a long run, too short a series and a horizon of 0, by code", () => {
    const stream = createStream(1, 3);
    const growing = Float64Array.from({ length: 1500 }, (_, t) => 1e-4 * 1.003 ** t * stream.normal());
    const refused = expect.objectContaining({
      code: "E_OUT_OF_RANGE",
      got: "persistence at the end of its range",
    }) as Error;
    expect(() => garchVolatility(seriesOf(growing, DAY_MS), { ...garch, horizonMs: DAY_MS })).toThrow(refused);
    expect(() => garchLongRunVolatility(seriesOf(growing, DAY_MS), garch)).toThrow(refused);
    const short = seriesOf(simulated.slice(0, 200), DAY_MS);
    expect(() => garchLongRunVolatility(short, garch)).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }));
    expect(() => garchVolatility(series, { ...garch, horizonMs: 0 })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "horizonMs" }),
    );
  });
});
