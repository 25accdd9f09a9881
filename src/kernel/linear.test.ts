import { describe, expect, test } from "vitest";
import { choleskyFactor, choleskyInverse, choleskySolve } from "./linear.js";
import { createStream } from "./stream.js";

/** A B^T B + I of random numbers: symmetric and positive definite. */
function randomPositive(n: number, seed: number): Float64Array {
  const stream = createStream(seed, n);
  const b = Float64Array.from({ length: n * n }, () => stream.normal());
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [row, column] = [Math.floor(at / n), at % n];
    let sum = row === column ? 1 : 0;
    for (let k = 0; k < n; k++) sum += b[k * n + row] * b[k * n + column];
    return sum;
  });
}

const times = (matrix: Float64Array, n: number, x: Float64Array): Float64Array =>
  Float64Array.from({ length: n }, (_, row) => x.reduce((sum, value, k) => sum + matrix[row * n + k] * value, 0));

describe("Cholesky", () => {
  test("the textbook example of 3 x 3 has the factor 2 / 6 1 / -8 5 3", () => {
    const factor = choleskyFactor(Float64Array.from([4, 12, -16, 12, 37, -43, -16, -43, 98]), 3);
    expect([...factor!]).toEqual([2, 0, 0, 6, 1, 0, -8, 5, 3]);
  });

  test.each([1, 2, 5, 20])("solves and inverts a random matrix with %d rows", (n) => {
    const matrix = randomPositive(n, 3);
    const factor = choleskyFactor(matrix, n)!;
    const right = Float64Array.from({ length: n }, (_, i) => i - 1.5);
    times(matrix, n, choleskySolve(factor, n, right)).forEach((value, i) => expect(value).toBeCloseTo(right[i], 9));
    const inverse = choleskyInverse(factor, n);
    times(matrix, n, times(inverse, n, right)).forEach((value, i) => expect(value).toBeCloseTo(right[i], 9));
  });

  test("a matrix that is not positive definite has none", () => {
    expect(choleskyFactor(Float64Array.from([1, 2, 2, 1]), 2)).toBeNull();
    expect(choleskyFactor(Float64Array.from([0]), 1)).toBeNull();
  });
});
