import { assertPositive } from "../errors/index.js";
import {
  YEAR_MS,
  checkedRate,
  ratesFrom,
  type Estimate,
  type Estimates,
  type Gap,
  type PricesProvenance,
  type RateFigures,
} from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { blockLengthMs } from "./block-returns.js";
import { dailyBars, type DailyBars } from "./daily-bars.js";
import { driftPosterior } from "./drift.js";
import { checkedGap, checkedVolatility } from "./figures.js";
import { gapOfWindows } from "./gap-windows.js";
import { logReturns, type LogReturns } from "./log-returns.js";
import { longRunVolatility } from "./pooled-gap.js";
import { checkedTailOptions, reactionWindows, type ReactionWindows } from "./reaction-windows.js";
import { blockReturnsOf } from "./sample-blocks.js";
import { closeToCloseOf, ewmaOf } from "./sample-volatility.js";
import { termOf } from "./volatility-term.js";
import { horizonVolatility, riskMetricsMemory, varianceHalfLifeMs } from "./volatility.js";

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

/** Prices with what several estimators read of them. */
export interface PricePast {
  readonly series: PriceSeries;
  /** A series of the same first and last close, whose drift is that of this one. */
  readonly ends: PriceSeries;
  readonly returns: () => LogReturns;
  readonly windows: (windowMs: number) => ReactionWindows;
  readonly days: () => DailyBars;
}

/** A whole series, read as it is asked for. */
export const pastOf = (series: PriceSeries): PricePast => ({
  series,
  ends: series,
  returns: () => logReturns(series),
  windows: (windowMs) => reactionWindows(series, windowMs),
  days: () => dailyBars(series),
});

/** `estimatesFromPrices` of prices that are known. */
export function estimatesOfPast(past: PricePast, options: PriceEstimateOptions): Estimates {
  const { series, ends } = past;
  const rates = ratesFrom(options);
  const { horizonMs, reactionMs, reversionHalfLifeMs = varianceHalfLifeMs, drift = "posterior" } = options;
  assertPositive(horizonMs, "horizonMs");
  assertPositive(reactionMs, "reactionMs");
  const longRun = checkedVolatility(longRunOf(past), "volatilityAnnual");
  const current = ewmaOf(series, riskMetricsMemory, past.returns);
  const posterior = (): Estimate =>
    driftPosterior({
      series: ends,
      volatilityAnnual: longRun,
      safeRateAnnual: options.safeRateAnnual ?? rates.lendRateAnnual.value,
      yieldAnnual: rates.yieldAnnual.value,
    }).driftAnnual;
  const volatilityAnnual = horizonVolatility({ longRun, current, horizonMs, reversionHalfLifeMs });
  return {
    ...rates,
    volatilityAnnual,
    volatilityTerm: termOf(series, volatilityAnnual.value, past.days),
    driftAnnual: drift === "posterior" ? posterior() : drift === "none" ? null : checkedRate(drift, "driftAnnual"),
    driftBasis: typeof drift === "string" ? drift : "view",
    gap: gapOf(past, options.gap ?? "bars", reactionMs),
    blocks: blockReturnsOf(series, blockLengthMs, past.returns),
    prices: pricesProvenance(series),
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
function longRunOf({ series, returns }: PricePast): Estimate {
  const { closeMs } = series;
  const spanYears = (closeMs[closeMs.length - 1] - closeMs[0]) / YEAR_MS;
  return spanYears < 1 ? longRunVolatility(series, spanYears) : closeToCloseOf(series, returns());
}

function gapOf({ windows }: PricePast, gap: "bars" | "none" | Gap, reactionMs: number): Gap | null {
  if (gap === "none") return null;
  if (gap !== "bars") return checkedGap(gap);
  const setting = checkedTailOptions({ windowMs: reactionMs });
  return gapOfWindows(windows(reactionMs), setting);
}
