import { describe, expect, test } from "vitest";
import { vectorsOf, vectorsPresent } from "../../../tests/vectors.js";
import { createStream } from "../../kernel/index.js";
import {
  deflatedSharpe,
  highestSharpeExpected,
  probabilisticSharpe,
  sharpeFigures,
  sharpeTrials,
} from "./deflated-sharpe.js";

/** The worked example of Bailey & Lopez de Prado 2014: 2.5 a year over 1,250 of 250 days a year, variance of the trials 1/2 a year. */
const example = { sharpe: 2.5 / Math.sqrt(250), count: 1250, skewness: -3, kurtosis: 10 };
const VARIANCE = 0.5 / 250;

const normals = (count: number, seed: number, path: number): Float64Array => {
  const stream = createStream(seed, path);
  return Float64Array.from({ length: count }, () => 0.01 * stream.normal());
};

describe("deflated Sharpe ratio", () => {
  test("worked example of Bailey & Lopez de Prado 2014: .9004 after 100 trials, .9505 after 46", () => {
    expect(highestSharpeExpected(100, VARIANCE)).toBeCloseTo(0.11317200186513214, 12);
    expect(highestSharpeExpected(46, VARIANCE)).toBeCloseTo(0.10036237061765357, 12);
    expect(probabilisticSharpe(example, highestSharpeExpected(100, VARIANCE))).toBeCloseTo(0.9003968344493903, 12);
    expect(probabilisticSharpe(example, highestSharpeExpected(46, VARIANCE))).toBeCloseTo(0.9505017068755787, 12);
  });

  test.skipIf(!vectorsPresent)("the vector file says the same to 1e-9", () => {
    const vectors = vectorsOf("dsr-");
    expect(vectors.map(({ id }) => id)).toEqual(["dsr-100", "dsr-46"]);
    for (const { inputs, expected } of vectors) {
      const sr0 = highestSharpeExpected(inputs.trials, VARIANCE);
      expect(Math.abs(sr0 - expected.sr0)).toBeLessThan(1e-9);
      expect(Math.abs(probabilisticSharpe(example, sr0) - expected.dsr)).toBeLessThan(1e-9);
    }
  });

  test("near the mean of the highest of N normal numbers: 1/sqrt(pi), 1.53875, 2.50759 for 2, 10, 100 (Harter 1961, table 1)", () => {
    const known = [
      [2, 1 / Math.sqrt(Math.PI), 0.09],
      [10, 1.53875, 0.03],
      [100, 2.50759, 0.01],
    ] as const;
    for (const [trials, mean, error] of known) {
      expect(Math.abs(highestSharpeExpected(trials, 1) / mean - 1), `${trials} trials`).toBeLessThan(error);
    }
  });

  test("one trial expects 0, and more trials more, whole or not", () => {
    const counts = [1, 1.2, 1.9, 2, 2.1, 5, 46.5, 1000];
    const expected = counts.map((trials) => highestSharpeExpected(trials, 1));
    expect(expected[0]).toBe(0);
    for (let i = 1; i < counts.length; i++) expect(expected[i]).toBeGreaterThan(expected[i - 1]);
    expect(highestSharpeExpected(100, 0)).toBe(0);
  });

  test("of the best of 20 strategies without any merit it is above .95 about as often as luck should make it", () => {
    const worlds = 250;
    let [deflated, plain] = [0, 0];
    for (let world = 0; world < worlds; world++) {
      const columns = Array.from({ length: 20 }, (_, k) => normals(100, world, k));
      const figures = columns.map((returns) => sharpeFigures(returns)!);
      const best = figures.reduce((most, each) => (each.sharpe > most.sharpe ? each : most));
      if (deflatedSharpe(best, sharpeTrials(columns)) > 0.95) deflated++;
      if (probabilisticSharpe(best, 0) > 0.95) plain++;
    }
    // The highest of 20 is less spread than one: less than 5 %. Without deflation 1 - .95^20 = 64 % would pass.
    expect(deflated / worlds).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / worlds));
    expect(Math.abs(plain / worlds - (1 - 0.95 ** 20))).toBeLessThan(4 * Math.sqrt((0.64 * 0.36) / worlds));
  });
});

describe("the figures it is made of", () => {
  test("moments of a moving sum by a fixed rule: numpy 2.4.6, scipy 1.17.1", () => {
    let [state, value] = [1, 0];
    const returns = Float64Array.from({ length: 500 }, () => {
      state = (state * 48271) % 2147483647;
      value = 0.3 * value + (state / 2147483647 - 0.5);
      return 0.04 * value + 0.001;
    });
    const { sharpe, count, skewness, kurtosis } = sharpeFigures(returns)!;
    expect(count).toBe(500);
    expect(sharpe).toBeCloseTo(0.04584864476726529, 12);
    expect(skewness).toBeCloseTo(0.09063781821290745, 12);
    expect(kurtosis).toBeCloseTo(2.0272068032202015, 12);
  });

  test("cash has no ratio, whatever its rate does: it would drown all others", () => {
    expect(sharpeFigures(new Float64Array(40).fill(0.25))).toBeNull();
    const lent = normals(500, 6, 0).map((step) => 0.0002 + 0.01 * step);
    expect(sharpeFigures(lent)).toBeNull();
    const trades = [normals(500, 6, 1), normals(500, 6, 2)];
    expect(sharpeTrials([...trades, lent]).variance).toBe(sharpeTrials(trades).variance);
  });

  test("the same strategy many times is one trial; strategies with nothing in common are as many as they are", () => {
    const one = normals(4000, 1, 1);
    const same = sharpeTrials([one, one.map((step) => 2 * step), one.map((step) => 3 * step)]);
    expect(same.independent).toBeCloseTo(1, 9);
    expect(same.variance).toBeCloseTo(0, 12);
    const apart = sharpeTrials(Array.from({ length: 10 }, (_, k) => normals(4000, 2, k)));
    // Mean of 45 correlations of standard error 1 / sqrt(4000), times 9.
    expect(Math.abs(apart.independent - 10)).toBeLessThan((4 * 9) / Math.sqrt(45 * 4000));
  });

  test("the variance of two ratios is half the square of their difference", () => {
    const columns = [normals(300, 8, 0), normals(300, 8, 1)];
    const [one, other] = columns.map((returns) => sharpeFigures(returns)!.sharpe);
    expect(sharpeTrials(columns).variance).toBeCloseTo((one - other) ** 2 / 2, 15);
  });

  test("a common part makes the mean correlation: 10 of correlation .5 are worth 5.5", () => {
    const common = normals(20_000, 3, 0);
    const columns = Array.from({ length: 10 }, (_, k) => normals(20_000, 3, k + 1).map((step, i) => step + common[i]));
    expect(sharpeTrials(columns).independent).toBeCloseTo(5.5, 0);
  });

  test("what was ruined and what does not move was tried too, and has no ratio", () => {
    const one = normals(500, 4, 0);
    const two = normals(500, 4, 1);
    const dead = normals(500, 4, 2).map((step, i) => (i > 300 ? -1 : step));
    const still = new Float64Array(500);
    const [rated, all] = [sharpeTrials([one, two]), sharpeTrials([one, two, dead, still])];
    expect(all.variance).toBe(rated.variance);
    expect(all.tried).toBe(4);
    expect(all.independent).toBeGreaterThan(rated.independent);
    expect(sharpeTrials([one, still])).toEqual({ tried: 2, independent: 1, variance: 0, highestExpected: 0 });
  });

  test("bad input is refused by name", () => {
    const refused = (work: () => unknown, field: string) => expect(work).toThrow(expect.objectContaining({ field }));
    refused(() => highestSharpeExpected(0.5, 1), "trials");
    refused(() => highestSharpeExpected(5, -1), "variance");
    refused(() => probabilisticSharpe({ ...example, count: 1 }, 0), "count");
    refused(() => probabilisticSharpe({ ...example, kurtosis: NaN }, 0), "kurtosis");
    refused(() => probabilisticSharpe({ sharpe: 2, count: 9, skewness: 2, kurtosis: 1 }, 0), "kurtosis");
    refused(() => sharpeFigures(new Float64Array(1)), "returns");
    refused(() => sharpeFigures(Float64Array.of(0.1, NaN, 0.2)), "returns");
    refused(() => sharpeTrials([]), "columns");
    refused(() => sharpeTrials([new Float64Array(3), new Float64Array(4)]), "columns[1].length");
  });
});
