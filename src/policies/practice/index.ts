import type { PolicyKind } from "../kind.js";
import { autoBuySellKind } from "./auto-buy-sell/kind.js";
import { boostRepayKind } from "./boost-repay.js";
import { flexibleLeverageKind } from "./flexible-leverage/kind.js";
import { leverageTokenKind } from "./leverage-token/kind.js";
import { partialDeleverageKind } from "./partial-deleverage.js";
import { seventyPercentKind } from "./seventy-percent.js";

/** The policies that people use today, by name. */
export const practiceKinds: readonly PolicyKind[] = [
  flexibleLeverageKind,
  boostRepayKind,
  autoBuySellKind,
  leverageTokenKind,
  seventyPercentKind,
  partialDeleverageKind,
];

export { flexibleLeveragePolicy } from "./flexible-leverage/policy.js";
export {
  shouldRebalance,
  type RebalanceBounds,
  type RebalanceCall,
  type RebalanceTimes,
} from "./flexible-leverage/should-rebalance.js";
export {
  chunk,
  maxBorrow,
  newLeverageRatio,
  rebalanceNotional,
  type Lender,
  type WholeAction,
  type WholeMethodology,
} from "./flexible-leverage/whole-amounts.js";
export type { FlexibleLeverageSettings } from "./flexible-leverage/settings.js";
export { boostRepayPolicy, leverageAtSafetyRatio, safetyRatio, type BoostRepaySettings } from "./boost-repay.js";
export { autoBuySellPolicy } from "./auto-buy-sell/policy.js";
export type { AutoBuySellSettings, AutomationTrigger } from "./auto-buy-sell/settings.js";
export { sizeToLoanToValue, type Sizing, type SizingRequest } from "./auto-buy-sell/sizing.js";
export { wholeAuctionMultiplier, type Auction, type WholeAuction } from "./leverage-token/auction.js";
export { isEligible, isStateAfterValid, type CollateralBand, type TokenState } from "./leverage-token/band.js";
export { leverageTokenPolicy, type LeverageTokenSettings } from "./leverage-token/policy.js";
export { maxLeverageFactor, recommendedLeverageFactor, reducedLeverageFactor } from "./seventy-percent.js";
export { seventyPercentPolicy, type SeventyPercentSettings } from "./seventy-percent.js";
export { debtToRepay, partialDeleveragePolicy, wholeDebtToRepay } from "./partial-deleverage.js";
export type { PartialDeleverageSettings, WholeRebalance } from "./partial-deleverage.js";
