import type { Frontier } from "../decision/index.js";
import type { Decision } from "../model/index.js";
import type { FrontierJson, LiquidationJson, PlanJson, VenuesJson } from "../schemas/index.js";
import { assertFiniteJson, decisionToJson } from "./decision-json.js";
import type { LiquidationReport } from "./liquidation.js";
import type { VenueReport } from "./venues-text.js";

/** The object itself, once it is known that JSON can carry its numbers. @throws InternalError (E_INTERNAL) */
function checked<Value>(value: Value): Value {
  assertFiniteJson(value, "");
  return value;
}

/** The object that `frontier --json` prints. @throws InternalError (E_INTERNAL) for a number that is not finite. */
export const frontierToJson = ({ points, decision }: Frontier): FrontierJson =>
  checked({ schema: "steelyard/frontier/1" as const, points, decision: decisionToJson(decision) });

/** The object that `plan --json` prints. @throws InternalError (E_INTERNAL) for a number that is not finite. */
export const planToJson = (decision: Decision): PlanJson =>
  checked({
    schema: "steelyard/plan/1" as const,
    status: decision.status,
    plan: decision.status === "infeasible" ? null : decision.plan,
    before: decision.current === null ? null : decision.current.coordinates,
    after: decision.status === "infeasible" || decision.plan === null ? null : decision.plan.after,
    notes: decision.notes,
  });

/** The object that `liquidation --json` prints. @throws InternalError (E_INTERNAL) for a number that is not finite. */
export const liquidationToJson = (report: LiquidationReport): LiquidationJson =>
  checked({ schema: "steelyard/liquidation/1" as const, ...report });

/** The object that `venues --json` prints. */
export const venuesToJson = (venues: readonly VenueReport[]): VenuesJson => ({
  schema: "steelyard/venues/1",
  venues,
});
