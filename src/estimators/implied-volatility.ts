import { assertFinite, assertInRange, assertPositive } from "../errors/index.js";
import { checkedError, stated, type Estimate } from "../model/index.js";
import { checkedVolatility } from "./figures.js";
import { horizonVolatility, varianceHalfLifeMs } from "./volatility.js";

/** A volatility implied by option prices. */
export interface ImpliedVolatilityQuote {
  /** Volatility a year at the money, or of a variance index, with the error of the quote. */
  readonly volatilityAnnual: Estimate;
  /** Time to expiry of the options, ms. */
  readonly tenorMs: number;
}

/** What a volatility is made of where one is implied. */
export interface ImpliedVolatilityRequest {
  readonly implied: ImpliedVolatilityQuote;
  /** Volatility a year that the market returns to after the tenor. */
  readonly longRun: Estimate;
  readonly horizonMs: number;
  /** Time in which half the distance between current and long-run variance is gone, ms; 30 days when left out. */
  readonly reversionHalfLifeMs?: number | undefined;
  /** Share of implied variance that sellers of options are paid, with its error, below 1; none when left out. */
  readonly variancePremium?: Estimate | undefined;
}

const NO_PREMIUM = stated(0, 0, "no variance premium taken off: overstates where sellers of options are paid for risk");

/**
 * Volatility a year over the horizon from an implied one. Expected variance over the tenor is the implied variance less
 * the premium (Carr and Wu 2009, Review of Financial Studies 22, 1311, here a share of it). Over a horizon within the
 * tenor that is the answer; past it, variance reverts from there to the long run as in `horizonVolatility`, and the two
 * parts are averaged by their time.
 *
 * Errors are added, not combined in quadrature: the same fear moves both.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the argument.
 */
export function impliedVolatility(request: ImpliedVolatilityRequest): Estimate {
  const { longRun, horizonMs, reversionHalfLifeMs = varianceHalfLifeMs } = request;
  const { tenorMs } = request.implied;
  assertPositive(tenorMs, "tenorMs");
  assertPositive(horizonMs, "horizonMs");
  const current = withoutPremium(request);
  if (horizonMs <= tenorMs) return current;
  const after = horizonVolatility({ longRun, current, horizonMs: horizonMs - tenorMs, reversionHalfLifeMs });
  const share = tenorMs / horizonMs;
  const value = Math.sqrt(share * current.value ** 2 + (1 - share) * after.value ** 2);
  const error = share * current.value * current.standardError + (1 - share) * after.value * after.standardError;
  return {
    value,
    standardError: error / value,
    asOfMs: current.asOfMs,
    source: `${(100 * share).toFixed(0)} % of the time ${current.source}; then ${after.source}`,
  };
}

/** Volatility expected over the tenor: implied variance x (1 - premium), errors by the delta method. */
const withoutPremium = ({ implied, variancePremium = NO_PREMIUM }: ImpliedVolatilityRequest): Estimate => {
  const quote = checkedVolatility(implied.volatilityAnnual, "volatilityAnnual");
  const premium = checkedError(variancePremium, "variancePremium");
  assertFinite(premium.value, "variancePremium");
  assertInRange(premium.value, "variancePremium", {
    min: -1,
    max: 1,
    open: true,
    want: "a share of implied variance between -1 and 1, such as 0.2",
  });
  const kept = Math.sqrt(1 - premium.value);
  return {
    value: quote.value * kept,
    standardError: quote.standardError * kept + (quote.value * premium.standardError) / (2 * kept),
    asOfMs: quote.asOfMs,
    source: `${quote.source}, ${premium === NO_PREMIUM ? premium.source : `less a variance premium ${premium.source}`}`,
  };
};
