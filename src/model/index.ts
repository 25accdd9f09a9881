/** The nouns: account and legs, prices, rates, tolerance, policy as data, estimate, decision, action. */
export * from "./account.js";
export * from "./exposure.js";
export * from "./time.js";
export * from "./rates.js";
export * from "./estimate.js";
export * from "./estimates.js";
export * from "./rate-figures.js";
export * from "./gap.js";
export * from "./jumps.js";
export * from "./lending-pool.js";
export * from "./block-returns.js";
export * from "./tolerance.js";
export * from "./policy.js";
export * from "./market.js";
export * from "./coordinates.js";
export * from "./decision.js";
export * from "./action.js";
