import { describe, expect, test } from "vitest";
import { viewOf } from "../../tests/policy-views.js";
import { vectorsOf, vectorsPresent } from "../../tests/vectors.js";
import { empiricalKelly } from "../decision/index.js";
import { createStream } from "../kernel/index.js";
import { DAY_MS, YEAR_MS, type MarketState } from "../model/index.js";
import { drawdownFloorPolicy, floorFraction } from "./drawdown-floor.js";
import { journalKellyPolicy } from "./journal-kelly.js";
import { kellyLeverageRatio, kellyPolicy } from "./kelly.js";
import { HOLD } from "./view.js";
import { volatilityTargetPolicy } from "./volatility-target.js";

const steering = { leverageRatioMax: 4, width: 0.1 };
const kellySettings = { ...steering, fraction: 1, windowMs: YEAR_MS };
const rates = (lendRateAnnual: number, borrowRateAnnual: number, fundingRateAnnual: number | null = null) =>
  ({ ...viewOf().state, lendRateAnnual, borrowRateAnnual, fundingRateAnnual }) satisfies MarketState;
const seen = (signals: readonly number[], leverageRatio = 0, state = viewOf().state) =>
  viewOf({ signals: Float64Array.from(signals), leverageRatio, state });

describe("volatility target", () => {
  const policy = volatilityTargetPolicy({ ...steering, volatilityAnnual: 0.4, halfLifeMs: 30 * DAY_MS });

  test("a target of 40 % at a volatility of 80 % is half the asset, and 1.6x at 25 %", () => {
    expect(policy.adjust(seen([0.8]))).toMatchObject({
      leverageRatio: 0.5,
      band: { low: 0.4, high: 0.6 },
      boundBy: null,
    });
    expect(policy.adjust(seen([0.25]))).toMatchObject({ leverageRatio: 1.6 });
  });

  test("it does not trade while what is held is within the width of what is wanted", () => {
    expect(policy.adjust(seen([0.25], 1.52))).toBe(HOLD);
    expect(policy.adjust(seen([0.25], 1.48))).toMatchObject({ leverageRatio: 1.6 });
  });

  test("its own largest leverage binds, and says so; also where the price has not moved at all", () => {
    expect(policy.adjust(seen([0.01]))).toMatchObject({ leverageRatio: 4, boundBy: "mandate" });
    expect(policy.adjust(seen([0]))).toMatchObject({ leverageRatio: 4 });
  });

  test("the venue's largest leverage binds, 1 / (1 - .8), and no trade is asked for once it is held", () => {
    const far = volatilityTargetPolicy({ leverageRatioMax: 50, width: 0.1, volatilityAnnual: 0.4, halfLifeMs: DAY_MS });
    const action = far.adjust(seen([0.01]));
    expect(action).toMatchObject({ kind: "trade", boundBy: "venue" });
    expect(action.kind === "trade" ? action.leverageRatio : 0).toBeCloseTo(5, 10);
    expect(far.adjust(seen([0.01], 4.95))).toBe(HOLD);
  });
});

describe("Kelly", () => {
  const policy = kellyPolicy(kellySettings);

  test.skipIf(!vectorsPresent)("reference vectors kelly-spread-* (../shared/vectors/quant.json)", () => {
    const vectors = vectorsOf("kelly-spread-");
    expect(vectors.length).toBe(4);
    for (const { inputs, expected } of vectors) {
      const state = rates(inputs.r_lend, inputs.r_borrow);
      expect(kellyLeverageRatio(state, inputs.mu, inputs.sigma)).toBeCloseTo(expected.L, 12);
    }
  });

  test("drift 30 %, volatility 50 %, lend 3 %, borrow 8 %: exactly 1x, between the rates (mathematics A1)", () => {
    expect(policy.adjust(seen([0.3, 0.5], 0, rates(0.03, 0.08)))).toMatchObject({
      leverageRatio: 1,
      boundBy: "borrow-spread",
    });
  });

  test("half-Kelly is half of it, and a drift below the rates holds nothing", () => {
    const half = kellyPolicy({ ...kellySettings, fraction: 0.5 });
    expect(half.adjust(seen([0.55, 0.5], 0, rates(0.05, 0.05)))).toMatchObject({ leverageRatio: 1, boundBy: "growth" });
    expect(policy.adjust(seen([-0.2, 0.5], 1))).toMatchObject({ leverageRatio: 0 });
    expect(half.label).toBe("half-Kelly over 365 days");
  });

  test("with funding, (drift - funding) / variance, without a step at 1x and whatever cash earns", () => {
    for (const lend of [0, 0.05]) expect(kellyLeverageRatio(rates(lend, 0.3, 0.11), 0.36, 0.5)).toBeCloseTo(1, 12);
    expect(kellyLeverageRatio(rates(0, 0.3, 0.11), 0.61, 0.5)).toBeCloseTo(2, 12);
  });

  test("a price that has not moved says nothing: no trade, and no division by nothing", () => {
    expect(policy.adjust(seen([0, 0], 1.5))).toBe(HOLD);
  });

  test.each([
    [{ fraction: 0 }, "fraction"],
    [{ fraction: 1.5 }, "fraction"],
    [{ windowMs: 0 }, "window"],
    [{ leverageRatioMax: -1 }, "max"],
    [{ width: -0.1 }, "width"],
  ])("%o is refused by name", (bad, field) => {
    expect(() => kellyPolicy({ ...kellySettings, ...bad })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field }),
    );
  });
});

describe("drawdown floor", () => {
  const policy = drawdownFloorPolicy({ ...kellySettings, width: 0, floor: 0.7 });
  const free = rates(0, 0);

  test("reference vector gz (../shared/vectors/quant.json): drift .1, volatility .2, floor .7 holds .75x at the peak", () => {
    expect(policy.adjust(seen([0.1, 0.2], 0, free))).toMatchObject({ boundBy: "growth" });
    const action = policy.adjust(seen([0.1, 0.2], 0, free));
    expect(action.kind === "trade" ? action.leverageRatio : NaN).toBeCloseTo(0.75, 12);
  });

  test("reference vector gz: the same drift grows by .0375 a year, over 12,000 years of days within four standard errors", () => {
    const stream = createStream(9, 0);
    const [drift, volatility, step] = [0.1, 0.2, 1 / 365];
    const batches: number[] = [];
    let [wealth, peak] = [1, 1];
    for (let batch = 0; batch < 300; batch++) {
      let growth = 0;
      for (let day = 0; day < 40 * 365; day++) {
        const leverage = 2.5 * floorFraction(0.7, wealth, peak);
        growth += leverage * drift - (leverage * volatility) ** 2 / 2;
        const shock = drift * step + volatility * Math.sqrt(step) * stream.normal();
        wealth *= 1 + leverage * shock;
        peak = Math.max(peak, wealth);
        [wealth, peak] = [wealth / peak, 1];
      }
      batches.push(growth / (40 * 365));
    }
    const mean = batches.reduce((sum, each) => sum + each, 0) / 300;
    const error = Math.sqrt(batches.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (299 * 300));
    expect(Math.abs(mean - 0.0375)).toBeLessThan(4 * error + 0.0002);
    expect(error).toBeLessThan(0.001);
  });

  test("at the floor, and below it after a gap, it holds nothing", () => {
    const at = (equity: number) => ({ ...seen([0.1, 0.2], 1, free), equity, peakWealth: 100 });
    expect(policy.adjust(at(70))).toMatchObject({ leverageRatio: 0, boundBy: "tolerance" });
    expect(policy.adjust(at(60))).toMatchObject({ leverageRatio: 0 });
  });

  test("what is kept out of the venue's reach counts as wealth: half of it there needs twice the leverage", () => {
    const action = policy.adjust({ ...seen([0.1, 0.2], 0, free), equity: 50, reserve: 50, peakWealth: 100 });
    expect(action.kind === "trade" ? action.leverageRatio : NaN).toBeCloseTo(1.5, 12);
  });
});

describe("journal Kelly", () => {
  const journal = { ...steering, fraction: 1, periodMs: DAY_MS, windowMs: YEAR_MS };
  const policy = journalKellyPolicy(journal);

  test.skipIf(!vectorsPresent)("reference vectors kelly-bet-* (../shared/vectors/quant.json)", () => {
    const vectors = vectorsOf("kelly-bet-").filter(({ expected }) => "f" in expected);
    expect(vectors.length).toBe(3);
    for (const { inputs, expected } of vectors) {
      const action = journalKellyPolicy({ ...journal, width: 0 }).adjust(seen([inputs.p, inputs.b]));
      expect(action.kind === "trade" ? action.leverageRatio : NaN).toBeCloseTo(expected.f, 12);
    }
  });

  test("it is what the growth optimiser itself holds where each trade loses its whole stake (55 wins of 2 in 100)", () => {
    const simpleReturns = Float64Array.from({ length: 100 }, (_, trade) => (trade < 55 ? 2 : -1));
    const best = empiricalKelly({ simpleReturns, ratePerPeriod: 0 });
    const action = policy.adjust(seen([0.55, 2]));
    const wanted = best.status === "certified" ? best.leverageRatio : NaN;
    expect(action.kind === "trade" ? action.leverageRatio : NaN).toBeCloseTo(wanted, 9);
  });

  test("no edge, no position; and a window shorter than two periods is refused", () => {
    expect(policy.adjust(seen([0.4, 1], 0.5))).toMatchObject({ leverageRatio: 0 });
    expect(() => journalKellyPolicy({ ...journal, windowMs: DAY_MS })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "window" }),
    );
  });
});
