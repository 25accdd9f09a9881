import { expect, test } from "vitest";
import { anything, figures, halfInTen, lendingMarket, perpetualMarket, tailGap } from "../../tests/markets.js";
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

test("where the tolerance binds, share and leverage are still the best of both: 5.672 by a grid", () => {
  const { growth, boundBy } = answerOf(
    requestOf(
      { volatility: 0.6, drift: 2.26, funding: 0.02, gap: tailGap({ intensity: 150, index: 3 }) },
      {
        venue: perpetualMarket({ tradingCostRate: 0 }),
        tolerance: {
          lossMax: 0.7,
          probabilityMax: 0.1,
          liquidationProbabilityMax: 0.1,
          measuredAgainst: "cash",
          leverageRatioMin: 0,
        },
      },
    ),
  );
  expect(growth.rateAnnual).toBeGreaterThan(5.67);
  expect(boundBy).toBe("tolerance");
});

test.each([
  [{ mandate: { leverageRatioMax: 0.35 }, tolerance: anything }, 0.35],
  [{ tolerance: { ...halfInTen, lossMax: 0.104 } }, 0.616],
])("a cap that the share already meets, without cost: %j", (change, leverage) => {
  const given = requestOf(
    { volatility: 0.3, drift: 0.6, gap: tailGap() },
    { costs: { tradingCostRate: 0 }, ...change },
  );
  expect(answerOf(given).leverageRatio).toBeCloseTo(leverage, 3);
});
