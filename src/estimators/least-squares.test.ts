import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { lagOf, leastSquares, standardErrorOfMean } from "./least-squares.js";

const ones = (count: number): Float64Array => new Float64Array(count).fill(1);

describe("least squares", () => {
  test("by hand: a line through (0, 1), (1, 3), (2, 4), (3, 4) is 1.5 + x", () => {
    const { coefficients, residuals } = leastSquares(
      [ones(4), Float64Array.of(0, 1, 2, 3)],
      Float64Array.of(1, 3, 4, 4),
      0,
    );
    expect(coefficients[0]).toBeCloseTo(1.5, 12);
    expect(coefficients[1]).toBeCloseTo(1, 12);
    [-0.5, 0.5, 0.5, -0.5].forEach((value, i) => expect(residuals[i]).toBeCloseTo(value, 12));
  });

  test("errors of White and of Newey-West with two lags, by matrices in numpy (lstsq and the formulas)", () => {
    const x = Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7);
    const y = Float64Array.of(1, 3, 4, 4, 7, 5, 9, 8);
    const white = leastSquares([ones(8), x], y, 0).standardErrors;
    const neweyWest = leastSquares([ones(8), x], y, 2).standardErrors;
    expect(white[0]).toBeCloseTo(0.4250479794476, 11);
    expect(white[1]).toBeCloseTo(0.1478787976348, 11);
    expect(neweyWest[0]).toBeCloseTo(0.2232453926982, 11);
    expect(neweyWest[1]).toBeCloseTo(0.07184415907914, 11);
  });

  test("the mean of independent values has the error that textbooks give it, s / sqrt(n)", () => {
    const values = Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9);
    expect(standardErrorOfMean(values, 0)).toBeCloseTo(Math.sqrt(32 / 7 / 8), 12);
  });

  test("the mean of an autoregression: its error is counted whole by enough lags, and by a third without", () => {
    const error = (values: Float64Array): number => standardErrorOfMean(values, 40);
    const paths = Array.from({ length: 60 }, (_, path) => {
      const stream = createStream(41, path);
      let state = stream.normal() / Math.sqrt(1 - 0.64);
      return Float64Array.from({ length: 1000 }, () => (state = 0.8 * state + stream.normal()));
    });
    const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
    // The variance of the mean of n is 1 / (1 - .8)^2 / n: an error of .158.
    expect(mean(paths.map(error)) / 0.158).toBeGreaterThan(0.85);
    expect(mean(paths.map(error)) / 0.158).toBeLessThan(1.05);
    expect(mean(paths.map((values) => standardErrorOfMean(values, 0))) / 0.158).toBeLessThan(0.4);
  });

  test("columns that cannot be told apart are refused, and as many rows as columns", () => {
    const column = Float64Array.of(1, 2, 3, 4);
    for (const columns of [
      [column, column],
      [ones(4), new Float64Array(4)],
    ]) {
      expect(() => leastSquares(columns, column, 0)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE" }));
    }
    expect(() => leastSquares([ones(1)], Float64Array.of(1), 0)).toThrow(expect.objectContaining({ field: "series" }));
  });

  test("lags: the cube root of the rows, and those that overlap", () => {
    expect(lagOf(1000, 0)).toBe(10);
    expect(lagOf(2000, 29)).toBe(42);
  });
});
