import { assertFinite, assertNotNegative } from "../errors/index.js";

/** A market number with its standard error, both in the unit that its name states. */
export interface Estimate {
  readonly value: number;
  /** One standard error, same unit, >= 0; 0 means that the number is taken as known. */
  readonly standardError: number;
  /** Time of the last observation behind it, epoch ms UTC; null for a figure that a person stated. */
  readonly asOfMs: number | null;
  /** Where it comes from, in words. */
  readonly source: string;
}

/** An estimate that a person states, with an optional standard error. @throws NotFiniteError, OutOfRangeError */
export function stated(value: number, standardError = 0, source = "stated by the user"): Estimate {
  assertFinite(value, "estimate");
  assertNotNegative(standardError, "standardError");
  return { value, standardError, asOfMs: null, source };
}
