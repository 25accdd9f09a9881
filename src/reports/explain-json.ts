import type { Explanation } from "../decision/index.js";
import type { Decision } from "../model/index.js";
import type { ExplainJson } from "../schemas/index.js";
import { assertFiniteJson, decisionToJson } from "./decision-json.js";
import type { Versus } from "./explain-versus.js";

/** The object that `explain --json` prints. @throws InternalError (E_INTERNAL) for a number that is not finite. */
export function explainToJson(
  { leverage, byGrowthAlone, tradingAnnual, tippingPoints }: Explanation,
  decision: Decision,
  versus: Versus | null = null,
): ExplainJson {
  const parts = { leverage, byGrowthAlone, tradingAnnual, tippingPoints, versus };
  assertFiniteJson(parts, "");
  return { schema: "steelyard/explain/1", ...parts, decision: decisionToJson(decision) };
}
