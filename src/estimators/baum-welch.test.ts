import fc from "fast-check";
import { expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { emStep } from "./baum-welch.js";
import { createSmoother, type HiddenMarkov } from "./hidden-markov.js";

/** Returns whose volatility wanders, so that no number of states is right. */
const sample = (count: number, path: number): Float64Array => {
  const stream = createStream(11, path);
  let log = 0;
  return Float64Array.from({ length: count }, () => {
    log = 0.95 * log + 0.3 * stream.normal();
    return Math.exp(log) * stream.normal();
  });
};

const positive = fc.double({ min: 0.02, max: 1, noNaN: true });
const models = fc.constantFrom(2, 3).chain((states) =>
  fc
    .record({
      mean: fc.double({ min: -1, max: 1, noNaN: true }),
      deviations: fc.array(positive, { minLength: states, maxLength: states }),
      rows: fc.array(positive, { minLength: states * states, maxLength: states * states }),
    })
    .map(({ mean, deviations, rows }): HiddenMarkov => {
      const sums = deviations.map((_, i) => rows.slice(i * states, (i + 1) * states).reduce((a, b) => a + b, 0));
      return {
        mean,
        deviations: Float64Array.from(deviations, (value) => 3 * value),
        transition: Float64Array.from(rows, (value, at) => value / sums[Math.floor(at / states)]),
      };
    }),
);

test.each([15, 400])("a step of expectation maximisation never lowers the likelihood: %i observations", (count) => {
  fc.assert(
    fc.property(models, fc.nat(1000), (start, path) => {
      const smoother = createSmoother(sample(count, path), start.deviations.length);
      let model = start;
      let before = smoother.logLikelihood(model);
      for (let step = 0; step < 25; step++) {
        const sums = smoother.smooth(model);
        if (sums.visits.some((visit) => visit < 1)) return; // the search gives a state up long before
        model = emStep(model, sums);
        const after = smoother.logLikelihood(model);
        // 1e-9: what rounding leaves of sums over 400 observations.
        expect(after).toBeGreaterThanOrEqual(before - 1e-9);
        before = after;
      }
    }),
    { numRuns: 60 },
  );
});

test("one state that is certain: the step is the sample's own mean and deviation, by hand", () => {
  const values = Float64Array.of(1, 2, 3, 6);
  const far = { mean: 3, deviations: Float64Array.of(2, 1e6), transition: Float64Array.of(0.999, 0.001, 0.5, 0.5) };
  const { mean, deviations } = emStep(far, createSmoother(values, 2).smooth(far));
  expect(mean).toBeCloseTo(3, 3);
  expect(deviations[0]).toBeCloseTo(Math.sqrt((4 + 1 + 0 + 9) / 4), 3);
});
