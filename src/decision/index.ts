/** The decision: objective, caps, band, frontier, plan. */
export * from "./request.js";
export * from "./decide.js";
export * from "./frontier.js";
export * from "./band.js";
export * from "./fixed-cost-band.js";
export * from "./kelly.js";
export * from "./version.js";
export * from "./report-data.js";
export * from "./risk-constrained-kelly.js";
export * from "./quadratic-kelly.js";
export * from "./crash-kelly.js";
