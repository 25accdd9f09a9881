import type { PositionJson } from "../schemas/index.js";
import { assertFiniteJson } from "./decision-json.js";
import type { PositionReport } from "./position.js";

/** The object that `position --json` prints. @throws InternalError (E_INTERNAL) for a number that is not finite. */
export function positionToJson(report: PositionReport): PositionJson {
  assertFiniteJson(report, "");
  return { schema: "steelyard/position/1", ...report };
}
