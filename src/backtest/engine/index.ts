/** The engine: one policy on one market's past. */
export * from "./request.js";
export * from "./result.js";
export { prepareMarket } from "./prepare-market.js";
export type { PreparedMarket } from "./prepared-market.js";
export { attributed, type Attribution } from "./attribution.js";
export { runBacktest, runPrepared, type PreparedResult, type RunTerms } from "./run.js";
export { withCommonStart } from "./common-start.js";
export type { BasketLeg, BasketRequest } from "./basket-request.js";
export { runBasket } from "./basket.js";
export type { DailyWealth } from "./daily-wealth.js";
