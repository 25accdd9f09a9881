import { OutOfRangeError } from "../errors/index.js";

/** @throws OutOfRangeError (E_OUT_OF_RANGE) naming the field */
function refused(field: string, got: bigint, want: string): OutOfRangeError {
  return new OutOfRangeError({ field, got: String(got), want, hint: "chain amounts are whole numbers, 0 or above" });
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE) unless value >= 0 */
export function assertAmount(value: bigint, field: string): void {
  if (value < 0n) throw refused(field, value, "0 or above");
}

function assertDivisor(value: bigint): void {
  if (value <= 0n) throw refused("divisor", value, "above 0");
}

/** The quotient rounded towards 0: numerator / divisor, down. Both amounts >= 0. @throws OutOfRangeError (E_OUT_OF_RANGE) unless divisor > 0 */
export function divDown(numerator: bigint, divisor: bigint): bigint {
  assertDivisor(divisor);
  return numerator / divisor;
}

/** numerator / divisor, up. @throws OutOfRangeError (E_OUT_OF_RANGE) unless divisor > 0 */
export function divUp(numerator: bigint, divisor: bigint): bigint {
  assertDivisor(divisor);
  return (numerator + divisor - 1n) / divisor;
}

/** a x b / divisor, down; the product is exact. @throws OutOfRangeError (E_OUT_OF_RANGE) unless divisor > 0 */
export const mulDivDown = (a: bigint, b: bigint, divisor: bigint): bigint => divDown(a * b, divisor);

/** a x b / divisor, up; the product is exact. @throws OutOfRangeError (E_OUT_OF_RANGE) unless divisor > 0 */
export const mulDivUp = (a: bigint, b: bigint, divisor: bigint): bigint => divUp(a * b, divisor);

/** a x b / divisor to the nearest, halves up, as Aave's ray and wad mathematics round: (a b + floor(divisor / 2)) / divisor. @throws OutOfRangeError (E_OUT_OF_RANGE) unless divisor > 0 */
export const mulDivHalfUp = (a: bigint, b: bigint, divisor: bigint): bigint => divDown(a * b + divisor / 2n, divisor);

/** The smaller of two amounts. */
export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** a - b, or 0 where b is the larger. */
export const lessOrNone = (a: bigint, b: bigint): bigint => (a > b ? a - b : 0n);

/** Largest number that a contract's word holds: what venues answer for "no debt". */
export const WORD_MAX = 2n ** 256n - 1n;
