import { assertInRange } from "../errors/index.js";
import { gapsOf } from "./gaps.js";
import type { Gaps } from "./price-series.js";
import { assertBelievable, lowerMedian, RATE_ANNUAL_MAX, type RateKind, type RateSeries } from "./rate-series.js";
import { fundingRateAnnual } from "../model/index.js";

/** Rates as a venue tells them, in ascending time. */
export interface DatedRates {
  /** Epoch ms UTC, strictly ascending; two or more. */
  readonly timeMs: Float64Array;
  /** Funding: a fraction of the notional, paid once. Borrow rates: a year, continuously compounded. */
  readonly rates: Float64Array;
  /** What the venue calls them. */
  readonly source: string;
}

/** A step this many times as long as those beside it lacks a payment. */
const LACKING = 1.5;

const stepsOf = (timeMs: Float64Array): Float64Array => timeMs.slice(1).map((time, row) => time - timeMs[row]);

/** @throws OutOfRangeError (E_OUT_OF_RANGE), UnitAmbiguousError (E_UNIT_AMBIGUOUS) for rates that are not believed */
function believed(rateAnnual: Float64Array, kind: RateKind, source: string): Float64Array {
  const max = RATE_ANNUAL_MAX[kind];
  for (const rate of rateAnnual) assertInRange(rate, source, { min: -max, max, want: `a rate a year up to ${max}` });
  assertBelievable(rateAnnual, { rateColumn: source, kind, unit: "fraction-annual" });
  return rateAnnual;
}

/**
 * Funding as a rate a year: each payment is for the time since the one before. Venues change that time, from 8 hours to 4
 * or to 1, so it is taken from the payments themselves; a step half as long again as both beside it lacks payments, and
 * its own is for a step such as those. The first is for the same time as the second.
 * @throws OutOfRangeError (E_OUT_OF_RANGE), UnitAmbiguousError (E_UNIT_AMBIGUOUS) for payments that are not believed
 */
export function fundingFromPayments({ timeMs, rates, source }: DatedRates): RateSeries {
  const steps = stepsOf(timeMs);
  const paidFor = steps.map((step, at) => {
    const beside = Math.max(steps[at - 1] ?? 0, steps[at + 1] ?? 0);
    return beside > 0 && step >= LACKING * beside ? beside : step;
  });
  const rateAnnual = rates.map((rate, row) => fundingRateAnnual(rate, paidFor[Math.max(0, row - 1)]));
  const lacking = steps.map((step, at) => Math.round(step / paidFor[at]) - 1);
  const gaps: Gaps = {
    count: lacking.filter((count) => count > 0).length,
    missing: lacking.reduce((sum, count) => sum + count, 0),
    largestMs: steps.reduce((largest, step) => Math.max(largest, step), 0),
  };
  const intervalMs = lowerMedian(steps);
  return { timeMs, rateAnnual: believed(rateAnnual, "funding", source), kind: "funding", intervalMs, gaps, source };
}

/** Borrow rates as they were told. @throws OutOfRangeError (E_OUT_OF_RANGE), UnitAmbiguousError (E_UNIT_AMBIGUOUS) for rates that are not believed */
export function borrowRatesFrom({ timeMs, rates, source }: DatedRates): RateSeries {
  const intervalMs = lowerMedian(stepsOf(timeMs));
  const gaps = gapsOf(timeMs, intervalMs);
  return { timeMs, rateAnnual: believed(rates, "borrow", source), kind: "borrow", intervalMs, gaps, source };
}
