import { expect, test } from "vitest";
import { garchCoverage } from "../../tests/garch-coverage.js";

const truths = [
  { name: "GARCH", truth: { mean: 0.05, omega: 0.05, alpha: 0.08, gamma: 0, beta: 0.9, degreesOfFreedom: 5 } },
  { name: "GJR", truth: { mean: 0.05, omega: 0.05, alpha: 0.05, gamma: 0.1, beta: 0.86, degreesOfFreedom: 6 } },
];

// Of 200 intervals that hold with chance .95, 90 to 99 % hold but for about one time in a hundred.
test.each(truths)(
  "$name, Student-t: of 200 fits, 90 to 99 in 100 intervals of 95 in 100 hold the truth",
  ({ truth }) => {
    for (const [parameter, share] of garchCoverage(truth, { fits: 200, returns: 2000, seed: 20_261_122 })) {
      expect(share, parameter).toBeGreaterThanOrEqual(0.9);
      expect(share, parameter).toBeLessThanOrEqual(0.99);
    }
  },
);
