import {
  closeToCloseVolatility,
  blockReturns,
  driftPosterior,
  fitGarch,
  fitPair,
  fitRegimes,
  gapQuantiles,
  jumpIntensity,
  pairVolatility,
  pricesProvenance,
  sharpePrior,
  type RegimeFit,
} from "../../src/estimators/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS, stated, type Gap, type Jumps } from "../../src/model/index.js";
import type { FittedGarch, FittedRegimes, MarketParameters } from "../../src/models/market-parameters.js";
import type { PriceSeries } from "../../src/series/index.js";
import { dailyCloses } from "./sources.js";

/** What a model is called and what it is of. */
export type Named = Pick<MarketParameters, "id" | "asset" | "quote" | "alsoCalled">;

/** Processes of the rates beside the prices. */
export type Rates = Pick<MarketParameters, "funding" | "borrowRate">;

/** Log returns between closes. */
const returnsOf = ({ close }: PriceSeries): Float64Array =>
  Float64Array.from({ length: close.length - 1 }, (_, i) => Math.log(close[i + 1] / close[i]));

/** GJR-t of daily returns; null where the fit did not converge or a parameter that the model needs is not there. */
function garchOf(daily: Float64Array): FittedGarch | null {
  const { parameters, logLikelihood, certificate } = fitGarch(daily, { asymmetric: true, innovations: "student-t" });
  const { gamma, degreesOfFreedom } = parameters;
  if (!certificate.converged || gamma === null || degreesOfFreedom === null) return null;
  return { ...parameters, gamma, degreesOfFreedom, logLikelihood, returns: daily.length };
}

/** Two states of volatility of daily returns; null where the fit did not converge. */
function regimesOf(daily: Float64Array, daysAnnual: number): FittedRegimes | null {
  const fit: RegimeFit = fitRegimes(daily, { states: 2 });
  if (!fit.certificate.converged) return null;
  return {
    states: fit.states.map(({ standardDeviation, share, meanDuration }) => ({
      volatilityAnnual: {
        value: standardDeviation.value * Math.sqrt(daysAnnual),
        standardError: (standardDeviation.standardError ?? 0) * Math.sqrt(daysAnnual),
      },
      share: share.value,
      meanDurationDays: (meanDuration.value * 365) / daysAnnual,
    })),
    transition: fit.transition.map((row) => row.map(({ value }) => value)),
  };
}

/** Reaction windows of hourly bars, of daily closes, and of the short history of a pair. */
const WINDOWS = { hourly: [HOUR_MS, 4 * HOUR_MS, DAY_MS], daily: [DAY_MS, 3 * DAY_MS, 7 * DAY_MS], pair: [DAY_MS] };

const gapsOf = (series: PriceSeries, source: string, windowsMs: readonly number[]): readonly Gap[] =>
  gapQuantiles(series, { windowsMs }).map((gap) => {
    return { ...gap, source: `${series.bars === null ? "closes (understates)" : "lows and highs"} of ${source}` };
  });

/** Length of a block: a month, and a quarter of a history so long that months would fill pages. */
const blockDaysOf = (years: number): number => (years > 20 ? 91 : 30);

/** Parameters of a free price. The safe rate and the yield of the posterior are 0 here and restated by the model. */
export function assetParameters(named: Named, series: PriceSeries, source: string, rates: Rates): MarketParameters {
  const volatility = closeToCloseVolatility(series);
  const none = { safeRateAnnual: 0, yieldAnnual: 0 };
  const posterior = driftPosterior({ series, volatilityAnnual: volatility, ...none });
  const daily = returnsOf(dailyCloses(series));
  const { closeMs } = series;
  const years = (closeMs[closeMs.length - 1] - closeMs[0]) / YEAR_MS;
  const blockDays = blockDaysOf(years);
  const blocks = blockReturns(series, blockDays * DAY_MS);
  return {
    ...named,
    asOfMs: closeMs[closeMs.length - 1],
    prices: { ...pricesProvenance(series), source },
    volatilityAnnual: { value: volatility.value, standardError: volatility.standardError },
    driftAnnual: {
      kind: "posterior",
      value: posterior.driftAnnual.value,
      standardError: posterior.driftAnnual.standardError,
      ...none,
      dataWeight: posterior.dataWeight,
      sampleDriftAnnual: posterior.sampleDriftAnnual,
      prior: sharpePrior.source,
    },
    gaps: gapsOf(series, source, series.intervalMs < DAY_MS ? WINDOWS.hourly : WINDOWS.daily),
    jumps: null,
    blocks: blocks === null ? null : { ...blocks, source: `blocks of ${blockDays} days of ${source}` },
    garch: garchOf(daily),
    regimes: regimesOf(daily, daily.length / years),
    ...rates,
  };
}

/** Drops counted over one or several histories. */
export interface DropCount {
  readonly events: number;
  readonly years: number;
  /** Mean log size of a drop; null without any. */
  readonly meanDown: number | null;
  /** Share of the drops that an oracle of the exchange rate sees. */
  readonly exchangeRateShare: number;
  readonly source: string;
}

/** Mean log size that is stated where no drop was ever seen: three per cent. */
const UNSEEN_DROP = 0.03;

/** Largest mean log size that a jump may have. */
const DROP_MAX = 0.95;

function jumpsOf({ events, years, meanDown, exchangeRateShare, source }: DropCount, asOfMs: number): Jumps {
  const { value, standardError, source: words } = jumpIntensity({ events, years, source });
  const size = Math.min(DROP_MAX, meanDown ?? UNSEEN_DROP);
  const unseen = meanDown === null ? "; no drop was seen, so a mean of 3 % is stated" : "";
  return {
    intensityAnnual: { ...stated(value, standardError, words), asOfMs },
    downShare: 1,
    meanDown: size,
    meanUp: size,
    exchangeRateShare,
    countedInDrift: false,
    source: `drops of daily medians${unseen}`,
  };
}

/** Parameters of a pair that keeps a peg, from the daily middles of its ratio. */
export function pairParameters(
  named: Named,
  ratio: PriceSeries,
  middles: PriceSeries,
  source: string,
  drops: DropCount,
): MarketParameters {
  const pair = fitPair(ratio);
  const { value, standardError } = pairVolatility(pair, YEAR_MS);
  const { driftAnnual } = pair;
  const asOfMs = middles.closeMs[middles.closeMs.length - 1];
  return {
    ...named,
    asOfMs,
    prices: { ...pricesProvenance(middles), source },
    volatilityAnnual: { value, standardError },
    driftAnnual: {
      kind: "peg",
      value: 0,
      standardError: 0,
      measured: { value: driftAnnual.value, standardError: driftAnnual.standardError },
    },
    gaps: gapsOf(middles, source, WINDOWS.pair),
    jumps: jumpsOf(drops, asOfMs),
    blocks: null,
    garch: null,
    regimes: null,
    funding: null,
    borrowRate: null,
  };
}
