/** The decision: objective, caps, band, frontier, plan. */
export * from "./request.js";
export { decide } from "./decide.js";
export * from "./leverage.js";
export { notionalToFit } from "./size-fit.js";
export * from "./frontier.js";
export * from "./band.js";
export * from "./fixed-cost-band.js";
export * from "./kelly.js";
export * from "./report-data.js";
export type { OutcomeTable } from "./kelly-program.js";
export * from "./risk-constrained-kelly.js";
export * from "./quadratic-kelly.js";
export * from "./crash-kelly.js";
export * from "./empirical-kelly.js";
export * from "./block-certificate.js";
export {
  sensitivitiesOf,
  tippingPointsOf,
  type AtInput,
  type Sensitivity,
  type TippedAt,
  type TippingPoint,
} from "./sensitivity.js";
export type { InputUnit } from "./inputs.js";
export * from "./explain.js";
export {
  carryCosts,
  type CarryAt,
  type CarryCosts,
  type CarryPart,
  type CarryRequest,
  type PoolFootprint,
} from "./carry.js";
export { VENUE_PARTS, venueDifference } from "./difference.js";
export type { Attributed, TermsAt, VenueAnswer, VenueDifference, VenuePart } from "./difference.js";
export { statedGrowth90, statedOdds, type HeldLeverage, type StatedOdds } from "./stated-odds.js";
export {
  verification,
  type RanPaths,
  type Verdict,
  type Verification,
  type Verified,
  type VerifiedName,
} from "./verify.js";
export { simulation, type Followed, type FollowedAs, type Simulation, type SimulationTerms } from "./simulation.js";
export { statedPathOdds, type PathOdds, type PathOddsTerms } from "./stated-path-odds.js";
export { utilisationOf } from "./coordinates.js";
export { version } from "../model/index.js";
