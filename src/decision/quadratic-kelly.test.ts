import { expect, test } from "vitest";
import { quadraticKelly, type QuadraticKellyProblem } from "./quadratic-kelly.js";

/** One risky bet of mean .02 and second moment .0404 (a standard deviation of .2), and cash. */
const one: QuadraticKellyProblem = {
  means: Float64Array.of(0.02, 0),
  secondMoments: Float64Array.of(0.0404, 0, 0, 0),
  riskAversion: 0,
};

test.each([0, 0.5, 2, 3.3219, 40])(
  "of one bet the share is min(1, 2 / (1 + lambda)) of mean / second moment, at lambda %f (the parabola by hand)",
  (riskAversion) => {
    const answer = quadraticKelly({ ...one, riskAversion });
    expect(answer.status).toBe("certified");
    if (answer.status === "infeasible") return;
    const kelly = 0.02 / 0.0404;
    const share = Math.min(1, 2 / (1 + riskAversion)) * kelly;
    expect(answer.bets[0]).toBeCloseTo(share, 6);
    expect(answer.growth).toBeCloseTo(0.02 * share - (0.0404 * share ** 2) / 2, 9);
    const moment = 1 - riskAversion * 0.02 * share + (riskAversion * (riskAversion + 1) * 0.0404 * share ** 2) / 2;
    expect(answer.moment).toBeCloseTo(moment, 8);
    expect(answer.moment).toBeLessThanOrEqual(1);
  },
);

test("of two uncorrelated bets the shares are in the ratio of mean to second moment", () => {
  const secondMoments = Float64Array.of(0.04, 0, 0, 0, 0.09, 0, 0, 0, 0);
  const answer = quadraticKelly({ means: Float64Array.of(0.01, 0.01, 0), secondMoments, riskAversion: 5 });
  if (answer.status === "infeasible") throw new Error(answer.status);
  expect(answer.bets[0] / answer.bets[1]).toBeCloseTo(0.09 / 0.04, 5);
  expect(answer.bets[0]).toBeCloseTo(0.25 / 3, 6);
});

test("bets that all lose are left for cash, and without cash they are infeasible", () => {
  const losing = quadraticKelly({ ...one, means: Float64Array.of(-0.02, 0), riskAversion: 2 });
  expect(losing).toMatchObject({ status: "certified", growth: 0, moment: 1, bets: Float64Array.of(0, 1) });
  const alone = { means: Float64Array.of(-0.02), secondMoments: Float64Array.of(0.04), riskAversion: 2 };
  const answer = quadraticKelly(alone);
  expect(answer.status).toBe("infeasible");
  if (answer.status === "infeasible") expect(answer.momentMin).toBeCloseTo(1 + 2 * (0.06 + 0.02), 9);
});

test.each([
  ["a missing mean", { means: Float64Array.of(NaN, 0) }, "E_NOT_FINITE", "means[0]"],
  ["a missing moment", { secondMoments: Float64Array.of(0.04, 0, NaN, 0) }, "E_NOT_FINITE", "secondMoments[2]"],
  ["too few moments", { secondMoments: Float64Array.of(0.04) }, "E_OUT_OF_RANGE", "secondMoments"],
  ["no bets", { means: Float64Array.of(), secondMoments: Float64Array.of() }, "E_OUT_OF_RANGE", "secondMoments"],
  ["a lopsided matrix", { secondMoments: Float64Array.of(0.04, 0.01, 0, 0.04) }, "E_OUT_OF_RANGE", "secondMoments"],
  ["a negative square", { secondMoments: Float64Array.of(0.04, 0.05, 0.05, 0.04) }, "E_OUT_OF_RANGE", "secondMoments"],
  ["a negative aversion", { riskAversion: -1 }, "E_OUT_OF_RANGE", "riskAversion"],
])("refuses %s", (_, fault, code, field) => {
  expect(() => quadraticKelly({ ...one, ...fault })).toThrow(expect.objectContaining({ code, field }));
});
