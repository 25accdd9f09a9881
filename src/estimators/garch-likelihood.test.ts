import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStream, logGamma } from "../kernel/index.js";
import { boundsOf, byCoordinates, jacobianOf, pointOf } from "./garch-coordinates.js";
import { DIMENSIONS, columnsFor, garchPass, type GarchSample } from "./garch-likelihood.js";

const sampleOf = (count: number, seed: number): GarchSample => {
  const stream = createStream(seed, count);
  return { returns: Float64Array.from({ length: count }, () => 0.1 + stream.normal()), backcast: 0.7 };
};

/** Points well within the bounds: mean, omega, news up and down, beta, one over the degrees of freedom. */
const points = fc
  .tuple(
    fc.double({ min: -0.5, max: 0.5, noNaN: true }),
    fc.double({ min: 0.02, max: 0.5, noNaN: true }),
    fc.double({ min: 0, max: 0.3, noNaN: true }),
    fc.double({ min: 0, max: 0.3, noNaN: true }),
    fc.double({ min: 0.1, max: 0.69, noNaN: true }),
    fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 0.45, noNaN: true })),
  )
  .map((values) => Float64Array.from(values));

/** The definition, term by term, with nothing shared with the code under test. */
function plain({ returns, backcast }: GarchSample, point: Float64Array): { terms: number[]; variances: number[] } {
  const [mean = 0, omega = 0, up = 0, down = 0, beta = 0, inverse = 0] = point;
  const nu = 1 / inverse;
  const variances: number[] = [];
  const terms = Array.from(returns, (value, t) => {
    const last = t === 0 ? 0 : returns[t - 1]! - mean;
    const news = t === 0 ? 0.5 * (up + down) * backcast : (last < 0 ? down : up) * last ** 2;
    const variance = omega + news + beta * (t === 0 ? backcast : variances[t - 1]!);
    variances.push(variance);
    const square = (value - mean) ** 2 / variance;
    if (inverse === 0) return -0.5 * (Math.log(2 * Math.PI * variance) + square);
    const constant = logGamma((nu + 1) / 2) - logGamma(nu / 2) - 0.5 * Math.log(Math.PI * (nu - 2) * variance);
    return constant - ((nu + 1) / 2) * Math.log1p(square / (nu - 2));
  });
  return { terms, variances };
}

const total = (terms: readonly number[]): number => terms.reduce((sum, term) => sum + term, 0);

/** Central difference of `f` along one number of the point. */
function slope(f: (point: Float64Array) => number, point: Float64Array, axis: number): number {
  const step = 1e-5;
  const at = (value: number): number => f(point.map((x, i) => (i === axis ? value : x)));
  return (at(point[axis]! + step) - at(point[axis]! - step)) / (2 * step);
}

describe("garchPass", () => {
  test("equals the definition written out term by term, variances included; any number of returns, 8 or not", () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 40 }), (point, count) => {
        const sample = sampleOf(count, 3);
        const columns = columnsFor(sample);
        const pass = garchPass(sample, point, new Float64Array(DIMENSIONS), columns);
        const want = plain(sample, point);
        expect(pass.logLikelihood).toBeCloseTo(total(want.terms), 9);
        want.variances.forEach((variance, t) => {
          expect(columns.variances[t]).toBeCloseTo(variance, 12);
        });
        const longer = { ...sample, returns: Float64Array.of(...sample.returns, 0) };
        expect(pass.nextVariance).toBeCloseTo(plain(longer, point).variances[count]!, 12);
      }),
    );
  });

  test("its gradient is that of central differences, and its scores add up to it", () => {
    fc.assert(
      fc.property(points, (point) => {
        const sample = sampleOf(60, 5);
        const gradient = new Float64Array(DIMENSIONS);
        const columns = columnsFor(sample);
        garchPass(sample, point, gradient, columns);
        const value = (at: Float64Array): number => total(plain(sample, at).terms);
        for (let axis = 0; axis < DIMENSIONS; axis++) {
          if (axis === 5 && point[axis] === 0) continue; // the normal law is the end of the range
          expect(Math.abs(gradient[axis]! - slope(value, point, axis))).toBeLessThan(
            1e-4 * (1 + Math.abs(gradient[axis]!)),
          );
          const scores = columns.scores.filter((_, i) => i % DIMENSIONS === axis);
          expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(gradient[axis]!, 7);
        }
      }),
    );
  });

  test("each score is the slope of its own term", () => {
    const sample = sampleOf(30, 8);
    const point = Float64Array.of(0.05, 0.1, 0.04, 0.15, 0.8, 0.2);
    const columns = columnsFor(sample);
    garchPass(sample, point, new Float64Array(DIMENSIONS), columns);
    for (let t = 0; t < 30; t++) {
      for (let axis = 0; axis < DIMENSIONS; axis++) {
        const want = slope((at) => plain(sample, at).terms[t]!, point, axis);
        expect(columns.scores[t * DIMENSIONS + axis]).toBeCloseTo(want, 6);
      }
    }
  });

  test("the slopes of the next variance are those of central differences", () => {
    const sample = sampleOf(50, 9);
    const point = Float64Array.of(0.05, 0.1, 0.04, 0.15, 0.8, 0.2);
    const longer = { ...sample, returns: Float64Array.of(...sample.returns, 0) };
    const { nextVarianceGradient } = garchPass(sample, point, new Float64Array(DIMENSIONS));
    nextVarianceGradient.forEach((got, axis) => {
      expect(got).toBeCloseTo(
        slope((at) => plain(longer, at).variances[50]!, point, axis),
        6,
      );
    });
  });

  test("Student's law with ever more degrees of freedom goes to the normal one, at the rate of one over them", () => {
    const sample = sampleOf(500, 4);
    const at = (inverse: number): number =>
      garchPass(sample, Float64Array.of(0.1, 0.1, 0.1, 0.1, 0.8, inverse), new Float64Array(DIMENSIONS)).logLikelihood;
    const normal = at(0);
    expect(Math.abs(at(1e-4) - normal)).toBeLessThan(0.1);
    expect((at(1e-4) - normal) / (at(1e-3) - normal)).toBeCloseTo(0.1, 2);
  });

  test("a variance at which eight overflow is no number, not a wrong one", () => {
    const { logLikelihood } = garchPass(
      sampleOf(16, 1),
      Float64Array.of(0, 1e60, 0, 0, 0, 0),
      new Float64Array(DIMENSIONS),
    );
    expect(Number.isFinite(logLikelihood)).toBe(false);
  });
});

describe("coordinates", () => {
  test("their slopes are those of central differences, and carry a gradient over", () => {
    const coordinates = Float64Array.of(0.1, 0.2, 0.95, 0.12, 0.3, 0.2);
    const jacobian = jacobianOf(coordinates);
    const weights = Float64Array.of(1, -2, 3, -4, 5, -6);
    const carried = byCoordinates(jacobian, weights);
    for (let column = 0; column < DIMENSIONS; column++) {
      let sum = 0;
      for (let row = 0; row < DIMENSIONS; row++) {
        const want = slope((at) => pointOf(at)[row]!, coordinates, column);
        expect(jacobian[row * DIMENSIONS + column]).toBeCloseTo(want, 9);
        sum += want * weights[row]!;
      }
      expect(carried[column]).toBeCloseTo(sum, 8);
    }
  });

  test("any within the bounds give a model: no news and no beta below 0, a persistence that is the coordinate", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, share, (persistence, news, upShare) => {
        const [, , up = NaN, down = NaN, beta = NaN] = pointOf(Float64Array.of(0, 1, persistence, news, upShare, 0));
        expect(Math.min(up, down, beta)).toBeGreaterThanOrEqual(0);
        expect((up + down) / 2 + beta).toBeCloseTo(persistence, 12);
      }),
    );
    const { lower, upper } = boundsOf({ asymmetric: false, innovations: "normal" });
    expect([lower[4], upper[4], lower[5], upper[5]]).toEqual([0.5, 0.5, 0, 0]);
  });
});
