import {
  checkedRate,
  ratesFrom,
  type DriftBasis,
  type Estimate,
  type Estimates,
  type Gap,
  type RateFigures,
} from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { checkedGap, checkedVolatility } from "./figures.js";
import { estimatesOfPast, pastOf, type PriceEstimateOptions } from "./past-estimates.js";

export { pricesProvenance, type PriceEstimateOptions } from "./past-estimates.js";

/**
 * Estimates from a series of prices and the rates that no price tells. Volatility is the average over the horizon of
 * the exponentially weighted one returning to the close-to-close one; the drift posterior uses the latter, the
 * volatility of the sample it is learnt from.
 * @throws TooFewError (E_TOO_FEW) when the history is too short for what is asked of it; NotFiniteError (E_NOT_FINITE),
 * OutOfRangeError (E_OUT_OF_RANGE) naming the argument.
 */
export function estimatesFromPrices(series: PriceSeries, options: PriceEstimateOptions): Estimates {
  return estimatesOfPast(pastOf(series), options);
}

/** Figures that a person states. */
export interface FigureOptions extends RateFigures {
  /** Standard deviation of log returns over a year. */
  readonly volatilityAnnual: Estimate;
  /** Arithmetic drift E[dS/S]; left out or null: no view. */
  readonly driftAnnual?: Estimate | null | undefined;
  /** Left out or null: none is known, and none is counted. */
  readonly gap?: Gap | null | undefined;
}

/**
 * Estimates from stated figures. @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the
 * figure.
 */
export function estimatesFromFigures(figures: FigureOptions): Estimates {
  const driftAnnual = figures.driftAnnual ?? null;
  const driftBasis: DriftBasis = driftAnnual === null ? "none" : "view";
  return {
    ...ratesFrom(figures),
    volatilityAnnual: checkedVolatility(figures.volatilityAnnual, "volatilityAnnual"),
    driftAnnual: driftAnnual === null ? null : checkedRate(driftAnnual, "driftAnnual"),
    driftBasis,
    gap: figures.gap ? checkedGap(figures.gap) : null,
    prices: null,
  };
}
