import { InternalError } from "../errors/index.js";
import type { Decision } from "../model/index.js";
import type { DecisionJson } from "../schemas/index.js";

/** Name and version of the JSON form of a decision; it grows by new keys only. */
export const DECISION_SCHEMA_ID = "steelyard/decision/1";

/** @throws InternalError (E_INTERNAL) if a number that JSON cannot carry would leave the program as null. */
export function assertFiniteJson(value: unknown, path: string): void {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new InternalError({
      field: path,
      got: String(value),
      want: "a finite number",
      hint: "this is a bug: please report it with the command that you ran",
    });
  }
  if (typeof value === "object" && value !== null) {
    for (const [key, entry] of Object.entries(value)) assertFiniteJson(entry, path === "" ? key : `${path}.${key}`);
  }
}

/** The object that --json prints for a decision, the schema's name first. @throws InternalError (E_INTERNAL) for a number that is not finite. */
export function decisionToJson(decision: Decision): DecisionJson {
  assertFiniteJson(decision, "");
  return { schema: DECISION_SCHEMA_ID, ...decision };
}
