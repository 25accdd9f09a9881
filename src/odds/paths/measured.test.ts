import { describe, expect, test } from "vitest";
import { createStream, normalQuantile } from "../../kernel/index.js";
import { controlledMean, meanOf, numberRestedOn, quantilesOf, shareOf } from "./measured.js";

/** Standard normal numbers. */
function normals(count: number, path: number): Float64Array {
  const stream = createStream(7, path);
  return Float64Array.from({ length: count }, () => stream.normal());
}

test("a mean and its standard error: 1, 2, 3, 4 by hand", () => {
  const { value, standardError } = meanOf(Float64Array.of(1, 2, 3, 4));
  expect(value).toBe(2.5);
  expect(standardError).toBeCloseTo(Math.sqrt(5 / 3 / 4), 15);
});

test("a proportion of none is not none for certain: the error of one event in n", () => {
  const none = shareOf(new Float64Array(998), (value) => value > 0);
  expect(none).toEqual({ value: 0, standardError: Math.sqrt((0.001 * 0.999) / 998) });
  expect(shareOf(Float64Array.of(1, 5, 9, 2), (value) => value > 1).value).toBe(0.75);
});

test("a sum rests on as many values as are alike", () => {
  expect(numberRestedOn(Float64Array.of(2, 2, 2, 0, 0))).toBe(3);
  expect(numberRestedOn(Float64Array.of(1, 1e-9, 1e-9))).toBeCloseTo(1, 6);
  expect(numberRestedOn(new Float64Array(5))).toBe(0);
});

describe("control variates", () => {
  const [noise, first, second] = [1, 2, 3].map((path) => normals(4000, path));

  test("explain what they share: the error of the rest alone, about the true mean", () => {
    const values = noise.map((rest, i) => 3 + 0.5 * rest + 2 * first[i]);
    const { mean, gain } = controlledMean(values, [first]);
    expect(gain).toBeGreaterThan(15);
    expect(gain).toBeLessThan(19);
    expect(mean.standardError).toBeCloseTo(0.5 / Math.sqrt(4000), 3);
    expect(Math.abs(mean.value - 3)).toBeLessThan(4 * mean.standardError);
    expect(meanOf(values).standardError / mean.standardError).toBeCloseTo(Math.sqrt(gain), 2);
  });

  test("two of them explain more than one", () => {
    const values = noise.map((rest, i) => 3 + rest + 2 * first[i] - 3 * (second[i] + first[i]));
    const other = second.map((value, i) => value + first[i]);
    expect(controlledMean(values, [first]).gain).toBeLessThan(2);
    expect(controlledMean(values, [first, other]).gain).toBeGreaterThan(9);
    expect(Math.abs(controlledMean(values, [first, other]).mean.value - 3)).toBeLessThan(4 / Math.sqrt(4000));
  });

  test("are left out where they explain nothing, are nothing, or are one", () => {
    const plain = { mean: meanOf(noise), gain: 1 };
    expect(controlledMean(noise, [first])).toEqual(plain);
    expect(controlledMean(noise, [new Float64Array(4000)])).toEqual(plain);
    expect(controlledMean(noise, [first, first])).toEqual(plain);
  });

  test("that explain all leave an error of next to nothing", () => {
    const { mean, gain } = controlledMean(
      first.map((value) => 1 + 2 * value),
      [first],
    );
    expect(mean.value).toBeCloseTo(1, 12);
    expect(gain).toBeCloseTo(1e12, -6);
    expect(mean.standardError).toBeLessThan(1e-6);
  });
});

describe("quantiles", () => {
  test("of 0 to 100 are themselves, and one rank more or less is the error's unit", () => {
    const found = quantilesOf(Float64Array.from({ length: 101 }, (_, i) => 100 - i));
    for (const { probability, value, standardError } of found) {
      expect(value).toBeCloseTo(100 * probability, 12);
      expect(standardError).toBeCloseTo(Math.sqrt(101 * probability * (1 - probability)), 12);
    }
  });

  test("of normal samples: errors of 400 samples are as large as their spread, and the mean is the law's", () => {
    const samples = Array.from({ length: 400 }, (_, i) => quantilesOf(normals(500, 10 + i)));
    samples[0].forEach(({ probability }, k) => {
      const values = Float64Array.from(samples, (sample) => sample[k].value);
      const { value, standardError } = meanOf(values);
      const spread = standardError * 20;
      const stated = samples.reduce((sum, sample) => sum + sample[k].standardError / 400, 0);
      // Of 500 values the 1 % quantile has a bias of its own, a part of its error.
      expect(Math.abs(value - normalQuantile(probability))).toBeLessThan(4 * standardError + 0.25 * spread);
      expect(stated / spread).toBeGreaterThan(0.85);
      expect(stated / spread).toBeLessThan(1.2);
    });
  });
});
