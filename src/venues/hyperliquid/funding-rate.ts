import { assertFinite } from "../../errors/index.js";
import { HOUR_MS } from "../../model/index.js";
import type { FundingTerms } from "../funding.js";

/** Interest of 8 hours, a fraction: what a position pays where the premium is within the clamp. */
const INTEREST_RATE = 0.0001;
/** How far the rate of 8 hours may stand from the premium, a fraction. */
const CLAMP = 0.0005;
/** Hours for which the formula states a rate; an hour pays its share of it. */
const HOURS = 8;
/** Largest |rate| of one hour, a fraction. */
const RATE_MAX = 0.04;

/** Funding each full hour, on the oracle price. Source: Hyperliquid docs, "Funding". */
export const hyperliquidFunding: FundingTerms = {
  intervalMs: HOUR_MS,
  offsetMs: 0,
  base: "index",
  rateMax: RATE_MAX,
};

const clamped = (value: number, limit: number): number => Math.min(limit, Math.max(-limit, value));

/**
 * Funding rate of one hour, a fraction of the position's value at the oracle price; positive is paid by longs to shorts. An
 * eighth of F = P + clamp(0.01 % - P, -0.05 %, 0.05 %), and at most 4 % either way. Source: Hyperliquid docs, "Funding".
 * @param averagePremium premium over the oracle price, the mean of the hour's samples of 5 s, a fraction
 * @throws NotFiniteError (E_NOT_FINITE)
 */
export function hourlyFundingRate(averagePremium: number): number {
  assertFinite(averagePremium, "averagePremium");
  return clamped((averagePremium + clamped(INTEREST_RATE - averagePremium, CLAMP)) / HOURS, RATE_MAX);
}
