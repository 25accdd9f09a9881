import { DAY_MS } from "../src/model/index.js";
import type { PolicyView } from "../src/policies/index.js";
import { lendingMarket } from "./markets.js";

const market = lendingMarket();

/** A view of a day after the first trade, of which a test names what it is about; equity is 100, and the notional follows from the leverage. */
export function viewOf(given: Partial<PolicyView> = {}): PolicyView {
  const { equity = 100, leverageRatio = 0, nowMs = DAY_MS, reserve = 0 } = given;
  return {
    nowMs,
    market,
    price: 2000,
    equity,
    reserve,
    notional: leverageRatio * equity,
    leverageRatio,
    peakWealth: equity + reserve,
    startMs: 0,
    lastTradeMs: 0,
    liquidations: 0,
    state: {
      borrowRateAnnual: 0.05,
      assetBorrowRateAnnual: null,
      lendRateAnnual: 0.02,
      yieldAnnual: 0,
      fundingRateAnnual: null,
      tradingCostRate: 0.001,
    },
    tradingCostRate: 0.001,
    fixedCost: 0,
    checkIntervalMs: DAY_MS,
    reactionMs: 0,
    signals: new Float64Array(0),
    estimates: null,
    estimatesMs: null,
    memory: {},
    ...given,
  };
}
