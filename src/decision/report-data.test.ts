import { describe, expect, test } from "vitest";
import { falls, figures, halfInTen, lendingMarket, perpetualMarket, tailGap } from "../../tests/markets.js";
import { DAY_MS, YEAR_MS } from "../model/index.js";
import { reportData, type ReportData } from "./report-data.js";
import type { DecisionRequest } from "./request.js";

const estimates = figures({ volatility: 0.6, drift: 0.6, driftError: 0.15, borrow: 0.05, gap: tailGap() });

/** A loop of 2x on 60,000 of equity. */
const loop: DecisionRequest = {
  account: { asset: "ETH", price: 2000, quantity: 60, debt: 60_000 },
  venue: lendingMarket(),
  estimates,
  tolerance: halfInTen,
};

const perpetual: DecisionRequest = {
  account: { asset: "ETH", price: 2000, equity: 20_000 },
  venue: perpetualMarket(),
  estimates: figures({ volatility: 0.9, drift: -0.6, driftError: 0.2, funding: 0.1, gap: tailGap() }),
  tolerance: halfInTen,
};

const often = falls(2, 0.03);

/** The loop, with falls whose number a year is known to a half. */
const jumping: DecisionRequest = {
  ...loop,
  estimates: {
    ...estimates,
    jumps: { ...often, intensityAnnual: { ...often.intensityAnnual, standardError: 1 } },
  },
};

/** The answer of data that has one. */
function answerOf({ decision }: ReportData) {
  if (decision.status === "infeasible") throw new Error("want an answer");
  return decision;
}

describe.each([
  ["a loop", loop],
  ["a loop with jumps whose number is uncertain", jumping],
  ["a short perpetual, part of the wealth out of reach", perpetual],
  ["a loop left alone for 30 days", { ...loop, policy: { kind: "unattended", resetMs: 30 * DAY_MS } }],
] as const)("curves of %s", (_, request) => {
  const data = reportData(request);
  const decision = answerOf(data);

  test("ascend, each leverage once, and pass the answer, the band's edges, what is held, and 1x", () => {
    const at = data.growth.map(({ leverageRatio }) => leverageRatio);
    expect(at).toEqual([...new Set(at)].sort((a, b) => a - b));
    for (const place of [decision.leverageRatio, decision.band.low, decision.band.high, data.heldAt ?? 0])
      expect(at).toContain(place);
    expect(data.distance.map(({ leverageRatio }) => leverageRatio)).toEqual(at);
  });

  test("growth at the answer is the decision's but for what the band does and costs, and so is its interval, by the same draws", () => {
    const point = data.growth.find(({ leverageRatio }) => leverageRatio === decision.leverageRatio);
    const { rateAnnual, credible90 } = decision.growth;
    const before = (point?.growthAnnual ?? 0) - rateAnnual;
    // Wandering inside the band loses about as much as the trades at its edges cost.
    expect(Math.abs(before)).toBeLessThanOrEqual(3 * decision.cost.tradingAnnual + 1e-3);
    expect((point?.credible90?.[0] ?? 0) - before).toBeCloseTo(credible90[0], 6);
    expect((point?.credible90?.[1] ?? 0) - before).toBeCloseTo(credible90[1], 6);
  });

  test("odds at the decision's own horizon are the decision's", () => {
    const { horizonMs, liquidation } = decision.odds;
    const same = data.answerOdds.find((each) => each.horizonMs === horizonMs);
    expect(same?.untouched).toBeCloseTo(liquidation.untouched, 12);
    expect(same?.underPolicy ?? -1).toBeCloseTo(liquidation.underPolicy ?? -1, 12);
  });

  test("odds never fall with time", () => {
    for (const odds of [data.answerOdds, data.heldOdds])
      for (const [index, { untouched, underPolicy }] of odds.entries()) {
        expect(untouched).toBeGreaterThanOrEqual(odds[index - 1]?.untouched ?? 0);
        expect(underPolicy ?? 0).toBeGreaterThanOrEqual(odds[index - 1]?.underPolicy ?? 0);
      }
  });
});

test("a loop at 2x and a threshold of 0.83 is liquidated at (L - 1)/(L x 0.83) = 0.602 of the price: 16.1 days' moves at 60 %", () => {
  const point = reportData(loop).distance.find(({ leverageRatio }) => leverageRatio === 2);
  expect(point?.liquidationPriceRatio).toBeCloseTo(1 / (2 * 0.83), 9);
  expect(point?.days).toBeCloseTo(-Math.log(1 / (2 * 0.83)) / (0.6 * Math.sqrt(DAY_MS / YEAR_MS)), 6);
  expect(point?.months).toBeCloseTo((point?.days ?? 0) / Math.sqrt(30), 9);
});

test("what is held stands where as much of the asset would on the answer's money: 2x on half of the wealth is 1x of all", () => {
  const data = reportData({ ...loop, wealth: 120_000 });
  expect(data.decision.current?.leverageRatio).toBeCloseTo(2, 12);
  expect((data.heldAt ?? 0) * answerOf(data).isolatedShare).toBeCloseTo(1, 12);
});

test("no answer, no odds of one; what is held is still priced", () => {
  const data = reportData({ ...loop, tolerance: { ...halfInTen, leverageRatioMin: 5 } });
  expect(data.decision.status).toBe("infeasible");
  expect(data.answerOdds).toEqual([]);
  expect(data.heldOdds.length).toBe(5);
});
