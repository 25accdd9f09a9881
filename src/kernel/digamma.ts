import { assertPositive } from "../errors/index.js";
import { polynomial } from "./polynomial.js";

/** From here the asymptotic series with the terms below is exact to double precision. */
const SERIES_MIN = 12;
// -B(2k) / 2k for k = 8 down to 1, B the Bernoulli numbers.
const SERIES = [3617 / 8160, -1 / 12, 691 / 32760, -1 / 132, 1 / 240, -1 / 252, 1 / 120, -1 / 12] as const;

/**
 * Digamma function, the derivative of ln Gamma(x), by its asymptotic series after shifting x upwards (Abramowitz and Stegun
 * 6.3.18 and 6.3.5). Absolute error a few 1e-15, relative for small x.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) unless x > 0.
 */
export function digamma(x: number): number {
  assertPositive(x, "x");
  let shifted = x;
  let sum = 0;
  for (; shifted < SERIES_MIN; shifted++) sum -= 1 / shifted;
  const square = 1 / (shifted * shifted);
  return sum + Math.log(shifted) - 0.5 / shifted + square * polynomial(SERIES, square);
}
