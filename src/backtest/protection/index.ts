/** Ways to make a position safe, compared at the same safety. */
export * from "./request.js";
export { protectionsAt } from "./protections-at.js";
export { putPrice, type Put } from "./black-scholes.js";
