import { checkedPool } from "../../model/index.js";
import type { LendingPool } from "../../model/index.js";
import type { RateCurve } from "./params.js";

/** Rate a year on a curve at a utilisation, a fraction, which may pass 1 where reserves are lent. */
export function curveRateAnnual(curve: RateCurve, utilisation: number): number {
  const { kink, baseAnnual, slopeLowAnnual, slopeHighAnnual } = curve;
  return baseAnnual + slopeLowAnnual * Math.min(utilisation, kink) + slopeHighAnnual * Math.max(0, utilisation - kink);
}

/**
 * The pool that a market's borrow curve and its totals make, for the footprint of one's own size. Totals in quote currency.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), also where more is borrowed than supplied
 */
export const lendingPool = (borrow: RateCurve, totals: Pick<LendingPool, "supplied" | "borrowed">): LendingPool =>
  checkedPool({
    ...totals,
    optimalUtilisation: borrow.kink,
    slopeBelowAnnual: borrow.slopeLowAnnual * borrow.kink,
    slopeAboveAnnual: borrow.slopeHighAnnual * (1 - borrow.kink),
  });
