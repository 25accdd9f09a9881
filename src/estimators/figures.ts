import { assertFinite, assertInRange, assertNotNegative, assertPositive, type Range } from "../errors/index.js";
import { stated, type Estimate, type Gap, type GapTail } from "../model/index.js";

/** Highest volatility a year that is believed: 1,000 %. */
const VOLATILITY_MAX = 10;

const rateRange: Range = { min: -1, max: 10, want: "a fraction a year from -1 to 10, such as 0.05" };

/** Rates that every set of estimates needs, or may have. Per year of 365 days, continuously compounded, fractions. */
export interface RateFigures {
  /** Rate paid on borrowed quote currency. */
  readonly borrowRateAnnual: Estimate;
  /** Rate earned on idle quote currency; left out, it is taken as 0. */
  readonly lendRateAnnual?: Estimate | undefined;
  /** Yield of holding the asset; left out, it is taken as 0. */
  readonly yieldAnnual?: Estimate | undefined;
  /** Rate paid on the borrowed asset; left out, not known. */
  readonly assetBorrowRateAnnual?: Estimate | null | undefined;
  /** Funding paid by longs to shorts on notional; left out, not known. */
  readonly fundingRateAnnual?: Estimate | null | undefined;
}

/** The same rates, checked and complete. */
export interface Rates {
  readonly borrowRateAnnual: Estimate;
  readonly lendRateAnnual: Estimate;
  readonly yieldAnnual: Estimate;
  readonly assetBorrowRateAnnual: Estimate | null;
  readonly fundingRateAnnual: Estimate | null;
}

/**
 * The rates given, checked; a lend rate or yield left out becomes 0 and says so. @throws NotFiniteError,
 * OutOfRangeError
 */
export function ratesFrom(given: RateFigures): Rates {
  return {
    borrowRateAnnual: checkedRate(given.borrowRateAnnual, "borrowRateAnnual"),
    lendRateAnnual: checkedRate(given.lendRateAnnual ?? zeroFor("what idle money earns"), "lendRateAnnual"),
    yieldAnnual: checkedRate(given.yieldAnnual ?? zeroFor("what holding the asset earns"), "yieldAnnual"),
    assetBorrowRateAnnual: checkedIfGiven(given.assetBorrowRateAnnual, "assetBorrowRateAnnual"),
    fundingRateAnnual: checkedIfGiven(given.fundingRateAnnual, "fundingRateAnnual"),
  };
}

/**
 * The estimate itself, a rate or drift a year from -1 to 10. @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError
 * (E_OUT_OF_RANGE)
 */
export function checkedRate(estimate: Estimate, field: string): Estimate {
  assertInRange(estimate.value, field, rateRange);
  return checkedError(estimate, field);
}

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
  assertPositive(tail.intensityAnnual, `${field}.intensityAnnual`);
  assertInRange(tail.intensityUpperAnnual, `${field}.intensityUpperAnnual`, {
    min: tail.intensityAnnual,
    want: "at least the intensity",
  });
};

const checkedError = (estimate: Estimate, field: string): Estimate => {
  assertNotNegative(estimate.standardError, `${field}.standardError`);
  if (estimate.asOfMs !== null) assertFinite(estimate.asOfMs, `${field}.asOfMs`);
  return estimate;
};

const checkedIfGiven = (estimate: Estimate | null | undefined, field: string): Estimate | null =>
  estimate === null || estimate === undefined ? null : checkedRate(estimate, field);

const zeroFor = (understated: string): Estimate =>
  stated(0, 0, `not given: taken as 0, which understates ${understated}`);
