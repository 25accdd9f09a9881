import { describe, expect, test } from "vitest";
import { anything, lendingMarket } from "../../tests/markets.js";
import { answerOf, requestOf } from "../../tests/requests.js";
import { YEAR_MS } from "../model/index.js";

describe("unattended", () => {
  test.each([
    [30, 1.389, 0.29459],
    [365, 1.27, 0.2897],
  ])(
    "BTC-like loop re-set every %d days: %fx, growth %f (mathematics 3.5, full close, drift .40, borrow .05, volatility .5, threshold .78)",
    (days, leverage, growth) => {
      const venue = lendingMarket({ liquidationThreshold: 0.78 });
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

  test("odds left alone are those of the untouched position", () => {
    const decision = answerOf(
      requestOf({ drift: 0.5, volatility: 0.5 }, { policy: { kind: "unattended", resetMs: YEAR_MS } }),
    );
    expect(decision.odds.liquidation.underPolicyBasis).toBe("untouched");
    expect(decision.odds.liquidation.underPolicy).toBeCloseTo(decision.odds.liquidation.untouched, 12);
  });
});
