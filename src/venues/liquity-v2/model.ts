import { priceOf } from "../../model/index.js";
import type { Account, AssetId, LiquidationOutcome, Prices } from "../../model/index.js";
import { isClear } from "../barrier.js";
import { cashLegs, cashLegsOf, type CashLeg } from "../cash-legs.js";
import { lendingModel } from "../lending-model.js";
import type { VenueModel } from "../venue.js";
import { liquityV2Facts, type LiquityV2Branch } from "./params.js";

/** What the rule of one branch depends on. */
export interface LiquityV2Rule {
  readonly release: string;
  /** Asset that is pledged. */
  readonly asset: AssetId;
  readonly branch: LiquityV2Branch;
  /** Share of the debt that the Stability Pool can take, 0 to 1. */
  readonly stabilityPoolShare: number;
  /** Cost of a swap, a fraction of what is swapped. */
  readonly swapCostRate: number;
}

/** Value left of collateral from which a debt and its penalty are taken (TroveManager._getCollPenaltyAndSurplus). */
const surplusAfter = (collateral: number, debt: number, penalty: number): number =>
  Math.max(0, collateral - debt * (1 + penalty));

/**
 * Value of collateral that the owner may claim: the pool takes its share of debt and collateral first, and what that leaves
 * stands for the rest as well (TroveManager._getOffsetAndRedistributionVals).
 */
function surplusOf({ branch, stabilityPoolShare }: LiquityV2Rule, collateral: number, debt: number): number {
  const pooled = surplusAfter(collateral * stabilityPoolShare, debt * stabilityPoolShare, branch.liquidationBonus);
  const share = 1 - stabilityPoolShare;
  return share === 0 ? pooled : surplusAfter(collateral * share + pooled, debt * share, branch.redistributionPenalty);
}

const quantityOf = (legs: readonly CashLeg[], kind: CashLeg["kind"], asset: AssetId): number =>
  legs.reduce((sum, leg) => (leg.kind === kind && leg.asset === asset ? sum + leg.quantity : sum), 0);

/**
 * A trove is closed whole: who liquidates gets 0.5 % of the collateral, at most 2 units; the pool or other borrowers get the debt
 * with its penalty; the owner may claim the rest. BOLD held beside it stays with its owner. Debt above the collateral is others'.
 */
function liquidate(rule: LiquityV2Rule, account: Account, prices: Prices): LiquidationOutcome {
  const { gasCompensationShare, gasCompensationUnitsMax, quote } = liquityV2Facts;
  const legs = cashLegsOf(account);
  const price = priceOf(prices, rule.asset);
  const held = quantityOf(legs, "collateral", rule.asset) * price;
  const owed = quantityOf(legs, "debt", quote) * priceOf(prices, quote);
  const covered = held * rule.branch.liquidationThreshold;
  if (owed === 0 || isClear(covered - owed, held + owed)) return { account, closedNotional: 0, cost: 0, badDebt: 0 };
  const gas = Math.min(held * gasCompensationShare, gasCompensationUnitsMax * price);
  const surplus = surplusOf(rule, held - gas, owed);
  const closedNotional = Math.min(owed, held - gas - surplus);
  const left = [
    ...cashLegs("collateral", rule.asset, surplus / price),
    ...cashLegs("collateral", quote, quantityOf(legs, "collateral", quote)),
  ];
  return {
    account: { legs: left },
    closedNotional,
    cost: held - surplus - closedNotional,
    badDebt: owed - closedNotional,
  };
}

/** One branch of Liquity v2: closed when collateral x price / debt falls below the minimum collateral ratio. */
export function liquityV2Model(rule: LiquityV2Rule): VenueModel {
  const { quote, quoteReserve, triggerPrice, close } = liquityV2Facts;
  const { release, asset, branch, swapCostRate } = rule;
  const shared = lendingModel({
    id: "liquity-v2",
    release,
    triggerPrice,
    quote,
    reserves: { [asset]: branch, [quote]: quoteReserve },
    close,
    swapCostRate,
    checkIntervalMs: 0,
    notionalMax: null,
  });
  return { ...shared, liquidate: (account, prices) => liquidate(rule, account, prices) };
}
