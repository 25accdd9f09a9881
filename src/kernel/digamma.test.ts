import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digamma, logGamma } from "./index.js";

const EULER = 0.5772156649015329;

describe("digamma", () => {
  test("known values (DLMF 5.4.12, 5.4.13): -gamma at 1, -gamma - 2 ln 2 at 1/2, harmonic numbers less gamma", () => {
    expect(digamma(1)).toBeCloseTo(-EULER, 14);
    expect(digamma(0.5)).toBeCloseTo(-EULER - 2 * Math.LN2, 14);
    let harmonic = 0;
    for (let n = 1; n <= 60; n++) {
      expect(digamma(n), `at ${n}`).toBeCloseTo(harmonic - EULER, 13);
      harmonic += 1 / n;
    }
  });

  test("obeys Legendre's duplication (DLMF 5.5.8)", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-2, max: 1e5, noNaN: true }), (x) => {
        const right = (digamma(x) + digamma(x + 0.5)) / 2 + Math.LN2;
        expect(Math.abs(digamma(2 * x) - right)).toBeLessThan(1e-13 * (1 + Math.abs(right)));
      }),
    );
  });

  test("is the slope of logGamma, by central differences", () => {
    for (const x of [0.3, 1.46, 2, 5, 11.9, 12.1, 250]) {
      const step = 1e-4 * x;
      const slope = (logGamma(x + step) - logGamma(x - step)) / (2 * step);
      expect(Math.abs(digamma(x) - slope), `at ${x}`).toBeLessThan(3e-8 * (1 + 1 / x));
    }
  });

  test("refuses 0 and below", () => {
    expect(() => digamma(0)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "x" }));
    expect(() => digamma(NaN)).toThrow(expect.objectContaining({ code: "E_NOT_FINITE", field: "x" }));
  });
});
