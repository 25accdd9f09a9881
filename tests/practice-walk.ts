import type { PolicyAction, PolicyMemory, PolicyTrade, PolicyView, TradingPolicy } from "../src/policies/index.js";
import { HOUR_MS, type MarketState } from "../src/model/index.js";
import { custom } from "../src/venues/custom/index.js";
import type { VenueMarket } from "../src/venues/index.js";

/** A lender of dollars against ETH: 80 % may be borrowed, liquidation from 83 % on. */
export const lender = (loanToValueMax = 0.8, liquidationThreshold = 0.83): VenueMarket =>
  custom.market({
    ...{ asset: "ETH", quote: "USD", asOf: "2026-01-31", source: "a test", tradingCostRate: 0.001, closeFactor: 0.5 },
    kind: "lending",
    reserves: {
      ETH: { loanToValueMax, liquidationThreshold, liquidationBonus: 0.05 },
      USD: { loanToValueMax: 0.75, liquidationThreshold: 0.8, liquidationBonus: 0.05 },
    },
  });

const state: MarketState = {
  ...{ borrowRateAnnual: 0.03, assetBorrowRateAnnual: 0.02, lendRateAnnual: 0.01 },
  ...{ yieldAnnual: 0, fundingRateAnnual: null, tradingCostRate: 0 },
};

/** Midnight at which every walk starts, epoch ms. */
export const START = Date.UTC(2024, 0, 1);

/** A view of cash: 10,000 dollars at a price of 2,000, nothing traded yet, and what is given in its place. */
export const viewOf = (given: Partial<PolicyView> = {}): PolicyView => ({
  ...{ nowMs: START, market: lender(), price: 2000, equity: 10_000, reserve: 0, notional: 0, leverageRatio: 0 },
  ...{ peakWealth: 10_000, startMs: START, lastTradeMs: null, liquidations: 0, state, tradingCostRate: 0 },
  ...{ fixedCost: 0, checkIntervalMs: HOUR_MS, reactionMs: 0, signals: new Float64Array(0), estimates: null },
  ...{ estimatesMs: null, memory: {} },
  ...given,
});

/** A view of a long of that leverage ratio, opened long ago. */
export const held = (leverageRatio: number, given: Partial<PolicyView> = {}): PolicyView => {
  const { equity } = viewOf(given);
  return viewOf({ leverageRatio, notional: leverageRatio * equity, lastTradeMs: START - 1e10, ...given });
};

/** One account that a policy drives: fills at the price of the check, without other cost than what the policy pays. */
export class Walk {
  units = 0;
  debt = 0;
  cash = 10_000;
  nowMs = START;
  private lastTradeMs: number | null = null;
  private memory: PolicyMemory = {};

  constructor(
    private readonly policy: TradingPolicy,
    private readonly given: Partial<PolicyView> = {},
  ) {}

  equityAt(price: number): number {
    return this.units * price - this.debt + this.cash;
  }

  leverageAt(price: number): number {
    return (this.units * price) / this.equityAt(price);
  }

  /** A check at this price, `afterMs` after the last one. */
  check(price: number, afterMs = HOUR_MS): PolicyAction {
    this.nowMs += afterMs;
    const [equity, leverageRatio] = [this.equityAt(price), this.leverageAt(price)];
    const own = { nowMs: this.nowMs, price, equity, leverageRatio, notional: this.units * price };
    const action = this.policy.adjust(
      Object.freeze(viewOf({ ...own, lastTradeMs: this.lastTradeMs, memory: this.memory, ...this.given })),
    );
    if (action.memory !== undefined) this.memory = action.memory;
    if (action.kind === "trade") this.trade(price, action);
    return action;
  }

  /** Buys or sells what brings the leverage, after the concession, to the one wanted: (N + x) = L (E - c |x|). */
  private trade(price: number, { leverageRatio, tradeMax = Infinity, concessionRate = 0, reward = 0 }: PolicyTrade) {
    const [equity, notional] = [this.equityAt(price) - reward, this.units * price];
    const side = leverageRatio * equity >= notional ? 1 : -1;
    const wanted = (leverageRatio * equity - notional) / (1 + side * leverageRatio * concessionRate);
    const size = Math.min(Math.abs(wanted), tradeMax);
    this.units += (side * size) / price;
    const left = this.cash - this.debt - side * size - concessionRate * size - reward;
    [this.cash, this.debt] = left >= 0 ? [left, 0] : [0, -left];
    this.lastTradeMs = this.nowMs;
  }
}

/** What a policy did at each price of a walk: the reason of its trade and the leverage after it, or "hold". */
export function walked(walk: Walk, prices: readonly number[], afterMs = HOUR_MS): readonly string[] {
  return prices.map((price) => {
    const action = walk.check(price, afterMs);
    const did = action.kind === "trade" ? `${action.because} ` : "hold ";
    return did + walk.leverageAt(price).toFixed(4);
  });
}
