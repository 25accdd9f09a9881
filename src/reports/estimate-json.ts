import type { ContestJson, EstimateJson, ScoreJson } from "../schemas/index.js";
import { assertFiniteJson } from "./decision-json.js";

/** A contest of volatility estimators for one horizon, as it is reported. Volatilities are a year's, fractions. */
export type ContestReport = ContestJson;

/** How one estimator did, as it is reported. */
export type ScoreReport = ScoreJson;

/** What the estimators of volatility did on one series, and what holding it did. */
export type EstimateReport = Omit<EstimateJson, "schema">;

/** The object that `estimate --json` prints. @throws InternalError (E_INTERNAL) for a number that is not finite. */
export function estimateToJson(report: EstimateReport): EstimateJson {
  assertFiniteJson(report, "");
  return { schema: "steelyard/estimate/1", ...report };
}
