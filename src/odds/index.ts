/** What happens to an account under a policy: closed forms. */
export * from "./first-passage.js";
export * from "./jump-passage.js";
export * from "./two-barrier.js";
export * from "./renewal.js";
export * from "./drawdown.js";
export * from "./expected-shortfall.js";
export * from "./leveraged-fund.js";
export * from "./floor.js";
export * from "./posterior.js";
export * from "./liquidation-barrier.js";
export * from "./policy-odds.js";
export * from "./log-odds.js";
export * from "./grid/index.js";
export * from "./clustering.js";
export * from "./paths/index.js";
