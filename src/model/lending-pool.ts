import { assertInRange, assertNotNegative, assertPositive } from "../errors/index.js";

/**
 * A pool whose borrow rate rises with its utilisation in two straight lines (Aave's DefaultReserveInterestRateStrategyV2 and
 * the like). Money in quote currency; rates per year, continuously compounded, fractions.
 */
export interface LendingPool {
  /** Supplied to the pool, > 0. */
  readonly supplied: number;
  /** Borrowed from it now, the holder's own debt included, 0 to `supplied`. */
  readonly borrowed: number;
  /** Utilisation at which the slope changes, in (0, 1). */
  readonly optimalUtilisation: number;
  /** Rate added from no use to the optimal utilisation. */
  readonly slopeBelowAnnual: number;
  /** Rate added from there to full use. */
  readonly slopeAboveAnnual: number;
}

/** The pool itself, checked. @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the figure. */
export function checkedPool(pool: LendingPool, field = "pool"): LendingPool {
  assertPositive(pool.supplied, `${field}.supplied`);
  assertInRange(pool.borrowed, `${field}.borrowed`, { min: 0, max: pool.supplied, want: "at most what is supplied" });
  assertInRange(pool.optimalUtilisation, `${field}.optimalUtilisation`, {
    min: 0,
    max: 1,
    open: true,
    want: "a fraction between 0 and 1, such as 0.9",
  });
  assertNotNegative(pool.slopeBelowAnnual, `${field}.slopeBelowAnnual`);
  assertNotNegative(pool.slopeAboveAnnual, `${field}.slopeAboveAnnual`);
  return pool;
}

/** Rate a year over the base at a utilisation; the upper line goes on beyond full use, where nothing is left to borrow. */
function slopesAt(
  { optimalUtilisation, slopeBelowAnnual, slopeAboveAnnual }: LendingPool,
  utilisation: number,
): number {
  if (utilisation <= optimalUtilisation) return (slopeBelowAnnual * utilisation) / optimalUtilisation;
  return slopeBelowAnnual + (slopeAboveAnnual * (utilisation - optimalUtilisation)) / (1 - optimalUtilisation);
}

/** What borrowing `extra` more (less where negative) adds to the pool's rate a year: the holder's own footprint. */
export function rateImpactAnnual(pool: LendingPool, extra: number): number {
  const utilisation = (borrowed: number): number => Math.max(0, borrowed) / pool.supplied;
  return slopesAt(pool, utilisation(pool.borrowed + extra)) - slopesAt(pool, utilisation(pool.borrowed));
}

/** Most that can still be borrowed, quote currency. */
export const poolLiquidity = ({ supplied, borrowed }: LendingPool): number => supplied - borrowed;
