/** Fitted market models: generated parameters, dated, with errors and span. */
export * from "./market-model.js";
export * from "./eth.js";
