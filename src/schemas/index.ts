/** The JSON forms of what the commands print, as zod types. Apart from the reports, so that nobody who only prints loads them. */
export * from "./backtest.js";
export * from "./carry.js";
export * from "./commands.js";
export * from "./compare.js";
export * from "./decision.js";
export * from "./estimate.js";
export * from "./explain.js";
export * from "./history.js";
export * from "./models.js";
export * from "./position.js";
export * from "./published.js";
export * from "./simulate.js";
export * from "./verification.js";
export * from "./versus.js";
export * from "./protect.js";
