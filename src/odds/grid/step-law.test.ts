import { describe, expect, test } from "vitest";
import { createStream, gaussLegendre } from "../../kernel/index.js";
import type { LawJumps, MoveLaw } from "../../model/index.js";
import type { StepLaw } from "./step-law.js";
import { stepLawOf } from "./step-laws.js";

const DAY = 1 / 365;

/** Moves seen: fat-tailed, and skewed. */
const seen = Array.from({ length: 400 }, (_, i) => {
  const stream = createStream(8, i);
  return 0.03 * stream.normal() * (1 + 2 * stream.uniform() ** 6) - 0.05 * stream.uniform() ** 8;
});

const jumpsOf = (perYear: number, downShare: number, meanDown: number, meanUp: number): LawJumps => ({
  intensityAnnual: perYear,
  downShare,
  meanDown,
  meanUp,
});

const kou = (jumps: LawJumps, volatilityAnnual = 0.6): MoveLaw => ({
  kind: "kou",
  driftAnnual: 0.02,
  volatilityAnnual,
  jumps,
});

/** The ordinary deviation of a day under a volatility of .6 is .0314. */
const KOU: readonly (readonly [string, MoveLaw])[] = [
  ["few, as large as the deviation", kou(jumpsOf(0.01 / DAY, 0.7, 0.03, 0.02))],
  ["few, much larger", kou(jumpsOf(0.01 / DAY, 0.6, 0.4, 0.25))],
  ["half a jump a step", kou(jumpsOf(0.5 / DAY, 0.3, 0.08, 0.05))],
  ["five a step, larger", kou(jumpsOf(5 / DAY, 0.5, 0.1, 0.06))],
  ["five a step, smaller", kou(jumpsOf(5 / DAY, 0.5, 0.0075, 0.0065))],
  ["falls alone", kou(jumpsOf(0.5 / DAY, 1, 0.08, 0.05))],
  ["rises alone", kou(jumpsOf(0.5 / DAY, 0, 0.08, 0.05))],
  ["one side large, the other small", kou(jumpsOf(0.1 / DAY, 0.5, 0.2, 0.001))],
  ["just larger than the smallest told apart", kou(jumpsOf(0.5 / DAY, 0.5, 0.00215, 0.0021))],
  ["just smaller", kou(jumpsOf(0.5 / DAY, 0.5, 0.00205, 0.002))],
];

const LAWS: readonly (readonly [string, MoveLaw])[] = [
  ["normal", { kind: "normal", driftAnnual: 0.3, volatilityAnnual: 0.6 }],
  ["t(4)", { kind: "student-t", stepYears: DAY, mean: 0.001, deviation: 0.03, degreesOfFreedom: 4 }],
  ["t(2.5)", { kind: "student-t", stepYears: DAY, mean: 0, deviation: 0.03, degreesOfFreedom: 2.5 }],
  ["t(30)", { kind: "student-t", stepYears: DAY, mean: 0, deviation: 0.03, degreesOfFreedom: 30 }],
  [
    "mixture",
    {
      kind: "normal-mixture",
      stepYears: DAY,
      parts: [
        { weight: 0.9, mean: 0.001, deviation: 0.02 },
        { weight: 0.09, mean: -0.01, deviation: 0.05 },
        { weight: 0.01, mean: -0.2, deviation: 0.1 },
      ],
    },
  ],
  ["empirical", { kind: "empirical", stepYears: DAY, moves: seen, bandwidth: null }],
  ["empirical, wide", { kind: "empirical", stepYears: DAY, moves: seen, bandwidth: 0.02 }],
  ...KOU.map(([name, law]) => [`Kou, ${name}`, law] as const),
];

const { nodes, weights } = gaussLegendre(24);

/** Integral of f x density over one panel between two edges. */
function over(law: StepLaw, from: number, to: number, f: (move: number) => number = () => 1): number {
  const half = (to - from) / 2;
  return nodes.reduce((sum, node, i) => {
    const move = from + half * (1 + node);
    return sum + half * weights[i] * law.density(move) * f(move);
  }, 0);
}

/** The same over all panels. */
const whole = (law: StepLaw, f: (move: number) => number): number =>
  law.edges.slice(1).reduce((sum, edge, i) => sum + over(law, law.edges[i], edge, f), 0);

describe.each(LAWS)("%s", (name, given) => {
  const law = stepLawOf(given, DAY);

  test("its density integrates to its distribution, panel by panel", () => {
    for (let i = 1; i < law.edges.length; i++) {
      const [from, to] = [law.edges[i - 1], law.edges[i]];
      expect(to).toBeGreaterThan(from);
      expect(Math.abs(over(law, from, to) - (law.below(to) - law.below(from)))).toBeLessThan(1e-10);
    }
  });

  test("beyond the edges there is next to nothing; below and above make one; both are in order", () => {
    const [first, last] = [law.edges[0], law.edges[law.edges.length - 1]];
    const tail = name === "t(2.5)" ? 1e-7 : 1e-10;
    expect(law.below(first)).toBeLessThan(tail);
    expect(law.above(last)).toBeLessThan(tail);
    let before = -1e-15;
    for (let i = 0; i <= 200; i++) {
      const at = law.mean + (i - 100) * 0.15 * law.deviation;
      expect(Math.abs(law.below(at) + law.above(at) - 1)).toBeLessThan(1e-12);
      expect(law.below(at)).toBeGreaterThanOrEqual(before - 1e-14);
      expect(law.density(at)).toBeGreaterThanOrEqual(-1e-13);
      const ordinary = law.ordinary?.density(at) ?? 0;
      expect(ordinary).toBeGreaterThanOrEqual(0);
      expect(ordinary).toBeLessThanOrEqual(law.density(at) * (1 + 1e-12) + 1e-12);
      before = law.below(at);
    }
  });

  // The variance of t(2.5) is in a tail that no panel reaches: half of it beyond e^50.
  test("its mean and deviation are what it says", () => {
    expect(Math.abs(whole(law, (move) => move) - law.mean)).toBeLessThan(1e-9);
    const variance = whole(law, (move) => (move - law.mean) ** 2);
    // The power tails of t end at the last panel, that of t(2.5) with much of its variance; the lattice of the empirical law has its own test.
    const within = name === "t(2.5)" ? 0.2 : name === "t(4)" ? 2e-5 : name.startsWith("empirical") ? 0.01 : 2e-9;
    expect(Math.abs(variance / law.deviation ** 2 - 1)).toBeLessThan(within);
  });
});

describe("an empirical law", () => {
  test("a price that hardly moves but for two days is smoothed by its deviation", () => {
    const still = Array.from({ length: 28 }, (_, i) => i * 1e-300);
    const law = stepLawOf({ kind: "empirical", stepYears: DAY, moves: [...still, 0.05, -0.05], bandwidth: null }, DAY);
    const spread = Math.sqrt(0.005 / 30);
    expect(law.deviation).toBeCloseTo(Math.hypot(spread, 0.9 * spread * 30 ** -0.2), 9);
  });

  test("its upper tail keeps its figures: that of mirrored moves below", () => {
    const [law, mirror] = [seen, seen.map((move) => -move)].map((moves) =>
      stepLawOf({ kind: "empirical", stepYears: DAY, moves, bandwidth: 0.01 }, DAY),
    );
    const top = Math.max(...seen);
    // Eight bandwidths out 1 - below would be rounding alone; the two lattices lie up to half a bandwidth differently.
    for (const beyond of [0.02, 0.05, 0.08]) {
      const ratio = law.above(top + beyond) / mirror.below(-top - beyond);
      expect(Math.abs(Math.log(ratio)), `${beyond} beyond`).toBeLessThan((beyond / 0.01) * 0.5);
    }
  });

  const mean = seen.reduce((sum, move) => sum + move, 0) / seen.length;
  const spread = seen.reduce((sum, move) => sum + (move - mean) ** 2, 0) / seen.length;

  test.each([0.002, 0.01, 0.03])(
    "keeps the mean, and adds to the variance its bandwidth %f squared, and nothing for the lattice",
    (bandwidth) => {
      const law = stepLawOf({ kind: "empirical", stepYears: DAY, moves: seen, bandwidth }, DAY);
      expect(Math.abs(whole(law, (move) => move) - mean)).toBeLessThan(1e-14);
      expect(law.mean).toBeCloseTo(mean, 15);
      expect(law.deviation ** 2).toBeCloseTo(spread + bandwidth ** 2, 14);
      expect(whole(law, (move) => (move - mean) ** 2)).toBeCloseTo(spread + bandwidth ** 2, 12);
    },
  );
});

const DEVIATION = 0.6 * Math.sqrt(DAY);

/** P(move <= at) of a Kou step by Gil-Pelaez inversion of its characteristic function, with the midpoint rule: 1e-13. */
function inverted(expected: number, { downShare, meanDown, meanUp }: LawJumps, at: number): number {
  const steps = 4000;
  const width = 9 / DEVIATION / steps;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const u = (i + 0.5) * width;
    const [down, up] = [downShare / (1 + (u * meanDown) ** 2), (1 - downShare) / (1 + (u * meanUp) ** 2)];
    const real = -((DEVIATION * u) ** 2) / 2 + expected * (down + up - 1);
    const turn = u * (0.02 * DAY - at) + expected * u * (up * meanUp - down * meanDown);
    sum += (Math.exp(real) * Math.sin(turn)) / u;
  }
  return 0.5 - (sum * width) / Math.PI;
}

/** Largest difference of a Kou step's distribution from its inverted characteristic function. */
function errorOf(expected: number, downShare: number, meanDown: number, meanUp: number): number {
  const jumps = jumpsOf(expected / DAY, downShare, meanDown, meanUp);
  const law = stepLawOf(kou(jumps), DAY);
  let most = 0;
  for (let i = -20; i <= 20; i++) {
    const at = law.mean + 0.3 * i * law.deviation;
    most = Math.max(most, Math.abs(law.below(at) - inverted(expected, jumps, at)));
  }
  return most;
}

describe("a Kou step against its characteristic function", () => {
  test.each([0.01, 0.1, 0.5, 1, 2, 5])(
    "%f jumps a step, of means from .2 to 10 deviations, up, down and mixed",
    (expected) => {
      for (const times of [0.2, 0.5, 1, 3, 10])
        for (const downShare of [0, 0.3, 0.7, 1]) {
          const mean = times * DEVIATION;
          expect(errorOf(expected, downShare, mean, 0.8 * mean)).toBeLessThan(1e-10);
        }
    },
  );

  test.each([
    [0.01, 2e-6],
    [0.1, 2e-5],
    [1, 2e-4],
    [5, 8e-4],
  ])(
    "%f jumps a step just below a fifteenth of the deviation are taken as normal: P is off by less than %f",
    (expected, most) => {
      const mean = DEVIATION / 15.1;
      const [mixed, falls] = [errorOf(expected, 0.5, mean, mean), errorOf(expected, 1, mean, mean)];
      expect(falls).toBeLessThan(most);
      // Falls alone leave a third moment, which falls and rises of one size cancel.
      expect(mixed).toBeLessThan(falls / 5);
      expect(falls).toBeGreaterThan(most / 20);
    },
  );

  test.each([
    [5, 1, DEVIATION / 14.9, 0.03],
    [10, 1, 0.1 * DEVIATION, 0.03],
    [40, 0.5, 0.03, 0.03],
  ])(
    "%f a step, share of falls %f, of means %f and %f: figures cancel, or more than are told apart, and the row sums see it",
    (expected, downShare, meanDown, meanUp) => {
      const law = stepLawOf(kou(jumpsOf(expected / DAY, downShare, meanDown, meanUp)), DAY);
      expect(Math.abs(whole(law, () => 1) - 1)).toBeGreaterThan(1e-7);
    },
  );
});
