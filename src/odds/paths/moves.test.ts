import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalCdf, studentTCdf, tableCdf, type PathMoves } from "../../kernel/index.js";
import type { BarsLaw, GarchLaw, MarkovMoves, MoveLaw, MovesLaw } from "../../model/index.js";
import { stepLawOf } from "../grid/step-laws.js";
import { movesOf } from "./moves.js";

const DAY = 1 / 365;

const oneState = (law: MoveLaw): MovesLaw => statesOf({ laws: [law], switchYears: 1, switching: [[1]], start: [1] });
const statesOf = (moves: MarkovMoves): MovesLaw => ({ kind: "moves", moves, source: "test" });

type Shocks = Extract<PathMoves, { kind: "shocks" }>;
const shocksOf = (...asked: Parameters<typeof movesOf>): Shocks => {
  const { moves } = movesOf(...asked);
  if (moves.kind !== "shocks") throw new Error("shocks");
  return moves;
};

/** Shock's P(<= z), by the kernel's own table. */
const cdfOf = ({ shock }: Shocks, z: number): number => {
  if (shock.kind === "quantiles") return tableCdf(shock.table.nodes, z);
  return studentTCdf(z * Math.SQRT2, 4);
};

const deviationOf = ({ variance }: Shocks): number => {
  if (variance.kind !== "constant") throw new Error("one variance");
  return Math.sqrt(variance.variance);
};

const number = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

const jumps = fc.record({
  intensityAnnual: number(0.5, 300),
  downShare: number(0, 1),
  meanDown: number(0.01, 0.3),
  meanUp: number(0.01, 0.3),
});

/** Laws by name, and how far off a table may be as a part of the lesser tail: a cell is a 128th of its octave of probability, and what is seen may lie all at one end of it. */
const wholeLaws: readonly (readonly [string, number, fc.Arbitrary<MoveLaw>])[] = [
  [
    "normal",
    2e-3,
    fc.record({ kind: fc.constant("normal" as const), driftAnnual: number(-1, 1), volatilityAnnual: number(0.05, 2) }),
  ],
  [
    "student-t",
    2e-3,
    fc.record({
      kind: fc.constant("student-t" as const),
      stepYears: fc.constant(DAY),
      mean: number(-0.01, 0.01),
      deviation: number(0.001, 0.1),
      degreesOfFreedom: fc.oneof(number(2.2, 30), fc.constant(4)),
    }),
  ],
  [
    "normal-mixture",
    2e-3,
    fc
      .tuple(number(0.05, 0.95), number(-0.05, 0.05), number(0.01, 0.1), number(0.01, 0.1))
      .map(([weight, mean, deviation, other]): MoveLaw => ({
        kind: "normal-mixture",
        stepYears: DAY,
        parts: [
          { weight, mean, deviation },
          { weight: 1 - weight, mean: 0, deviation: other },
        ],
      })),
  ],
  [
    "empirical",
    8e-3,
    fc.array(number(-0.1, 0.1), { minLength: 30, maxLength: 80 }).map((moves): MoveLaw => ({
      kind: "empirical",
      stepYears: DAY,
      moves: moves.map((move, i) => move + 0.03 * Math.sin(i)),
      bandwidth: null,
    })),
  ],
];

describe("tables against the law's own distribution function", () => {
  test.each(wholeLaws)("%s: five random laws at 41 places, as the grid has them", (_, share, laws) => {
    fc.assert(
      fc.property(laws, (law) => {
        const moves = shocksOf(oneState(law), null, DAY);
        const grid = stepLawOf(law, DAY);
        expect(moves.mean).toBeCloseTo(grid.mean, 12);
        expect(deviationOf(moves)).toBeCloseTo(grid.deviation, 12);
        for (let k = -20; k <= 20; k++) {
          const at = grid.mean + (k / 4) * grid.deviation;
          const [table, own] = [cdfOf(moves, (at - moves.mean) / deviationOf(moves)), grid.below(at)];
          expect(Math.abs(table - own)).toBeLessThan(1e-9 + share * Math.min(own, 1 - own));
        }
      }),
      { numRuns: 5 },
    );
  });

  test("kou: ten random laws: a step's normal part, and with its jump the whole step's law as the grid has it", () => {
    fc.assert(
      fc.property(jumps, number(0.2, 1.5), (sizes, volatilityAnnual) => {
        const law: MoveLaw = { kind: "kou", driftAnnual: 0.1, volatilityAnnual, jumps: sizes };
        const moves = shocksOf(oneState(law), null, DAY);
        const grid = stepLawOf(law, DAY);
        const deviation = deviationOf(moves);
        const normal = (at: number): number => normalCdf((at - moves.mean) / deviation);
        const { probability, sizes: table } = moves.jumps!;
        for (const k of [-8, -4, -2, -1, 0, 1, 2, 4, 8]) {
          const at = grid.mean + k * grid.deviation;
          // Normal move + jump: the normal's quantiles weighed against the table, at 2,000 places.
          let jumped = 0;
          for (let i = 0; i < 2000; i++) {
            const move = moves.mean + deviation * NORMALS[i];
            jumped += tableCdf(table.nodes, Math.expm1(at - move)) / 2000;
          }
          const whole = (1 - probability) * normal(at) + probability * jumped;
          expect(Math.abs(whole - grid.below(at))).toBeLessThan(2e-3 * probability + 1e-9);
        }
      }),
      { numRuns: 10 },
    );
  });
});

/** Quantiles of a normal law at the middles of 2,000 equal parts, by bisection of its own distribution function. */
const NORMALS = Array.from({ length: 2000 }, (_, i) => {
  let [low, high] = [-9, 9];
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < (i + 0.5) / 2000) low = middle;
    else high = middle;
  }
  return low;
});

/** Mean of exp(move) over a table's draws, by the middle of 400,000 parts of its probability. */
function expectedFactor(moves: Shocks, parts = 400_000): number {
  if (moves.shock.kind !== "quantiles") throw new Error("a table");
  const { nodes } = moves.shock.table;
  const deviation = deviationOf(moves);
  let [sum, before] = [0, 0];
  const [from, to] = [moves.mean - 10 * deviation, moves.mean + 10 * deviation];
  for (let i = 1; i <= parts; i++) {
    const at = from + ((to - from) * i) / parts;
    const now = tableCdf(nodes, (at - moves.mean) / deviation);
    sum += (now - before) * Math.exp(at - (to - from) / parts / 2);
    before = now;
  }
  return sum;
}

describe("an arithmetic drift in place of the law's own", () => {
  const laws: Record<string, MoveLaw> = {
    normal: { kind: "normal", driftAnnual: 0.1, volatilityAnnual: 0.8 },
    mixture: {
      kind: "normal-mixture",
      stepYears: DAY,
      parts: [
        { weight: 0.9, mean: 0.002, deviation: 0.03 },
        { weight: 0.1, mean: -0.03, deviation: 0.08 },
      ],
    },
    seen: { kind: "empirical", stepYears: DAY, moves: NORMALS.map((z) => 0.04 * z + 0.01 * z * z), bandwidth: 0.01 },
  };

  test.each(Object.keys(laws))("%s: the expected price grows by e^(drift x step), its shape stays", (name) => {
    const [own, moved] = [null, 0.7].map((drift) => shocksOf(oneState(laws[name]), drift, DAY));
    expect(Math.log(expectedFactor(moved)) / DAY).toBeCloseTo(0.7, 3);
    expect({ ...moved, mean: 0 }).toEqual({ ...own, mean: 0 });
  });

  test("kou: what jumps cost on average is within the drift", () => {
    const sizes = { intensityAnnual: 40, downShare: 0.7, meanDown: 0.08, meanUp: 0.05 };
    const law: MoveLaw = { kind: "kou", driftAnnual: 0, volatilityAnnual: 0.5, jumps: sizes };
    const { mean } = shocksOf(oneState(law), 0.2, DAY);
    // Kou 2002, equation 2: E[e^J] = p eta1 / (eta1 - 1) + q eta2 / (eta2 + 1), eta one over the mean size.
    const meanJump = 0.3 / (1 - 0.05) + 0.7 / (1 + 0.08) - 1;
    expect(mean / DAY).toBeCloseTo(0.2 - 0.125 - 40 * meanJump, 12);
  });

  test("states: one arithmetic drift in each, whatever its volatility", () => {
    const law = (volatilityAnnual: number): MoveLaw => ({ kind: "normal", driftAnnual: 0.05, volatilityAnnual });
    const moves = shocksOf(
      statesOf({
        laws: [law(0.4), law(1.2)],
        switchYears: DAY,
        switching: [
          [0.9, 0.1],
          [0.2, 0.8],
        ],
        start: [0.5, 0.5],
      }),
      0.3,
      DAY,
    );
    if (moves.variance.kind !== "states") throw new Error("states");
    const { means, variances } = moves.variance;
    means.forEach((mean, i) => expect((moves.mean + mean + variances[i] / 2) / DAY).toBeCloseTo(0.3, 12));
  });

  test("Student-t and GARCH: the drift less half the variance, as of a diffusion", () => {
    const law: MoveLaw = { kind: "student-t", stepYears: DAY, mean: 0, deviation: 0.05, degreesOfFreedom: 3 };
    expect(shocksOf(oneState(law), 0.4, DAY).mean).toBeCloseTo(0.4 * DAY - 0.00125, 12);
    expect(shocksOf(garch, 0.4, 1).mean).toBeCloseTo(0.4 * garch.stepYears - garch.meanVariance / 2, 12);
    expect(shocksOf(garch, null, 1).mean).toBe(garch.mean);
  });

  test("bars: closes, lows and highs by one factor, so that the mean close grows by the drift", () => {
    const { moves } = movesOf(bars, 1.2, 1);
    if (moves.kind !== "bars") throw new Error("bars");
    const factor = moves.closes[0] / bars.closes[0];
    const mean = moves.closes.reduce((sum, close) => sum + close, 0) / moves.closes.length;
    expect(mean).toBeCloseTo(Math.exp(1.2 * bars.stepYears), 12);
    moves.lows.forEach((low, i) => expect(low / bars.lows[i]).toBeCloseTo(factor, 12));
    moves.highs.forEach((high, i) => expect(high / bars.highs[i]).toBeCloseTo(factor, 12));
    expect(movesOf(bars, null, 1).moves).toEqual({
      kind: "bars",
      continuous: true,
      closes: bars.closes,
      lows: bars.lows,
      highs: bars.highs,
      blockLength: 2,
    });
  });
});

const garch: GarchLaw = {
  kind: "garch",
  stepYears: DAY,
  mean: 0.001,
  omega: 4e-5,
  alpha: 0.1,
  gamma: 0.02,
  beta: 0.85,
  degreesOfFreedom: 5,
  variance: 0.002,
  meanVariance: 0.0015,
  source: "test",
};

const bars: BarsLaw = {
  kind: "bars",
  stepYears: DAY / 24,
  closes: Float64Array.of(1.01, 0.98, 1.02),
  lows: Float64Array.of(0.99, 0.97, 1),
  highs: Float64Array.of(1.02, 1.01, 1.03),
  continuous: true,
  blockLength: 2,
  leftOut: 0,
  source: "test",
};

describe("steps", () => {
  test("a law with a step of its own keeps it; others take the one asked for", () => {
    expect(movesOf(garch, null, 1).stepYears).toBe(DAY);
    expect(movesOf(bars, null, 1).stepYears).toBe(DAY / 24);
    const t: MoveLaw = { kind: "student-t", stepYears: DAY, mean: 0, deviation: 0.05, degreesOfFreedom: 4 };
    expect(movesOf(oneState(t), null, 1).stepYears).toBe(DAY);
    const normal: MoveLaw = { kind: "normal", driftAnnual: 0, volatilityAnnual: 0.5 };
    expect(movesOf(oneState(normal), null, DAY / 24).stepYears).toBe(DAY / 24);
    expect(deviationOf(shocksOf(oneState(normal), null, DAY / 24))).toBeCloseTo(0.5 * Math.sqrt(DAY / 24), 12);
  });

  test("states switch over an hour in a 24th of a day's chance, over two days by the square", () => {
    const law: MoveLaw = { kind: "normal", driftAnnual: 0, volatilityAnnual: 0.5 };
    const moves = statesOf({
      laws: [law, law],
      switchYears: DAY,
      switching: [
        [0.88, 0.12],
        [0.24, 0.76],
      ],
      start: [1, 0],
    });
    const over = (years: number): readonly (readonly number[])[] => {
      const { variance } = shocksOf(moves, null, years);
      if (variance.kind !== "states") throw new Error("states");
      return variance.switching;
    };
    expect(over(DAY / 24)[0][1]).toBeCloseTo(0.005, 12);
    expect(over(2 * DAY)[0][1]).toBeCloseTo(0.88 * 0.12 + 0.12 * 0.76, 12);
  });

  test("four degrees of freedom take the algebraic shock; moves within which prices are passed say so", () => {
    expect(shocksOf({ ...garch, degreesOfFreedom: 4 }, null, 1).shock.kind).toBe("student-t-4");
    expect(shocksOf({ ...garch, degreesOfFreedom: null }, null, 1).continuous).toBe(true);
    expect(shocksOf(garch, null, 1).continuous).toBe(false);
  });
});

describe("what is refused", () => {
  const normal: MoveLaw = { kind: "normal", driftAnnual: 0, volatilityAnnual: 0.5 };
  const t = (degreesOfFreedom: number): MoveLaw => ({
    kind: "student-t",
    stepYears: DAY,
    mean: 0,
    deviation: 0.05,
    degreesOfFreedom,
  });
  const kou = (meanUp: number, intensityAnnual = 10): MoveLaw => ({
    kind: "kou",
    driftAnnual: 0,
    volatilityAnnual: 0.5,
    jumps: { intensityAnnual, downShare: 0.5, meanDown: 0.1, meanUp },
  });
  const seen: MoveLaw = { kind: "empirical", stepYears: DAY, moves: [-0.1, 0, 0.1], bandwidth: null };
  const two = (a: MoveLaw, b: MoveLaw): MovesLaw =>
    statesOf({
      laws: [a, b],
      switchYears: DAY,
      switching: [
        [0.9, 0.1],
        [0.1, 0.9],
      ],
      start: [1, 0],
    });

  test.each([
    ["states of two kinds", two(normal, t(4))],
    ["of two degrees of freedom", two(t(4), t(5))],
    ["of two sizes of jumps", two(kou(0.1), kou(0.2))],
    ["of moves seen", two(seen, seen)],
  ])("%s", (_, law) => {
    expect(() => movesOf(law, null, DAY)).toThrow(
      expect.objectContaining({ code: "E_CONFIG_CONFLICT", field: "law.moves.laws" }),
    );
  });

  test.each([
    [
      "rises whose expected price is infinite, where a drift is asked for",
      oneState(kou(1.2)),
      0.1,
      DAY,
      "law.moves.laws.jumps.meanUp",
    ],
    [
      "more jumps in a step than are told apart",
      oneState(kou(0.1, 60 * 365)),
      null,
      DAY,
      "law.moves.laws.jumps.intensityAnnual",
    ],
    ["a step of no length", oneState(normal), null, 0, "stepYears"],
    ["a variance that grows without end", { ...garch, beta: 0.95 }, null, DAY, "law.persistence"],
    ["a bar whose low is above its close", { ...bars, lows: bars.highs }, null, DAY, "law.closes[0]"],
    ["a block that is no whole number", { ...bars, blockLength: 1.5 }, null, DAY, "law.blockLength"],
    ["a block longer than the bars", { ...bars, blockLength: 4 }, null, DAY, "law.blockLength"],
  ] as const)("%s", (_, law, driftAnnual, stepYears, field) => {
    expect(() => movesOf(law, driftAnnual, stepYears)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field }),
    );
  });

  test("a drift that is no number", () => {
    expect(() => movesOf(garch, NaN, DAY)).toThrow(
      expect.objectContaining({ code: "E_NOT_FINITE", field: "driftAnnual" }),
    );
  });
});
