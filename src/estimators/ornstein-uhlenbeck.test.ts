import fc from "fast-check";
import { expect, test } from "vitest";
import { conditionalMeanVariance, meanDecay, stationaryMeanVariance } from "./ornstein-uhlenbeck.js";

test.each([
  // x, integral over 0..1 of ((1 - e^-x(1-t)) / x)^2 by scipy 1.10 quadrature
  [5e-4, 0.33320836249479596],
  [0.01, 0.33084495845603806],
  [1, 0.16809124072457832],
  [7.5, 0.01422484388927795],
])("variance of the mean from a known start at x = %f is the integral of squared weights (scipy quad)", (x, want) => {
  expect(conditionalMeanVariance(x)).toBeCloseTo(want, 9);
});

test.each([
  // x, twice the integral over 0..1 of (1 - t) e^-xt by scipy 1.10 quadrature
  [5e-4, 0.9998333541645833],
  [1, 0.7357588823428847],
  [7.5, 0.23113077633316084],
])("variance of the mean at the stationary law at x = %f is the integral of correlations (scipy quad)", (x, want) => {
  expect(stationaryMeanVariance(x)).toBeCloseTo(want, 7);
});

test("a known start leaves less variance than an unknown one, by that of the start itself", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-2, max: 100, noNaN: true }), (x) => {
      // With stationary variance 1: s^2 H = 2x, and the start adds (mean decay)^2.
      const known = 2 * x * conditionalMeanVariance(x);
      expect(known + meanDecay(x) ** 2).toBeCloseTo(stationaryMeanVariance(x), 9);
    }),
  );
});
