import type { SimulateJson } from "../schemas/index.js";
import { assertFiniteJson } from "./decision-json.js";
import type { SimulateReport } from "./simulate.js";

/** The object that `simulate --json` prints. @throws InternalError (E_INTERNAL) for a number that is not finite. */
export function simulateToJson({ decision, ...report }: SimulateReport): SimulateJson {
  const { venue, version } = decision.provenance;
  const value = { schema: "steelyard/simulate/1" as const, ...report, provenance: { venue, version } };
  assertFiniteJson(value, "");
  return value;
}
