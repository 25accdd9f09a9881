/** When and how to adjust: ours, and the policies that people use today. Each is `adjust(view) -> action`. */
export * from "./view.js";
export * from "./policy.js";
export * from "./kind.js";
export * from "./policy-words.js";
export * from "./hold.js";
export * from "./schedule.js";
export * from "./band.js";
export type { Steering } from "./steering.js";
export * from "./volatility-target.js";
export { kellyKind, kellyLeverageRatio, kellyPolicy, type KellySettings } from "./kelly.js";
export * from "./drawdown-floor.js";
export * from "./journal-kelly.js";
export * from "./stop-loss.js";
export * from "./conflicts.js";
export * from "./together.js";
export * from "./registry.js";
