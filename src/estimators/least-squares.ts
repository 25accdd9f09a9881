import { OutOfRangeError } from "../errors/index.js";
import { choleskyFactor, choleskyInverse, choleskySolve } from "../kernel/index.js";

/** A line through data, with errors that hold where residuals vary in size and resemble their neighbours. */
export interface LeastSquares {
  /** One for each column, in its order. */
  readonly coefficients: Float64Array;
  /** One for each coefficient: Newey and West (1987). */
  readonly standardErrors: Float64Array;
  /** Target less fit, row after row. */
  readonly residuals: Float64Array;
}

/**
 * Ordinary least squares of `target` on `columns` (a constant is a column of ones). The covariance of the coefficients
 * is that of Newey and West (1987, Econometrica 55, 703) with Bartlett weights over `lag` rows, that of White (1980) at
 * lag 0, times rows / (rows - columns).
 * @throws OutOfRangeError (E_OUT_OF_RANGE) where a column is a sum of others, or there are too few rows to tell.
 */
export function leastSquares(columns: readonly Float64Array[], target: Float64Array, lag: number): LeastSquares {
  const width = columns.length;
  const factor = choleskyFactor(crossProducts(columns, columns), width);
  if (factor === null || target.length <= width) throw dependent(width, target.length);
  const coefficients = choleskySolve(factor, width, crossProducts(columns, [target]));
  const residuals = target.map((value, row) => {
    let fit = 0;
    for (let k = 0; k < width; k++) fit += columns[k][row] * coefficients[k];
    return value - fit;
  });
  const scores = columns.map((column) => column.map((value, row) => value * residuals[row]));
  const middle = longRunProducts(scores, Math.min(lag, target.length - 1));
  const outer = choleskyInverse(factor, width);
  const correction = target.length / (target.length - width);
  const standardErrors = new Float64Array(width);
  for (let k = 0; k < width; k++) {
    const row = outer.subarray(k * width, (k + 1) * width);
    standardErrors[k] = Math.sqrt(correction * Math.max(0, quadraticForm(middle, row)));
  }
  return { coefficients, standardErrors, residuals };
}

/**
 * Standard error of the mean of values that resemble their neighbours, by `leastSquares` on a constant.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for fewer than two values.
 */
export function standardErrorOfMean(values: Float64Array, lag: number): number {
  return leastSquares([new Float64Array(values.length).fill(1)], values, lag).standardErrors[0];
}

/** Rows over which neighbours are counted for a series of `count` rows whose forecasts overlap by `overlap` rows. */
export const lagOf = (count: number, overlap: number): number => Math.ceil(Math.cbrt(count)) + overlap;

/** Products of each column on the left with each on the right, row after row of the result. */
const crossProducts = (left: readonly Float64Array[], right: readonly Float64Array[]): Float64Array =>
  Float64Array.from(left.flatMap((a) => right.map((b) => laggedProduct(a, b, 0))));

/** Sum of a[row] b[row - lag]. */
const laggedProduct = (a: Float64Array, b: Float64Array, lag: number): number => {
  let sum = 0;
  for (let row = lag; row < a.length; row++) sum += a[row] * b[row - lag];
  return sum;
};

/** Sum over lags of the products of the scores, both ways, with weights that fall to 0 past the last lag. */
const longRunProducts = (scores: readonly Float64Array[], lags: number): Float64Array => {
  const width = scores.length;
  const total = crossProducts(scores, scores);
  for (let lag = 1; lag <= lags; lag++) {
    const weight = 1 - lag / (lags + 1);
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < width; j++) {
        const product = weight * laggedProduct(scores[i], scores[j], lag);
        total[i * width + j] += product;
        total[j * width + i] += product;
      }
    }
  }
  return total;
};

const quadraticForm = (matrix: Float64Array, vector: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) {
    for (let j = 0; j < vector.length; j++) sum += vector[i] * matrix[i * vector.length + j] * vector[j];
  }
  return sum;
};

const dependent = (columns: number, rows: number): OutOfRangeError =>
  new OutOfRangeError({
    field: "series",
    got: `${rows} rows that do not tell ${columns} columns apart`,
    want: "more rows than columns, and columns that vary apart",
    hint: "give a longer history, and check that the prices move",
  });
