import { assertFinite, assertInRange, assertNotNegative, assertPositive } from "../errors/index.js";
import { checkedError, type Estimate, type Gap, type GapTail } from "../model/index.js";

/** Highest volatility a year that is believed: 1,000 %. */
const VOLATILITY_MAX = 10;

/**
 * The estimate itself, a volatility a year above 0 and below 10. @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError
 * (E_OUT_OF_RANGE)
 */
export function checkedVolatility(estimate: Estimate, field: string): Estimate {
  assertInRange(estimate.value, field, {
    min: 0,
    max: VOLATILITY_MAX,
    open: true,
    want: "a fraction a year above 0 and below 10, such as 0.6",
  });
  return checkedError(estimate, field);
}

/**
 * The gap itself. @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the figure at fault.
 */
export function checkedGap(gap: Gap): Gap {
  if (gap.kind === "stated") {
    if (gap.drop !== 0)
      assertInRange(gap.drop, "gap.drop", {
        min: 0,
        max: 1,
        open: true,
        want: "a fraction of price from 0 to below 1",
      });
    assertNotNegative(gap.rise, "gap.rise");
    return gap;
  }
  assertPositive(gap.windowMs, "gap.windowMs");
  assertPositive(gap.years, "gap.years");
  assertFinite(gap.asOfMs, "gap.asOfMs");
  checkTail(gap.drops, "gap.drops");
  checkTail(gap.rises, "gap.rises");
  return gap;
}

const checkTail = (tail: GapTail, field: string): void => {
  assertPositive(tail.threshold, `${field}.threshold`);
  assertPositive(tail.tailIndexLower, `${field}.tailIndexLower`);
  assertInRange(tail.tailIndex, `${field}.tailIndex`, { min: tail.tailIndexLower, want: "at least its lower bound" });
  if (tail.correlation !== undefined)
    assertInRange(tail.correlation, `${field}.correlation`, { min: -1, max: 1, want: "a correlation" });
  assertPositive(tail.intensityAnnual, `${field}.intensityAnnual`);
  assertInRange(tail.intensityUpperAnnual, `${field}.intensityUpperAnnual`, {
    min: tail.intensityAnnual,
    want: "at least the intensity",
  });
};
