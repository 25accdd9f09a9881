import { priceOf } from "../model/index.js";
import type { Account, Prices } from "../model/index.js";
import { accruedLegs, cashCarry, cashHolding, cashLegsOf, tradingCostAt, type CashLeg } from "./cash-legs.js";
import { liquidateLending } from "./lending-liquidation.js";
import { reserveOf, type LendingRule } from "./lending-rule.js";
import type { VenueModel } from "./venue.js";

/**
 * Equity demanded: the venue closes when sum(collateral x threshold) < debt, that is when
 * equity < sum(collateral x (1 - threshold)). Serves a long and a short alike.
 */
function equityDemand(reserves: LendingRule["reserves"], legs: readonly CashLeg[], prices: Prices): number {
  let demand = 0;
  for (const leg of legs) {
    const { liquidationThreshold } = reserveOf(reserves, leg.asset);
    if (leg.kind === "collateral") demand += leg.quantity * priceOf(prices, leg.asset) * (1 - liquidationThreshold);
  }
  return demand;
}

/** The venue's model from its rule. A long borrows quote currency against the asset; a short borrows the asset against cash. */
export function lendingModel(rule: LendingRule): VenueModel {
  const { quote, reserves } = rule;
  const terms = { quote, rateSpreadAnnual: 0, debtPaysYield: false, pooled: true };
  return {
    id: rule.id,
    release: rule.release,
    triggerPrice: rule.triggerPrice,
    recourse: false,
    twoSided: false,
    checkIntervalMs: rule.checkIntervalMs,
    carryKinks: [0, 1],
    equityDemand: (account, prices) => equityDemand(reserves, cashLegsOf(account), prices),
    demandBreaks: () => [],
    liquidate: (account, prices) => liquidateLending(rule, account, prices),
    holding: (asset, exposure, prices) => cashHolding(asset, quote, exposure, prices),
    accrue: (account, _prices, market, years): Account => ({
      legs: accruedLegs(cashLegsOf(account), market, years, terms),
    }),
    carryAnnual: (account, prices, market) => cashCarry(cashLegsOf(account), prices, market, terms),
    tradingCost: (_asset, notional, market) => tradingCostAt(rule.swapCostRate, notional, market),
    leverageRatioMax: (asset, notional) => {
      // Long: debt E(L - 1) <= ltv E L. Short: cash collateral E(1 + |L|), debt E|L|: |L| <= ltv (1 + |L|).
      const { loanToValueMax } = reserveOf(reserves, notional < 0 ? quote : asset);
      return (notional < 0 ? loanToValueMax : 1) / (1 - loanToValueMax);
    },
    notionalMax: () => rule.notionalMax,
  };
}
