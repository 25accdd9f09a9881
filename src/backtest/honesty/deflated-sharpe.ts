import { OutOfRangeError, assertFinite, assertInRange } from "../../errors/index.js";
import { normalCdf, normalQuantile } from "../../kernel/index.js";
import { stepsOf } from "./steps.js";

/** What the Sharpe ratio of a series is judged by. Ratios are per period, not per year. */
export interface SharpeFigures {
  /** Mean over standard deviation of the returns; no safe rate is taken off. */
  readonly sharpe: number;
  /** Returns. */
  readonly count: number;
  /** Third central moment over the cube of the standard deviation; 0 of a normal law. */
  readonly skewness: number;
  /** Fourth central moment over the square of the variance; 3 of a normal law. */
  readonly kurtosis: number;
}

/** Euler's constant. */
const EULER = 0.5772156649015329;

/**
 * Standard deviation of daily returns below which what is held is cash, 1 % a year: a rate that hardly moves has a ratio beyond every
 * trade's, which says nothing of skill and would drown the ratios of what was tried.
 */
const CASH_DEVIATION = 0.0005;

/**
 * Figures of simple returns of days, at least two; null where they are those of cash, whose deviation is below .0005.
 * @throws TooFewError (E_TOO_FEW); NotFiniteError (E_NOT_FINITE) for a return that is missing.
 */
export function sharpeFigures(returns: Float64Array): SharpeFigures | null {
  const count = stepsOf([returns], "returns");
  const mean = returns.reduce((sum, step) => sum + step, 0) / count;
  assertFinite(mean, "returns");
  let [squares, cubes, fourths] = [0, 0, 0];
  for (const step of returns) {
    const square = (step - mean) ** 2;
    squares += square;
    cubes += square * (step - mean);
    fourths += square * square;
  }
  const variance = squares / count;
  const deviation = Math.sqrt(squares / (count - 1));
  if (deviation < CASH_DEVIATION) return null;
  const [skewness, kurtosis] = [cubes / count / variance ** 1.5, fourths / count / variance ** 2];
  return { sharpe: mean / deviation, count, skewness, kurtosis };
}

/**
 * Probability that the true Sharpe ratio is above `benchmark` (per period), given the one measured, the length of the record and
 * its skewness and kurtosis: Phi((SR - SR*) sqrt(T - 1) / sqrt(1 - skewness SR + (kurtosis - 1) SR^2 / 4)) (Bailey & Lopez de
 * Prado 2012, The Sharpe ratio efficient frontier, equation 11).
 * @throws NotFiniteError (E_NOT_FINITE); OutOfRangeError (E_OUT_OF_RANGE) below two returns, or where no law has such moments.
 */
export function probabilisticSharpe({ sharpe, count, skewness, kurtosis }: SharpeFigures, benchmark: number): number {
  assertFinite(sharpe, "sharpe");
  assertFinite(benchmark, "benchmark");
  assertFinite(skewness, "skewness");
  assertInRange(count, "count", { min: 2, want: "at least 2 returns" });
  assertFinite(kurtosis, "kurtosis");
  const spread = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2;
  if (spread > 0) return normalCdf(((sharpe - benchmark) * Math.sqrt(count - 1)) / Math.sqrt(spread));
  const want = "moments under which the ratio has an error";
  throw new OutOfRangeError({
    field: "kurtosis",
    got: String(kurtosis),
    want,
    hint: "returns of two values have none",
  });
}

/**
 * Highest Sharpe ratio to expect of `trials` independent strategies that have none, whose measured ratios have variance
 * `variance`, per period: sqrt(V) ((1 - g) Phi^-1(1 - 1/N) + g Phi^-1(1 - 1/(N e))), g Euler's constant (Bailey & Lopez de Prado
 * 2014, The deflated Sharpe ratio, equation 1). It is made for many trials and falls below 0 for little more than one, so from
 * one trial, of which none is chosen and 0 is expected, to two it is straight.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for fewer trials than 1 (they need not be whole) or a variance below 0.
 */
export function highestSharpeExpected(trials: number, variance: number): number {
  assertInRange(trials, "trials", { min: 1, want: "a number of trials of 1 or more" });
  assertInRange(variance, "variance", { min: 0, want: "a variance of 0 or above" });
  const deviation = Math.sqrt(variance);
  return trials < 2 ? (trials - 1) * deviation * normalHighest(2) : deviation * normalHighest(trials);
}

/** Mean of the highest of `count` standard normal numbers, nearly. */
const normalHighest = (count: number): number =>
  (1 - EULER) * normalQuantile(1 - 1 / count) + EULER * normalQuantile(1 - 1 / (count * Math.E));

/** The Sharpe ratios of everything that was tried. */
export interface SharpeTrials {
  /** Strategies tried. */
  readonly tried: number;
  /** Independent strategies that they are worth, from 1 to `tried`. */
  readonly independent: number;
  /** Sample variance of the ratios of those that have one, per period. */
  readonly variance: number;
  /** Highest ratio to expect if none had any, per period. */
  readonly highestExpected: number;
}

/**
 * What a search over strategies costs: columns of simple returns over the same periods. All M of them count as tried, and are
 * worth N = r + (1 - r) M independent ones, r the mean correlation of two of them (Bailey & Lopez de Prado 2014, appendix A.3),
 * so leverage ratios of one asset count little more than one, and strategies that have nothing in common count all. What does
 * not move, and what was ruined (a return of -1), has no ratio and no correlation: it counts in M alone.
 * @throws TooFewError (E_TOO_FEW), NotFiniteError (E_NOT_FINITE) or OutOfRangeError (E_OUT_OF_RANGE) for returns.
 */
export function sharpeTrials(columns: readonly Float64Array[]): SharpeTrials {
  stepsOf(columns, "columns");
  const rated = columns.flatMap((returns) => {
    const figures = returns.includes(-1) ? null : sharpeFigures(returns);
    return figures === null ? [] : [{ returns, sharpe: figures.sharpe }];
  });
  const tried = columns.length;
  if (rated.length < 2) return { tried, independent: 1, variance: 0, highestExpected: 0 };
  const ratios = rated.map(({ sharpe }) => sharpe);
  const mean = ratios.reduce((sum, each) => sum + each, 0) / ratios.length;
  const variance = ratios.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (ratios.length - 1);
  const correlation = Math.min(1, Math.max(0, meanCorrelation(rated.map(({ returns }) => returns))));
  const independent = correlation + (1 - correlation) * tried;
  return { tried, independent, variance, highestExpected: highestSharpeExpected(independent, variance) };
}

/** Probability that the true Sharpe ratio is above what the best of all trials would show by luck (Bailey & Lopez de Prado 2014, equation 2). */
export const deflatedSharpe = (figures: SharpeFigures, { highestExpected }: SharpeTrials): number =>
  probabilisticSharpe(figures, highestExpected);

/** Mean correlation of two different columns, at least two that move: the variance of the sum of all, each in its own unit, holds each pair twice. */
function meanCorrelation(columns: readonly Float64Array[]): number {
  const [count, width] = [columns[0].length, columns.length];
  const sums = new Float64Array(count);
  for (const column of columns) {
    const mean = column.reduce((sum, step) => sum + step, 0) / count;
    const deviation = Math.sqrt(column.reduce((sum, step) => sum + (step - mean) ** 2, 0) / count);
    for (let i = 0; i < count; i++) sums[i] += (column[i] - mean) / deviation;
  }
  const total = sums.reduce((sum, each) => sum + each * each, 0) / count;
  return (total - width) / (width * (width - 1));
}
