/** The decision: objective, caps, band, frontier, plan. */
export * from "./request.js";
export * from "./decide.js";
export * from "./frontier.js";
export * from "./band.js";
export * from "./fixed-cost-band.js";
export * from "./kelly.js";
export * from "./version.js";
