import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { empiricalKelly, type EmpiricalLeverage, type EmpiricalProblem } from "./empirical-kelly.js";
import { riskConstrainedKelly } from "./risk-constrained-kelly.js";

/** The answer of a problem that must be certified. */
function certified(problem: EmpiricalProblem): EmpiricalLeverage {
  const answer = empiricalKelly(problem);
  if (answer.status !== "certified") throw new Error(answer.status);
  return answer;
}

const growthAt = ({ simpleReturns, ratePerPeriod }: EmpiricalProblem, leverage: number): number =>
  simpleReturns.reduce((sum, x) => sum + Math.log(1 + ratePerPeriod + leverage * (x - ratePerPeriod)), 0) /
  simpleReturns.length;

const momentAt = ({ simpleReturns, ratePerPeriod, riskAversion = 0 }: EmpiricalProblem, leverage: number): number =>
  simpleReturns.reduce((sum, x) => sum + (1 + ratePerPeriod + leverage * (x - ratePerPeriod)) ** -riskAversion, 0) /
  simpleReturns.length;

/** A random sample with a gain and a loss in it. */
function randomSample(seed: number): EmpiricalProblem {
  const stream = createStream(seed, 0);
  const volatility = Math.exp(-5 + 4 * stream.uniform());
  const edge = volatility * (stream.uniform() - 0.5);
  const length = 2 + Math.floor(200 * stream.uniform());
  const random = Float64Array.from({ length }, () => Math.exp(volatility * stream.normal() + edge) - 1);
  const ratePerPeriod = 0.002 * (stream.uniform() - 0.2);
  return { simpleReturns: Float64Array.of(...random, ratePerPeriod + 0.1, ratePerPeriod - 0.1), ratePerPeriod };
}

const seeds = fc.integer({ min: 0, max: 1e6 });

describe("empiricalKelly", () => {
  test("of an even-money coin won 6 times in 10 it is 0.2 with growth .0201355 (Kelly 1956)", () => {
    const simpleReturns = Float64Array.of(1, 1, 1, 1, 1, 1, -1, -1, -1, -1);
    const answer = certified({ simpleReturns, ratePerPeriod: 0 });
    expect(answer.leverageRatio).toBeCloseTo(0.2, 12);
    expect(answer.growth).toBeCloseTo(0.020135513550688863, 14);
    expect(answer.moment).toBe(1);
  });

  test("property: with cash and no short or borrowing it is risk-constrained Kelly of the same table", () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0, max: 30, noNaN: true }), (seed, riskAversion) => {
        const sample = randomSample(seed);
        const answer = empiricalKelly({ ...sample, riskAversion });
        if (answer.status !== "certified" || answer.leverageRatio < 0 || answer.leverageRatio > 1) return;
        const outcomes = sample.simpleReturns.length;
        const returns = new Float64Array(2 * outcomes).fill(1 + sample.ratePerPeriod);
        sample.simpleReturns.forEach((value, k) => (returns[2 * k] = 1 + value));
        const probabilities = new Float64Array(outcomes).fill(1 / outcomes);
        const table = riskConstrainedKelly({ returns, probabilities, bets: 2, riskAversion });
        if (table.status === "infeasible") throw new Error("infeasible");
        expect(Math.abs(table.growth - answer.growth)).toBeLessThan(2e-10);
      }),
      { numRuns: 100 },
    );
  });

  test("property: no leverage ratio nearby that keeps the limit grows faster by more than the gap", () => {
    let [bound, free] = [0, 0];
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.01, max: 50, noNaN: true }), (seed, riskAversion) => {
        const problem = { ...randomSample(seed), riskAversion };
        const answer = empiricalKelly(problem);
        if (answer.status === "infeasible") {
          expect(problem.ratePerPeriod).toBeLessThan(0);
          expect(answer.momentMin).toBeGreaterThan(1);
          return;
        }
        expect(answer.status).toBe("certified");
        const { leverageRatio, growth, gap, moment } = certified(problem);
        expect(moment).toBeLessThanOrEqual(1);
        if (moment > 1 - 1e-9) bound += 1;
        else free += 1;
        for (const step of [-0.3, -1e-2, -1e-4, -1e-7, 1e-7, 1e-4, 1e-2, 0.3]) {
          const other = leverageRatio * (1 + step) + step * 1e-3;
          const broken = momentAt(problem, other) > 1 + 1e-15;
          const ahead = growthAt(problem, other) - growth;
          if (!broken && Number.isFinite(ahead)) expect(ahead).toBeLessThan(gap + 1e-13);
        }
      }),
      { numRuns: 200 },
    );
    expect(Math.min(bound, free)).toBeGreaterThan(10);
  });

  test("a sample on one side of the rate knows no limit, on that side", () => {
    expect(empiricalKelly({ simpleReturns: Float64Array.of(0.01, 0.02), ratePerPeriod: 0.01 })).toEqual({
      status: "unbounded",
      side: "long",
    });
    expect(empiricalKelly({ simpleReturns: Float64Array.of(-0.01, -0.02), ratePerPeriod: 0 })).toEqual({
      status: "unbounded",
      side: "short",
    });
  });

  test("a negative rate that no position makes up for is infeasible", () => {
    const simpleReturns = Float64Array.of(0.1, -0.12);
    const answer = empiricalKelly({ simpleReturns, ratePerPeriod: -0.01, riskAversion: 5 });
    expect(answer.status).toBe("infeasible");
  });

  test("cut short it says so, and its gap still holds", () => {
    const problem = randomSample(3);
    const best = certified(problem);
    const cut = empiricalKelly({ ...problem, iterationsMax: 0 });
    if (cut.status !== "uncertified") throw new Error(cut.status);
    expect(cut.growth + cut.gap).toBeGreaterThan(best.growth);
  });

  test.each([
    ["simpleReturns", { simpleReturns: Float64Array.of(0.1) }, "E_TOO_FEW"],
    ["simpleReturns", { simpleReturns: Float64Array.of(0.01, 0.01) }, "E_OUT_OF_RANGE"],
    ["simpleReturns[1]", { simpleReturns: Float64Array.of(0.1, NaN) }, "E_NOT_FINITE"],
    ["ratePerPeriod", { ratePerPeriod: -1 }, "E_OUT_OF_RANGE"],
    ["riskAversion", { riskAversion: -1 }, "E_OUT_OF_RANGE"],
    ["iterationsMax", { iterationsMax: -1 }, "E_OUT_OF_RANGE"],
  ])("refuses a bad %s", (field, fault, code) => {
    const problem = { simpleReturns: Float64Array.of(0.1, -0.1), ratePerPeriod: 0.01, ...fault };
    expect(() => empiricalKelly(problem)).toThrow(expect.objectContaining({ code, field }));
  });
});

const pricesPath = fileURLToPath(new URL("../../../shared/data/sp500-1d.csv.gz", import.meta.url));
const pricesPresent = existsSync(pricesPath);

/** Daily simple returns of the S&P 500 from 1999-01-04 to 2018-12-31. */
function indexReturns(): Float64Array {
  const lines = gunzipSync(readFileSync(pricesPath)).toString().trim().split("\n").slice(1);
  const rows = lines.map((line) => line.split(",").map(Number));
  const closes = rows
    .filter(([ts]) => ts >= Date.UTC(1999, 0, 4) && ts <= Date.UTC(2018, 11, 31))
    .map(([, close]) => close);
  return Float64Array.from({ length: closes.length - 1 }, (_, i) => closes[i + 1] / closes[i] - 1);
}

describe.skipIf(!pricesPresent)(
  "S&P 500, daily closes 1999-01-04 to 2018-12-31 (../shared/data/sp500-1d.csv.gz)",
  () => {
    test.each([
      [0, 1.4759128, 0.0399108],
      [0.02, 0.9310824, 0.0358358],
      [0.05, 0.1096542, 0.0502142],
    ])("at r %f: L %f, growth %f (sp500-kelly of quant.json, 252 days a year)", (rate, leverage, growth) => {
      const simpleReturns = indexReturns();
      expect(simpleReturns.length).toBe(5030);
      const answer = certified({ simpleReturns, ratePerPeriod: rate / 252 });
      expect(Math.abs(answer.leverageRatio - leverage)).toBeLessThan(1e-5);
      expect(Math.abs(answer.growth * 252 - growth)).toBeLessThan(1e-5);
    });
  },
);
