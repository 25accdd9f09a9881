import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStream, minimise } from "../kernel/index.js";
import { firstPassageProbability } from "./first-passage.js";
import { loopGrowth, renewalGrowth, type Loop, type Renewal } from "./renewal.js";

interface Vector {
  readonly id: string;
  readonly inputs: Readonly<Record<"L" | "mu" | "y" | "r" | "sigma" | "LT" | "bonus" | "T", number>>;
  readonly expected: Readonly<Record<string, number>>;
}
const vectorFile = new URL("../../../shared/vectors/quant.json", import.meta.url);
const present = existsSync(vectorFile);
const vectors = present ? (JSON.parse(readFileSync(vectorFile, "utf8")) as readonly Vector[]) : [];
const vectorsNamed = (prefix: string): readonly Vector[] => vectors.filter(({ id }) => id.startsWith(prefix));

const loopOf = ({ mu, y, r, sigma, LT, bonus, T }: Vector["inputs"], leverageRatio: number): Loop => ({
  leverageRatio,
  driftAnnual: mu,
  yieldAnnual: y,
  borrowRateAnnual: r,
  volatilityAnnual: sigma,
  liquidationThreshold: LT,
  bonus,
  years: T,
});

/** The leverage ratio that grows fastest, and its growth. */
function bestLoop(inputs: Vector["inputs"]): { readonly at: number; readonly growth: number } {
  const most = 1 / (1 - inputs.LT);
  const found = minimise((L) => -loopGrowth(loopOf(inputs, L)).growthAnnual, 1, 0.9999 * most);
  return { at: found.at, growth: -found.value };
}

/** Independent route: midpoint sums over the free density and its image, and over the survival curve. */
function bySums(given: Renewal): { readonly growth: number; readonly life: number } {
  const { barrier, drift, volatility, years } = given;
  const variance = volatility ** 2 * years;
  const normal = (x: number): number => Math.exp(-(x * x) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
  const image = Math.exp((-2 * drift * barrier) / volatility ** 2);
  const [steps, end] = [40_000, Math.max(0, drift * years) + 10 * Math.sqrt(variance)];
  let wealth = 0;
  let life = 0;
  for (let i = 0; i < steps; i++) {
    // A cube packs the points where the logarithm bends, and the square those where survival does.
    const u = (i + 0.5) / steps;
    const x = -barrier + (end + barrier) * u ** 3;
    const density = normal(x - drift * years) - image * normal(x + 2 * barrier - drift * years);
    wealth += ((density * given.logWealthAt(x) * (end + barrier)) / steps) * 3 * u ** 2;
    const survival = 1 - firstPassageProbability({ barrier, drift, volatility, years: years * u ** 2 });
    life += (survival * years * 2 * u) / steps;
  }
  const p = firstPassageProbability({ barrier, drift, volatility, years });
  const lost = p === 0 ? 0 : p * given.logWealthAtLiquidation;
  return { growth: given.baseGrowthAnnual + (lost + wealth) / life, life };
}

const open = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const perpetual = (L: number, m: number): Pick<Renewal, "barrier" | "logWealthAt" | "logWealthAtLiquidation"> => {
  const barrier = -Math.log((1 - 1 / L) / (1 - m));
  return {
    barrier,
    logWealthAt: (x) => Math.log1p(L * Math.expm1(x)),
    logWealthAtLiquidation: Math.log(0.5 + 0.5 * (1 + L * Math.expm1(-barrier))),
  };
};

describe("loopGrowth", () => {
  test("reference: growth, odds and life at a given leverage (bridge Monte Carlo, 400,000 paths)", () => {
    const got = loopGrowth(loopOf({ L: 2, mu: 0.4, y: 0, r: 0.05, sigma: 0.5, LT: 0.83, bonus: 0.05, T: 0.25 }, 2));
    expect(got.growthAnnual).toBeCloseTo(0.19453806803982449, 12);
    expect(got.liquidationProbability).toBeCloseTo(0.026510759140916246, 12);
    expect(got.meanLifeYears).toBeCloseTo(0.24834040715794986, 12);
    const deep = loopGrowth(
      loopOf({ L: 1.5, mu: 0.3, y: 0.02, r: 0.04, sigma: 0.7, LT: 0.83, bonus: 0.05, T: 1 }, 1.5),
    );
    expect(deep.growthAnnual).toBeCloseTo(-0.23286779936224336, 12);
    expect(deep.liquidationProbability).toBeCloseTo(0.18020468852669802, 12);
  });

  test("reference: best yearly loop of a BTC-like asset 1.270 / .28970 / .26 %, of a staked one 10.24 / .07320 / .91 % (mathematics 3.5)", () => {
    const btc = bestLoop({ L: 0, mu: 0.4, y: 0, r: 0.05, sigma: 0.5, LT: 0.78, bonus: 0.05, T: 1 });
    expect(Math.abs(btc.at - 1.2695)).toBeLessThan(0.002);
    expect(Math.abs(btc.growth - 0.2896978)).toBeLessThan(1e-6);
    const inputs = { L: 0, mu: 0, y: 0.032, r: 0.025, sigma: 0.02, LT: 0.945, bonus: 0.01, T: 1 };
    const staked = bestLoop(inputs);
    expect(Math.abs(staked.at - 10.24)).toBeLessThan(0.006);
    expect(staked.growth).toBeCloseTo(0.0732, 5);
    expect(loopGrowth(loopOf(inputs, staked.at)).liquidationProbability).toBeCloseTo(0.0091, 4);
  });

  test.skipIf(!present)("reference vectors loopg-* to 1e-8 (../shared/vectors/quant.json)", () => {
    expect(vectorsNamed("loopg-").length).toBeGreaterThan(0);
    for (const { id, inputs, expected } of vectorsNamed("loopg-")) {
      const got = loopGrowth(loopOf(inputs, inputs.L));
      expect(Math.abs(got.growthAnnual - expected.growth), id).toBeLessThan(1e-8);
      expect(Math.abs(got.liquidationProbability - expected.p_liq), id).toBeLessThan(1e-8);
      expect(Math.abs(got.meanLifeYears - expected.mean_life), id).toBeLessThan(1e-8);
    }
  });

  test.skipIf(!present)(
    "reference vectors loop-*: best leverage within .002, growth within 1e-6 (../shared/vectors/quant.json)",
    () => {
      expect(vectorsNamed("loop-").length).toBeGreaterThan(0);
      for (const { id, inputs, expected } of vectorsNamed("loop-")) {
        const best = bestLoop(inputs);
        expect(Math.abs(best.at - expected.L), id).toBeLessThan(0.002);
        expect(Math.abs(best.growth - expected.growth), id).toBeLessThan(1e-6);
        const odds = loopGrowth(loopOf(inputs, best.at)).liquidationProbability;
        expect(Math.abs(odds / expected.p_liq - 1), id).toBeLessThan(1e-3);
      }
    },
  );

  test("at 1x borrows nothing: drift and yield less half the variance", () => {
    const got = loopGrowth(loopOf({ L: 1, mu: 0.4, y: 0.03, r: 0.05, sigma: 0.5, LT: 0.8, bonus: 0.05, T: 1 }, 1));
    expect(got.growthAnnual).toBeCloseTo(0.4 + 0.03 - 0.125, 15);
    expect(got.liquidationProbability).toBe(0);
  });

  test("never prefers a dearer loan, a lower threshold or a higher bonus", () => {
    const given = fc.tuple(open(1.2, 3), open(-0.2, 0.6), open(0.1, 0.8), open(0.05, 1));
    fc.assert(
      fc.property(given, ([L, mu, sigma, T]) => {
        const inputs = { L, mu, y: 0.01, r: 0.04, sigma, LT: 0.8, bonus: 0.05, T };
        const base = loopGrowth(loopOf(inputs, L)).growthAnnual;
        expect(loopGrowth(loopOf({ ...inputs, r: 0.06 }, L)).growthAnnual).toBeLessThan(base);
        expect(loopGrowth(loopOf({ ...inputs, bonus: 0.1 }, L)).growthAnnual).toBeLessThanOrEqual(base);
      }),
    );
  });

  test.each([
    ["leverageRatio", { leverageRatio: 0.9 }],
    ["leverageRatio", { leverageRatio: 5 }],
    ["leverageRatio", { leverageRatio: NaN }],
    ["volatilityAnnual", { volatilityAnnual: -0.1 }],
    ["liquidationThreshold", { liquidationThreshold: 1 }],
    ["bonus", { bonus: 0.3 }],
    ["bonus", { bonus: -0.1 }],
    ["borrowRateAnnual", { borrowRateAnnual: NaN }],
    ["years", { years: 0 }],
  ])("refuses a bad %s", (field, change) => {
    const base = loopOf({ L: 2, mu: 0.4, y: 0, r: 0.05, sigma: 0.5, LT: 0.8, bonus: 0.05, T: 1 }, 2);
    expect(() => loopGrowth({ ...base, ...change })).toThrow(expect.objectContaining({ field }));
  });
});

describe("renewalGrowth", () => {
  test("agrees with midpoint sums of image density and survival to 1e-8, for loops, shorts and perpetuals", () => {
    const short = (x: number): number => Math.log(2 - Math.exp(-x));
    const loop = (L: number) => (x: number) => Math.log1p(L * Math.expm1(x));
    const cases: readonly Renewal[] = [
      { ...perpetual(5, 0.01), drift: 0.1, volatility: 0.6, years: 30 / 365, baseGrowthAnnual: 0 },
      { ...perpetual(20, 0.004), drift: -0.2, volatility: 0.8, years: 7 / 365, baseGrowthAnnual: 0 },
      {
        barrier: Math.log(1.6),
        drift: 0.05,
        volatility: 0.7,
        years: 1,
        logWealthAt: short,
        logWealthAtLiquidation: Math.log(0.33),
        baseGrowthAnnual: 0.03,
      },
      {
        barrier: 0.05,
        drift: 0.007,
        volatility: 0.02,
        years: 3,
        logWealthAt: loop(10),
        logWealthAtLiquidation: Math.log(0.4),
        baseGrowthAnnual: 0.025,
      },
      {
        barrier: 0.4,
        drift: -2,
        volatility: 0.5,
        years: 1,
        logWealthAt: loop(2),
        logWealthAtLiquidation: Math.log(0.3),
        baseGrowthAnnual: 0,
      },
      {
        barrier: 0.4,
        drift: 1.5,
        volatility: 0.5,
        years: 2,
        logWealthAt: loop(2),
        logWealthAtLiquidation: Math.log(0.3),
        baseGrowthAnnual: 0,
      },
    ];
    for (const [i, given] of cases.entries()) {
      const [got, want] = [renewalGrowth(given), bySums(given)];
      expect(Math.abs(got.meanLifeYears / want.life - 1), `life of case ${i}`).toBeLessThan(1e-8);
      expect(Math.abs(got.growthAnnual - want.growth), `growth of case ${i}`).toBeLessThan(
        1e-8 * Math.max(1, Math.abs(want.growth)),
      );
    }
  });

  test("of a wealth that is the price itself is the drift, wherever the barrier lies (Wald's identity)", () => {
    const given = fc.tuple(open(0.01, 3), open(-2, 2), open(0.02, 1.5), open(0.01, 4));
    fc.assert(
      fc.property(given, ([barrier, drift, volatility, years]) => {
        const outcome = renewalGrowth({
          barrier,
          drift,
          volatility,
          years,
          logWealthAt: (x) => x,
          logWealthAtLiquidation: -barrier,
          baseGrowthAnnual: 0,
        });
        // Errors of 1e-14 in log wealth are divided by the life.
        expect(Math.abs(outcome.growthAnnual - drift)).toBeLessThan(1e-11 + 1e-13 / outcome.meanLifeYears);
      }),
      { numRuns: 500 },
    );
  });

  test("has no seam where the mean life changes its formula", () => {
    const life = (drift: number): number =>
      renewalGrowth({ ...perpetual(4, 0.01), drift, volatility: 0.5, years: 1, baseGrowthAnnual: 0 }).meanLifeYears;
    const seam = 0.5 * 0.5 * Math.SQRT2;
    for (const at of [seam, -seam])
      expect(Math.abs(life(at * (1 - 1e-13)) - life(at * (1 + 1e-13)))).toBeLessThan(1e-12);
    expect(life(1e-12)).toBeCloseTo(life(0), 11);
  });

  test("simulation with a bridge: growth of 30,000 lives of a 3x perpetual within 4 standard errors", () => {
    const given: Renewal = { ...perpetual(3, 0.02), drift: -0.05, volatility: 0.9, years: 0.5, baseGrowthAnnual: 0.01 };
    const want = renewalGrowth(given);
    const step = given.years / 60;
    let [rewards, lives, squares] = [0, 0, 0];
    for (let path = 0; path < 30_000; path++) {
      const stream = createStream(99, path);
      let [x, weight, reward, life] = [0, 1, 0, 0];
      for (let k = 0; k < 60 && weight > 0; k++) {
        const next = x + given.drift * step + given.volatility * Math.sqrt(step) * stream.normal();
        const room = (x + given.barrier) * (next + given.barrier);
        const stays = next <= -given.barrier ? 0 : -Math.expm1((-2 * room) / (given.volatility ** 2 * step));
        reward += weight * (1 - stays) * given.logWealthAtLiquidation;
        // Within a step the passage is taken in the middle: an error of the order of a step times the odds of one step.
        life += weight * step * (stays + (1 - stays) / 2);
        weight *= stays;
        x = next;
      }
      if (weight > 0) reward += weight * given.logWealthAt(x);
      const gain = reward - (want.growthAnnual - given.baseGrowthAnnual) * life;
      [rewards, lives, squares] = [rewards + gain, lives + life, squares + gain ** 2];
    }
    const error = Math.sqrt(squares / 30_000 - (rewards / 30_000) ** 2) / Math.sqrt(30_000);
    expect(Math.abs(rewards / 30_000)).toBeLessThan(4 * error);
    expect(lives / 30_000 / want.meanLifeYears).toBeCloseTo(1, 2);
  });

  test("without volatility follows the drift to the barrier or to the reset", () => {
    const given = { ...perpetual(2, 0.02), volatility: 0, years: 1, baseGrowthAnnual: 0.01 };
    const down = renewalGrowth({ ...given, drift: -2 });
    expect(down.liquidationProbability).toBe(1);
    expect(down.meanLifeYears).toBeCloseTo(given.barrier / 2, 15);
    expect(down.growthAnnual).toBeCloseTo(0.01 + given.logWealthAtLiquidation / (given.barrier / 2), 14);
    const up = renewalGrowth({ ...given, drift: 0.3 });
    expect(up).toEqual({ growthAnnual: 0.01 + given.logWealthAt(0.3), liquidationProbability: 0, meanLifeYears: 1 });
    const calm = renewalGrowth({ ...given, drift: 0.3, volatility: 1e-5 });
    expect(calm.growthAnnual).toBeCloseTo(up.growthAnnual, 9);
  });

  test("a liquidation that leaves nothing costs everything where it can happen, and nothing where it cannot", () => {
    const given = { ...perpetual(3, 0.01), drift: 0, years: 1, baseGrowthAnnual: 0, logWealthAtLiquidation: -Infinity };
    expect(renewalGrowth({ ...given, volatility: 0.5 }).growthAnnual).toBe(-Infinity);
    expect(Number.isFinite(renewalGrowth({ ...given, volatility: 0.005 }).growthAnnual)).toBe(true);
  });

  test.each([
    ["barrier", { barrier: 0 }],
    ["years", { years: 0 }],
    ["drift", { drift: NaN }],
    ["baseGrowthAnnual", { baseGrowthAnnual: Infinity }],
    ["logWealthAtLiquidation", { logWealthAtLiquidation: NaN }],
    ["logWealthAt", { logWealthAt: () => NaN }],
  ])("refuses a bad %s", (field, change) => {
    const given = { ...perpetual(3, 0.01), drift: 0, volatility: 0.5, years: 1, baseGrowthAnnual: 0, ...change };
    expect(() => renewalGrowth(given)).toThrow(expect.objectContaining({ field }));
  });
});
