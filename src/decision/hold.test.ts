import { describe, expect, test } from "vitest";
import { figures, halfInTen, statedGap } from "../../tests/markets.js";
import { requestOf } from "../../tests/requests.js";
import { decide } from "./decide.js";

describe("hold my leverage", () => {
  const hold = (leverageRatio: number) =>
    decide(requestOf({}, { leverageRatio, estimates: figures({ gap: statedGap(0.3) }) })).hold!;

  test("the largest share of wealth keeps the tolerance exactly, and what it cannot break is the loss allowed", () => {
    const { isolatedShareMax } = hold(2);
    expect(isolatedShareMax).toBeGreaterThan(0.5);
    expect(isolatedShareMax).toBeLessThan(1);
    const lossMax = 0.5 / isolatedShareMax;
    const alone = decide(
      requestOf(
        {},
        { account: { asset: "ETH", equity: 50_000, quantity: 40, price: 2_500 }, tolerance: { ...halfInTen, lossMax } },
      ),
    );
    expect(alone.current?.odds.belowFloor.probability).toBeCloseTo(0.1, 6);
  });

  test("odds grow with the horizon, and the stop stands between today's price and liquidation", () => {
    const held = hold(3);
    const untouched = held.oddsByHorizon.map((at) => at.untouched);
    expect([...untouched].sort((a, b) => a - b)).toEqual(untouched);
    const liquidation = 2 / (3 * 0.83);
    expect(held.stopPriceRatio).toBeGreaterThan(liquidation);
    expect(held.deleveragePriceRatio).toBeCloseTo(Math.sqrt(liquidation), 12);
    expect(held.deleveragePriceRatio).toBeGreaterThanOrEqual(held.stopPriceRatio!);
    expect(held.carryPerDay).toBeCloseTo((2 * 50_000 * 0.05) / 365, 9);
  });
});
