import { assertPositive } from "../errors/index.js";
import type { GapTail } from "./gap-tail.js";

/** An estimate and its one-sided upper confidence bound. */
export interface Bounded {
  readonly value: number;
  readonly upper: number;
}

/**
 * Moves a year beyond log size `size` by a power-law tail, with one joint upper bound. Below the threshold: that of the
 * threshold.
 *
 * The logarithm of the intensity is the sum of that at the threshold and of -index x ln(size / threshold). Their bounds
 * together would be passed in far fewer than 5 % of samples; the joint bound adds the two margins as standard errors add,
 * in quadrature with their correlation (Zou and Donner 2008, Statistics in Medicine 27, 1693). At the threshold it is the
 * bound of the intensity, far out that of the index.
 * @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) unless size > 0.
 */
export function jointIntensityAnnual(tail: GapTail, size: number, correlation = tail.correlation ?? 0): Bounded {
  assertPositive(size, "size");
  const excess = Math.max(0, Math.log(size / tail.threshold));
  const value = tail.intensityAnnual * Math.exp(-tail.tailIndex * excess);
  const { number, index } = marginsOf(tail);
  const sized = index * excess;
  return { value, upper: value * Math.exp(Math.sqrt(number ** 2 + sized ** 2 + 2 * correlation * number * sized)) };
}

/**
 * Log size that is exceeded `intensityAnnual` times a year, and the size at which the joint upper bound of the intensity
 * has come down to that: the upper confidence bound of the size. Never below the threshold.
 * @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) unless intensityAnnual > 0.
 */
export function jointSize(tail: GapTail, intensityAnnual: number, correlation = tail.correlation ?? 0): Bounded {
  assertPositive(intensityAnnual, "intensityAnnual");
  const { threshold, tailIndex } = tail;
  const { number, index } = marginsOf(tail);
  const rarer = Math.log(tail.intensityAnnual / intensityAnnual);
  // With x = ln(size / threshold): rarer - tailIndex x + sqrt(number^2 + 2 c number index x + (index x)^2) = 0.
  const square = tailIndex ** 2 - index ** 2;
  const half = tailIndex * rarer + correlation * number * index;
  const excess = (half + Math.sqrt(Math.max(0, half ** 2 - square * (rarer ** 2 - number ** 2)))) / square;
  return {
    value: threshold * Math.exp(Math.max(0, rarer / tailIndex)),
    upper: threshold * Math.exp(rarer + number > 0 ? Math.max(0, excess) : 0),
  };
}

/** How far the bounds lie from their estimates: that of the log intensity, and that of the index. */
const marginsOf = (tail: GapTail): { readonly number: number; readonly index: number } => ({
  number: Math.log(tail.intensityUpperAnnual / tail.intensityAnnual),
  index: tail.tailIndex - tail.tailIndexLower,
});
