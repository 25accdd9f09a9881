import fc from "fast-check";
import { expect, test } from "vitest";
import { minimise } from "../kernel/index.js";
import { vectorsOf, vectorsPresent } from "../../tests/vectors.js";
import { crashGrowthAnnual, crashKelly, type CrashMarket } from "./crash-kelly.js";

const market = (mu: number, r: number, s: number, lam: number, k: number): CrashMarket => ({
  driftAnnual: mu,
  rateAnnual: r,
  volatilityAnnual: s,
  crashIntensityAnnual: lam,
  crashSize: k,
});

test.each([
  [0.1, 0.04, 0.16, 0.1, 0.25, 1.6547276737564915, 0.09221458570131479],
  [0.25, 0.05, 0.3, 0.5, 0.3, 1.2377767374117974, 0.18220094777168833],
])("kelly-crash-%f-%f-%f-%f-%f of quant.json to 1e-9", (mu, r, s, lam, k, leverage, growth) => {
  const answer = crashKelly(market(mu, r, s, lam, k));
  expect(Math.abs(answer.leverageRatio - leverage)).toBeLessThan(1e-9);
  expect(Math.abs(answer.growthAnnual - growth)).toBeLessThan(1e-9);
  expect(answer.leverageRatioMax).toBeCloseTo(1 / k, 14);
});

test.skipIf(!vectorsPresent)("every kelly-crash-* vector of quant.json to 1e-9", () => {
  const vectors = vectorsOf("kelly-crash-");
  expect(vectors.length).toBe(2);
  for (const { inputs, expected } of vectors) {
    const answer = crashKelly(market(inputs.mu!, inputs.r!, inputs.sigma!, inputs.lam!, inputs.k!));
    expect(Math.abs(answer.leverageRatio - expected.L!)).toBeLessThan(1e-9);
    expect(Math.abs(answer.growthAnnual - expected.growth!)).toBeLessThan(1e-9);
  }
});

test("1.286, where equal variance without crashes says 1.463 and loses .45 points a year (mathematics, tier B)", () => {
  const crashing = market(0.35, 0.05, 0.4, 0.5, 0.3);
  const { leverageRatio, growthAnnual } = crashKelly(crashing);
  expect(leverageRatio).toBeCloseTo(1.286, 3);
  const gaussian = 0.3 / (0.4 ** 2 + 0.5 * 0.3 ** 2);
  expect(gaussian).toBeCloseTo(1.463, 3);
  expect(growthAnnual - crashGrowthAnnual(crashing, gaussian)).toBeCloseTo(0.0045, 4);
});

test.each([
  ["no crashes", market(0.35, 0.05, 0.2, 0, 0.3)],
  ["crashes of nothing", market(0.35, 0.05, 0.2, 0.5, 0)],
])("%s: Kelly's (mu - r) / s^2, uncapped (Kelly 1956, Merton 1971)", (_, calm) => {
  const { leverageRatio, growthAnnual, leverageRatioMax } = crashKelly(calm);
  expect(leverageRatio).toBeCloseTo(0.3 / 0.2 ** 2, 12);
  expect(growthAnnual).toBeCloseTo(0.05 + 0.3 ** 2 / 0.08, 12);
  expect(leverageRatioMax).toBeNull();
});

const markets = fc.record<CrashMarket>({
  driftAnnual: fc.double({ min: -1, max: 2, noNaN: true }),
  rateAnnual: fc.double({ min: -0.05, max: 0.3, noNaN: true }),
  volatilityAnnual: fc.double({ min: 0.05, max: 1.5, noNaN: true }),
  crashIntensityAnnual: fc.double({ min: 1e-9, max: 20, noNaN: true }),
  crashSize: fc.double({ min: 1e-6, max: 1, noNaN: true }),
});

test("property: growth is highest there by a plain search, below 1 / k, with the sign of the excess drift", () => {
  fc.assert(
    fc.property(markets, (crashing) => {
      const { leverageRatio, growthAnnual, leverageRatioMax } = crashKelly(crashing);
      const excess = crashing.driftAnnual - crashing.rateAnnual;
      expect(leverageRatio).toBeLessThan(leverageRatioMax ?? NaN);
      if (excess !== 0) expect(Math.sign(leverageRatio)).toBe(Math.sign(excess));
      const high = Math.min(leverageRatio + 1, leverageRatioMax ?? NaN) - 1e-9;
      const searched = minimise((leverage) => -crashGrowthAnnual(crashing, leverage), leverageRatio - 1, high);
      expect(-searched.value).toBeLessThanOrEqual(growthAnnual + 1e-9 * (1 + Math.abs(growthAnnual)));
    }),
  );
});

test("a rarer crash of the same size allows more, up to its own cap and no further", () => {
  let before = 0;
  for (const intensity of [1, 1e-2, 1e-4, 1e-8, 1e-16, 1e-300]) {
    const { leverageRatio, growthAnnual } = crashKelly(market(0.35, 0.05, 0.2, intensity, 0.5));
    expect(leverageRatio).toBeGreaterThanOrEqual(before);
    expect(leverageRatio).toBeLessThan(2);
    expect(Number.isFinite(growthAnnual)).toBe(true);
    before = leverageRatio;
  }
  expect(before).toBeCloseTo(2, 12);
});

test.each([
  ["driftAnnual", { driftAnnual: NaN }, "E_NOT_FINITE"],
  ["rateAnnual", { rateAnnual: Infinity }, "E_NOT_FINITE"],
  ["volatilityAnnual", { volatilityAnnual: 0 }, "E_OUT_OF_RANGE"],
  ["crashIntensityAnnual", { crashIntensityAnnual: -1 }, "E_OUT_OF_RANGE"],
  ["crashSize", { crashSize: 1.1 }, "E_OUT_OF_RANGE"],
])("refuses a bad %s", (field, fault, code) => {
  const faulty = { ...market(0.35, 0.05, 0.2, 0.5, 0.5), ...fault };
  expect(() => crashKelly(faulty)).toThrow(expect.objectContaining({ code, field }));
});

test("refuses the growth of a leverage at which a crash takes everything", () => {
  const fault = { code: "E_OUT_OF_RANGE", field: "leverageRatio x crashSize" };
  expect(() => crashGrowthAnnual(market(0.35, 0.05, 0.2, 0.5, 0.5), 2)).toThrow(expect.objectContaining(fault));
});
