/** Every error class, one code each, all of one shape. */
export * from "./error.js";
export * from "./kinds.js";
export * from "./bad-file.js";
export * from "./assert.js";
export { closest } from "./closest.js";
