/** What a venue that runs the pool gives its users beside the model: the rules in whole amounts, and the way from them to float64. */
export * from "./release.js";
export * from "./state.js";
export type { PoolErrorName, PoolRefused } from "./refusal.js";
export { accountData, type PoolAccountData } from "./account-data.js";
export { borrow, supply, type PoolAction } from "./borrow.js";
export {
  largestCall,
  liquidationCall,
  type LiquidationRequest,
  type PoolDeficit,
  type PoolLiquidation,
} from "./liquidation.js";
export { interestRates, ratesAfter, type OwnFlow, type PoolRates, type RateInputs } from "./rate-strategy.js";
export { accruedReserve, debtGrowth, linearGrowthDown } from "./indexes.js";
export { parsePosition, type ParsedPosition } from "./parse.js";
export type { DatedFact } from "../dated-facts.js";
export type { PoolCurve } from "./pool-chain.js";
export type { Reserve } from "../lending-rule.js";
