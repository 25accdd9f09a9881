import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { circularBlockLength } from "./path-block-length.js";

/** An autoregression of order 1. */
function autoregression(correlation: number, count: number, seed: number): Float64Array {
  const stream = createStream(seed, 0);
  let value = 0;
  return Float64Array.from({ length: count }, () => (value = correlation * value + stream.normal()));
}

/** A moving sum of whole numbers by a fixed rule: the same in any language. */
function movingSum(count: number): Float64Array {
  let state = 1;
  const draws = Array.from({ length: count + 7 }, () => (state = (state * 48271) % 2147483647) / 2147483647);
  return Float64Array.from({ length: count }, (_, i) => draws.slice(i, i + 8).reduce((sum, draw) => sum + draw, 0));
}

describe("block length of the circular bootstrap", () => {
  test("of a moving sum of eight: numpy by the formulas of the papers, with m = 7 (the Python package arch 8.0.0 takes 8: 36.29)", () => {
    expect(circularBlockLength(movingSum(5000))).toBeCloseTo(36.68867464739479, 9);
  });

  test("an autoregression's own in closed form, within its sampling error", () => {
    for (const correlation of [0.3, 0.6, 0.8]) {
      const lengths = Array.from({ length: 8 }, (_, i) =>
        circularBlockLength(autoregression(correlation, 20_000, i + 1)),
      );
      const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
      // G = 2 r / (1 - r)^2 / (1 - r^2) x variance, D = (4 / 3) (1 / (1 - r)^2)^2 of unit shocks.
      const curvature = (2 * correlation) / ((1 - correlation) ** 2 * (1 - correlation ** 2));
      const density = 1 / (1 - correlation) ** 2;
      const known = ((2 * curvature ** 2 * 20_000) / ((4 / 3) * density ** 2)) ** (1 / 3);
      expect(mean / known, `correlation ${correlation}`).toBeGreaterThan(0.85);
      expect(mean / known, `correlation ${correlation}`).toBeLessThan(1.15);
    }
  });

  test("independent values need no block; long memory asks for no more than 3 sqrt(n)", () => {
    expect(circularBlockLength(autoregression(0, 10_000, 3))).toBeLessThan(8);
    const long = circularBlockLength(autoregression(0.9995, 10_000, 3));
    expect(long).toBeGreaterThan(200);
    expect(long).toBeLessThanOrEqual(300);
  });

  test("values that do not move are refused", () => {
    expect(() => circularBlockLength(new Float64Array(500).fill(2))).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE" }),
    );
  });
});
