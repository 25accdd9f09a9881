/** What would have happened: walks through prices without a look ahead, replays of positions, and the calibration of stated odds. */
export * from "./walk.js";
export * from "./replay.js";
export * from "./calibration/index.js";
export { knownEstimates, type EstimatesAsked, type KnownEstimates } from "./known/estimates.js";
export * from "./honesty/index.js";
export * from "./engine/index.js";
export * from "./protection/index.js";
