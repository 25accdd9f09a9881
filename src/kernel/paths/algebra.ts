/*
 * Functions made of + - x / and square roots alone, in a stated order: each gives the same bits on any machine and in any
 * language, which Math.exp, Math.log and Math.sin do not promise.
 */

/** A log move counts as this size where it is larger: a factor of 992. */
export const LOG_MOVE_MAX = 6.9;

/** Ratio beyond which `logarithm` does not look: above exp(LOG_MOVE_MAX). */
const RATIO_MAX = 1000;

/** exp(x) for x within -24 and LOG_MOVE_MAX: Taylor's sum of x/64 to the sixth power, squared six times. Relative error below 1e-13 for |x| <= 1, 3e-9 to 6.9, 2e-5 to -24. */
export function exponential(x: number): number {
  const y = x * 0.015625;
  const sum = 1 + y * (1 + y * (1 / 2 + y * (1 / 6 + y * (1 / 24 + y * (1 / 120 + y * (1 / 720))))));
  const second = sum * sum;
  const fourth = second * second;
  const eighth = fourth * fourth;
  const sixteenth = eighth * eighth;
  const half = sixteenth * sixteenth;
  return half * half;
}

/** ln of a ratio that counts as .001 below it and 1,000 above it: 16 artanh((y - 1) / (y + 1)) of its eighth root y, by a minimax polynomial. Relative error below 6e-11, and of rounding 2e-15 absolute. */
export function logarithm(ratio: number): number {
  const least = ratio > 1 / RATIO_MAX ? ratio : 1 / RATIO_MAX;
  const root = Math.sqrt(Math.sqrt(Math.sqrt(least < RATIO_MAX ? least : RATIO_MAX)));
  const s = (root - 1) / (root + 1);
  const t = s * s;
  const far = 0.1427556436845572 + t * (0.11279358806847764 + t * (0.07687629788054454 + t * 0.1319955005352222));
  const sum = 1.0000000000531946 + t * (0.33333330263371563 + t * (0.20000288885400924 + t * far));
  return 16 * s * sum;
}

/** sin(pi x) for x within -1/2 and 1/2: the odd minimax polynomial of degree 9, absolute error 3.4e-9. */
export function sineOfHalfTurn(x: number): number {
  const t = x * x;
  const far = 2.5500313774235916 + t * (-0.5980451748941726 + t * 0.07722013032774835);
  return x * (3.1415925800448927 + t * (-5.16770687893614 + t * far));
}

const PER_WORD = 2 ** -32;

/** The uniform number of a 32-bit word: the middle of one of 2^32 cells of (0, 1). */
export const uniformOf = (word: number): number => ((word >>> 0) + 0.5) * PER_WORD;

/** The uniform number of a 32-bit word in two's complement, within -1/2 and 1/2. */
export const centredOf = (word: number): number => ((word | 0) + 0.5) * PER_WORD;

/** P(E <= e), less 1/2, of a shock E of Student's t law with 4 degrees of freedom, mean 0 and this variance. */
export function studentT4Centred(e: number, variance: number): number {
  const s = e / Math.sqrt(2 * variance + e * e);
  return 0.75 * s * (1 - (s * s) / 3);
}
