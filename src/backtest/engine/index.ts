/** The engine: one policy on one market's past. */
export * from "./request.js";
export * from "./result.js";
export { prepareMarket } from "./prepare-market.js";
export type { PreparedMarket } from "./prepared-market.js";
export { runBacktest, runPrepared, type RunTerms } from "./run.js";
