import { TooFewError, assertInRange, assertPositive } from "../errors/index.js";
import { DAY_MS, type Estimate } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { blocksOf, totalVariance } from "./blocks.js";
import { assertMoves, logReturns, type LogReturns } from "./log-returns.js";

/** Fewest independent returns behind an exponentially weighted volatility. */
const EFFECTIVE_RETURNS_MIN = 5;

/**
 * Half-life of the way of variance back to its long run: 30 days. A stated figure, on the short side of what was
 * measured: the exponentially weighted variance of hourly BTC and ETH, 2017-2024, has an autocorrelation of .56 to .64
 * after 30 days and .27 to .40 after 60. The shorter, the less the present counts.
 */
export const varianceHalfLifeMs = 30 * DAY_MS;

/** How fast an exponentially weighted volatility forgets: its half-life, or the weight that one day leaves (0 to 1). */
export type Memory = { readonly halfLifeMs: number } | { readonly decayPerDay: number };

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
  const returns = logReturns(series);
  const count = returns.values.length;
  const squares = squaredResiduals(returns);
  const variance = (squares.reduce((sum, square) => sum + square, 0) / returns.spanYears) * (count / (count - 1));
  assertMoves(variance);
  const blocks = blocksOf(first(series.closeMs), last(series.closeMs));
  const excess = new Float64Array(blocks.count);
  for (let i = 0; i < count; i++) {
    const block = blocks.of(series.closeMs[i + 1] ?? NaN);
    excess[block] = (excess[block] ?? 0) + (squares[i] ?? NaN) - variance * (returns.years[i] ?? NaN);
  }
  const clustered = Math.sqrt(totalVariance(excess)) / returns.spanYears;
  const independent = variance * Math.sqrt(2 / (count - 1));
  return fromVariance(variance, Math.max(clustered, independent), series, "close-to-close volatility");
}

/**
 * Volatility a year at the end of the series: squared returns, net of the mean, weighted by a weight that decays with
 * elapsed time (not with a count of bars). Standard error: s/2 x sqrt((kurtosis - 1) / n), with the whole series'
 * kurtosis (at least the normal 3) and the effective number of returns n = (sum of weights)^2 / sum of squared weights.
 * @throws TooFewError (E_TOO_FEW) below 30 returns, or below 5 effective ones; OutOfRangeError (E_OUT_OF_RANGE) if no
 * price moves or the memory is out of range; NotFiniteError (E_NOT_FINITE).
 */
export function ewmaVolatility(series: PriceSeries, memory: Memory = riskMetricsMemory): Estimate {
  const halfLifeMs = halfLifeOf(memory);
  const returns = logReturns(series);
  const squares = squaredResiduals(returns);
  const endMs = last(series.closeMs);
  let weighted = 0;
  let weights = 0;
  let weightSquares = 0;
  for (let i = 0; i < squares.length; i++) {
    const decay = 2 ** (((series.closeMs[i + 1] ?? NaN) - endMs) / halfLifeMs);
    const weight = decay * (returns.years[i] ?? NaN);
    weighted += decay * (squares[i] ?? NaN);
    weights += weight;
    weightSquares += weight * weight;
  }
  const variance = weighted / weights;
  assertMoves(variance);
  const effective = (weights * weights) / weightSquares;
  assertEnough(effective);
  const error = variance * Math.sqrt((kurtosis(squares, returns.years) - 1) / effective);
  return fromVariance(variance, error, series, "exponentially weighted volatility");
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

const first = (column: Float64Array): number => column[0] ?? NaN;
const last = (column: Float64Array): number => column[column.length - 1] ?? NaN;

/** (r - m dt)^2 of each step. */
const squaredResiduals = ({ values, years, meanAnnual }: LogReturns): Float64Array =>
  values.map((value, i) => (value - meanAnnual * (years[i] ?? NaN)) ** 2);

/** Kurtosis of returns scaled to equal time; at least 3, that of the normal law. */
const kurtosis = (squares: Float64Array, years: Float64Array): number => {
  let second = 0;
  let fourth = 0;
  squares.forEach((square, i) => {
    const scaled = square / (years[i] ?? NaN);
    second += scaled;
    fourth += scaled * scaled;
  });
  return Math.max(3, (fourth * squares.length) / (second * second));
};

const halfLifeOf = (memory: Memory): number => {
  if ("halfLifeMs" in memory) {
    assertPositive(memory.halfLifeMs, "halfLifeMs");
    return memory.halfLifeMs;
  }
  assertInRange(memory.decayPerDay, "decayPerDay", {
    min: 0,
    max: 1,
    open: true,
    want: "a fraction between 0 and 1, such as 0.94",
  });
  return (DAY_MS * Math.LN2) / -Math.log(memory.decayPerDay);
};

/** Delta method: the error of a root is the error of the square over twice the root. */
const fromVariance = (variance: number, error: number, series: PriceSeries, what: string): Estimate => {
  const value = Math.sqrt(variance);
  return {
    value,
    standardError: error / (2 * value),
    asOfMs: last(series.closeMs),
    source: `${what} of ${series.source}`,
  };
};

const assertEnough = (effective: number): void => {
  if (effective >= EFFECTIVE_RETURNS_MIN) return;
  throw new TooFewError({
    field: "memory",
    got: `${effective.toFixed(1)} effective returns`,
    want: `at least ${EFFECTIVE_RETURNS_MIN}`,
    hint: "give a longer half-life, or bars that are closer together",
  });
};
