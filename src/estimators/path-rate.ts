import { MissingError, assertInRange } from "../errors/index.js";
import type { PathRateLaw } from "../model/index.js";
import type { RateProcess } from "./rate-process.js";

/** What a fitted process may lack. */
export interface RateLawOptions {
  /** Correlation of the rate's surprises with log moves of the price, where the process was fitted without prices; -1 to 1. */
  readonly correlation?: number | undefined;
}

/**
 * A fitted rate as a law of paths: it starts at the last slow part and returns to the level. Neither the part that is gone
 * within hours is in it nor spikes, but the level counts what both cost on average. A borrow rate counts as 0 below 0, which
 * adds to its mean where it is volatile; funding counts as the lower fence of its spikes below that.
 * @throws MissingError (E_MISSING) for a correlation that is neither fitted nor given; OutOfRangeError (E_OUT_OF_RANGE),
 * NotFiniteError (E_NOT_FINITE) for one outside [-1, 1].
 */
export function rateLaw(fitted: RateProcess, { correlation: given }: RateLawOptions = {}): PathRateLaw {
  const correlation = given ?? fitted.returnCorrelation?.value;
  if (correlation === undefined) {
    throw new MissingError({
      field: "correlation",
      got: `nothing: ${fitted.source} was fitted without prices`,
      want: "a number from -1 to 1",
      hint: "fit the rate with the prices of the asset, or state 0",
    });
  }
  assertInRange(correlation, "correlation", { min: -1, max: 1, want: "a correlation" });
  const { kind, current, level, reversionAnnual, volatility, spikes, source } = fitted;
  return {
    start: current.value,
    level: level.value,
    reversionAnnual: reversionAnnual.value,
    volatility: volatility.value,
    correlation,
    least: kind === "borrow" ? 0 : spikes.low,
    source: `process of ${source}, spikes in its level alone`,
  };
}
