import { NotFiniteError, OutOfRangeError } from "./kinds.js";

/** @throws NotFiniteError (E_NOT_FINITE) if `value` is NaN or infinite. */
export function assertFinite(value: number, field: string): void {
  if (!Number.isFinite(value)) {
    throw new NotFiniteError({
      field,
      got: String(value),
      want: "a finite number",
      hint: "leave it out if it is not known; it is never guessed",
    });
  }
}

/** A closed or half-open interval of numbers, with the words that describe it. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
  /** True: the ends themselves are refused. */
  readonly open?: boolean;
  /** Unit and domain in words, for the message. */
  readonly want: string;
}

/** @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) if `value` lies outside `range`. */
export function assertInRange(value: number, field: string, range: Range): void {
  assertFinite(value, field);
  const { min = -Infinity, max = Infinity, open = false } = range;
  const outside = open ? value <= min || value >= max : value < min || value > max;
  if (outside)
    throw new OutOfRangeError({ field, got: String(value), want: range.want, hint: "check the value and its unit" });
}

/** @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) unless `value` is above 0. */
export function assertPositive(value: number, field: string): void {
  assertInRange(value, field, { min: 0, open: true, want: "a number above 0" });
}

/** @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) unless `value` is 0 or above. */
export function assertNotNegative(value: number, field: string): void {
  assertInRange(value, field, { min: 0, want: "a number of 0 or above" });
}
