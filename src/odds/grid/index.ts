/** The distribution engine: a managed position's leverage, moved step by step. */
export * from "./managed-outcome.js";
export { venuePosition, type SuddenLoss, type VenueHolding } from "./venue-position.js";
export * from "./gradient.js";
export { CLEARANCE, type Managed } from "./layout.js";
export type { Closing, GridPosition, StepFacts, Sudden, Trade } from "./position.js";
