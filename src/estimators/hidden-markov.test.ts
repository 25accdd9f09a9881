import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { createSmoother, type HiddenMarkov } from "./hidden-markov.js";

const models: readonly HiddenMarkov[] = [
  { mean: 0.1, deviations: Float64Array.of(0.5, 2), transition: Float64Array.of(0.9, 0.1, 0.3, 0.7) },
  {
    mean: -0.05,
    deviations: Float64Array.of(0.3, 1, 3),
    transition: Float64Array.of(0.93, 0.045, 0.025, 0.036, 0.92, 0.044, 0.04, 0.088, 0.872),
  },
];
/** Worked out by hand, not by the code under test. */
const shares = [
  [3 / 4, 1 / 4],
  [8 / 23, 10 / 23, 5 / 23],
];

const density = (value: number, mean: number, deviation: number): number =>
  Math.exp(-0.5 * ((value - mean) / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI));

/** Every sequence of states with its probability together with the values. */
const paths = (values: Float64Array, model: HiddenMarkov, start: readonly number[]): [number[], number][] => {
  const states = start.length;
  return Array.from({ length: states ** values.length }, (_, code): [number[], number] => {
    const path = Array.from(values, (_value, t) => Math.floor(code / states ** t) % states);
    const weight = path.reduce((product, state, t) => {
      const step = t === 0 ? start[state] : model.transition[path[t - 1] * states + state];
      return product * step * density(values[t], model.mean, model.deviations[state]);
    }, 1);
    return [path, weight];
  });
};

const values = Float64Array.of(0.2, -0.4, 3.1, -2.5, 0.05, 0.3, -6, 1.2);

describe.each([0, 1])("the likelihood of eight observations, chain %#", (which) => {
  const model = models[which];
  const all = paths(values, model, shares[which]);
  const states = model.deviations.length;
  const total = all.reduce((sum, [, weight]) => sum + weight, 0);
  const smoother = createSmoother(values, states);
  const expected = (of: (path: readonly number[]) => number): number =>
    all.reduce((sum, [path, weight]) => sum + (weight / total) * of(path), 0);

  test("is the sum over every path of states", () => {
    expect(smoother.logLikelihood(model)).toBeCloseTo(Math.log(total), 12);
    expect(smoother.contributions(model).reduce((sum, part) => sum + part, 0)).toBeCloseTo(Math.log(total), 12);
  });

  test("so are the probabilities of the states at each observation, and those of the last", () => {
    const smoothed = smoother.smoothed(model);
    values.forEach((_, t) => {
      for (let i = 0; i < states; i++)
        expect(smoothed[i][t]).toBeCloseTo(
          expected((path) => Number(path[t] === i)),
          12,
        );
    });
    smoother.filteredLast(model).forEach((odds, i) => expect(odds).toBeCloseTo(smoothed[i][values.length - 1], 14));
  });

  test("and the sums: visits, residuals, squares, first state, passages", () => {
    const sums = smoother.smooth(model);
    for (let i = 0; i < states; i++) {
      const sumOver = (of: (value: number) => number): number =>
        expected((path) => path.reduce((sum, state, t) => sum + (state === i ? of(values[t] - model.mean) : 0), 0));
      expect(sums.visits[i]).toBeCloseTo(
        sumOver(() => 1),
        11,
      );
      expect(sums.residuals[i]).toBeCloseTo(
        sumOver((x) => x),
        11,
      );
      expect(sums.squares[i]).toBeCloseTo(
        sumOver((x) => x * x),
        10,
      );
      expect(sums.first[i]).toBeCloseTo(
        expected((path) => Number(path[0] === i)),
        12,
      );
      for (let j = 0; j < states; j++) {
        const passages = expected((path) =>
          path.reduce((sum, state, t) => sum + Number(t > 0 && path[t - 1] === i && state === j), 0),
        );
        expect(sums.passages[i * states + j] * model.transition[i * states + j]).toBeCloseTo(passages, 11);
      }
    }
  });
});

describe("the likelihood of long and awkward samples", () => {
  test("states that are alike are one normal state", () => {
    const stream = createStream(3, 1);
    const sample = Float64Array.from({ length: 5000 }, () => stream.normal());
    const alike = { mean: 0.1, deviations: Float64Array.of(1.2, 1.2), transition: Float64Array.of(0.9, 0.1, 0.4, 0.6) };
    const one = sample.reduce((sum, value) => sum + Math.log(density(value, 0.1, 1.2)), 0);
    expect(createSmoother(sample, 2).logLikelihood(alike)).toBeCloseTo(one, 7);
  });

  test("an outlier of 200 deviations, whose density is 0 in every state to a double, has a finite likelihood", () => {
    const sample = Float64Array.of(0.1, -0.2, 400, 0.3);
    const smoother = createSmoother(sample, 2);
    const { logLikelihood, visits } = smoother.smooth(models[0]);
    expect(logLikelihood).toBeLessThan(-19_000);
    expect(logLikelihood).toBeGreaterThan(-21_000);
    expect(visits[0] + visits[1]).toBeCloseTo(4, 12);
  });
});
