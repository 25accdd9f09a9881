import { describe, expect, test } from "vitest";
import { anything, falls, lendingMarket, perpetualMarket } from "../../tests/markets.js";
import { answerOf, requestOf } from "../../tests/requests.js";
import { DAY_MS, type BoundBy } from "../model/index.js";
import type { DecisionRequest } from "./request.js";

/** Growth a year per unit of the cap, by moving the cap itself a little up. */
function measured(at: (cap: number) => DecisionRequest, cap: number, step: number): number {
  const [less, more] = [cap, cap + step].map((each) => answerOf(at(each)));
  return (more.growth.rateAnnual - less.growth.rateAnnual) / step;
}

const priced = (request: DecisionRequest, name: BoundBy): number => {
  const decision = answerOf(request);
  expect(decision.boundBy).toBe(name);
  return decision.caps.find((cap) => cap.name === name)!.shadowPriceAnnual;
};

const free = lendingMarket({ tradingCostRate: 0 });
const figures = { drift: 0.5, volatility: 0.4 };

describe("the shadow price of a cap is what one more unit of it is worth", () => {
  test.each<[string, object, Partial<DecisionRequest>, number]>([
    ["without trading costs", figures, { venue: free }, 1e-3],
    ["with a band, whose target moves a little less than its edge", figures, { venue: lendingMarket() }, 0.2],
    ["with jumps", { ...figures, jumps: falls(0.3, 0.1, { countedInDrift: true }) }, { venue: free }, 0.02],
    ["left alone", figures, { venue: free, policy: { kind: "unattended", resetMs: 30 * DAY_MS } }, 0.01],
    [
      "a short perpetual",
      { drift: -0.5, volatility: 0.5, funding: 0 },
      { venue: perpetualMarket({ tradingCostRate: 0 }) },
      1e-3,
    ],
  ])("an own limit of 1.4x, %s", (_, given, more, tolerated) => {
    const at = (leverageRatioMax: number): DecisionRequest =>
      requestOf(given, { tolerance: anything, ...more, mandate: { leverageRatioMax } });
    const price = priced(at(1.4), "mandate");
    expect(price).toBeGreaterThan(0.01);
    expect(Math.abs(price / measured(at, 1.4, 1e-3) - 1)).toBeLessThan(tolerated);
  });

  test("the size of the market, per unit of leverage", () => {
    const at = (leverage: number): DecisionRequest =>
      requestOf(figures, { tolerance: anything, venue: free, mandate: { notionalMax: leverage * 50_000 } });
    expect(priced(at(1.3), "size") / measured(at, 1.3, 1e-3)).toBeCloseTo(1, 3);
  });

  test("a cap that does not bind is worth nothing", () => {
    for (const { name, shadowPriceAnnual } of answerOf(requestOf(figures, { tolerance: anything, venue: free })).caps)
      expect(shadowPriceAnnual, name).toBe(0);
  });
});
