/** Fitted market models: generated parameters, dated, with errors and span. */
export * from "./market-model.js";
export type * from "./market-parameters.js";
export type { MarketLaw, MarketLawOptions } from "./market-law.js";
export * from "./registry.js";
export * from "./btc.js";
export * from "./eth.js";
export * from "./sol.js";
export * from "./sp500.js";
export * from "./stablecoins.js";
export * from "./steth-eth.js";
