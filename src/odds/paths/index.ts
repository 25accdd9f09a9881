/** What becomes of a holding path by path: for what depends on the path, and as a proof of the rest. */
export type * from "./question.js";
export type * from "./outcome.js";
export { pathJobOf, stepYearsOf } from "./path-job.js";
export { pathDifference, pathOutcomes, rowOutcomes, simulated, type RowShape, type Told } from "./outcomes.js";
export type { SeveralMarket, SeveralQuestion } from "./several-question.js";
export type { SeveralHolding } from "./several-balances.js";
export { severalJobOf, severalOutcome, type DerivedSeveralJob } from "./several-path-job.js";
