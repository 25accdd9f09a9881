import { assertFinite, assertInRange, assertPositive } from "../errors/index.js";
import type { Estimate } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { logReturns } from "./log-returns.js";

/** What is believed of a Sharpe ratio before the data: normal. */
export interface SharpePrior {
  /** Mean excess drift over volatility, a year. */
  readonly mean: number;
  readonly standardDeviation: number;
  readonly source: string;
}

/** The published prior on the excess Sharpe ratio of a risky asset: normal, mean 0.3, standard deviation 0.4. */
export const sharpePrior: SharpePrior = {
  mean: 0.3,
  standardDeviation: 0.4,
  source: "prior on the excess Sharpe ratio N(0.3, 0.4^2): stated, not measured",
};

/** What a drift posterior is made of. */
export type DriftPosteriorRequest = (
  | { readonly series: PriceSeries }
  /** Arithmetic drift seen, and the years it was seen over. */
  | { readonly sampleDriftAnnual: number; readonly years: number }
) & {
  /** Volatility a year of the same history. */
  readonly volatilityAnnual: Estimate;
  /** Rate that the drift is in excess of. */
  readonly safeRateAnnual: number;
  /** Yield of holding the asset, part of the excess. */
  readonly yieldAnnual: number;
  readonly prior?: SharpePrior | undefined;
};

/** A drift, with what it was weighed from. */
export interface DriftPosterior {
  /** Arithmetic drift E[dS/S] of the price a year, without the yield. */
  readonly driftAnnual: Estimate;
  /** Excess Sharpe ratio: posterior mean and standard deviation. */
  readonly sharpe: { readonly value: number; readonly standardError: number };
  /** Weight of the data against the prior, 0 to 1: t^2 T / (1 + t^2 T), t the prior's standard deviation. */
  readonly dataWeight: number;
  /** Arithmetic drift a year in the data alone. */
  readonly sampleDriftAnnual: number;
  readonly years: number;
}

/**
 * Posterior of the drift. The sample's arithmetic drift is its mean log return a year plus s^2 / 2; its excess Sharpe
 * ratio, (drift + yield - safe rate) / s, has a standard error of 1 / sqrt(T): the mean is learnt from calendar time
 * alone. Normal prior and normal sample give a normal posterior, which is turned back into a drift at the same
 * volatility, taken as known.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), TooFewError (E_TOO_FEW)
 */
export function driftPosterior(request: DriftPosteriorRequest): DriftPosterior {
  const { safeRateAnnual, yieldAnnual, prior = sharpePrior } = request;
  const volatility = request.volatilityAnnual.value;
  assertPositive(volatility, "volatilityAnnual");
  assertFinite(safeRateAnnual, "safeRateAnnual");
  assertFinite(yieldAnnual, "yieldAnnual");
  assertFinite(prior.mean, "prior.mean");
  assertPositive(prior.standardDeviation, "prior.standardDeviation");
  const sample = sampleOf(request, volatility);
  const information = prior.standardDeviation ** 2 * sample.years;
  const dataWeight = information / (1 + information);
  const sampleSharpe = (sample.driftAnnual + yieldAnnual - safeRateAnnual) / volatility;
  const sharpe = {
    value: prior.mean + dataWeight * (sampleSharpe - prior.mean),
    standardError: Math.sqrt(dataWeight / sample.years),
  };
  return {
    driftAnnual: {
      value: sharpe.value * volatility + safeRateAnnual - yieldAnnual,
      standardError: sharpe.standardError * volatility,
      asOfMs: sample.asOfMs,
      source: `posterior, ${(100 * dataWeight).toFixed(0)} % from ${sample.source}, the rest from the ${prior.source}`,
    },
    sharpe,
    dataWeight,
    sampleDriftAnnual: sample.driftAnnual,
    years: sample.years,
  };
}

interface Sample {
  readonly driftAnnual: number;
  readonly years: number;
  readonly asOfMs: number | null;
  readonly source: string;
}

const sampleOf = (request: DriftPosteriorRequest, volatility: number): Sample => {
  if ("series" in request) {
    const { series } = request;
    const { meanAnnual, spanYears } = logReturns(series);
    const asOfMs = series.closeMs[series.closeMs.length - 1] ?? NaN;
    const source = `${spanYears.toFixed(1)} years of ${series.source}`;
    return { driftAnnual: meanAnnual + volatility ** 2 / 2, years: spanYears, asOfMs, source };
  }
  const { sampleDriftAnnual, years } = request;
  assertFinite(sampleDriftAnnual, "sampleDriftAnnual");
  assertPositive(years, "years");
  return { driftAnnual: sampleDriftAnnual, years, asOfMs: null, source: `${years} years stated by the user` };
};

/**
 * Growth a year above the safe rate, in logs, of holding a fraction of plug-in Kelly when the Sharpe ratio is
 * estimated.
 */
export interface EstimationRisk {
  /** The Sharpe ratio known: theta^2 / 2. */
  readonly full: number;
  /** The whole estimate used as if it were true. */
  readonly plugIn: number;
  /** Half of it. */
  readonly half: number;
  /** The fraction asked for. */
  readonly atFraction: number;
  /** The best fraction, theta^2 T / (1 + theta^2 T), and its growth. */
  readonly best: { readonly fraction: number; readonly growthAnnual: number };
}

/**
 * What not knowing the mean costs: with a normal estimate of the Sharpe ratio theta from T years, a fraction c of
 * plug-in Kelly grows at c theta^2 - c^2 (theta^2 + 1/T) / 2 (Kan and Zhou 2007, one asset, log utility).
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE)
 */
export function estimationRisk(request: {
  /** True excess Sharpe ratio a year. */
  readonly sharpe: number;
  /** Years of data behind its estimate. */
  readonly years: number;
  /** Fraction of plug-in Kelly, 0 to 2. */
  readonly fraction: number;
}): EstimationRisk {
  const { sharpe, years, fraction } = request;
  assertFinite(sharpe, "sharpe");
  assertPositive(years, "years");
  assertInRange(fraction, "fraction", { min: 0, max: 2, want: "a fraction of Kelly from 0 to 2" });
  const square = sharpe ** 2;
  const growthAt = (c: number): number => c * square - (c ** 2 * (square + 1 / years)) / 2;
  const bestFraction = (square * years) / (1 + square * years);
  return {
    full: square / 2,
    plugIn: growthAt(1),
    half: growthAt(0.5),
    atFraction: growthAt(fraction),
    best: { fraction: bestFraction, growthAnnual: growthAt(bestFraction) },
  };
}
