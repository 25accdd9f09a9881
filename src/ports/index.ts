/** Interfaces to the world outside: what a venue asks through them, and what a connector answers. */
export * from "./account-reading.js";
export * from "./account-source.js";
export * from "./chain-reader.js";
export * from "./exchange-reader.js";
export * from "./history-source.js";
export * from "./http-reader.js";
