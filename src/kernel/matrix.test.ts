import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dot, multiplyMatrix, solveLinear, timesMatrix } from "./matrix.js";

const entries = (count: number) =>
  fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: count, maxLength: count });
const square = fc
  .integer({ min: 1, max: 7 })
  .chain((n) => fc.tuple(fc.constant(n), entries(n * n), entries(n * n), entries(n)));

test("products of two rows by two, by hand", () => {
  const [left, right] = [Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 6, 7, 8)];
  const into = new Float64Array(4).fill(9);
  multiplyMatrix(left, right, 2, into);
  expect([...into]).toEqual([19, 22, 43, 50]);
  const row = new Float64Array(2).fill(9);
  timesMatrix(Float64Array.of(1, 10), left, 2, row);
  expect([...row]).toEqual([31, 42]);
  expect(dot(Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6))).toBe(32);
});

test("a vector times two matrices in turn is the vector times their product", () => {
  fc.assert(
    fc.property(square, ([n, a, b, v]) => {
      const [left, right, vector] = [a, b, v].map((list) => Float64Array.from(list));
      const product = new Float64Array(n * n);
      multiplyMatrix(left, right, n, product);
      const [first, second, once] = [0, 1, 2].map(() => new Float64Array(n));
      timesMatrix(vector, left, n, first);
      timesMatrix(first, right, n, second);
      timesMatrix(vector, product, n, once);
      for (let i = 0; i < n; i++) expect(Math.abs(second[i] - once[i])).toBeLessThan(1e-10);
    }),
  );
});

describe("solving", () => {
  test("a system whose first pivot is 0, and the arguments are left as they were", () => {
    const [matrix, right] = [Float64Array.of(0, 2, 3, 4), Float64Array.of(2, 11)];
    const solution = solveLinear(matrix, 2, right);
    expect(solution[0]).toBeCloseTo(7 / 3, 14);
    expect(solution[1]).toBeCloseTo(1, 14);
    expect([...matrix, ...right]).toEqual([0, 2, 3, 4, 2, 11]);
  });

  test("the solution solves: a dominant diagonal, rows in any order", () => {
    fc.assert(
      fc.property(square, fc.nat(), ([n, a, , v], turn) => {
        const matrix = Float64Array.from(a);
        // Rows are turned round, so that the large entries are not on the diagonal.
        for (let row = 0; row < n; row++) matrix[row * n + ((row + turn) % n)] += 40;
        const right = Float64Array.from(v);
        const solution = solveLinear(matrix, n, right);
        for (let row = 0; row < n; row++)
          expect(Math.abs(dot(matrix.subarray(row * n, row * n + n), solution) - right[row])).toBeLessThan(1e-12);
      }),
    );
  });

  test("a singular matrix is refused", () => {
    const singular = [Float64Array.of(0, 0, 0, 0), Float64Array.of(1, 2, 2, 4)];
    for (const matrix of singular)
      expect(() => solveLinear(matrix, 2, Float64Array.of(1, 1))).toThrow(
        expect.objectContaining({ code: "E_INTERNAL" }),
      );
  });
});
