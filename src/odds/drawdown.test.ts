import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createStream,
  findRoot,
  gaussHermite,
  gaussLegendre,
  integrate,
  normalCdf,
  normalDensity,
} from "../kernel/index.js";
import {
  kellyFractionForDrawdown,
  kellyGrowthShare,
  minimumWealthProbability,
  predictiveMinimumWealthProbability,
  type PredictivePath,
} from "./drawdown.js";
import { everPassageProbability } from "./first-passage.js";

interface Vector {
  readonly id: string;
  readonly inputs: { readonly alpha: number; readonly beta: number };
  readonly expected: { readonly lam: number; readonly c: number; readonly growth_share: number };
}
const vectorFile = new URL("../../../shared/vectors/quant.json", import.meta.url);
const present = existsSync(vectorFile);
const vectors = present
  ? (JSON.parse(readFileSync(vectorFile, "utf8")) as readonly Vector[]).filter(({ id }) => id.startsWith("rck-gbm-"))
  : [];

describe("minimumWealthProbability", () => {
  test("at zero excess drift, half lost within a year with 10 %: 0.64x at volatility .6 and 2.40x at .16 (mathematics 4)", () => {
    const most = (volatility: number): number =>
      findRoot(
        (L) =>
          minimumWealthProbability({
            lossMax: 0.5,
            years: 1,
            growthAnnual: (-L * L * volatility ** 2) / 2,
            volatilityAnnual: L * volatility,
          }) - 0.1,
        0.01,
        20,
      );
    expect(most(0.6)).toBeCloseTo(0.64, 2);
    expect(most(0.16)).toBeCloseTo(2.405, 3);
    // Both say the same of wealth: its volatility may be .385.
    expect(most(0.6) * 0.6).toBeCloseTo(most(0.16) * 0.16, 10);
  });

  test("is the reflection of the end point where log wealth has no drift", () => {
    const got = minimumWealthProbability({ lossMax: 0.3, years: 2, growthAnnual: 0, volatilityAnnual: 0.4 });
    expect(got).toBeCloseTo(2 * normalCdf(Math.log(0.7) / (0.4 * Math.SQRT2)), 15);
  });

  test("simulation with a bridge between 25 steps, uncertain growth drawn once a path: 40,000 paths within 4 standard errors", () => {
    const given = { lossMax: 0.4, years: 1.5, growthAnnual: 0.05, growthStandardError: 0.25, volatilityAnnual: 0.45 };
    const [barrier, step, paths] = [-Math.log(0.6), 1.5 / 25, 40_000];
    let [sum, squares] = [0, 0];
    for (let path = 0; path < paths; path++) {
      const stream = createStream(31, path);
      const growth = given.growthAnnual + given.growthStandardError * stream.normal();
      let [x, survival] = [0, 1];
      for (let k = 0; k < 25 && survival > 0; k++) {
        const next = x + growth * step + 0.45 * Math.sqrt(step) * stream.normal();
        survival *= next <= -barrier ? 0 : -Math.expm1((-2 * (x + barrier) * (next + barrier)) / (0.45 ** 2 * step));
        x = next;
      }
      sum += 1 - survival;
      squares += (1 - survival) ** 2;
    }
    const error = Math.sqrt((squares / paths - (sum / paths) ** 2) / paths);
    expect(Math.abs(sum / paths - minimumWealthProbability(given))).toBeLessThan(4 * error);
  });

  test.each([0, 1, -0.5, NaN])("refuses a lossMax of %s", (lossMax) => {
    const given = { lossMax, years: 1, growthAnnual: 0, volatilityAnnual: 0.5 };
    expect(() => minimumWealthProbability(given)).toThrow(expect.objectContaining({ field: "lossMax" }));
  });
});

describe("predictiveMinimumWealthProbability", () => {
  const base: PredictivePath = {
    lossMax: 0.5,
    years: 1,
    meanAnnual: 0.1,
    meanStandardError: 0.25,
    exposure: 1.4,
    volatilityAnnual: 0.55,
    volatilityStandardError: 0.08,
  };

  /** Independent route: the drift over 9 deviations in 60 panels, the volatility by 128 Gauss-Hermite nodes. */
  function byPanels(path: PredictivePath): number {
    const { exposure, volatilityAnnual, volatilityStandardError, meanAnnual, meanStandardError, lossMax, years } = path;
    const logVariance = Math.log(1 + (volatilityStandardError / volatilityAnnual) ** 2);
    const { nodes, weights } = gaussHermite(128);
    let sum = 0;
    nodes.forEach((node, j) => {
      if (weights[j] < 1e-12) return;
      const volatility = exposure * volatilityAnnual * Math.exp(Math.sqrt(logVariance) * node - logVariance / 2);
      const at = (d: number): number => {
        const growthAnnual = meanAnnual + meanStandardError * d - volatility ** 2 / 2;
        const wealth = { lossMax, years, growthAnnual, volatilityAnnual: volatility };
        return normalDensity(d) * minimumWealthProbability(wealth);
      };
      for (let d = -9; d < 9; d += 0.3) sum += weights[j] * integrate(at, d, d + 0.3, gaussLegendre(6));
    });
    return sum;
  }

  test("is converged to 1e-5 over a sensible range, against a fine rule in both directions", () => {
    const open = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const given = fc.record({
      lossMax: open(0.1, 0.8),
      years: open(0.1, 3),
      meanAnnual: open(-0.3, 0.5),
      meanStandardError: open(0.01, 0.3),
      exposure: open(0.3, 3),
      volatilityAnnual: open(0.2, 1),
      volatilityStandardError: open(0, 0.07),
    });
    fc.assert(
      fc.property(given, (path) => {
        expect(Math.abs(predictiveMinimumWealthProbability(path) - byPanels(path))).toBeLessThan(1e-5);
      }),
      { numRuns: 25 },
    );
  });

  test("with no errors is the law of known drift and volatility", () => {
    const known = { ...base, meanStandardError: 0, volatilityStandardError: 0 };
    const growthAnnual = 0.1 - (1.4 * 0.55) ** 2 / 2;
    const want = minimumWealthProbability({ lossMax: 0.5, years: 1, growthAnnual, volatilityAnnual: 1.4 * 0.55 });
    expect(predictiveMinimumWealthProbability(known)).toBe(want);
  });

  test("keeps the mean and the spread of the volatility: simulation of 4,000 draws within 4 standard errors", () => {
    const wide = { ...base, volatilityStandardError: 0.3 };
    const logVariance = Math.log(1 + (0.3 / 0.55) ** 2);
    const values = Array.from({ length: 4000 }, (_, path) => {
      const volatility = 0.55 * Math.exp(Math.sqrt(logVariance) * createStream(3, path).normal() - logVariance / 2);
      return predictiveMinimumWealthProbability({ ...wide, volatilityAnnual: volatility, volatilityStandardError: 0 });
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(predictiveMinimumWealthProbability(wide) - mean)).toBeLessThan(
      4 * Math.sqrt(variance / values.length),
    );
  });

  test("without exposure loses only by its drift", () => {
    const idle = { ...base, exposure: 0, volatilityStandardError: 0, meanStandardError: 0 };
    expect(predictiveMinimumWealthProbability(idle)).toBe(0);
    expect(predictiveMinimumWealthProbability({ ...idle, meanAnnual: -1 })).toBe(1);
  });

  test.each([
    ["meanAnnual", { meanAnnual: NaN }],
    ["driftStandardError", { meanStandardError: -1 }],
    ["exposure", { exposure: -1 }],
    ["volatilityAnnual", { volatilityAnnual: 0 }],
    ["volatilityStandardError", { volatilityStandardError: -0.1 }],
    ["lossMax", { lossMax: 1 }],
  ])("refuses a bad %s", (field, change) => {
    expect(() => predictiveMinimumWealthProbability({ ...base, ...change })).toThrow(
      expect.objectContaining({ field }),
    );
  });
});

describe("kellyFractionForDrawdown", () => {
  test("reference: .463 and 71 % for half with 10 %, .268 and 46 % for .3 with .1, .139 and 26 % for .2 with .05 (mathematics A3)", () => {
    const cases = [
      [0.5, 0.1, 0.463, 0.71],
      [0.3, 0.1, 0.268, 0.46],
      [0.2, 0.05, 0.139, 0.26],
    ];
    for (const [lossMax, probabilityMax, fraction, share] of cases) {
      const got = kellyFractionForDrawdown({ lossMax, probabilityMax });
      expect(got).toBeCloseTo(fraction, 3);
      expect(kellyGrowthShare(got)).toBeCloseTo(share, 2);
    }
  });

  test.skipIf(!present)("reference vectors rck-gbm-* (../shared/vectors/quant.json)", () => {
    expect(vectors.length).toBeGreaterThan(0);
    for (const { id, inputs, expected } of vectors) {
      const got = kellyFractionForDrawdown({ lossMax: 1 - inputs.alpha, probabilityMax: inputs.beta });
      expect(Math.abs(got / expected.c - 1), id).toBeLessThan(1e-12);
      expect(Math.abs(kellyGrowthShare(got) / expected.growth_share - 1), id).toBeLessThan(1e-12);
    }
  });

  test("makes the first-passage law an equality: alpha^(2/c - 1) = beta", () => {
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(share, share, (lossMax, probabilityMax) => {
        fc.pre(probabilityMax < 1 - lossMax);
        const c = kellyFractionForDrawdown({ lossMax, probabilityMax });
        expect((1 - lossMax) ** (2 / c - 1) / probabilityMax).toBeCloseTo(1, 10);
        // In units of the asset's Sharpe ratio, wealth has volatility c and growth c - c²/2.
        const ever = everPassageProbability({ barrier: -Math.log(1 - lossMax), drift: c - c ** 2 / 2, volatility: c });
        expect(ever / probabilityMax).toBeCloseTo(1, 10);
      }),
    );
  });

  test("simulation with a bridge over 100 years: 20,000 paths within 4 standard errors of 10 %", () => {
    const c = kellyFractionForDrawdown({ lossMax: 0.5, probabilityMax: 0.1 });
    const [step, paths] = [2, 20_000];
    let [sum, squares] = [0, 0];
    for (let path = 0; path < paths; path++) {
      const stream = createStream(8, path);
      let [x, survival] = [Math.LN2, 1];
      for (let k = 0; k < 50 && survival > 0; k++) {
        const next = x + (c - c ** 2 / 2) * step + c * Math.sqrt(step) * stream.normal();
        survival *= next <= 0 ? 0 : -Math.expm1((-2 * x * next) / (c ** 2 * step));
        x = next;
      }
      sum += 1 - survival;
      squares += (1 - survival) ** 2;
    }
    const error = Math.sqrt((squares / paths - (sum / paths) ** 2) / paths);
    expect(Math.abs(sum / paths - 0.1)).toBeLessThan(4 * error);
  });

  test("never goes beyond Kelly, and refuses certainty", () => {
    expect(kellyFractionForDrawdown({ lossMax: 0.9, probabilityMax: 0.5 })).toBe(1);
    expect(() => kellyFractionForDrawdown({ lossMax: 0.5, probabilityMax: 0 })).toThrow(
      expect.objectContaining({ field: "probabilityMax" }),
    );
    expect(() => kellyFractionForDrawdown({ lossMax: 1, probabilityMax: 0.1 })).toThrow(
      expect.objectContaining({ field: "lossMax" }),
    );
    expect(() => kellyGrowthShare(Infinity)).toThrow(expect.objectContaining({ field: "fraction" }));
  });
});
