import { assertInRange, assertNotNegative } from "../../errors/index.js";
import { checkedPool, type LendingPool } from "../../model/index.js";

/** Target utilisation of the adaptive curve, and the bounds of the rate there, a year (AdaptiveCurveIrm, ConstantsLib). */
const TARGET = 0.9;
const RATE_MIN_ANNUAL = 0.001;
const RATE_MAX_ANNUAL = 2;

/** How fast the rate at target moves: a factor of e^50 a year at full use, that is of 2 in 5 days. */
const SPEED_ANNUAL = 50;

/** A Morpho market's pool as it stands now. Money in units of the loan token; rates per year, continuously compounded. */
export interface AdaptiveMarket {
  readonly supplied: number;
  /** Borrowed now, the holder's own debt included. */
  readonly borrowed: number;
  /** Where the curve stands at its target utilisation of 0.9 now. */
  readonly rateAtTargetAnnual: number;
}

/**
 * The market's pool: at any one moment the adaptive curve is two straight lines, from a quarter of the rate at target over
 * the rate itself at 0.9 to four times it at full use (AdaptiveCurveIrm._curve).
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE)
 */
export function adaptivePool({ supplied, borrowed, rateAtTargetAnnual }: AdaptiveMarket): LendingPool {
  assertNotNegative(rateAtTargetAnnual, "rateAtTargetAnnual");
  return checkedPool({
    supplied,
    borrowed,
    optimalUtilisation: TARGET,
    slopeBelowAnnual: 0.75 * rateAtTargetAnnual,
    slopeAboveAnnual: 3 * rateAtTargetAnnual,
  });
}

/** Distance of utilisation from the target as a share of the room on that side, -1 to 1. @throws OutOfRangeError outside 0 to 1 */
function errorOf(utilisation: number): number {
  assertInRange(utilisation, "utilisation", { min: 0, max: 1, want: "a fraction from 0 to 1" });
  return (utilisation - TARGET) / (utilisation > TARGET ? 1 - TARGET : TARGET);
}

/** Borrow rate a year of the curve as it stands, at a utilisation. @throws OutOfRangeError (E_OUT_OF_RANGE) */
export function adaptiveRateAnnual(rateAtTargetAnnual: number, utilisation: number): number {
  assertNotNegative(rateAtTargetAnnual, "rateAtTargetAnnual");
  const error = errorOf(utilisation);
  return rateAtTargetAnnual * (1 + (error < 0 ? 0.75 : 3) * error);
}

/**
 * The rate at target after `years` at an unchanged utilisation: times e^(50 error years), between 0.1 % and 200 %. At full
 * use it doubles every 5.06 days, at none it halves as fast; at the target it stays. The chain takes this exponential to
 * second order (`chainExp`) and is up to 0.9 % off it.
 * @throws OutOfRangeError (E_OUT_OF_RANGE)
 */
export function rateAtTargetAfter(rateAtTargetAnnual: number, utilisation: number, years: number): number {
  assertNotNegative(rateAtTargetAnnual, "rateAtTargetAnnual");
  assertNotNegative(years, "years");
  const moved = rateAtTargetAnnual * Math.exp(SPEED_ANNUAL * errorOf(utilisation) * years);
  return Math.min(RATE_MAX_ANNUAL, Math.max(RATE_MIN_ANNUAL, moved));
}
