import { TooFewError, assertInRange } from "../../errors/index.js";

/**
 * How many steps the columns of returns have, all of them as many.
 * @throws TooFewError (E_TOO_FEW) for no column, or fewer steps than `least`; OutOfRangeError (E_OUT_OF_RANGE) where lengths differ.
 */
export function stepsOf(columns: readonly Float64Array[], field: string, least = 2): number {
  const count = columns.length === 0 ? 0 : columns[0].length;
  if (count < least) {
    const got = columns.length === 0 ? "no column" : `${count} steps`;
    throw new TooFewError({ field, got, want: `at least ${least} steps`, hint: "a longer run has more" });
  }
  const range = { min: count, max: count, want: `${count} steps, as many as the first` };
  columns.forEach(({ length }, i) => assertInRange(length, `${field}[${i}].length`, range));
  return count;
}
