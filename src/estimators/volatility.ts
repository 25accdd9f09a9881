import { assertPositive } from "../errors/index.js";
import { DAY_MS, type Estimate } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { logReturns } from "./log-returns.js";
import { closeToCloseOf, ewmaOf, type Memory } from "./sample-volatility.js";

/**
 * Half-life of the way of variance back to its long run: 30 days. A stated figure, on the short side of what was
 * measured: the exponentially weighted variance of hourly BTC and ETH, 2017-2024, has an autocorrelation of .56 to .64
 * after 30 days and .27 to .40 after 60. The shorter, the less the present counts.
 */
export const varianceHalfLifeMs = 30 * DAY_MS;

export type { Memory } from "./sample-volatility.js";

/** The memory of RiskMetrics (1996) for daily data: 0.94 a day, a half-life of 11.2 days. */
export const riskMetricsMemory = { decayPerDay: 0.94 } as const satisfies Memory;

/**
 * Close-to-close volatility a year over the whole series: variance = sum of (r - m dt)^2 / elapsed years x n / (n - 1),
 * with m the mean log return a year and dt the step's own elapsed time, so holes and weekends need no rule.
 *
 * The standard error comes from the spread of block sums (30 days or more each, ten shorter ones in a series under 300
 * days) and of neighbouring blocks together, which counts fat tails and volatility that clusters for weeks; not regimes
 * that last for years. It is never below the error of independent normal returns, s / sqrt(2 (n - 1)); the root is taken by the delta method.
 * @throws TooFewError (E_TOO_FEW) below 30 returns; OutOfRangeError (E_OUT_OF_RANGE) if no price moves.
 */
export function closeToCloseVolatility(series: PriceSeries): Estimate {
  return closeToCloseOf(series, logReturns(series));
}

/**
 * Volatility a year at the end of the series: squared returns, net of the mean, weighted by a weight that decays with
 * elapsed time (not with a count of bars). Standard error: s/2 x sqrt((kurtosis - 1) / n), with the whole series'
 * kurtosis (at least the normal 3) and the effective number of returns n = (sum of weights)^2 / sum of squared weights.
 * @throws TooFewError (E_TOO_FEW) below 30 returns, or below 5 effective ones; OutOfRangeError (E_OUT_OF_RANGE) if no
 * price moves or the memory is out of range; NotFiniteError (E_NOT_FINITE).
 */
export function ewmaVolatility(series: PriceSeries, memory: Memory = riskMetricsMemory): Estimate {
  return ewmaOf(series, memory, () => logReturns(series));
}

/** What a volatility over a horizon is made of. */
export interface HorizonVolatilityRequest {
  /** Volatility a year that the market returns to. */
  readonly longRun: Estimate;
  /** Volatility a year now. */
  readonly current: Estimate;
  readonly horizonMs: number;
  /** Time in which half the distance between current and long-run variance is gone, ms. */
  readonly reversionHalfLifeMs: number;
}

/** Mean over the horizon of what is left of a distance that halves every half-life: (1 - exp(-k H)) / (k H), k = ln 2 / half-life. */
export function reversionShare(horizonMs: number, halfLifeMs: number): number {
  const decay = (Math.LN2 * horizonMs) / halfLifeMs;
  return -Math.expm1(-decay) / decay;
}

/**
 * Volatility a year whose square is the average variance over the horizon, for a variance that returns exponentially
 * from the current to the long-run level: V = VL + (VC - VL) p, p = (1 - exp(-k H)) / (k H), k = ln 2 / half-life. Over
 * a year with a half-life of 30 days p is .12: nearly all long run, so that a calm week licenses next to nothing.
 *
 * The two errors are added, not combined in quadrature, because both come from the same prices.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE)
 */
export function horizonVolatility(request: HorizonVolatilityRequest): Estimate {
  const { longRun, current, horizonMs, reversionHalfLifeMs } = request;
  assertPositive(longRun.value, "longRun");
  assertPositive(current.value, "current");
  assertPositive(horizonMs, "horizonMs");
  assertPositive(reversionHalfLifeMs, "reversionHalfLifeMs");
  const share = reversionShare(horizonMs, reversionHalfLifeMs);
  const value = Math.sqrt(longRun.value ** 2 * (1 - share) + current.value ** 2 * share);
  const errors = longRun.value * (1 - share) * longRun.standardError + current.value * share * current.standardError;
  return {
    value,
    standardError: errors / value,
    asOfMs: current.asOfMs,
    source: `${longRun.source}, with ${(100 * share).toFixed(1)} % of the variance from ${current.source}`,
  };
}
