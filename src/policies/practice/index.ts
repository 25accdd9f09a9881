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
export type { FlexibleLeverageSettings } from "./flexible-leverage/settings.js";
export { boostRepayPolicy, type BoostRepaySettings } from "./boost-repay.js";
export { autoBuySellPolicy } from "./auto-buy-sell/policy.js";
export type { AutoBuySellSettings, AutomationTrigger } from "./auto-buy-sell/settings.js";
export { sizeToLoanToValue, type Sizing, type SizingRequest } from "./auto-buy-sell/sizing.js";
export { leverageTokenPolicy, type LeverageTokenSettings } from "./leverage-token/policy.js";
export { seventyPercentPolicy, type SeventyPercentSettings } from "./seventy-percent.js";
export { partialDeleveragePolicy, type PartialDeleverageSettings } from "./partial-deleverage.js";
