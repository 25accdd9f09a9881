import { describe, expect, test } from "vitest";
import { asked, logDrift } from "../../../tests/paths-laws.js";
import { perpetualMarket } from "../../../tests/markets.js";
import { pathWords, runPaths } from "../../kernel/index.js";
import { pathJobOf, pathOutcomes, simulated } from "../index.js";

const DAY = 1 / 365;
const PATHS = 600;
const law = logDrift(0, 0.8);
const loop = asked({ leverage: 2.5, law, stepYears: DAY, years: 60 * DAY, checkpoints: 6, floor: 0.6 });

describe("outcomes of rows", () => {
  const [outcome] = simulated([loop], PATHS);

  test("the last checkpoint is the horizon, and odds only grow", () => {
    const { fan, wealth, liquidation, belowFloor } = outcome;
    expect(fan.map(({ years }) => Math.round(years / DAY))).toEqual([10, 20, 30, 40, 50, 60]);
    expect(fan[5].quantiles).toEqual(wealth);
    expect(fan[5].liquidated).toEqual(liquidation);
    expect(fan[5].belowFloor).toEqual(belowFloor);
    for (let i = 1; i < fan.length; i++) {
      expect(fan[i].liquidated.value).toBeGreaterThanOrEqual(fan[i - 1].liquidated.value);
      expect(fan[i].belowFloor?.value).toBeGreaterThanOrEqual(fan[i - 1].belowFloor?.value ?? NaN);
    }
    expect(outcome.growthAnnual.value).toBeCloseTo(outcome.logWealth.value / (60 * DAY), 12);
  });

  test("closes leave what the venue leaves at the level: the bonus is taken of the debt", () => {
    expect(outcome.closes).toBeGreaterThan(20);
    // Wealth .83 x debt / .83 - debt at the level, of which 5 % of the debt goes; before the step it was a little more.
    const least = 1 - (1 / 0.83 - 1.05) / (1 / 0.83 - 1);
    expect(outcome.lossGivenLiquidation?.value).toBeGreaterThan(least);
    expect(outcome.lossGivenLiquidation?.value).toBeLessThan(least + 0.35);
  });

  test("rows of the same paths in two pieces say the same", () => {
    const job = pathJobOf([loop], PATHS);
    const rows = new Float64Array(PATHS * pathWords(job));
    runPaths(job, 200, PATHS, rows.subarray(200 * pathWords(job)));
    runPaths(job, 0, 200, rows);
    expect(pathOutcomes(job, PATHS, rows, [loop])).toEqual([outcome]);
    expect(() => pathOutcomes(job, PATHS, rows.subarray(1), [loop])).toThrow(
      expect.objectContaining({ field: "rows.length", code: "E_OUT_OF_RANGE" }),
    );
  });

  test("several questions on the same paths answer as each does alone", () => {
    const short = { ...loop, leverageRatio: -1.2, holding: { ...loop.holding, branch: -1.2 }, floor: null };
    const both = simulated([loop, short], PATHS);
    expect(both[0]).toEqual(outcome);
    expect(both[1]).toEqual(simulated([short], PATHS)[0]);
    expect(both[1].belowFloor).toBeNull();
  });
});

test("a close too rare to come: its chances are no control, and two seeds agree within their errors", () => {
  const law = { kind: "student-t", stepYears: DAY, mean: -0.003, deviation: 0.015, degreesOfFreedom: 5 } as const;
  const given = { leverage: 2.2, band: [2, 2.4], law, stepYears: DAY, years: 7 * DAY, costRate: 0.01 } as const;
  const [a, b] = [1n, 2n].map((seed) => simulated([asked({ ...given, seed })], 4000)[0]);
  expect([a.closes, b.closes]).toEqual([0, 0]);
  const { value, standardError } = a.logWealth;
  expect(Math.abs(value - b.logWealth.value)).toBeLessThan(4 * Math.hypot(standardError, b.logWealth.standardError));
  expect(a.controlGain).toBeGreaterThan(20);
});

describe("what nothing closes", () => {
  test("an oracle that sees no market: never closed, and the error is that of one in all", () => {
    const given = asked({ leverage: 2.5, law: logDrift(0, 0.2), stepYears: DAY, years: 60 * DAY });
    const question = { ...given, holding: { ...given.holding, seesMarket: false } };
    const [{ liquidation, closes, estimator }] = simulated([question], PATHS);
    expect(liquidation.value).toBe(0);
    expect(liquidation.standardError).toBeGreaterThan(1e-3);
    expect([closes, estimator]).toEqual([0, "count"]);
  });

  test("nothing held: wealth grows at the lend rate and never falls", () => {
    const given = { market: perpetualMarket(), leverage: 0, rates: { lendRateAnnual: 0.05 }, law };
    const question = asked({ ...given, stepYears: DAY, years: 30 * DAY });
    const policy = { ...question.policy, target: 1 };
    const [{ logWealth, drawdown, lossGivenLiquidation }] = simulated([{ ...question, policy }], 10);
    expect(logWealth.value).toBeCloseTo((0.05 * 30) / 365, 12);
    expect(logWealth.standardError).toBeLessThan(1e-9);
    expect(drawdown.mean.value).toBe(0);
    expect(lossGivenLiquidation).toBeNull();
  });
});
