import { MissingError, OutOfRangeError } from "../../errors/index.js";
import { growingEstimates } from "../../estimators/index.js";
import { DAY_MS, YEAR_MS, stated, type Estimate, type Estimates, type RateFigures } from "../../model/index.js";
import type { EstimateTerms } from "../../policies/index.js";
import type { PriceSeries, RateSeries } from "../../series/index.js";
import type { RatePast, RatesPast } from "../engine/request.js";

/** What estimates of the past are made of. */
export interface EstimatesAsked {
  readonly prices: PriceSeries;
  readonly rates: RatesPast;
  readonly terms: EstimateTerms;
  /** Time within which nothing can be done, ms: the check interval and the reaction time together. */
  readonly windowMs: number;
}

/** Estimates as they could have been made at each close. */
export interface KnownEstimates {
  /** Index of the first close at which there are any; the length of the series where there never are. */
  readonly first: number;
  /**
   * Made of the closes up to and with that one and of the rates recorded until then, and of nothing else.
   * @throws OutOfRangeError (E_OUT_OF_RANGE) for a close before the first; MissingError (E_MISSING) where a rate is neither
   * recorded nor stated; as estimatesFromPrices
   */
  at(close: number): Estimates;
}

/** Time over which a recorded rate is averaged into the one that is expected. */
const RATE_WINDOW_MS = 30 * DAY_MS;

/** Index of the last time at or before `ms`; -1 where there is none. */
function lastAt(timeMs: Float64Array, ms: number): number {
  let [low, high] = [0, timeMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeMs[middle] <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * The mean of the last 30 days of a record, with the standard deviation of its figures as the error: what a rate did in a month
 * says little of the years after, and that it stays where it was on one of those days is no surprise.
 */
function meanRate({ timeMs, rateAnnual, source }: RateSeries, last: number): Estimate {
  const from = lastAt(timeMs, timeMs[last] - RATE_WINDOW_MS) + 1;
  const known = rateAnnual.subarray(from, last + 1);
  const mean = known.reduce((sum, rate) => sum + rate, 0) / known.length;
  const squares = known.reduce((sum, rate) => sum + (rate - mean) ** 2, 0);
  return {
    value: mean,
    standardError: Math.sqrt(squares / known.length),
    asOfMs: timeMs[last],
    source: `mean over 30 days of ${source}`,
  };
}

/** A rate as it was known; the stated one where the record is older than a day and two of its steps, or has not begun. */
function rateKnown({ recorded, statedAnnual }: RatePast, name: string, atMs: number): Estimate {
  const last = recorded === null ? -1 : lastAt(recorded.timeMs, atMs);
  const isInForce = recorded !== null && last >= 0 && atMs - recorded.timeMs[last] <= DAY_MS + 2 * recorded.intervalMs;
  if (recorded !== null && last >= 0 && (isInForce || statedAnnual === null)) return meanRate(recorded, last);
  if (statedAnnual !== null) return stated(statedAnnual);
  throw new MissingError({
    field: `rates.${name}`,
    got: `nothing recorded by ${new Date(atMs).toISOString()}`,
    want: "a rate recorded until then, or a stated one",
    hint: "begin later, or state the rate of the time before the record",
  });
}

/** All rates as they were known. */
function ratesKnown({ borrow, assetBorrow, lend, yield: ofAsset, funding }: RatesPast, atMs: number): RateFigures {
  return {
    borrowRateAnnual: rateKnown(borrow, "borrow", atMs),
    lendRateAnnual: rateKnown(lend, "lend", atMs),
    yieldAnnual: rateKnown(ofAsset, "yield", atMs),
    assetBorrowRateAnnual: assetBorrow === null ? null : rateKnown(assetBorrow, "assetBorrow", atMs),
    fundingRateAnnual: funding === null ? null : rateKnown(funding, "funding", atMs),
  };
}

/** Windows of which a tail of 25 independent ones is at most a tenth. */
const WINDOWS_MIN = 250;

/** Index of the first close from which gaps can be estimated: a year of prices, and windows enough. */
function firstClose({ closeMs, intervalMs }: PriceSeries, windowMs: number): number {
  const bars = Math.ceil(windowMs / intervalMs);
  const fewest = (WINDOWS_MIN + 1) * bars - 1;
  const yearOn = lastAt(closeMs, closeMs[0] + YEAR_MS - 1) + 1;
  return Math.min(closeMs.length, Math.max(fewest, yearOn));
}

/** The estimates that a policy asks for, of the past alone: later closes and rates cannot be reached. Each close's are made once. */
export function knownEstimates({ prices, rates, terms, windowMs }: EstimatesAsked): KnownEstimates {
  const first = firstClose(prices, windowMs);
  const made = new Map<number, Estimates>();
  const upTo = first < prices.closeMs.length ? growingEstimates(prices) : null;
  const make = (close: number): Estimates | undefined =>
    upTo?.(close + 1, {
      ...ratesKnown(rates, prices.closeMs[close]),
      horizonMs: terms.horizonMs,
      reactionMs: windowMs,
      drift: terms.drift,
    });
  return {
    first,
    at: (close) => {
      const known = close >= first && close < prices.closeMs.length ? (made.get(close) ?? make(close)) : undefined;
      if (known === undefined)
        throw new OutOfRangeError({
          field: "close",
          got: String(close),
          want: `an index from ${first} to ${prices.closeMs.length - 1}`,
          hint: "estimates begin after a year of prices",
        });
      made.set(close, known);
      return known;
    },
  };
}
