/** Series -> drift, volatility, gaps, rates, each with a standard error and an as-of time. */
export * from "./volatility.js";
export * from "./gap.js";
export * from "./drift.js";
export * from "./estimates.js";
