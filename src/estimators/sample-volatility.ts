import { TooFewError, assertInRange, assertPositive } from "../errors/index.js";
import { DAY_MS, type Estimate } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { blocksOf, totalVariance } from "./blocks.js";
import { assertMoves, type LogReturns } from "./log-returns.js";

/** Fewest independent returns behind an exponentially weighted volatility. */
const EFFECTIVE_RETURNS_MIN = 5;

/** How fast an exponentially weighted volatility forgets: its half-life, or the weight that one day leaves (0 to 1). */
export type Memory = { readonly halfLifeMs: number } | { readonly decayPerDay: number };

/** `closeToCloseVolatility` of a series whose returns are known. */
export function closeToCloseOf(series: PriceSeries, returns: LogReturns): Estimate {
  const count = returns.values.length;
  const squares = squaredResiduals(returns);
  const variance = (squares.reduce((sum, square) => sum + square, 0) / returns.spanYears) * (count / (count - 1));
  assertMoves(variance);
  const blocks = blocksOf(series.closeMs[0] ?? NaN, last(series.closeMs));
  const excess = new Float64Array(blocks.count);
  for (let i = 0; i < count; i++) {
    const block = blocks.of(series.closeMs[i + 1] ?? NaN);
    excess[block] = (excess[block] ?? 0) + (squares[i] ?? NaN) - variance * (returns.years[i] ?? NaN);
  }
  const clustered = Math.sqrt(totalVariance(excess)) / returns.spanYears;
  const independent = variance * Math.sqrt(2 / (count - 1));
  return fromVariance(variance, Math.max(clustered, independent), series, "close-to-close volatility");
}

/** Half-lives after which what is left of a weight is less than rounding. */
const FORGOTTEN = 60;

/** `ewmaVolatility` of a series whose returns are known. Steps whose weight is lost in rounding are passed over. */
export function ewmaOf(series: PriceSeries, memory: Memory, returnsOf: () => LogReturns): Estimate {
  const halfLifeMs = halfLifeOf(memory);
  const returns = returnsOf();
  const squares = squaredResiduals(returns);
  const endMs = last(series.closeMs);
  let weighted = 0;
  let weights = 0;
  let weightSquares = 0;
  for (let i = squares.length - 1; i >= 0 && endMs - (series.closeMs[i + 1] ?? NaN) < FORGOTTEN * halfLifeMs; i--) {
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
