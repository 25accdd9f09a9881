import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { simulatedPassage } from "../../tests/jump-simulation.js";
import { vectorsOf, vectorsPresent } from "../../tests/vectors.js";
import { findRoot, gaussLegendre, integrate, upperGamma } from "../kernel/index.js";
import { firstPassageProbability } from "./first-passage.js";
import { jumpPassageProbability, type JumpPassage } from "./jump-passage.js";

type Row = readonly [
  barrier: number,
  drift: number,
  volatility: number,
  years: number,
  intensityAnnual: number,
  downShare: number,
  meanDown: number,
  meanUp: number,
];

const passageOf = ([barrier, drift, volatility, years, ...[intensityAnnual, downShare, meanDown, meanUp]]: Row) => ({
  barrier,
  drift,
  volatility,
  years,
  jumps: { intensityAnnual, downShare, meanDown, meanUp },
});

const chance = (...row: Row): number => jumpPassageProbability(passageOf(row));

/** Independent route: real roots by bisection (Kou & Wang 2003, lemma 2.1), inverted on the real axis (Gaver & Stehfest). */
function byGaverStehfest({ barrier, drift, volatility, years, jumps }: JumpPassage): number {
  const [towards, away] = [1 / jumps.meanDown, 1 / jumps.meanUp];
  const exponent = (x: number): number =>
    -drift * x +
    (volatility * x) ** 2 / 2 +
    jumps.intensityAnnual *
      ((jumps.downShare * towards) / (towards - x) + ((1 - jumps.downShare) * away) / (away + x) - 1);
  const transform = (z: number): number => {
    const [low, high] = [towards * (1 - 1e-12), towards * (1 + 1e-12)];
    const first = findRoot((x) => exponent(x) - z, 0, low);
    const second = findRoot((x) => exponent(x) - z, high, 1e5);
    const one = ((towards - first) * second * Math.exp(-barrier * first)) / (second - first);
    const two = ((second - towards) * first * Math.exp(-barrier * second)) / (second - first);
    return (one + two) / (towards * z);
  };
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const half = 7;
  let sum = 0;
  for (let k = 1; k <= 2 * half; k++) {
    let weight = 0;
    for (let j = Math.ceil(k / 2); j <= Math.min(k, half); j++) {
      const below = factorial(half - j) * factorial(j) * factorial(j - 1) * factorial(k - j) * factorial(2 * j - k);
      weight += (j ** half * factorial(2 * j)) / below;
    }
    sum +=
      (k + half) % 2 === 0 ? weight * transform((k * Math.LN2) / years) : -weight * transform((k * Math.LN2) / years);
  }
  return (Math.LN2 / years) * sum;
}

describe("jumpPassageProbability, golden numbers", () => {
  test("Kou & Wang 2003 parameters, values derived: .25584304, .061222796, .260598055", () => {
    expect(Math.abs(chance(0.3, -0.1, 0.2, 1, 3, 0.5, 0.02, 0.03) - 0.25584304)).toBeLessThan(2e-8);
    expect(Math.abs(chance(0.3, 0.1, 0.2, 1, 3, 0.5, 0.02, 0.03) - 0.061222796)).toBeLessThan(2e-9);
    expect(Math.abs(chance(0.3, -0.1, 0.2, 1, 0.01, 0.5, 0.02, 0.03) - 0.260598055)).toBeLessThan(2e-9);
  });

  test.skipIf(!vectorsPresent)("reference vectors kou-* (../shared/vectors/quant.json), mirrored", () => {
    const vectors = vectorsOf("kou-");
    expect(vectors.length).toBeGreaterThan(0);
    for (const { id, inputs, expected } of vectors) {
      const { b, mu, sigma, T, lam, p, eta1, eta2 } = inputs;
      expect(Math.abs(chance(b, -mu, sigma, T, lam, p, 1 / eta1, 1 / eta2) - expected.p), id).toBeLessThan(2e-7);
    }
  });

  test("ruin within finite time, one loss law: Asmussen 1984, the integral for exponential claims", () => {
    const [rule, load] = [gaussLegendre(128), 0.8];
    for (const [reserve, horizon] of [
      [0.5, 2],
      [3, 10],
      [10, 40],
    ]) {
      const root = Math.sqrt(load);
      const kernel = (angle: number): number => {
        const size = load * Math.exp((2 * horizon + reserve) * root * Math.cos(angle) - (1 + load) * horizon - reserve);
        const turned = reserve * root * Math.sin(angle);
        return (size * (Math.cos(turned) - Math.cos(turned + 2 * angle))) / (1 + load - 2 * root * Math.cos(angle));
      };
      const want = load * Math.exp(-(1 - load) * reserve) - integrate(kernel, 0, Math.PI, rule) / Math.PI;
      expect(Math.abs(chance(reserve, 1, 0, horizon, load, 1, 1, 0) - want)).toBeLessThan(1e-11);
    }
  });

  test("falls only, and a drift that falls: the chance that a Poisson number of exponential falls covers what is left", () => {
    for (const [years, intensity, mean] of [
      [0.5, 3, 0.1],
      [0.999999, 0.2, 0.01],
      [0.9, 400, 0.0004],
      [0.01, 1e-4, 2],
    ]) {
      let [want, weight] = [0, Math.exp(-intensity * years)];
      for (let count = 1; count < 700; count++) {
        weight *= (intensity * years) / count;
        want += weight * upperGamma(count, (1 - years) / mean);
      }
      expect(Math.abs(chance(1, -1, 0, years, intensity, 1, mean, 0) - want)).toBeLessThan(1e-11);
    }
  });
});

describe("jumpPassageProbability against other methods", () => {
  test("agrees with Gaver-Stehfest on real roots within 1e-4, what 14 of its terms can do", () => {
    for (const row of [
      [0.3, -0.1, 0.2, 1, 3, 0.5, 0.02, 0.03],
      [0.3, 0.1, 0.2, 1, 3, 0.5, 0.02, 0.03],
      [0.1, 0.02, 0.02, 1, 0.5, 0.9, 0.05, 0.01],
      [0.5, 0, 0.6, 0.25, 40, 0.6, 0.04, 0.05],
    ] as const)
      expect(Math.abs(jumpPassageProbability(passageOf(row)) - byGaverStehfest(passageOf(row)))).toBeLessThan(1e-4);
  });

  test.each<Row>([
    [0.25, 0.1, 0.6, 0.5, 6, 0.7, 0.08, 0.05],
    [0.05, 0.03, 0.02, 1, 0.5, 1, 0.03, 0.02],
    [0.05, -0.04, 0.003, 1, 2, 0.6, 0.01, 0.02],
    [0.02, 0, 0.001, 0.25, 30, 0.4, 0.004, 0.003],
    [1, 0.5, 0.9, 3, 1, 0, 0.1, 0.2],
    [0.1, -0.1, 0, 0.8, 3, 0.5, 0.05, 0.04],
    [0.1, -0.1, 0, 1.004, 3, 0.5, 0.05, 0.04],
    [0.1, -0.1, 0, 1.8, 3, 0.5, 0.05, 0.04],
    [0.1, -0.1, 0, 1.8, 3, 0, 0.05, 0.04],
    [0.1, 0.05, 0, 2, 4, 0.7, 0.05, 0.02],
    [0.1, 0, 0, 2, 4, 0.7, 0.05, 0.02],
  ])("simulation from jump to jump, 4 standard errors: %j", (...row) => {
    const { mean, standardError } = simulatedPassage(passageOf(row), 12_000, 20_030);
    expect(Math.abs(chance(...row) - mean)).toBeLessThan(4 * standardError + 1e-12);
  });

  test("without a diffusion is the limit of ever less of it, by Richardson's rule, before and after the drift's arrival", () => {
    for (const [drift, years] of [
      [-0.1, 0.7],
      [-0.1, 1.5],
      [0.05, 2],
    ]) {
      const at = (volatility: number): number => chance(0.1, drift, volatility, years, 3, 0.5, 0.05, 0.04);
      const [wide, narrow] = [at(0.002), at(0.001)];
      expect(Math.abs((4 * narrow - wide) / 3 - at(0))).toBeLessThan(1e-7);
      expect(Math.abs(wide - at(0))).toBeGreaterThan(1e-7);
    }
  });
});

describe("jumpPassageProbability, edges", () => {
  const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const given = fc.tuple(between(0.01, 1), between(-1, 1), between(0.05, 1), between(0.01, 3));
  const sizes = fc.tuple(between(0, 1), between(0.001, 0.5), between(0.001, 0.5));

  test("without jumps is the closed form; as their number vanishes it tends to it", () => {
    fc.assert(
      fc.property(given, sizes, (diffusion, law) => {
        const [barrier, drift, volatility, years] = diffusion;
        const closed = firstPassageProbability({ barrier, drift, volatility, years });
        expect(chance(...diffusion, 0, ...law)).toBe(closed);
        expect(Math.abs(chance(...diffusion, 1e-10 / years, ...law) - closed)).toBeLessThan(3e-10);
        expect(Math.abs(chance(...diffusion, 1e-4 / years, ...law) - closed)).toBeLessThan(1e-4);
      }),
      { numRuns: 40 },
    );
  });

  test("jumps of vanishing size, and falls that never come beside a barrier far below", () => {
    expect(chance(0.3, -0.1, 0.2, 1, 5, 0.5, 0, 0)).toBe(chance(0.3, -0.1, 0.2, 1, 0, 0.5, 0, 0));
    expect(
      Math.abs(chance(0.3, -0.1, 0.2, 1, 5, 0.5, 1e-9, 1e-9) - chance(0.3, -0.1, 0.2, 1, 0, 1, 0, 0)),
    ).toBeLessThan(1e-7);
    expect(chance(40, 0, 0.2, 1, 1, 0, 0.1, 0.1)).toBeLessThan(1e-12);
  });

  test("a level already met is 1; no time is 0; without diffusion or falls only a falling drift gets there", () => {
    expect(chance(0, 0.1, 0.2, 1, 3, 0.5, 0.02, 0.03)).toBe(1);
    expect(chance(-0.1, 0.1, 0, 0, 3, 0.5, 0.02, 0.03)).toBe(1);
    expect(chance(0.3, -9, 0.2, 0, 3, 0.5, 0.02, 0.03)).toBe(0);
    expect(chance(0.3, 0.1, 0, 1, 3, 0, 0.02, 0.03)).toBe(0);
    expect(chance(0.3, -0.1, 0, 2.9, 3, 0, 0.02, 0.03)).toBe(0);
    expect(chance(0.3, -0.1, 0, 3.1, 3, 1, 0.02, 0.03)).toBe(1);
  });

  test("at the drift's arrival the chance leaps by that of no jump until then", () => {
    for (const downShare of [0, 0.4, 0.9]) {
      const at = (years: number): number => chance(0.25, -0.25, 0, years, 0.7, downShare, 0.05, 0.08);
      expect(at(1 + 1e-9) - at(1 - 1e-9)).toBeCloseTo(Math.exp(-0.7), 7);
      expect(at(1)).toBeCloseTo(at(1 + 1e-9), 7);
    }
  });

  test("is continuous where the two ways of inverting meet, soon after the arrival", () => {
    // meeting = 0.1 x 20 + 3 + 2 sqrt(0.1 x 20 x 3) = 9.899; the ways change 3/9.899 after the arrival at 1.
    const change = 1 + 3 / (5 + 2 * Math.sqrt(6));
    const at = (years: number): number => chance(0.1, -0.1, 0, years, 3, 0.5, 0.05, 0.04);
    expect(Math.abs(at(change * (1 + 1e-11)) - at(change * (1 - 1e-11)))).toBeLessThan(1e-10);
  });

  test("rises with the intensity of falls and with the horizon, and falls with the distance and the drift", () => {
    fc.assert(
      fc.property(given, between(0, 20), sizes, fc.boolean(), (diffusion, intensity, [share, down, up], still) => {
        const [barrier, drift, volatility, years] = diffusion;
        const wide = still ? 0 : volatility;
        const base = chance(barrier, drift, wide, years, intensity, share, down, up);
        const more = intensity + 1; // one more fall a year, and as many rises as before
        const shareOfMore = (share * intensity + 1) / more;
        const slack = 1e-10;
        expect(chance(barrier, drift, wide, years, more, shareOfMore, down, up)).toBeGreaterThan(base - slack);
        expect(chance(barrier, drift, wide, years * 1.1, intensity, share, down, up)).toBeGreaterThan(base - slack);
        expect(chance(barrier * 1.1, drift, wide, years, intensity, share, down, up)).toBeLessThan(base + slack);
        expect(chance(barrier, drift + 0.1, wide, years, intensity, share, down, up)).toBeLessThan(base + slack);
      }),
      { numRuns: 60 },
    );
  });

  test("refuses a diffusion that is all but its drift, which 0 describes", () => {
    const allBut = passageOf([0.1, -0.1, 1e-6, 1, 3, 0.5, 0.02, 0.03]);
    expect(() => jumpPassageProbability(allBut)).toThrow(
      expect.objectContaining({ field: "volatility", code: "E_OUT_OF_RANGE" }),
    );
    expect(jumpPassageProbability({ ...allBut, drift: 0.1 })).toBeCloseTo(
      chance(0.1, 0.1, 0, 1, 3, 0.5, 0.02, 0.03),
      9,
    );
  });

  test.each([
    ["barrier", { barrier: NaN }],
    ["volatility", { volatility: -1 }],
    ["years", { years: Infinity }],
    ["jumps.intensityAnnual", { jumps: { intensityAnnual: -1, downShare: 0.5, meanDown: 0.1, meanUp: 0.1 } }],
    ["jumps.downShare", { jumps: { intensityAnnual: 1, downShare: 1.5, meanDown: 0.1, meanUp: 0.1 } }],
    ["jumps.meanDown", { jumps: { intensityAnnual: 1, downShare: 0.5, meanDown: -0.1, meanUp: 0.1 } }],
    ["jumps.meanUp", { jumps: { intensityAnnual: 1, downShare: 0.5, meanDown: 0.1, meanUp: NaN } }],
  ])("refuses a bad %s", (field, change) => {
    const passage = { ...passageOf([0.3, 0, 0.2, 1, 3, 0.5, 0.02, 0.03]), ...change };
    expect(() => jumpPassageProbability(passage)).toThrow(expect.objectContaining({ field }));
  });
});
