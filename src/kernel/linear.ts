/**
 * Lower Cholesky factor of a symmetric matrix with n rows, row after row; null unless it is positive definite to rounding.
 * Only the lower triangle is read.
 */
export function choleskyFactor(matrix: Float64Array, n: number): Float64Array | null {
  const factor = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * n + column];
      for (let k = 0; k < column; k++) sum -= factor[row * n + k] * factor[column * n + k];
      if (row !== column) factor[row * n + column] = sum / factor[column * n + column];
      else if (sum > 0) factor[row * n + row] = Math.sqrt(sum);
      else return null;
    }
  }
  return factor;
}

/** Solution x of A x = right, where `factor` is the Cholesky factor of A with n rows. */
export function choleskySolve(factor: Float64Array, n: number, right: Float64Array): Float64Array {
  const solution = right.slice();
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < row; k++) solution[row] -= factor[row * n + k] * solution[k];
    solution[row] /= factor[row * n + row];
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = row + 1; k < n; k++) solution[row] -= factor[k * n + row] * solution[k];
    solution[row] /= factor[row * n + row];
  }
  return solution;
}

/** Inverse of A, row after row, where `factor` is the Cholesky factor of A with n rows. */
export function choleskyInverse(factor: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    const unit = new Float64Array(n);
    unit[column] = 1;
    choleskySolve(factor, n, unit).forEach((value, row) => {
      inverse[row * n + column] = value;
    });
  }
  return inverse;
}
