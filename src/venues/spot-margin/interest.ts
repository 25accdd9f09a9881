import { assertFinite, assertInRange, assertNotNegative } from "../../errors/index.js";
import { DAY_MS, HOUR_MS } from "../../model/index.js";

/** A loan of which interest is asked. */
export interface Loan {
  /** Quantity or value borrowed, >= 0; interest is in the same unit. */
  readonly borrowed: number;
  /** Simple interest a day, a fraction; an hour costs a 24th of it. */
  readonly rateDaily: number;
}

/** Hours in a day as the venue divides its daily rate. */
const HOURS = DAY_MS / HOUR_MS;

const perHour = ({ borrowed, rateDaily }: Loan): number => {
  assertNotNegative(borrowed, "loan.borrowed");
  assertFinite(rateDaily, "loan.rateDaily");
  return (borrowed * rateDaily) / HOURS;
};

/** Periods that a duration has started; the first starts with the loan. */
function startedPeriods(durationMs: number, periodMs: number): number {
  assertNotNegative(durationMs, "durationMs");
  return Math.max(1, Math.ceil(durationMs / periodMs));
}

/**
 * Interest by the started hour since the loan: borrowed x rate / 24 x ceil(hours). What is known of a loan of which only
 * the duration is known; the venue counts hours of the clock and may ask for one more, see `interestByClockHour`.
 */
export const interestByStartedHour = (loan: Loan, durationMs: number): number =>
  perHour(loan) * startedPeriods(durationMs, HOUR_MS);

/**
 * Interest of one hour when the loan is made and of one more at each full hour of the clock until it is repaid: from 13:20 to 14:15 it is
 * two hours. Each new loan so costs, on average, an hour's interest beyond the time for which it is out.
 * Source: Binance FAQ 360030157812 of 18 October 2024. @param fromMs, toMs epoch ms UTC
 */
export function interestByClockHour(loan: Loan, { fromMs, toMs }: { fromMs: number; toMs: number }): number {
  assertInRange(toMs, "toMs", { min: fromMs, want: "a time at or after fromMs" });
  return perHour(loan) * (1 + Math.floor(toMs / HOUR_MS) - Math.floor(fromMs / HOUR_MS));
}

/**
 * A fee on opening and another of the same rate for each started four hours: borrowed x rate x (1 + ceil(hours / 4)), in the unit
 * of `borrowed`. The venue's page has the second begin after four hours, so that the first of them may be free.
 * Source: freqtrade leverage/interest.py (Kraken); Kraken support article 206161568. @param feeRate of one fee, a fraction
 */
export function interestByFourHours(borrowed: number, feeRate: number, durationMs: number): number {
  assertNotNegative(borrowed, "borrowed");
  assertFinite(feeRate, "feeRate");
  return borrowed * feeRate * (1 + startedPeriods(durationMs, 4 * HOUR_MS));
}
