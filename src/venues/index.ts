/** Venues: the contract, the one liquidation solver, and the registry of the folders beside this file. */
export * from "./venue.js";
export * from "./entry.js";
export * from "./price-path.js";
export * from "./liquidation.js";
export * from "./registry.js";
export * from "./venue-by-id.js";
export { jsonValue, type JsonName } from "./json-text.js";
export * from "./borrow-limit.js";
export * from "./funding.js";
export {
  accountAt,
  lendingBook,
  writeAccount,
  type LendingBook,
  type LendingPart,
  type LendingRun,
  type LendingSlot,
} from "./lending-book.js";
export { revalue } from "./lending-revaluation.js";
export {
  lendingBookIndex,
  type Crossings,
  type LendingBookIndex,
  type LiquidationTrigger,
} from "./lending-book-index.js";
export { leverageRatioMaxWith, notionalMaxAt, notionalMaxWith, type Tier } from "./tiers.js";
export { isMoney } from "./money.js";
export { rulesOfDays, type RulesFrom, type RulesOfDays } from "./rules-of-days.js";
