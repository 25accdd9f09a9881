import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { createSmoother, type HiddenMarkov } from "./hidden-markov.js";
import { coordinatesOf, differences, observedInformation } from "./regime-coordinates.js";

const stream = createStream(12, 1);
const values = Float64Array.from({ length: 300 }, (_, t) => (t % 70 < 40 ? 0.5 : 1.6) * stream.normal());

const models: Readonly<Record<string, HiddenMarkov>> = {
  "two states": {
    mean: 0.02,
    deviations: Float64Array.of(0.6, 1.4),
    transition: Float64Array.of(0.95, 0.05, 0.1, 0.9),
  },
  "two states, one that is left at once": {
    mean: 0,
    deviations: Float64Array.of(0.8, 1.9),
    transition: Float64Array.of(0.8, 0.2, 1, 0),
  },
  "three states": {
    mean: -0.1,
    deviations: Float64Array.of(0.4, 0.9, 1.7),
    transition: Float64Array.of(0.9, 0.06, 0.04, 0.1, 0.3, 0.6, 0.05, 0.15, 0.8),
  },
  "three states with passages that are never made": {
    mean: 0.1,
    deviations: Float64Array.of(0.4, 0.9, 1.7),
    transition: Float64Array.of(0.9, 0.1, 0, 0.1, 0.8, 0.1, 0, 0.2, 0.8),
  },
};

describe.each(Object.entries(models))("coordinates of %s", (_name, model) => {
  const smoother = createSmoother(values, model.deviations.length);
  const coordinates = coordinatesOf(model);
  const { point, modelAt, score } = coordinates;

  test("lead back to the chain", () => {
    const back = modelAt(point);
    expect(back.mean).toBe(model.mean);
    back.deviations.forEach((value, i) => expect(value).toBeCloseTo(model.deviations[i], 13));
    back.transition.forEach((value, at) => expect(value).toBeCloseTo(model.transition[at], 13));
    const held = model.transition.filter((probability) => probability === 0).length;
    expect(point.length).toBe(1 + back.deviations.length ** 2 - held);
  });

  test("the score is the finite difference of the log-likelihood", () => {
    const numeric = differences(point, (at) => Float64Array.of(smoother.logLikelihood(modelAt(at))));
    // 1e-5: third derivatives of up to some hundreds times the squared step, 1e-8.
    score(model, smoother.smooth(model)).forEach((slope, k) => expect(slope).toBeCloseTo(numeric[k][0], 5));
  });

  test("the information is the negative second difference of the log-likelihood", () => {
    const information = observedInformation(smoother, coordinates);
    const size = point.length;
    const at = (a: number, b: number): number => {
      const moved = point.slice();
      moved[Math.abs(a) - 1] += Math.sign(a) * 1e-3;
      moved[Math.abs(b) - 1] += Math.sign(b) * 1e-3;
      return smoother.logLikelihood(modelAt(moved));
    };
    for (let a = 1; a <= size; a++) {
      for (let b = 1; b <= a; b++) {
        const second = (at(a, b) - at(a, -b) - at(-a, b) + at(-a, -b)) / 4e-6;
        expect(Math.abs(information[(a - 1) * size + b - 1] + second)).toBeLessThan(2e-3 + 1e-4 * Math.abs(second));
      }
    }
  });
});
