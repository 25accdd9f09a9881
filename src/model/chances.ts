import { OutOfRangeError, assertInRange } from "../errors/index.js";

/** @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) unless these are `count` chances that sum to 1 within `tolerance`. */
export function assertChances(chances: readonly number[], count: number, field: string, tolerance = 1e-9): void {
  const want = `${count} chances that sum to 1`;
  assertInRange(chances.length, `${field}.length`, { min: count, max: count, want });
  chances.forEach((chance, i) => {
    assertInRange(chance, `${field}[${i}]`, { min: 0, max: 1, want: "a chance" });
  });
  const sum = chances.reduce((all, chance) => all + chance, 0);
  if (Math.abs(sum - 1) <= tolerance) return;
  throw new OutOfRangeError({ field, got: `a sum of ${sum}`, want, hint: "together they say all that may happen" });
}

/** @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) unless there is a row of chances for each of `count` states. */
export function assertSwitching(
  switching: readonly (readonly number[])[],
  count: number,
  field: string,
  tolerance?: number,
): void {
  assertInRange(switching.length, `${field}.length`, { min: count, max: count, want: "a row for each state" });
  switching.forEach((row, i) => {
    assertChances(row, count, `${field}[${i}]`, tolerance);
  });
}
