import { describe, expect, test } from "vitest";
import { asked, freeMarket, logDrift } from "../../../tests/paths-laws.js";
import { perpetualMarket } from "../../../tests/markets.js";
import type { PathRateLaw } from "../../model/index.js";
import { pathJobOf, simulated, type PathQuestion } from "../index.js";

const DAY = 1 / 365;
const question = asked({ leverage: 2, band: [1.7, 2.4], law: logDrift(0, 0.6), stepYears: DAY, years: 30 * DAY });

const rate = (given: Partial<PathRateLaw>): PathRateLaw => ({
  start: 0.2,
  level: 0.2,
  reversionAnnual: 20,
  volatility: 0,
  correlation: 0,
  least: -1,
  source: "a test",
  ...given,
});

describe("a job", () => {
  test("takes steps, checks and checkpoints from a question", () => {
    const job = pathJobOf([{ ...question, checkpoints: 4, watching: { checkYears: 2 * DAY } }], 10);
    expect(job.steps).toBe(30);
    expect(job.checkpoints).toEqual([8, 15, 23, 30]);
    expect(job.hazard).toBe(true);
    const { low, high, target, tradeTo, stepsPerCheck, side, closing } = job.positions[0];
    expect({ low, high, target, tradeTo, stepsPerCheck, side }).toEqual({
      low: 1.7,
      high: 2.4,
      target: 2,
      tradeTo: "target",
      stepsPerCheck: 2,
      side: 1,
    });
    expect(closing?.ofNotional).toBeCloseTo(0.83, 12);
  });

  test("of a position that nobody touches is never checked", () => {
    const policy = { low: null, high: null, tradeTo: "edge", target: 2 } as const;
    const { low, high, stepsPerCheck } = pathJobOf([{ ...question, policy }], 10).positions[0];
    expect([low, high, stepsPerCheck]).toEqual([0, Infinity, 0]);
  });

  test("that only deleverages trades on one side", () => {
    const { low, high } = pathJobOf([{ ...question, policy: { ...question.policy, low: null } }], 10).positions[0];
    expect([low, high]).toEqual([0, 2.4]);
  });
});

describe("a rate that moves", () => {
  test("steps by the exact transition of its process", () => {
    const law = rate({ level: 0.1, volatility: 0.3, correlation: -0.4 });
    const { rate: stepped } = pathJobOf([{ ...question, rate: { law, on: "cash" } }], 10);
    expect(stepped?.start).toBe(0.2);
    expect(stepped?.level).toBe(0.1);
    expect(stepped?.reversion).toBeCloseTo(1 - Math.exp(-20 * DAY), 12);
    expect(stepped?.deviation).toBeCloseTo(0.3 * Math.sqrt((1 - Math.exp(-40 * DAY)) / 40), 12);
    const walking = pathJobOf([{ ...question, rate: { law: { ...law, reversionAnnual: 0 }, on: "cash" } }], 10);
    expect(walking.rate?.deviation).toBeCloseTo(0.3 * Math.sqrt(DAY), 12);
  });

  test("that stands still is the holding's own: debt, and funding beside what margin earns", () => {
    const still = (on: "cash" | "funding", given: PathQuestion): readonly [number, number] => {
      const [moving] = simulated([{ ...given, rate: { law: rate({}), on } }], 200);
      const [own] = simulated([given], 200);
      return [moving.logWealth.value, own.logWealth.value];
    };
    // Surprises of a rate are drawn besides, so that other prices come: here they hardly move.
    const years = { stepYears: DAY, years: 30 * DAY, law: logDrift(0, 1e-6) };
    const debt = still("cash", asked({ leverage: 2, rates: { borrowRateAnnual: 0.2 }, ...years }));
    expect(debt[0]).toBeCloseTo(debt[1], 5);
    const rates = { fundingRateAnnual: 0.2, lendRateAnnual: 0.1 };
    const funding = still("funding", asked({ market: perpetualMarket(), leverage: 2, rates, ...years }));
    expect(funding[0]).toBeCloseTo(funding[1], 5);
  });
});

describe("what is not carried is refused by name", () => {
  const share = { ...question.holding, share: 0.6 };
  test.each([
    ["holding.suddenLosses", { holding: { ...question.holding, suddenLosses: () => [] } }, "E_CONFIG_CONFLICT"],
    ["holding.keeps", { holding: { ...share, keeps: "venue" } }, "E_CONFIG_CONFLICT"],
    ["watching.downShare", { watching: { checkYears: DAY, downShare: 0.1 } }, "E_CONFIG_CONFLICT"],
    ["watching.checkYears", { watching: { checkYears: 1.5 * DAY } }, "E_OUT_OF_RANGE"],
    ["policy.low", { policy: { ...question.policy, low: 2.1 } }, "E_OUT_OF_RANGE"],
    ["policy.high", { policy: { ...question.policy, high: 1.9 } }, "E_OUT_OF_RANGE"],
    ["policy.target", { policy: { ...question.policy, target: 0 } }, "E_OUT_OF_RANGE"],
    ["leverageRatio", { leverageRatio: NaN }, "E_NOT_FINITE"],
    ["holding.share", { holding: { ...question.holding, share: 0 } }, "E_OUT_OF_RANGE"],
    ["holding.wealth", { holding: { ...question.holding, wealth: 0 } }, "E_OUT_OF_RANGE"],
    ["holding.tradingCostRate", { holding: { ...question.holding, tradingCostRate: -1 } }, "E_OUT_OF_RANGE"],
    ["holding.fixedCostShare", { holding: { ...question.holding, fixedCostShare: 1 } }, "E_OUT_OF_RANGE"],
    ["floor", { floor: 1 }, "E_OUT_OF_RANGE"],
    ["horizonYears", { horizonYears: 0 }, "E_OUT_OF_RANGE"],
    ["stepYears", { stepYears: -1 }, "E_OUT_OF_RANGE"],
    ["checkpoints", { checkpoints: 31 }, "E_OUT_OF_RANGE"],
    ["checkpoints", { checkpoints: 1.5 }, "E_OUT_OF_RANGE"],
    ["seed", { seed: 2n ** 64n }, "E_OUT_OF_RANGE"],
    ["seed", { seed: -1n }, "E_OUT_OF_RANGE"],
  ] as const)("%s", (field, given, code) => {
    expect(() => pathJobOf([{ ...question, ...given }], 10)).toThrow(expect.objectContaining({ field, code }));
  });

  test("too few paths for a standard error", () => {
    expect(() => pathJobOf([question], 2)).toThrow(expect.objectContaining({ field: "paths", code: "E_OUT_OF_RANGE" }));
  });

  test("questions about other paths, and margins that earn different rates under one moving funding", () => {
    const refused = (field: string, second: PathQuestion, first = question): void => {
      expect(() => pathJobOf([first, second], 10)).toThrow(
        expect.objectContaining({ field, code: "E_CONFIG_CONFLICT" }),
      );
    };
    refused("seed", { ...question, seed: 2n });
    refused("horizonYears", { ...question, horizonYears: 1 });
    refused("law", { ...question, law: { ...question.law } });
    const moving = { law: rate({}), on: "funding" } as const;
    const perpetual = { ...question, rate: moving, holding: { ...question.holding, market: freeMarket } };
    const state = { ...perpetual.holding.state, lendRateAnnual: 0.1 };
    refused("rate", { ...perpetual, holding: { ...perpetual.holding, state } }, perpetual);
  });

  test("beliefs about bars", () => {
    const ones = new Float64Array(20).fill(1);
    const law = {
      kind: "bars",
      stepYears: DAY,
      closes: ones,
      lows: ones,
      highs: ones,
      continuous: true,
      blockLength: 2,
      leftOut: 0,
      source: "a test",
    } as const;
    const beliefs = { driftStandardError: 0.1, volatility: { volatilityAnnual: 0.5, volatilityStandardError: 0.1 } };
    expect(() => pathJobOf([{ ...question, law, beliefs }], 10)).toThrow(
      expect.objectContaining({ field: "beliefs", code: "E_CONFIG_CONFLICT" }),
    );
    expect(pathJobOf([{ ...question, law }], 10).hazard).toBe(false);
  });
});
