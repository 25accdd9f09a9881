import type { ProtectionRequest } from "../src/backtest/index.js";
import { toleranceOf, YEAR_MS } from "../src/model/index.js";
import { figures, lendingMarket } from "./markets.js";

/** A quarter of ETH at 2x, without rates or costs, of which a test names what it is about. */
export function protectionRequest(given: Partial<ProtectionRequest> = {}): ProtectionRequest {
  return {
    venue: lendingMarket(),
    price: 2500,
    wealth: 50_000,
    leverageRatio: 2,
    estimates: figures({ drift: 0.2, volatility: 0.8, borrow: 0 }),
    tolerance: toleranceOf({ lossMax: 0.5, probabilityMax: 0.1, horizonMs: YEAR_MS / 4 }),
    watching: { checkYears: 1 / 365 },
    tradingCostRate: 0,
    slippageRate: 0,
    put: { volatilityPremium: 0, periodYears: 30 / 365 },
    paths: 2000,
    seed: 9,
    ...given,
  };
}
