/** Are the stated odds right? Scores, curves and intervals of chances against what came. */
export * from "./judged.js";
export * from "./scores.js";
export * from "./intervals.js";
export * from "./reliability.js";
export * from "./climatology.js";
