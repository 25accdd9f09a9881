/** Venues: the contract, the one liquidation solver, and the registry of the folders beside this file. */
export * from "./venue.js";
export * from "./entry.js";
export * from "./liquidation.js";
export * from "./registry.js";
export * from "./venue-by-id.js";
export { jsonValue, type JsonName } from "./json-text.js";
export * from "./borrow-limit.js";
