import { choleskyFactor, choleskyInverse } from "../kernel/index.js";
import { byCoordinates, jacobianOf, pointOf } from "./garch-coordinates.js";
import { DIMENSIONS, garchPass, type GarchColumns, type GarchSample } from "./garch-likelihood.js";

/** Step of the differences behind the Hessian, in units of a coordinate's own error. */
const STEP = 0.01;

/** Log-likelihood at the coordinates; its derivative by them goes into `gradient`. */
export function likelihoodAt(sample: GarchSample, coordinates: Float64Array, gradient: Float64Array): number {
  const { logLikelihood } = garchPass(sample, pointOf(coordinates), gradient);
  gradient.set(byCoordinates(jacobianOf(coordinates), gradient));
  return logLikelihood;
}

/** Sum of the outer products of each return's score by the coordinates: their information, if the model were right. */
export function scoreProducts({ scores }: GarchColumns, coordinates: Float64Array): Float64Array {
  const products = new Float64Array(DIMENSIONS * DIMENSIONS);
  for (let start = 0; start < scores.length; start += DIMENSIONS) {
    for (let row = 0; row < DIMENSIONS; row++) {
      const score = scores[start + row];
      for (let column = 0; column <= row; column++)
        products[row * DIMENSIONS + column] += score * scores[start + column];
    }
  }
  for (let row = 0; row < DIMENSIONS; row++) {
    for (let column = 0; column < row; column++) {
      products[column * DIMENSIONS + row] = products[row * DIMENSIONS + column];
    }
  }
  const jacobian = jacobianOf(coordinates);
  return sandwich(transposed(jacobian), products);
}

/** What is known about the coordinates at the maximum. */
export interface CoordinateErrors {
  /** Robust covariance of the coordinates, with 0 for those that are held. */
  readonly covariance: Float64Array;
  /** sqrt(g' H^-1 g): how far the maximum still is, in the errors of the coordinates. */
  readonly gradientNorm: number;
}

/**
 * Covariance H^-1 (sum of s s') H^-1 of the coordinates that are not held, with H from central differences of the exact
 * gradient (Bollerslev and Wooldridge 1992, equation 2.8): right even where the innovations are not of the law that the
 * likelihood assumes. Null where H is not positive definite: the coordinates are then not at a maximum that data define.
 */
export function coordinateErrors(
  sample: GarchSample,
  columns: GarchColumns,
  coordinates: Float64Array,
  held: readonly boolean[],
): CoordinateErrors | null {
  const products = scoreProducts(columns, coordinates);
  const hessian = hessianAt(sample, coordinates, held, products);
  const factor = choleskyFactor(hessian, DIMENSIONS);
  if (factor === null) return null;
  const inverse = choleskyInverse(factor, DIMENSIONS);
  const gradient = new Float64Array(DIMENSIONS);
  likelihoodAt(sample, coordinates, gradient);
  for (let row = 0; row < DIMENSIONS; row++) {
    if (!held[row]) continue;
    gradient[row] = 0;
    inverse[row * DIMENSIONS + row] = 0;
  }
  return { covariance: sandwich(inverse, products), gradientNorm: Math.sqrt(quadratic(inverse, gradient)) };
}

/** Hessian of the negative log-likelihood; that of the identity where a coordinate is held. */
function hessianAt(
  sample: GarchSample,
  coordinates: Float64Array,
  held: readonly boolean[],
  products: Float64Array,
): Float64Array {
  const hessian = new Float64Array(DIMENSIONS * DIMENSIONS);
  const [above, below] = [new Float64Array(DIMENSIONS), new Float64Array(DIMENSIONS)];
  for (let column = 0; column < DIMENSIONS; column++) {
    if (held[column]) {
      hessian[column * DIMENSIONS + column] = 1;
      continue;
    }
    const step = STEP / Math.sqrt(products[column * DIMENSIONS + column]);
    const moved = coordinates.slice();
    moved[column] = coordinates[column] + step;
    likelihoodAt(sample, moved, above);
    moved[column] = coordinates[column] - step;
    likelihoodAt(sample, moved, below);
    for (let row = 0; row < DIMENSIONS; row++) {
      if (!held[row]) hessian[row * DIMENSIONS + column] = (below[row] - above[row]) / (2 * step);
    }
  }
  return hessian.map((value, i) => (value + hessian[(i % DIMENSIONS) * DIMENSIONS + Math.floor(i / DIMENSIONS)]) / 2);
}

/** The matrix with rows and columns exchanged. */
const transposed = (matrix: Float64Array): Float64Array =>
  matrix.map((_, i) => matrix[(i % DIMENSIONS) * DIMENSIONS + Math.floor(i / DIMENSIONS)]);

/** outer x inner x outer'. */
export function sandwich(outer: Float64Array, inner: Float64Array): Float64Array {
  const half = product(outer, inner);
  return product(half, transposed(outer));
}

function product(left: Float64Array, right: Float64Array): Float64Array {
  const result = new Float64Array(DIMENSIONS * DIMENSIONS);
  for (let row = 0; row < DIMENSIONS; row++) {
    for (let k = 0; k < DIMENSIONS; k++) {
      const factor = left[row * DIMENSIONS + k];
      for (let column = 0; column < DIMENSIONS; column++) {
        result[row * DIMENSIONS + column] += factor * right[k * DIMENSIONS + column];
      }
    }
  }
  return result;
}

/** vector' matrix vector: the variance of a combination where the matrix is a covariance. */
export function quadratic(matrix: Float64Array, vector: Float64Array): number {
  const n = vector.length;
  let sum = 0;
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) sum += vector[row] * matrix[row * n + column] * vector[column];
  }
  return sum;
}
