import { assertFinite, assertInRange, assertPositive, MissingError, OutOfRangeError } from "../errors/index.js";
import { fundingRateAnnual } from "../model/index.js";

/** How a venue exchanges funding between longs and shorts. */
export interface FundingTerms {
  /** Time between two payments, ms; 0 where it accrues all the time. A venue may change it: it is of the day of its parameters. */
  readonly intervalMs: number;
  /** Offset of the stamps from midnight UTC, ms. */
  readonly offsetMs: number;
  /** Price at which the position is valued for the payment. */
  readonly base: "mark" | "index";
  /** Largest |rate| of one interval, a fraction; null where none is known. */
  readonly rateMax: number | null;
}

/** One payment of funding as the venue recorded it. */
export interface FundingRecord {
  /** Stamp of the payment, epoch ms UTC. */
  readonly atMs: number;
  /** Rate of the interval that ends there, a fraction; positive is paid by longs to shorts. */
  readonly rate: number;
  /** Price by which the position was valued, quote currency. */
  readonly price: number;
}

/** A span of time of which the start is left out and the end is in: whoever opens at a stamp does not pay there. */
export interface FundingSpan {
  /** Epoch ms UTC. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Cash to the account, quote currency, for one payment at a rate: positive rates are paid by longs to shorts. */
export function fundingPayment(quantity: number, price: number, rate: number): number {
  assertFinite(quantity, "quantity");
  assertPositive(price, "price");
  assertFinite(rate, "rate");
  return quantity === 0 || rate === 0 ? 0 : -quantity * price * rate;
}

/** The rate of one interval as the venue charges it: no further from 0 than its limit. A recorded rate is within it already. */
export function clampedFundingRate({ rateMax }: Pick<FundingTerms, "rateMax">, rate: number): number {
  assertFinite(rate, "rate");
  return rateMax === null ? rate : Math.min(rateMax, Math.max(-rateMax, rate));
}

/** The first stamp after a moment, epoch ms UTC. @throws OutOfRangeError (E_OUT_OF_RANGE) where funding has no stamps but accrues all the time. */
export function fundingStampAfter({ intervalMs, offsetMs }: FundingTerms, afterMs: number): number {
  assertPositive(intervalMs, "funding.intervalMs");
  assertFinite(afterMs, "afterMs");
  return (Math.floor((afterMs - offsetMs) / intervalMs) + 1) * intervalMs + offsetMs;
}

/** How many stamps lie in a span. @throws OutOfRangeError (E_OUT_OF_RANGE) */
export function fundingStampCount(terms: FundingTerms, { fromMs, toMs }: FundingSpan): number {
  assertInRange(toMs, "span.toMs", { min: fromMs, want: "a time at or after its start" });
  return (fundingStampAfter(terms, toMs) - fundingStampAfter(terms, fromMs)) / terms.intervalMs;
}

const stamp = (ms: number): string => new Date(ms).toISOString();

/** The records of a span, each on its stamp and none missing: a payment that is not known is not 0. */
function recordsIn(terms: FundingTerms, series: readonly FundingRecord[], span: FundingSpan): readonly FundingRecord[] {
  const count = fundingStampCount(terms, span);
  const records = series.filter(({ atMs }) => atMs > span.fromMs && atMs <= span.toMs);
  const first = fundingStampAfter(terms, span.fromMs);
  for (let index = 0; index < Math.max(count, records.length); index++) {
    const [due, got] = [first + index * terms.intervalMs, records[index]?.atMs];
    if (got === due) continue;
    const detail = { field: `series[${index}].atMs`, got: got === undefined ? "nothing" : stamp(got) };
    const hint = "a payment that is missing is not 0; complete the series, or give the interval of those days";
    if (got === undefined || got > due)
      throw new MissingError({ ...detail, want: `the payment of ${stamp(due)}`, hint });
    throw new OutOfRangeError({ ...detail, want: `a stamp in order, next ${stamp(due)}`, hint });
  }
  return records;
}

/**
 * Cash to a position that was open over a whole span, quote currency; negative where it paid. It pays at each stamp
 * at which it was open, at the price of that stamp: payments are summed, as nothing is reinvested.
 * @throws MissingError (E_MISSING) where the series lacks a stamp of the span, OutOfRangeError (E_OUT_OF_RANGE) for a record on none
 */
export function fundingPaid(
  terms: FundingTerms,
  quantity: number,
  series: readonly FundingRecord[],
  span: FundingSpan,
): number {
  return recordsIn(terms, series, span).reduce(
    (sum, { price, rate }) => sum + fundingPayment(quantity, price, rate),
    0,
  );
}

/**
 * Mean rate a year that a long paid over a span: rates are summed, not compounded, over the intervals that they are of.
 * For a forecast with an error fit a process to the rates instead; this is what has been.
 * @throws as `fundingPaid`; MissingError (E_MISSING) for a span without a stamp
 */
export function fundingRateMeanAnnual(
  terms: FundingTerms,
  series: readonly FundingRecord[],
  span: FundingSpan,
): number {
  const records = recordsIn(terms, series, span);
  if (records.length === 0) {
    const hint = "give a span that holds at least one payment";
    throw new MissingError({ field: "span", got: "no payment", want: "at least one stamp", hint });
  }
  const sum = records.reduce((total, { rate }) => total + rate, 0);
  return fundingRateAnnual(sum / records.length, terms.intervalMs);
}
