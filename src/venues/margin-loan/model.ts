import { equity, priceOf } from "../../model/index.js";
import type { Account, LiquidationOutcome, Prices } from "../../model/index.js";
import { isClear } from "../barrier.js";
import {
  accruedLegs,
  cashCarry,
  cashHolding,
  cashLegs,
  cashLegsOf,
  tradingCostAt,
  type CashLeg,
} from "../cash-legs.js";
import type { VenueModel } from "../venue.js";
import type { MarginLoanParameters } from "./params.js";

/** Release whose rules are modelled: the year in which the legal minimums were read. */
export const marginLoanRelease = "2025";

/** The terms that the rule depends on. */
export type MarginLoanRule = Omit<MarginLoanParameters, "asset" | "alsoCalled" | "asOfMs" | "source">;

/** Value of a leg held or owed, quote currency, >= 0. */
const valueOf = (leg: CashLeg, prices: Prices): number => leg.quantity * priceOf(prices, leg.asset);

/** Sum over the legs but cash of value x rate, the rate by side. */
function weighted(legs: readonly CashLeg[], prices: Prices, quote: string, long: number, short: number): number {
  return legs.reduce((sum, leg) => {
    if (leg.asset === quote) return sum;
    return sum + valueOf(leg, prices) * (leg.kind === "collateral" ? long : short);
  }, 0);
}

/** House margin: 25 % of what is held long and 30 % of what is sold short where the broker asks no more than the minimum. */
const equityDemand = (rule: MarginLoanRule, legs: readonly CashLeg[], prices: Prices): number =>
  weighted(legs, prices, rule.quote, rule.houseMarginRateLong, rule.houseMarginRateShort);

/**
 * Share of every position that a forced sale closes, so that equity less commission meets the target margin again:
 * (1 - f) target = equity - commission x f x gross. All of it where selling cannot repair the account.
 */
function soldShare(worth: number, target: number, gross: number, commissionRate: number): number {
  const freed = target - commissionRate * gross;
  if (worth <= 0 || freed <= 0) return 1;
  return Math.min(1, Math.max(0, (target - worth) / freed));
}

/** The broker sells the same share of every position. What the sale cannot pay stays owed by the holder: recourse. */
function liquidate(rule: MarginLoanRule, account: Account, prices: Prices): LiquidationOutcome {
  const { quote, commissionRate } = rule;
  const legs = cashLegsOf(account);
  const gross = weighted(legs, prices, quote, 1, 1);
  const worth = equity(account, prices);
  const demand = equityDemand(rule, legs, prices);
  if (gross === 0 || isClear(worth - demand, gross)) return { account, closedNotional: 0, cost: 0, badDebt: 0 };
  const target = rule.sellDownTo === "initial" ? rule.initialMarginRate * gross : demand;
  const share = soldShare(worth, target, gross, commissionRate);
  const cost = commissionRate * share * gross;
  if (share === 1 && worth - cost <= 0)
    return { account: { legs: [] }, closedNotional: gross, cost, badDebt: cost - worth };
  const kept =
    share === 1
      ? []
      : legs.filter((leg) => leg.asset !== quote).map((leg) => ({ ...leg, quantity: leg.quantity * (1 - share) }));
  const cash =
    worth - cost - kept.reduce((sum, leg) => sum + (leg.kind === "collateral" ? 1 : -1) * valueOf(leg, prices), 0);
  const left = [...kept, ...cashLegs("collateral", quote, cash / priceOf(prices, quote))];
  return { account: { legs: left }, closedNotional: share * gross, cost, badDebt: 0 };
}

/** A broker's margin loan: closed when equity falls below the house margin; the holder owes what is left. */
export function marginLoanModel(rule: MarginLoanRule): VenueModel {
  const terms = { quote: rule.quote, rateSpreadAnnual: rule.rateSpreadAnnual, debtPaysYield: true, pooled: false };
  return {
    id: "margin-loan",
    release: marginLoanRelease,
    triggerPrice: "market",
    recourse: true,
    twoSided: false,
    checkIntervalMs: rule.checkIntervalMs,
    carryKinks: [0, 1],
    equityDemand: (account, prices) => equityDemand(rule, cashLegsOf(account), prices),
    demandBreaks: () => [],
    liquidate: (account, prices) => liquidate(rule, account, prices),
    holding: (asset, exposure, prices) => cashHolding(asset, rule.quote, exposure, prices),
    accrue: (account, _prices, market, years) => ({ legs: accruedLegs(cashLegsOf(account), market, years, terms) }),
    carryAnnual: (account, prices, market) => cashCarry(cashLegsOf(account), prices, market, terms),
    tradingCost: (_asset, notional, market) => tradingCostAt(rule.commissionRate, notional, market),
    leverageRatioMax: () => 1 / rule.initialMarginRate,
    notionalMax: () => null,
  };
}
