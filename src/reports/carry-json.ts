import type { CarryCosts } from "../decision/index.js";
import type { Provenance } from "../model/index.js";
import type { CarryJson } from "../schemas/index.js";
import { assertFiniteJson } from "./decision-json.js";

/** What a position costs now and at other sizes, and what its figures rest on. */
export interface CarryReport extends CarryCosts {
  /** Volatility behind the break-even drifts of growth, a fraction a year; null where none was given. */
  readonly volatilityAnnual: number | null;
  readonly provenance: Pick<Provenance, "venue">;
  readonly notes: readonly string[];
}

/** The object that `carry --json` prints. @throws InternalError (E_INTERNAL) for a number that is not finite. */
export function carryToJson(report: CarryReport): CarryJson {
  assertFiniteJson(report, "");
  return { schema: "steelyard/carry/1", ...report };
}
