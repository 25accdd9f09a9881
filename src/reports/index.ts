/** Results as text for a terminal and as JSON for programs. */
export * from "./subject.js";
export * from "./answer.js";
export * from "./format.js";
export * from "./chart.js";
export * from "./decision-text.js";
export * from "./decision-schema.js";
export * from "./command-schemas.js";
export * from "./frontier-text.js";
export * from "./liquidation.js";
export * from "./liquidation-text.js";
export * from "./plan-text.js";
export * from "./venues-text.js";
export { paragraph } from "./layout.js";
