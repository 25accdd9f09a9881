import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStream, findRoot } from "../kernel/index.js";
import { dualityGap } from "./interior-point.js";
import { kellyProgram, type OutcomeTable } from "./kelly-program.js";
import { riskAversionForDrawdown, riskConstrainedKelly, type KellyProblem } from "./risk-constrained-kelly.js";

/** An even-money bet won with probability p, beside cash. */
const coin = (p: number): OutcomeTable => ({
  returns: Float64Array.of(2, 1, 0, 1),
  probabilities: Float64Array.of(p, 1 - p),
  bets: 2,
});

const growthOf = ({ returns, probabilities, bets }: OutcomeTable, b: ArrayLike<number>): number =>
  meanOf({ returns, probabilities, bets }, b, Math.log);

const momentOf = (table: OutcomeTable, b: ArrayLike<number>, riskAversion: number): number =>
  meanOf(table, b, (wealth) => wealth ** -riskAversion);

function meanOf(
  { returns, probabilities, bets }: OutcomeTable,
  b: ArrayLike<number>,
  of: (x: number) => number,
): number {
  let sum = 0;
  probabilities.forEach((probability, k) => {
    let wealth = 0;
    for (let i = 0; i < bets; i++) wealth += b[i] * returns[k * bets + i];
    sum += probability * of(wealth);
  });
  return sum;
}

/** Random shares of wealth, summing to 1, most of them small. */
function randomBets(uniform: () => number, bets: number): Float64Array {
  const weights = Float64Array.from({ length: bets }, () => uniform() ** 6);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** A random table; `cash` in the last place or another risky bet, now and then a total loss or a jackpot. */
function randomProblem(seed: number, cash: boolean): KellyProblem {
  const stream = createStream(seed, 0);
  const uniform = (): number => stream.uniform();
  const bets = 1 + Math.floor(20 * uniform());
  const outcomes = 1 + Math.floor(80 * uniform());
  const volatility = Math.exp(-5 + 5 * uniform());
  const edge = volatility * (0.4 * uniform() - 0.1);
  const heavy = uniform() < 0.3;
  const returns = Float64Array.from({ length: bets * outcomes }, (_, at) => {
    if (cash && at % bets === bets - 1) return 1;
    if (heavy && uniform() < 0.02) return uniform() < 0.5 ? 1e-3 : 3;
    return Math.exp(volatility * stream.normal() + edge);
  });
  const weights = Float64Array.from({ length: outcomes }, uniform);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const riskAversion = uniform() < 0.1 ? 0 : Math.exp(-4 + 8.5 * uniform());
  return { returns, probabilities: weights.map((weight) => weight / total), bets, riskAversion };
}

const seeds = fc.integer({ min: 0, max: 1e6 });

describe("riskAversionForDrawdown", () => {
  test("3.3219, 4.3219 and 6.4557 for (.5, .1), (.5, .05) and (.3, .1): quant.json rck-gbm-*", () => {
    expect(riskAversionForDrawdown({ lossMax: 0.5, probabilityMax: 0.1 })).toBeCloseTo(3.321928094887362, 12);
    expect(riskAversionForDrawdown({ lossMax: 0.5, probabilityMax: 0.05 })).toBeCloseTo(4.321928094887363, 12);
    expect(riskAversionForDrawdown({ lossMax: 0.3, probabilityMax: 0.1 })).toBeCloseTo(6.455696235812881, 12);
  });
});

describe("riskConstrainedKelly", () => {
  test("without a limit it is Kelly's 2p - 1 of an even-money bet (Kelly 1956)", () => {
    const answer = riskConstrainedKelly({ ...coin(0.6), riskAversion: 0 });
    expect(answer).toMatchObject({ status: "certified", moment: 1, drawdownBound: null });
    if (answer.status === "infeasible") return;
    expect(answer.bets[0]).toBeCloseTo(0.2, 7);
    expect(answer.growth).toBeCloseTo(0.020135513550688863, 9);
  });

  test("of an even-money bet it stakes the root of p (1 + f)^-lambda + q (1 - f)^-lambda = 1", () => {
    for (const riskAversion of [1.5, 3.3219, 6.4557, 40]) {
      const moment = (f: number): number => 0.6 * (1 + f) ** -riskAversion + 0.4 * (1 - f) ** -riskAversion;
      const root = findRoot((f) => moment(f) - 1, 1e-3, 0.3);
      const answer = riskConstrainedKelly({ ...coin(0.6), riskAversion, lossMax: 0.5 });
      expect(answer.status).toBe("certified");
      if (answer.status === "infeasible") return;
      expect(answer.bets[0]).toBeCloseTo(root, 8);
      expect(answer.moment).toBeLessThanOrEqual(1);
      expect(answer.drawdownBound).toBeCloseTo(0.5 ** riskAversion, 14);
    }
  });

  test("property: certified for any table with cash, and no other bets that keep the limit grow by more than the gap", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const problem = randomProblem(seed, true);
        const answer = riskConstrainedKelly(problem);
        expect(answer.status).toBe("certified");
        if (answer.status === "infeasible") return;
        expect(answer.growth).toBeCloseTo(growthOf(problem, answer.bets), 12);
        expect(momentOf(problem, answer.bets, problem.riskAversion)).toBeLessThanOrEqual(1 + 1e-12);
        expect(answer.bets.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        expect(Math.min(...answer.bets)).toBeGreaterThanOrEqual(0);
        const stream = createStream(seed, 1);
        for (let i = 0; i < 30; i++) {
          const random = randomBets(() => stream.uniform(), problem.bets);
          const towards = i / 30;
          const other = random.map((share, bet) => towards * share + (1 - towards) * answer.bets[bet]);
          if (momentOf(problem, other, problem.riskAversion) > 1) continue;
          expect(growthOf(problem, other)).toBeLessThanOrEqual(answer.growth + answer.gap + 1e-15);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("property: without cash the answer is certified, or a proof that every choice of bets breaks the limit", () => {
    let [kept, refuted] = [0, 0];
    fc.assert(
      fc.property(seeds, (seed) => {
        const problem = randomProblem(seed, false);
        const answer = riskConstrainedKelly(problem);
        expect(answer.status).not.toBe("uncertified");
        if (answer.status !== "infeasible") {
          kept += 1;
          return;
        }
        refuted += 1;
        expect(answer.momentMin).toBeGreaterThan(1);
        const stream = createStream(seed, 1);
        for (let i = 0; i < 20; i++) {
          const moment = momentOf(
            problem,
            randomBets(() => stream.uniform(), problem.bets),
            problem.riskAversion,
          );
          expect(moment).toBeGreaterThanOrEqual(answer.momentMin * (1 - 1e-9));
        }
      }),
      { numRuns: 100 },
    );
    expect(Math.min(kept, refuted)).toBeGreaterThan(5);
  });

  test("property: more risk aversion never grows faster, and the order of the bets does not matter", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const problem = randomProblem(seed, true);
        const { bets, returns } = problem;
        const answer = riskConstrainedKelly(problem);
        const calmer = riskConstrainedKelly({ ...problem, riskAversion: 2 * problem.riskAversion + 0.1 });
        const turned = returns.map((_, at) => returns[at - (at % bets) + ((at + 1) % bets)]);
        const reordered = riskConstrainedKelly({ ...problem, returns: turned });
        if (answer.status !== "certified" || calmer.status !== "certified" || reordered.status !== "certified")
          throw new Error("not certified");
        expect(calmer.growth).toBeLessThanOrEqual(answer.growth + 1e-10);
        expect(Math.abs(reordered.growth - answer.growth)).toBeLessThan(2e-10);
      }),
      { numRuns: 60 },
    );
  });

  test("where every bet loses on average all stays in cash, proved without a step", () => {
    const answer = riskConstrainedKelly({ ...coin(0.5), riskAversion: 3, lossMax: 0.5 });
    expect(answer).toMatchObject({ status: "certified", growth: 0, moment: 1, gap: 0, iterations: 0 });
    expect(answer).toMatchObject({ bets: Float64Array.of(0, 1), drawdownBound: 0.125 });
  });

  test("a bet that no share of wealth may take is infeasible, with no bound on drawdown", () => {
    const alone = { returns: Float64Array.of(1.3, 0.5), probabilities: Float64Array.of(0.5, 0.5), bets: 1 };
    const answer = riskConstrainedKelly({ ...alone, riskAversion: 2, lossMax: 0.5 });
    expect(answer.status).toBe("infeasible");
    expect(answer.drawdownBound).toBeNull();
    if (answer.status === "infeasible") expect(answer.momentMin).toBeCloseTo((1.3 ** -2 + 0.5 ** -2) / 2, 9);
  });

  test("returns at the ends of what a number can hold neither overflow nor pass for certified unproved", () => {
    const ends = { probabilities: Float64Array.of(0.5, 0.5), bets: 2 };
    const tiny = riskConstrainedKelly({ ...ends, returns: new Float64Array(4).fill(1e-300), riskAversion: 2 });
    expect(tiny).toMatchObject({ status: "infeasible", momentMin: Number.MAX_VALUE });
    const huge = riskConstrainedKelly({ ...ends, returns: Float64Array.of(1e200, 1, 1e-200, 1), riskAversion: 3 });
    expect(huge).toMatchObject({ status: "certified" });
    const steep = { ...ends, returns: Float64Array.of(1e300, 1, 0, 1), riskAversion: 100, lossMax: 0.5 };
    expect(riskConstrainedKelly(steep)).toMatchObject({ status: "uncertified", drawdownBound: null });
  });

  test("a search that is cut short says so, and its gap still holds", () => {
    const problem = { ...coin(0.6), riskAversion: 4 };
    const best = riskConstrainedKelly(problem);
    if (best.status !== "certified") throw new Error(best.status);
    expect(best.iterations).toBeGreaterThan(5);
    for (let iterationsMax = 0; iterationsMax < best.iterations; iterationsMax++) {
      const cut = riskConstrainedKelly({ ...problem, iterationsMax, lossMax: 0.5 });
      expect(cut).toMatchObject({ status: "uncertified", because: "iteration-limit", iterations: iterationsMax });
      if (cut.status === "infeasible") return;
      expect(cut.growth + cut.gap).toBeGreaterThanOrEqual(best.growth);
      if (cut.moment > 1) expect(cut.drawdownBound).toBeNull();
    }
  });

  test("outcomes of probability 0 change nothing, not even a total loss", () => {
    const { returns, probabilities, bets } = coin(0.6);
    const wider = {
      returns: Float64Array.of(...returns, 0, 0),
      probabilities: Float64Array.of(...probabilities, 0),
      bets,
    };
    expect(riskConstrainedKelly({ ...wider, riskAversion: 4 })).toEqual(
      riskConstrainedKelly({ returns, probabilities, bets, riskAversion: 4 }),
    );
  });

  test.each([
    ["a missing return", { returns: Float64Array.of(2, 1, NaN, 1) }, "E_NOT_FINITE", "returns[2]"],
    ["an infinite return", { returns: Float64Array.of(2, 1, Infinity, 1) }, "E_NOT_FINITE", "returns[2]"],
    ["a negative return", { returns: Float64Array.of(2, 1, -0.1, 1) }, "E_OUT_OF_RANGE", "returns[2]"],
    ["a short table", { returns: Float64Array.of(2, 1, 0) }, "E_OUT_OF_RANGE", "returns"],
    ["a sure ruin", { returns: Float64Array.of(2, 1, 0, 0) }, "E_OUT_OF_RANGE", "returns of outcome 1"],
    ["half a bet", { bets: 1.5 }, "E_OUT_OF_RANGE", "bets"],
    ["odds that do not sum to 1", { probabilities: Float64Array.of(0.6, 0.5) }, "E_OUT_OF_RANGE", "probabilities"],
    ["negative odds", { probabilities: Float64Array.of(1.1, -0.1) }, "E_OUT_OF_RANGE", "probabilities[1]"],
    ["a negative aversion", { riskAversion: -1 }, "E_OUT_OF_RANGE", "riskAversion"],
    ["no aversion", { riskAversion: NaN }, "E_NOT_FINITE", "riskAversion"],
    ["a loss of everything", { lossMax: 1 }, "E_OUT_OF_RANGE", "lossMax"],
    ["no iterations", { iterationsMax: NaN }, "E_NOT_FINITE", "iterationsMax"],
  ])("refuses %s", (_, fault, code, field) => {
    const problem = { ...coin(0.6), riskAversion: 2, ...fault };
    expect(() => riskConstrainedKelly(problem)).toThrow(expect.objectContaining({ code, field }));
  });
});

describe("dualityGap", () => {
  test("property: bounds what any bets that keep the limit add, at any bets and any multiplier", () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0, max: 5, noNaN: true }), (seed, multiplier) => {
        const problem = randomProblem(seed, true);
        const best = riskConstrainedKelly(problem);
        if (best.status !== "certified") throw new Error(best.status);
        const stream = createStream(seed, 2);
        const b = randomBets(() => stream.uniform(), problem.bets);
        const point = kellyProgram(problem, problem.riskAversion).at(b);
        expect(point.objective + dualityGap(b, point, multiplier)).toBeGreaterThanOrEqual(best.growth - 1e-12);
      }),
      { numRuns: 100 },
    );
  });
});
