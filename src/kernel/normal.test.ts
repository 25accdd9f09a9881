import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logNormalCdf, normalCdf, normalDensity, normalQuantile } from "./index.js";

// The distribution function is proved against integers in erf.test.ts; here the quantile is proved against it.
describe("normalQuantile", () => {
  /** sqrt(2) erfinv(2q) by its Maclaurin series (Carlitz 1963): an independent route near the median. */
  function quantileBySeries(q: number): number {
    const c = [1];
    for (let k = 1; k < 60; k++) {
      let sum = 0;
      for (let m = 0; m < k; m++) sum += (c[m] * c[k - 1 - m]) / ((m + 1) * (2 * m + 1));
      c.push(sum);
    }
    const w = Math.sqrt(Math.PI) * q;
    let value = 0;
    for (let k = c.length - 1; k >= 0; k--) value = value * w * w + c[k] / (2 * k + 1);
    return Math.SQRT2 * w * value;
  }

  test("agrees with the series of the inverse error function to 6e-16 within 0.2 of the median, 200 points", () => {
    for (let i = 1; i <= 100; i++) {
      for (const q of [0.002 * i, -0.002 * i]) {
        const p = 0.5 + q;
        const want = quantileBySeries(p - 0.5);
        expect(Math.abs(normalQuantile(p) / want - 1), `p = ${p}`).toBeLessThan(6e-16);
      }
    }
  });

  test("inverts the distribution function in the tails to 1e-300, 300 points", () => {
    for (let i = 1; i <= 300; i++) {
      const p = 0.3 ** (1 + (i * 571) / 300);
      const x = normalQuantile(p);
      // What the residual in probability is worth in x: Newton's correction.
      const correction = (normalCdf(x) - p) / normalDensity(x);
      expect(Math.abs(correction / x), `p = ${p}`).toBeLessThan(8e-16);
    }
  });

  test("is odd about the median where 1 - p is exact", () => {
    for (const p of [0.25, 0.375, 2 ** -10, 2 ** -40, 2 ** -53]) expect(normalQuantile(1 - p)).toBe(-normalQuantile(p));
    expect(normalQuantile(0.5)).toBe(0);
  });

  test("published: 1.959963984540054, 2.3263478740408408 and 4.753424308822899 (NIST; Wichura 1988 checks)", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect(normalQuantile(0.99)).toBeCloseTo(2.3263478740408408, 14);
    expect(normalQuantile(1e-6)).toBeCloseTo(-4.753424308822899, 14);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.262340089798408, 14);
  });

  test("rises with the probability", () => {
    const open = fc.double({ min: 1e-300, max: 1 - 1e-16, noNaN: true });
    fc.assert(
      fc.property(open, open, (a, b) => {
        fc.pre(b > a * (1 + 1e-12));
        expect(normalQuantile(b)).toBeGreaterThanOrEqual(normalQuantile(a));
      }),
    );
  });

  test.each([0, 1, -0.1, 1.1, NaN, Infinity])("refuses a probability of %s", (p) => {
    expect(() => normalQuantile(p)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "probability" }));
  });
});

describe("logNormalCdf", () => {
  test("follows the asymptotic series (Abramowitz & Stegun 26.2.12) from 40 to a million deviations", () => {
    for (let x = 40; x <= 1e6; x *= 1.6) {
      const v = 1 / (x * x);
      const series = Math.log1p(-v * (1 - 3 * v * (1 - 5 * v * (1 - 7 * v * (1 - 9 * v)))));
      const want = -x * x * 0.5 - Math.log(x * Math.sqrt(2 * Math.PI)) + series;
      expect(Math.abs(logNormalCdf(-x) / want - 1), `x = ${-x}`).toBeLessThan(1e-15);
    }
  });

  test("vanishes like the other tail on the right", () => {
    expect(logNormalCdf(8) / -normalCdf(-8)).toBeCloseTo(1, 14);
    expect(logNormalCdf(40)).toBe(-0);
  });

  test("is continuous where its branches meet", () => {
    for (const at of [-1, 0]) expect(logNormalCdf(at - 1e-15) / logNormalCdf(at + 1e-15)).toBeCloseTo(1, 13);
  });
});

test("the ends of the line have probability 0 and 1 and no density", () => {
  expect(normalCdf(-Infinity)).toBe(0);
  expect(normalCdf(Infinity)).toBe(1);
  expect(normalDensity(Infinity)).toBe(0);
  expect(normalCdf(0)).toBe(0.5);
});
