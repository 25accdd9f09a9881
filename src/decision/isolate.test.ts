import { expect, test } from "vitest";
import { figures, lendingMarket, tailGap } from "../../tests/markets.js";
import { answerOf, requestOf } from "../../tests/requests.js";

/** A loop whose gap cap lies below the leverage that growth alone wants. */
const loop = (leverageRatioMax?: number) =>
  answerOf(
    requestOf(
      {},
      {
        venue: lendingMarket({ liquidationThreshold: 0.7186, tradingCostRate: 0 }),
        estimates: figures({
          drift: 0.5064,
          volatility: 0.4405,
          borrow: 0.1119,
          lend: 0.0206,
          gap: tailGap({ intensity: 64.7, index: 2.4215 }),
        }),
        tolerance: { lossMax: 0.99, probabilityMax: 0.9, measuredAgainst: "cash", leverageRatioMin: 0 },
        ...(leverageRatioMax === undefined ? {} : { mandate: { leverageRatioMax } }),
      },
    ),
  );

test("leverage and share are searched together: 1.5x on 98 % of wealth, by a grid of both; a tighter mandate adds no growth", () => {
  const free = loop();
  expect(free.growth.rateAnnual).toBeCloseTo(0.4516, 4);
  expect(free.totalLeverageRatio).toBeCloseTo(1.49, 1);
  expect(free.isolatedShare).toBeCloseTo(0.978, 2);
  expect(loop(1.4).growth.rateAnnual).toBeLessThan(free.growth.rateAnnual);
});
