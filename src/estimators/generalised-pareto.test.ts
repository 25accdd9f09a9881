import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { vectorsOf, vectorsPresent } from "../../tests/vectors.js";
import { createStream } from "../kernel/index.js";
import {
  fitGeneralisedPareto,
  paretoLogLikelihood,
  paretoTailQuantile,
  paretoTailShortfall,
  type GeneralisedPareto,
  type GeneralisedParetoFit,
} from "./generalised-pareto.js";

type Fitted = Extract<GeneralisedParetoFit, { status: "fitted" }>;

/** `count` draws of the distribution by inversion, from stream 31. */
const drawn = (count: number, { shape, scale }: GeneralisedPareto, path: number): Float64Array => {
  const stream = createStream(31, path);
  return Float64Array.from({ length: count }, () => {
    const uniform = stream.uniform();
    return shape === 0 ? -scale * Math.log(uniform) : (scale * (uniform ** -shape - 1)) / shape;
  });
};

const fitted = (excesses: Float64Array): Fitted => {
  const fit = fitGeneralisedPareto(excesses);
  if (fit.status !== "fitted") throw new Error("irregular");
  return fit;
};

const tail = { shape: 0.25, scale: 0.012, threshold: 0.03, exceedances: 100, observations: 2500 };

describe("quantile and expected shortfall, McNeil and Frey (2000)", () => {
  test.each([
    [0.99, 0.04988225099390854, 0.07250966799187805],
    [0.995, 0.06272605586435659, 0.08963474115247545],
    [0.999, 0.10271360924956176, 0.14295147899941565],
  ])("at %s: the vector 'gpd' of the shared quantitative vectors, to 1e-12", (probability, quantile, shortfall) => {
    expect(paretoTailQuantile(tail, probability)).toBeCloseTo(quantile, 12);
    expect(paretoTailShortfall(tail, probability)).toBeCloseTo(shortfall, 12);
  });

  test.skipIf(!vectorsPresent)("the vector file of ../shared says the same", () => {
    const [vector] = vectorsOf("gpd");
    expect(vector.inputs).toEqual({ xi: 0.25, beta: 0.012, u: 0.03, Nu: 100, n: 2500 });
    const { q, var: quantiles, es } = vector.expected as unknown as Record<string, number[]>;
    q.forEach((probability, i) => {
      expect(paretoTailQuantile(tail, probability)).toBeCloseTo(quantiles[i], 12);
      expect(paretoTailShortfall(tail, probability)).toBeCloseTo(es[i], 12);
    });
  });

  test("shape 0 is the exponential limit: u + scale ln(Nu / (n (1 - p))), and shortfall one scale further", () => {
    const exponential = { ...tail, shape: 0 };
    const quantile = 0.03 + 0.012 * Math.log(100 / (2500 * 0.001));
    expect(paretoTailQuantile(exponential, 0.999)).toBeCloseTo(quantile, 14);
    expect(paretoTailShortfall(exponential, 0.999)).toBeCloseTo(quantile + 0.012, 14);
    expect(paretoTailQuantile({ ...tail, shape: 1e-9 }, 0.999)).toBeCloseTo(quantile, 9);
  });

  test("the quantile starts at the threshold, and what lies outside the tail is refused by name", () => {
    expect(paretoTailQuantile(tail, 0.96)).toBeCloseTo(0.03, 14);
    for (const probability of [0.95, 1, NaN])
      expect(() => paretoTailQuantile(tail, probability)).toThrow(expect.objectContaining({ field: "probability" }));
    expect(() => paretoTailShortfall({ ...tail, shape: 1 }, 0.99)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "shape" }),
    );
    expect(() => paretoTailQuantile({ ...tail, scale: 0 }, 0.99)).toThrow(expect.objectContaining({ field: "scale" }));
  });
});

describe("maximum likelihood", () => {
  // scipy 1.17.1: genpareto.fit(x, floc=0), then Nelder-Mead on its logpdf to 1e-12.
  test.each([
    [0.25, 0, 0.25032044183397995, 0.020591378214042177, 0.2502923764671026, 0.02059083831302658, 1053.0466760454715],
    [0, 1, -0.05836379947490252, 0.020884190645390027, -0.05839800975691672, 0.020884742473381537, 1170.853767972067],
    [
      -0.2, 2, -0.18055787351889532, 0.019372134303726446, -0.18053247858405647, 0.019371195205631856,
      1249.8002232830718,
    ],
    [0.8, 3, 0.8151601188318611, 0.02134244807002347, 0.815208995773809, 0.021342166179970052, 812.7446076899539],
  ])(
    "400 draws of shape %s, scale .02: parameters and likelihood of scipy, within the tolerance at which it stops",
    (shape, path, scipyShape, scipyScale, polishedShape, polishedScale, logLikelihood) => {
      const fit = fitted(drawn(400, { shape, scale: 0.02 }, path));
      expect(Math.abs(fit.shape - scipyShape)).toBeLessThan(1e-4);
      expect(Math.abs(fit.scale - scipyScale)).toBeLessThan(2e-6);
      expect(fit.shape).toBeCloseTo(polishedShape, 7);
      expect(fit.scale).toBeCloseTo(polishedScale, 8);
      expect(fit.logLikelihood).toBeCloseTo(logLikelihood, 9);
    },
  );

  test("95 % intervals cover in 90 to 99 % of 200 samples of 250", () => {
    for (const shape of [0.3, 0]) {
      let [shapes, scales] = [0, 0];
      for (let path = 0; path < 200; path++) {
        const fit = fitted(drawn(250, { shape, scale: 1 }, 1000 + path));
        if (Math.abs(fit.shape - shape) <= 1.96 * fit.shapeError) shapes += 1;
        if (Math.abs(fit.scale - 1) <= 1.96 * fit.scaleError) scales += 1;
      }
      for (const covered of [shapes / 200, scales / 200]) {
        expect(covered).toBeGreaterThanOrEqual(0.9);
        expect(covered).toBeLessThanOrEqual(0.99);
      }
    }
  });

  test("errors are those of theory: (1 + xi)^2 / n, 2 beta^2 (1 + xi) / n, -beta (1 + xi) / n (Smith 1987)", () => {
    const [shape, scale, count] = [0.25, 0.02, 20_000];
    const fit = fitted(drawn(count, { shape, scale }, 5));
    expect(fit.shapeError / ((1 + shape) / Math.sqrt(count))).toBeCloseTo(1, 1);
    expect(fit.scaleError / (scale * Math.sqrt((2 * (1 + shape)) / count))).toBeCloseTo(1, 1);
    expect(fit.covariance / ((-scale * (1 + shape)) / count)).toBeCloseTo(1, 1);
  });

  test("it always answers, with a score of 0 and no better parameters near by, whatever the excesses", () => {
    const excess = fc.double({ min: 1e-9, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.array(excess, { minLength: 25, maxLength: 60 }), (values) => {
        const excesses = Float64Array.from(values);
        const fit = fitGeneralisedPareto(excesses);
        if (fit.status === "irregular") return;
        expect(fit.score).toBeLessThan(1e-8);
        for (const [shape, scale] of [
          [1e-3, 1],
          [-1e-3, 1],
          [0, 1.001],
          [0, 0.999],
        ]) {
          const near = { shape: fit.shape + shape, scale: fit.scale * scale };
          expect(paretoLogLikelihood(excesses, near)).toBeLessThanOrEqual(fit.logLikelihood + 1e-9);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("the unit of the excesses scales the scale and nothing else", () => {
    const excesses = drawn(100, { shape: 0.2, scale: 1 }, 6);
    const [one, thousand] = [fitted(excesses), fitted(excesses.map((excess) => excess * 1000))];
    expect(thousand.shape).toBeCloseTo(one.shape, 9);
    expect(thousand.scale / one.scale).toBeCloseTo(1000, 6);
    expect(thousand.scaleError / one.scaleError).toBeCloseTo(1000, 6);
    expect(thousand.shapeError).toBeCloseTo(one.shapeError, 9);
  });

  test("a tail with an end, drawn evenly, is reported as irregular and given no errors (Smith 1985)", () => {
    expect(fitGeneralisedPareto(drawn(200, { shape: -1, scale: 1 }, 9))).toEqual({ status: "irregular", count: 200 });
  });

  test("an excess beyond the end of the distribution is impossible", () => {
    expect(paretoLogLikelihood(Float64Array.of(3), { shape: -0.5, scale: 1 })).toBe(-Infinity);
  });
});

describe("refusals", () => {
  test("fewer than 25 excesses: E_TOO_FEW, and the hint names pooling", () => {
    expect(() => fitGeneralisedPareto(drawn(24, { shape: 0.2, scale: 1 }, 7))).toThrow(
      expect.objectContaining({
        code: "E_TOO_FEW",
        field: "excesses",
        hint: expect.stringContaining("pool") as string,
      }),
    );
  });

  test.each([
    [0, "E_OUT_OF_RANGE"],
    [-1, "E_OUT_OF_RANGE"],
    [NaN, "E_NOT_FINITE"],
    [Infinity, "E_NOT_FINITE"],
  ])("an excess of %s, by name", (excess, code) => {
    const excesses = drawn(30, { shape: 0.2, scale: 1 }, 8);
    excesses[4] = excess;
    expect(() => fitGeneralisedPareto(excesses)).toThrow(expect.objectContaining({ code, field: "excesses[4]" }));
  });
});
