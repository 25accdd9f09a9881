import { OutOfRangeError, TooFewError, assertFinite, assertInRange, assertPositive } from "../errors/index.js";
import { quantile } from "../kernel/index.js";

/** What a series of returns did. Ratios are null where what they divide by is 0. */
export interface Performance {
  /** Highest fall from a peak, a fraction >= 0; the start counts as a peak. */
  readonly drawdownMax: number;
  /** Compound return a year, a fraction: (end / start)^(1 / years) - 1. */
  readonly returnAnnual: number;
  /** Standard deviation of the returns (n - 1) x sqrt(periods a year). */
  readonly volatilityAnnual: number;
  /** Mean over standard deviation of the returns x sqrt(periods a year); no safe rate is taken off. */
  readonly sharpe: number | null;
  /** Mean return x periods a year over the downside risk. */
  readonly sortino: number | null;
  /** Root mean square of the returns below 0, over all periods, x sqrt(periods a year). */
  readonly downsideRiskAnnual: number;
  /** Return a year over the highest fall. */
  readonly calmar: number | null;
  /** 95 % quantile of the returns over the size of the 5 % quantile. */
  readonly tailRatio: number | null;
}

/**
 * What a series of simple returns did, by the conventions of the open-source package empyrical 0.5, except that a fall is
 * stated above 0.
 * @param returns Simple returns of equal periods, fractions, each -1 or above.
 * @param periodsPerYear 365 for days of a market that never closes, 252 for days of one that does, 12 for months.
 * @throws TooFewError (E_TOO_FEW) below two returns; NotFiniteError (E_NOT_FINITE) or OutOfRangeError (E_OUT_OF_RANGE)
 * for a return that is missing or below -1, or for periodsPerYear.
 */
export function performanceOf(returns: Float64Array, periodsPerYear: number): Performance {
  assertPositive(periodsPerYear, "periodsPerYear");
  assertReturns(returns);
  const count = returns.length;
  const mean = meanOf(returns);
  const deviation = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1));
  const root = Math.sqrt(periodsPerYear);
  const downsideRiskAnnual = root * Math.sqrt(meanOf(returns.map((value) => Math.min(value, 0) ** 2)));
  const { end, drawdownMax } = wealth(returns);
  const returnAnnual = end ** (periodsPerYear / count) - 1;
  return {
    drawdownMax,
    returnAnnual,
    volatilityAnnual: deviation * root,
    sharpe: ratio(mean * root, deviation),
    sortino: ratio(mean * periodsPerYear, downsideRiskAnnual),
    downsideRiskAnnual,
    calmar: ratio(returnAnnual, drawdownMax),
    tailRatio: ratio(Math.abs(quantile(returns, 0.95)), Math.abs(quantile(returns, 0.05))),
  };
}

/**
 * Value at risk: the loss that is passed in a share `tail` of the periods, a fraction; below 0 where even that quantile is
 * a gain. Empirical quantile, straight between the two nearest returns.
 * @throws TooFewError (E_TOO_FEW), NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE)
 */
export function valueAtRisk(returns: Float64Array, tail: number): number {
  assertInRange(tail, "tail", { min: 0, max: 1, open: true, want: "a share of the periods between 0 and 1" });
  assertReturns(returns);
  return -quantile(returns, tail);
}

/** Wealth at the end of an investment of 1, and its highest fall from a peak. */
const wealth = (returns: Float64Array): { readonly end: number; readonly drawdownMax: number } => {
  let [value, peak, drawdownMax] = [1, 1, 0];
  for (const step of returns) {
    value *= 1 + step;
    peak = Math.max(peak, value);
    drawdownMax = Math.max(drawdownMax, 1 - value / peak);
  }
  return { end: value, drawdownMax };
};

const ratio = (above: number, below: number): number | null => (below > 0 ? above / below : null);

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const assertReturns = (returns: Float64Array): void => {
  if (returns.length < 2) {
    const want = "at least 2 returns";
    throw new TooFewError({ field: "returns", got: `${returns.length} returns`, want, hint: "give a longer history" });
  }
  returns.forEach((value, i) => {
    assertFinite(value, `returns[${i}]`);
    if (value >= -1) return;
    throw new OutOfRangeError({
      field: `returns[${i}]`,
      got: String(value),
      want: "a simple return of -1 or above",
      hint: "give fractions: 0.05 is 5 %; no more than everything can be lost",
    });
  });
};
