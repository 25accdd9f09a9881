import { assertFinite, assertInRange, assertNotNegative, MissingError, type Range } from "../errors/index.js";
import { stated, type Estimate } from "./estimate.js";

const rateRange: Range = { min: -1, max: 10, want: "a fraction a year from -1 to 10, such as 0.05" };
/** The funding of an hour restated for a year, as venues quote it, goes far beyond what holds for a year. */
const fundingRange: Range = { min: -100, max: 100, want: "a fraction a year from -100 to 100, such as 0.08" };

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
  assertGiven(given.borrowRateAnnual, "borrowRateAnnual");
  return {
    borrowRateAnnual: checkedRate(given.borrowRateAnnual, "borrowRateAnnual"),
    lendRateAnnual: checkedRate(given.lendRateAnnual ?? zeroFor("what idle money earns"), "lendRateAnnual"),
    yieldAnnual: checkedRate(given.yieldAnnual ?? zeroFor("what holding the asset earns"), "yieldAnnual"),
    assetBorrowRateAnnual: checkedIfGiven(given.assetBorrowRateAnnual, "assetBorrowRateAnnual"),
    fundingRateAnnual: checkedIfGiven(given.fundingRateAnnual, "fundingRateAnnual", fundingRange),
  };
}

/**
 * The estimate itself, a rate or drift a year from -1 to 10, or within another range. @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError
 * (E_OUT_OF_RANGE)
 */
export function checkedRate(estimate: Estimate, field: string, range = rateRange): Estimate {
  assertInRange(estimate.value, field, range);
  return checkedError(estimate, field);
}

/** The estimate itself, its error and time checked. @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) */
export const checkedError = (estimate: Estimate, field: string): Estimate => {
  assertNotNegative(estimate.standardError, `${field}.standardError`);
  if (estimate.asOfMs !== null) assertFinite(estimate.asOfMs, `${field}.asOfMs`);
  return estimate;
};

const checkedIfGiven = (estimate: Estimate | null | undefined, field: string, range = rateRange): Estimate | null =>
  estimate === null || estimate === undefined ? null : checkedRate(estimate, field, range);

const zeroFor = (understated: string): Estimate =>
  stated(0, 0, `not given: taken as 0, which understates ${understated}`);

/** @throws MissingError (E_MISSING) where a caller without types left a figure out: a missing rate is never 0. */
function assertGiven(estimate: Estimate | undefined, field: string): void {
  if (estimate !== undefined) return;
  throw new MissingError({
    field,
    got: "nothing",
    want: "a rate a year, such as 0.05",
    hint: "state it; it is never guessed",
  });
}
