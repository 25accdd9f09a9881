import { equity, legValue } from "../../model/index.js";
import type { Account, LiquidationOutcome, Prices } from "../../model/index.js";
import { priceOf } from "../../model/index.js";
import { isClear } from "../barrier.js";
import { accruedLegs, cashCarry, cashHolding, cashLegs, cashLegsOf, tradingCostAt } from "../cash-legs.js";
import type { VenueModel } from "../venue.js";
import type { SpotMarginParameters } from "./params.js";

/** Release whose rules are modelled: the venue numbers none, so the month of the pages that state them. */
export const spotMarginRelease = "2024-09";

/** The terms that the rule depends on. */
export type SpotMarginRule = Omit<SpotMarginParameters, "asset" | "alsoCalled" | "asOfMs" | "source">;

/** Value of everything held, and of everything owed, quote currency. The same asset held and owed does not net. */
function sidesOf(account: Account, prices: Prices): { readonly assets: number; readonly debt: number } {
  let [assets, debt] = [0, 0];
  for (const leg of cashLegsOf(account)) {
    const value = legValue(leg, prices);
    if (leg.kind === "collateral") assets += value;
    else debt -= value;
  }
  return { assets, debt };
}

/** Margin level of an account as the venue shows it: assets over debt with its interest; null without a debt. */
export function marginLevel(account: Account, prices: Prices): number | null {
  const { assets, debt } = sidesOf(account, prices);
  return debt === 0 ? null : assets / debt;
}

/** Everything is sold to repay, for a fee on all assets as it begins; the venue's fund pays what is short. */
function liquidate(rule: SpotMarginRule, account: Account, prices: Prices): LiquidationOutcome {
  const { assets, debt } = sidesOf(account, prices);
  const worth = equity(account, prices);
  const demand = (rule.liquidationLevel - 1) * debt;
  if (debt === 0 || isClear(worth - demand, assets + debt)) return { account, closedNotional: 0, cost: 0, badDebt: 0 };
  if (worth <= 0) return { account: { legs: [] }, closedNotional: assets, cost: 0, badDebt: -worth };
  const cost = Math.min(worth, rule.clearanceFeeRate * assets);
  const left = cashLegs("collateral", rule.quote, (worth - cost) / priceOf(prices, rule.quote));
  return { account: { legs: left }, closedNotional: assets, cost, badDebt: 0 };
}

/** Spot margin of an exchange: closed when assets / debt falls to the liquidation level, that is when equity falls below (level - 1) x debt. */
export function spotMarginModel(rule: SpotMarginRule): VenueModel {
  const { quote, borrowLevel, liquidationLevel, tradingFeeRate } = rule;
  const terms = { quote, rateSpreadAnnual: 0, debtPaysYield: false, pooled: false };
  return {
    id: "spot-margin",
    release: spotMarginRelease,
    triggerPrice: "index",
    recourse: false,
    twoSided: false,
    checkIntervalMs: 0,
    carryKinks: [0, 1],
    equityDemand: (account, prices) => (liquidationLevel - 1) * sidesOf(account, prices).debt,
    demandBreaks: () => [],
    liquidate: (account, prices) => liquidate(rule, account, prices),
    holding: (asset, exposure, prices) => cashHolding(asset, quote, exposure, prices),
    accrue: (account, _prices, market, years) => ({ legs: accruedLegs(cashLegsOf(account), market, years, terms) }),
    carryAnnual: (account, prices, market) => cashCarry(cashLegsOf(account), prices, market, terms),
    tradingCost: (_asset, notional, market) => tradingCostAt(tradingFeeRate, notional, market),
    // Long: L / (L - 1) >= level. Short: (1 + |L|) / |L| >= level.
    leverageRatioMax: (_asset, notional) => (notional < 0 ? 1 : borrowLevel) / (borrowLevel - 1),
    notionalMax: () => null,
  };
}
