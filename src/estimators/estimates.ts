import { assertPositive } from "../errors/index.js";
import {
  YEAR_MS,
  checkedRate,
  type DriftBasis,
  type Estimate,
  type Estimates,
  type Gap,
  type PricesProvenance,
  type RateFigures,
  ratesFrom,
} from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { blockReturns } from "./block-returns.js";
import { driftPosterior } from "./drift.js";
import { checkedGap, checkedVolatility } from "./figures.js";
import { gapFromBars } from "./gap.js";
import { longRunVolatility } from "./pooled-gap.js";
import { volatilityTerm } from "./volatility-term.js";
import { closeToCloseVolatility, ewmaVolatility, horizonVolatility, varianceHalfLifeMs } from "./volatility.js";

/** How estimates are made from prices. */
export interface PriceEstimateOptions extends RateFigures {
  /** Time over which the volatility is averaged, ms: the horizon of the tolerance. */
  readonly horizonMs: number;
  /** Time within which nothing can be done, ms: the window of the gap. */
  readonly reactionMs: number;
  /** The posterior from these prices and the stated prior (when left out), no view, or the user's own view. */
  readonly drift?: "posterior" | "none" | Estimate | undefined;
  /** Read from the bars (when left out), not counted, or stated. */
  readonly gap?: "bars" | "none" | Gap | undefined;
  /** Rate that the prior's excess drift is over; the lend rate when left out. */
  readonly safeRateAnnual?: number | undefined;
  /** Half-life of current variance, ms; `varianceHalfLifeMs` when left out. */
  readonly reversionHalfLifeMs?: number | undefined;
}

/**
 * Estimates from a series of prices and the rates that no price tells. Volatility is the average over the horizon of
 * the exponentially weighted one returning to the close-to-close one; the drift posterior uses the latter, the
 * volatility of the sample it is learnt from.
 * @throws TooFewError (E_TOO_FEW) when the history is too short for what is asked of it; NotFiniteError (E_NOT_FINITE),
 * OutOfRangeError (E_OUT_OF_RANGE) naming the argument.
 */
export function estimatesFromPrices(series: PriceSeries, options: PriceEstimateOptions): Estimates {
  const rates = ratesFrom(options);
  const { horizonMs, reactionMs, reversionHalfLifeMs = varianceHalfLifeMs, drift = "posterior" } = options;
  assertPositive(horizonMs, "horizonMs");
  assertPositive(reactionMs, "reactionMs");
  const longRun = checkedVolatility(longRunOf(series), "volatilityAnnual");
  const current = ewmaVolatility(series);
  const posterior = (): Estimate =>
    driftPosterior({
      series,
      volatilityAnnual: longRun,
      safeRateAnnual: options.safeRateAnnual ?? rates.lendRateAnnual.value,
      yieldAnnual: rates.yieldAnnual.value,
    }).driftAnnual;
  const volatilityAnnual = horizonVolatility({ longRun, current, horizonMs, reversionHalfLifeMs });
  return {
    ...rates,
    volatilityAnnual,
    volatilityTerm: volatilityTerm(series, volatilityAnnual.value),
    driftAnnual: drift === "posterior" ? posterior() : drift === "none" ? null : checkedRate(drift, "driftAnnual"),
    driftBasis: typeof drift === "string" ? drift : "view",
    gap: gapOf(series, options.gap ?? "bars", reactionMs),
    blocks: blockReturns(series),
    prices: pricesProvenance(series),
  };
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

/** What an answer says of the prices behind it. */
export function pricesProvenance(series: PriceSeries): PricesProvenance {
  const rows = series.close.length;
  return {
    source: series.source,
    rows,
    fromMs: series.closeMs[0] ?? NaN,
    toMs: series.closeMs[rows - 1] ?? NaN,
    gaps: { count: series.gaps.count, missing: series.gaps.missing },
  };
}

/** Volatility to return to: under a year of prices it is that of a season, with the error that a season has as a guide to years. */
function longRunOf(series: PriceSeries): Estimate {
  const { closeMs } = series;
  const spanYears = (closeMs[closeMs.length - 1] - closeMs[0]) / YEAR_MS;
  return spanYears < 1 ? longRunVolatility(series, spanYears) : closeToCloseVolatility(series);
}

const gapOf = (series: PriceSeries, gap: "bars" | "none" | Gap, reactionMs: number): Gap | null => {
  if (gap === "none") return null;
  return gap === "bars" ? gapFromBars(series, { windowMs: reactionMs }) : checkedGap(gap);
};
