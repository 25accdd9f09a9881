import { describe, expect, test } from "vitest";
import { anything, lendingMarket, perpetualMarket } from "../../tests/markets.js";
import { answerOf, requestOf } from "../../tests/requests.js";
import { createStream } from "../kernel/index.js";
import { DAY_MS, YEAR_MS } from "../model/index.js";

describe("unattended", () => {
  test.each([
    [30, 1.389, 0.29459],
    [365, 1.27, 0.2897],
  ])(
    "BTC-like loop re-set every %d days: %fx, growth %f (mathematics 3.5, full close, drift .40, borrow .05, volatility .5, threshold .78)",
    (days, leverage, growth) => {
      const venue = lendingMarket({ liquidationThreshold: 0.78, tradingCostRate: 0 });
      const resetMs = days === 30 ? YEAR_MS / 12 : YEAR_MS;
      const decision = answerOf(
        requestOf(
          { drift: 0.4, borrow: 0.05, lend: 0.05, volatility: 0.5 },
          { venue, tolerance: anything, policy: { kind: "unattended", resetMs } },
        ),
      );
      expect(decision.leverageRatio).toBeCloseTo(leverage, 2);
      expect(decision.growth.rateAnnual).toBeCloseTo(growth, 4);
    },
  );

  test.each([
    [1, 0.005],
    [30, 0.005],
  ])("growth net of re-opening every %d days at a cost of %f, against simulated books", (days, tradingCostRate) => {
    const decision = answerOf(
      requestOf(
        { drift: 0.5, volatility: 0.5 },
        {
          venue: lendingMarket({ tradingCostRate }),
          tolerance: anything,
          policy: { kind: "unattended", resetMs: days * DAY_MS },
        },
      ),
    );
    const L = decision.leverageRatio;
    const years = days / 365;
    const cycles = 400_000;
    const stream = createStream(5, days);
    let log = 0;
    let control = 0;
    for (let cycle = 0; cycle < cycles; cycle++) {
      const z = stream.normal();
      const price = Math.exp((0.5 - 0.125) * years + 0.5 * Math.sqrt(years) * z);
      const left = L * price - (L - 1) * Math.exp(0.05 * years);
      const traded = Math.abs(L - (L * price) / left);
      log += Math.log(left) + Math.log1p(-tradingCostRate * traded);
      control += L * 0.5 * Math.sqrt(years) * z;
    }
    const simulated = (log - control) / cycles / years;
    expect(Math.abs(decision.growth.rateAnnual - simulated)).toBeLessThan(0.002);
    expect(decision.cost.tradingAnnual).toBeGreaterThan(0.005);
  });

  test.each([undefined, 1, 10])(
    "a perpetual long is held up to where nothing can liquidate it (own limit %s): 1x",
    (own) => {
      const decision = answerOf(
        requestOf(
          { volatility: 0.6, drift: 0.5, funding: 0.05 },
          {
            venue: perpetualMarket(),
            side: "long",
            tolerance: anything,
            policy: { kind: "unattended", resetMs: 30 * DAY_MS },
            ...(own === undefined ? {} : { mandate: { leverageRatioMax: own } }),
          },
        ),
      );
      expect(decision.leverageRatio).toBeCloseTo(1, 2);
      expect(decision.growth.rateAnnual).toBeCloseTo(0.2704, 3);
    },
  );

  test("a floor against holding counts what holding earns: 1.2x, yield 8 %, volatility .1, simulated .109", () => {
    const account = { asset: "ETH", equity: 50_000, quantity: 24, price: 2_500 };
    const tolerance = { lossMax: 0.03, probabilityMax: 0.99, measuredAgainst: "holding", leverageRatioMin: 0 } as const;
    const policy = { kind: "unattended", resetMs: YEAR_MS } as const;
    const decision = answerOf(
      requestOf({ yieldRate: 0.08, volatility: 0.1, drift: 0 }, { account, tolerance, policy }),
    );
    expect(Math.abs(decision.current!.odds.belowFloor.probability - 0.109)).toBeLessThan(0.006);
  });

  test("odds left alone are those of the untouched position", () => {
    const decision = answerOf(
      requestOf({ drift: 0.5, volatility: 0.5 }, { policy: { kind: "unattended", resetMs: YEAR_MS } }),
    );
    expect(decision.odds.liquidation.underPolicyBasis).toBe("untouched");
    expect(decision.odds.liquidation.underPolicy).toBeCloseTo(decision.odds.liquidation.untouched, 12);
  });
});
