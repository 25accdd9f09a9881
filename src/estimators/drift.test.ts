import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { DAY_MS, YEAR_MS, stated } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { driftPosterior, estimationRisk, sharpePrior } from "./drift.js";

const vectors = new URL("../../../shared/vectors/quant.json", import.meta.url);
const present = existsSync(vectors);

const START_MS = Date.UTC(2020, 0, 1);
const seriesOf = (returns: readonly number[]): PriceSeries => {
  let log = 0;
  const logs = [0, ...returns.map((value) => (log += value))];
  return {
    closeMs: Float64Array.from(logs, (_, i) => START_MS + i * DAY_MS),
    close: Float64Array.from(logs, Math.exp),
    bars: null,
    volume: null,
    intervalMs: DAY_MS,
    gaps: { count: 0, missing: 0, largestMs: DAY_MS },
    source: "test",
    mended: [],
  };
};

const base = { volatilityAnnual: stated(0.6), safeRateAnnual: 0.04, yieldAnnual: 0.03 };

describe("drift posterior", () => {
  test("by hand: prior .3 +- .4, seven years at Sharpe 1 and volatility .6: weight .5283, Sharpe .6698 +- .2747", () => {
    const sampleDriftAnnual = 0.6 + 0.04 - 0.03;
    const posterior = driftPosterior({ ...base, sampleDriftAnnual, years: 7 });
    expect(posterior.dataWeight).toBeCloseTo(1.12 / 2.12, 12);
    expect(posterior.sharpe.value).toBeCloseTo(0.3 + (1.12 / 2.12) * 0.7, 12);
    expect(posterior.sharpe.standardError).toBeCloseTo(1 / Math.sqrt(1 / 0.16 + 7), 12);
    expect(posterior.driftAnnual.value).toBeCloseTo(0.6698113208 * 0.6 + 0.01, 9);
    expect(posterior.driftAnnual.standardError).toBeCloseTo(0.6 * 0.2747211, 6);
  });

  test("is the mean and spread of prior times likelihood, by quadrature", () => {
    const posterior = driftPosterior({ ...base, sampleDriftAnnual: -0.2, years: 3 });
    const sampleSharpe = (-0.2 + 0.03 - 0.04) / 0.6;
    let [mass, first, second] = [0, 0, 0];
    for (let sharpe = -5; sharpe <= 5; sharpe += 1e-3) {
      const density = Math.exp(-((sharpe - 0.3) ** 2) / (2 * 0.16) - ((sharpe - sampleSharpe) ** 2 * 3) / 2);
      mass += density;
      first += density * sharpe;
      second += density * sharpe * sharpe;
    }
    expect(posterior.sharpe.value).toBeCloseTo(first / mass, 9);
    expect(posterior.sharpe.standardError).toBeCloseTo(Math.sqrt(second / mass - (first / mass) ** 2), 9);
  });

  test("the sample of a series is its mean log return a year plus half the variance", () => {
    const returns = Array.from({ length: 730 }, (_, i) => 0.001 + 0.02 * (-1) ** i);
    const posterior = driftPosterior({ ...base, series: seriesOf(returns) });
    expect(posterior.years).toBe(2);
    expect(posterior.sampleDriftAnnual).toBeCloseTo(0.365 + 0.18, 10);
    expect(posterior.driftAnnual.asOfMs).toBe(START_MS + 2 * YEAR_MS);
    const byFigures = driftPosterior({ ...base, sampleDriftAnnual: 0.545, years: 2 });
    expect(byFigures.driftAnnual.value).toBeCloseTo(posterior.driftAnnual.value, 10);
  });

  test("a constant added to past returns moves the drift by the weight of the data, and nothing else", () => {
    const returns = Array.from({ length: 400 }, (_, i) => 0.02 * Math.sin(i * i));
    const plain = driftPosterior({ ...base, series: seriesOf(returns) });
    fc.assert(
      fc.property(fc.double({ min: -0.005, max: 0.005, noNaN: true }), (added) => {
        const moved = driftPosterior({ ...base, series: seriesOf(returns.map((value) => value + added)) });
        expect(moved.driftAnnual.value - plain.driftAnnual.value).toBeCloseTo(plain.dataWeight * added * 365, 9);
        expect(moved.driftAnnual.standardError).toBe(plain.driftAnnual.standardError);
      }),
    );
  });

  test("more years move the answer from the prior to the sample, and always narrow it", () => {
    const years = [1e-6, 0.1, 1, 5, 20, 100, 1e7];
    const at = years.map((value) => driftPosterior({ ...base, sampleDriftAnnual: 0.9, years: value }));
    expect(at[0]?.driftAnnual.value).toBeCloseTo(0.3 * 0.6 + 0.01, 5);
    expect(at[0]?.driftAnnual.standardError).toBeCloseTo(0.4 * 0.6, 5);
    expect(at.at(-1)?.driftAnnual.value).toBeCloseTo(0.9, 5);
    for (let i = 1; i < at.length; i++) {
      expect(at[i]!.driftAnnual.value).toBeGreaterThan(at[i - 1]!.driftAnnual.value);
      expect(at[i]!.driftAnnual.standardError).toBeLessThan(at[i - 1]!.driftAnnual.standardError);
    }
  });

  test("covers the truth: drawn from the prior, the 90 % interval holds it in 90 % of 4,000 samples", () => {
    let covered = 0;
    for (let path = 0; path < 4000; path++) {
      const stream = createStream(11, path);
      const sharpe = sharpePrior.mean + sharpePrior.standardDeviation * stream.normal();
      const sampleSharpe = sharpe + stream.normal() / Math.sqrt(4);
      const posterior = driftPosterior({ ...base, sampleDriftAnnual: sampleSharpe * 0.6 + 0.01, years: 4 });
      const { value, standardError } = posterior.driftAnnual;
      if (Math.abs(sharpe * 0.6 + 0.01 - value) < 1.6448536 * standardError) covered += 1;
    }
    // Binomial error of the share: .0047.
    expect(Math.abs(covered / 4000 - 0.9)).toBeLessThan(0.02);
  });

  test("refuses what is not a number or not above 0, by name", () => {
    const request = { ...base, sampleDriftAnnual: 0.1, years: 3 };
    expect(() => driftPosterior({ ...request, years: 0 })).toThrow(expect.objectContaining({ field: "years" }));
    expect(() => driftPosterior({ ...request, sampleDriftAnnual: NaN })).toThrow(
      expect.objectContaining({ code: "E_NOT_FINITE" }),
    );
    expect(() => driftPosterior({ ...request, volatilityAnnual: stated(0) })).toThrow(
      expect.objectContaining({ field: "volatilityAnnual" }),
    );
    expect(() => driftPosterior({ ...request, prior: { ...sharpePrior, standardDeviation: 0 } })).toThrow(
      expect.objectContaining({ field: "prior.standardDeviation" }),
    );
  });
});

describe("estimation risk", () => {
  test.each([
    // sharpe, years, full, plug-in, half, best c, growth there: mathematics reference, section 5.1, and its vectors estrisk-*
    [0.3, 1, 0.045, -0.455, -0.09125, 0.08256880733944953, 0.003715596330275229],
    [0.5, 3, 0.125, -0.04166666666666666, 0.052083333333333336, 0.42857142857142855, 0.05357142857142857],
    [0.6, 3, 0.18, 0.013333333333333336, 0.09333333333333335, 0.5192307692307693, 0.09346153846153846],
    [0.6, 10, 0.18, 0.13, 0.1225, 0.782608695652174, 0.1408695652173913],
    [1, 1, 0.5, 0, 0.25, 0.5, 0.25],
  ])(
    "Sharpe %f over %f years (mathematics reference, section 5.1)",
    (sharpe, years, full, plugIn, half, best, growth) => {
      const risk = estimationRisk({ sharpe, years, fraction: best });
      expect(risk.full).toBeCloseTo(full, 12);
      expect(risk.plugIn).toBeCloseTo(plugIn, 12);
      expect(risk.half).toBeCloseTo(half, 12);
      expect(risk.best.fraction).toBeCloseTo(best, 12);
      expect(risk.best.growthAnnual).toBeCloseTo(growth, 12);
      expect(risk.atFraction).toBe(risk.best.growthAnnual);
    },
  );

  test.skipIf(!present)("every vector estrisk-* of ../shared/vectors/quant.json, within its tolerance", () => {
    const all = JSON.parse(readFileSync(vectors, "utf8")) as {
      id: string;
      inputs: { sharpe: number; years: number };
      expected: Record<"c_opt" | "full" | "plug_in" | "half" | "at_c", number>;
      tolerance: { abs: number };
    }[];
    const cases = all.filter(({ id }) => id.startsWith("estrisk-"));
    expect(cases.length).toBeGreaterThanOrEqual(11);
    for (const { id, inputs, expected, tolerance } of cases) {
      const { full, plugIn, half, best } = estimationRisk({ ...inputs, fraction: 1 });
      const got = { c_opt: best.fraction, full, plug_in: plugIn, half, at_c: best.growthAnnual };
      for (const key of ["c_opt", "full", "plug_in", "half", "at_c"] as const) {
        expect(Math.abs(got[key] - expected[key]), `${id} ${key}`).toBeLessThanOrEqual(tolerance.abs);
      }
    }
  });

  test("agrees with simulation: estimates of the Sharpe ratio drawn, growth at the leverage that they call for", () => {
    const [sharpe, years, fraction, paths] = [0.6, 3, 0.7, 40_000];
    const stream = createStream(12, 0);
    let [sum, squares] = [0, 0];
    for (let path = 0; path < paths; path++) {
      const stake = fraction * (sharpe + stream.normal() / Math.sqrt(years));
      const growth = stake * sharpe - stake ** 2 / 2;
      sum += growth;
      squares += growth ** 2;
    }
    const mean = sum / paths;
    const error = Math.sqrt((squares / paths - mean ** 2) / paths);
    expect(Math.abs(mean - estimationRisk({ sharpe, years, fraction }).atFraction)).toBeLessThan(4 * error);
  });

  test("no fraction beats the best, and the best never loses", () => {
    const requests = fc.record({
      sharpe: fc.double({ min: -3, max: 3, noNaN: true }),
      years: fc.double({ min: 0.01, max: 100, noNaN: true }),
      fraction: fc.double({ min: 0, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(requests, (request) => {
        const { best, atFraction, full } = estimationRisk(request);
        expect(best.growthAnnual).toBeGreaterThanOrEqual(Math.max(0, atFraction) - 1e-12);
        expect(full).toBeGreaterThanOrEqual(best.growthAnnual - 1e-12);
      }),
    );
  });

  test("refuses a fraction above 2 and years of 0", () => {
    expect(() => estimationRisk({ sharpe: 1, years: 1, fraction: 2.1 })).toThrow(
      expect.objectContaining({ field: "fraction" }),
    );
    expect(() => estimationRisk({ sharpe: 1, years: 0, fraction: 1 })).toThrow(
      expect.objectContaining({ field: "years" }),
    );
  });
});
