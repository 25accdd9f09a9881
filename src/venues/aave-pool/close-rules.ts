import { quantityDown } from "../chain-amount.js";
import type { CloseRule } from "../lending-rule.js";
import { FULL_CLOSE_HEALTH_FACTOR_WAD } from "./liquidation.js";
import { rulesOf, type AavePoolRelease } from "./release.js";

/** Decimals of the pool's base currency, and of a health factor. */
const BASE_DECIMALS = 8;
const WAD_DECIMALS = 18;

/**
 * What one liquidation call may close under a release, from the rules of whole amounts; values in the pool's base
 * currency, US dollars (LiquidationLogic: DEFAULT_LIQUIDATION_CLOSE_FACTOR 50 %).
 */
export function closeRuleOf(release: AavePoolRelease): CloseRule {
  const { closeFactorOf, halfCloseBaseMin, leftoverBaseMin } = rulesOf(release);
  return {
    closeFactor: 0.5,
    closeFactorOf,
    healthFactorFull: quantityDown(FULL_CLOSE_HEALTH_FACTOR_WAD, WAD_DECIMALS),
    valueFull: quantityDown(halfCloseBaseMin, BASE_DECIMALS),
    dust: quantityDown(leftoverBaseMin, BASE_DECIMALS),
  };
}
