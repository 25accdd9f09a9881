import { describe, expect, test } from "vitest";
import { errorsOff, simulatedMoves } from "../../../tests/simulated-moves.js";
import type { GarchLaw, MarkovMoves, MoveLaw, MovesLaw } from "../../model/index.js";
import { stepLawOf } from "../grid/step-laws.js";
import { movesOf } from "./moves.js";

const DAY = 1 / 365;

const statesOf = (moves: MarkovMoves): MovesLaw => ({ kind: "moves", moves, source: "test" });
const oneState = (law: MoveLaw): MovesLaw => statesOf({ laws: [law], switchYears: 1, switching: [[1]], start: [1] });

/** Mean over a path's steps. */
const meanOver = (path: Float64Array, f: (move: number, step: number) => number): number =>
  path.reduce((sum, move, step) => sum + f(move, step), 0) / path.length;

/** Within four standard errors. */
const agrees = (values: readonly number[], expected: number, what: string): void => {
  expect(Math.abs(errorsOff(values, expected)), `${what}: ${expected}`).toBeLessThan(4);
};

const kouSizes = { intensityAnnual: 120, downShare: 0.7, meanDown: 0.05, meanUp: 0.03 };
const parts = [
  { weight: 0.9, mean: 0.002, deviation: 0.03 },
  { weight: 0.1, mean: -0.03, deviation: 0.08 },
];
const seen = Array.from({ length: 400 }, (_, i) => 0.05 * Math.sin(i) + 0.1 * Math.sin(i * i) ** 9);

/** Laws with their mean, variance and excess fourth cumulant over a day, by hand. */
const laws: readonly (readonly [string, MoveLaw, Cumulants])[] = [
  ["normal", { kind: "normal", driftAnnual: 0.5, volatilityAnnual: 0.8 }, [0.5 / 365, 0.64 / 365, 0]],
  [
    "kou",
    { kind: "kou", driftAnnual: 0.5, volatilityAnnual: 0.6, jumps: kouSizes },
    // A compound Poisson sum has cumulants intensity x E[J^k], E of an exponential size k! m^k.
    [
      0.5 / 365 + (120 / 365) * (0.3 * 0.03 - 0.7 * 0.05),
      0.36 / 365 + (120 / 365) * 2 * (0.3 * 0.03 ** 2 + 0.7 * 0.05 ** 2),
      (120 / 365) * 24 * (0.3 * 0.03 ** 4 + 0.7 * 0.05 ** 4),
    ],
  ],
  // Excess kurtosis 6 / (nu - 4).
  [
    "student-t",
    { kind: "student-t", stepYears: DAY, mean: 0.001, deviation: 0.05, degreesOfFreedom: 14 },
    [0.001, 0.0025, 0.6 * 0.0025 ** 2],
  ],
  ["normal-mixture", { kind: "normal-mixture", stepYears: DAY, parts }, mixtureCumulants()],
  ["empirical", { kind: "empirical", stepYears: DAY, moves: seen, bandwidth: 0.01 }, seenCumulants()],
];

/** Mean, variance, and fourth cumulant. */
type Cumulants = readonly [number, number, number];

function mixtureCumulants(): Cumulants {
  const mean = parts.reduce((sum, part) => sum + part.weight * part.mean, 0);
  const moment = (f: (away: number, variance: number) => number): number =>
    parts.reduce((sum, part) => sum + part.weight * f(part.mean - mean, part.deviation ** 2), 0);
  const variance = moment((a, v) => a * a + v);
  return [mean, variance, moment((a, v) => a ** 4 + 6 * a * a * v + 3 * v * v) - 3 * variance ** 2];
}

/** A normal law of the bandwidth is added to what was seen: it adds to the variance, not to the fourth cumulant. */
function seenCumulants(): Cumulants {
  const mean = seen.reduce((sum, move) => sum + move, 0) / seen.length;
  const moment = (power: number): number => seen.reduce((sum, move) => sum + (move - mean) ** power, 0) / seen.length;
  return [mean, moment(2) + 1e-4, moment(4) - 3 * moment(2) ** 2];
}

describe("10,000 paths of ten steps of each law", () => {
  test.each(laws)(
    "%s: mean, variance, fourth moment, and its distribution function wherever more than one in 10,000 lies",
    (_, law, cumulants) => {
      const { moves } = simulatedMoves(movesOf(oneState(law), null, DAY).moves, {
        paths: 10_000,
        steps: 10,
        seed: 81n,
      });
      const [mean, variance, fourth] = cumulants;
      agrees(
        moves.map((path) => meanOver(path, (move) => move)),
        mean,
        "mean",
      );
      agrees(
        moves.map((path) => meanOver(path, (move) => (move - mean) ** 2)),
        variance,
        "variance",
      );
      const expected = fourth + 3 * variance ** 2;
      agrees(
        moves.map((path) => meanOver(path, (move) => (move - mean) ** 4)),
        expected,
        "fourth moment",
      );
      const grid = stepLawOf(law, DAY);
      for (let k = -4; k <= 4; k += 0.5) {
        const at = mean + k * Math.sqrt(variance);
        if (Math.min(grid.below(at), 1 - grid.below(at)) < 1e-4) continue; // too few to count
        agrees(
          moves.map((path) => meanOver(path, (move) => (move <= at ? 1 : 0))),
          grid.below(at),
          `P(move <= ${at})`,
        );
      }
    },
  );
});

describe("GARCH", () => {
  const law: GarchLaw = {
    kind: "garch",
    stepYears: DAY,
    mean: 0,
    omega: 0.00008,
    alpha: 0.12,
    gamma: 0,
    beta: 0.8,
    degreesOfFreedom: 14,
    variance: 0.001,
    meanVariance: 0.001,
    source: "test",
  };
  const shockKurtosis = 3 + 6 / 10;

  test("variance, fourth moment and the clustering of squares in the long run: Bollerslev 1986, section 3", () => {
    const { moves } = simulatedMoves(movesOf(law, null, DAY).moves, { paths: 4000, steps: 160, seed: 82n });
    const late = moves.map((path) => path.subarray(60));
    const [variance, persistence] = [0.001, 0.92];
    const { alpha, beta } = law;
    const spread = 1 - persistence ** 2 - (shockKurtosis - 1) * alpha ** 2;
    const kurtosis = (shockKurtosis * (1 - persistence ** 2)) / spread;
    agrees(
      late.map((path) => meanOver(path, (move) => move ** 2)),
      variance,
      "variance",
    );
    agrees(
      late.map((path) => meanOver(path, (move) => move ** 4)),
      kurtosis * variance ** 2,
      "fourth moment",
    );
    const first = (alpha * (1 - alpha * beta - beta ** 2)) / (1 - 2 * alpha * beta - beta ** 2);
    for (const lag of [1, 2, 5, 10, 20]) {
      const correlation = first * persistence ** (lag - 1);
      const product = variance ** 2 * (1 + correlation * (kurtosis - 1));
      const pairs = late.map((path) => meanOver(path.subarray(lag), (move, i) => move ** 2 * path[i] ** 2));
      agrees(pairs, product, `squares ${lag} apart`);
    }
  });

  test("begins at its variance and returns to the long run's: V + (h - V) p^n (Baillie and Bollerslev 1992)", () => {
    const wild = movesOf({ ...law, variance: 0.004 }, null, DAY).moves;
    const { moves } = simulatedMoves(wild, { paths: 20_000, steps: 20, seed: 83n });
    for (const step of [0, 1, 5, 19])
      agrees(
        moves.map((path) => path[step] ** 2),
        0.001 + 0.003 * 0.92 ** step,
        `step ${step}`,
      );
  });

  test("a fall raises the next variance by gamma more than a rise of its size (GJR 1993)", () => {
    const moves = movesOf({ ...law, alpha: 0.05, gamma: 0.14 }, null, DAY).moves;
    const pairs = simulatedMoves(moves, { paths: 60_000, steps: 2, seed: 84n }).moves;
    const after = (sign: number): readonly number[] =>
      pairs.filter(([first]) => sign * first > 0).map(([, second]) => second ** 2);
    agrees(after(-1), 0.00008 + 0.19 * 0.001 + 0.8 * 0.001, "after a fall");
    agrees(after(1), 0.00008 + 0.05 * 0.001 + 0.8 * 0.001, "after a rise");
  });
});

test("states: variances from the start on, and clustering of squares: sum of share v (P^k v)", () => {
  const switching = [
    [0.95, 0.05],
    [0.1, 0.9],
  ];
  const [deviations, shares] = [
    [0.02, 0.06],
    [2 / 3, 1 / 3],
  ];
  const stateLaws = deviations.map((deviation): MoveLaw => {
    return { kind: "student-t", stepYears: DAY, mean: 0, deviation, degreesOfFreedom: 14 };
  });
  const moves = (start: readonly number[]): ReturnType<typeof movesOf>["moves"] =>
    movesOf(statesOf({ laws: stateLaws, switchYears: DAY, switching, start }), null, DAY).moves;
  const after = (row: readonly number[], steps: number): readonly number[] =>
    steps === 0 ? row : after([row[0] * 0.95 + row[1] * 0.1, row[0] * 0.05 + row[1] * 0.9], steps - 1);
  const variance = (row: readonly number[]): number => row[0] * 0.0004 + row[1] * 0.0036;
  const wild = simulatedMoves(moves([0, 1]), { paths: 20_000, steps: 10, seed: 85n }).moves;
  for (const step of [0, 1, 4, 9])
    agrees(
      wild.map((path) => path[step] ** 2),
      variance(after([0, 1], step)),
      `variance of step ${step}`,
    );
  const { moves: long } = simulatedMoves(moves(shares), { paths: 3000, steps: 100, seed: 86n });
  const fourth = (3 + 6 / 10) * (shares[0] * 0.0004 ** 2 + shares[1] * 0.0036 ** 2);
  agrees(
    long.map((path) => meanOver(path, (move) => move ** 4)),
    fourth,
    "fourth moment",
  );
  for (const lag of [1, 3, 10]) {
    const product =
      shares[0] * 0.0004 * variance(after([1, 0], lag)) + shares[1] * 0.0036 * variance(after([0, 1], lag));
    const pairs = long.map((path) => meanOver(path.subarray(lag), (move, i) => move ** 2 * path[i] ** 2));
    agrees(pairs, product, `squares ${lag} apart`);
  }
});

test("jumps: how often there are none, their mean and variance, how many fall beyond a size", () => {
  const jumps = { intensityAnnual: 365, downShare: 0.7, meanDown: 0.05, meanUp: 0.03 };
  const law: MoveLaw = { kind: "kou", driftAnnual: 0, volatilityAnnual: 1e-6, jumps };
  const { moves } = simulatedMoves(movesOf(oneState(law), null, DAY).moves, { paths: 10_000, steps: 10, seed: 87n });
  const still = (move: number): boolean => Math.abs(move) < 5e-7;
  agrees(
    moves.map((path) => meanOver(path, (move) => (still(move) ? 1 : 0))),
    Math.exp(-1),
    "no jump in a step",
  );
  agrees(
    moves.map((path) => meanOver(path, (move) => move)),
    0.3 * 0.03 - 0.7 * 0.05,
    "mean",
  );
  const second = 2 * (0.3 * 0.03 ** 2 + 0.7 * 0.05 ** 2);
  const mean = 0.3 * 0.03 - 0.7 * 0.05;
  agrees(
    moves.map((path) => meanOver(path, (move) => (move - mean) ** 2)),
    second,
    "variance",
  );
  // Nearly always one jump in a step at most: a fall beyond x has the chance of one, times e^(-x / mean).
  const rare: MoveLaw = { ...law, jumps: { ...jumps, intensityAnnual: 3.65 } };
  const few = simulatedMoves(movesOf(oneState(rare), null, DAY).moves, { paths: 40_000, steps: 10, seed: 88n }).moves;
  for (const size of [0.02, 0.1]) {
    const beyond = 0.01 * 0.7 * Math.exp(-size / 0.05);
    agrees(
      few.map((path) => meanOver(path, (move) => (move < -size ? 1 : 0))),
      beyond,
      `falls beyond ${size}`,
    );
  }
});

test("a rate's surprises: their size, their correlation with the price's, and its return to the level", () => {
  const law: MoveLaw = { kind: "normal", driftAnnual: 0, volatilityAnnual: 0.8 };
  const rate = {
    start: 0.2,
    level: 0.1,
    reversion: 0.1,
    deviation: 0.01,
    correlation: -0.6,
    least: -9,
    stepYears: DAY,
  };
  const paths = simulatedMoves(movesOf(oneState(law), null, DAY).moves, { paths: 10_000, steps: 12, seed: 89n, rate });
  const deviation = 0.8 * Math.sqrt(DAY);
  const surprises = paths.rates.map((rates) =>
    rates.subarray(1).map((now, i) => now - rates[i] - 0.1 * (0.1 - rates[i])),
  );
  agrees(
    surprises.map((path) => meanOver(path, (surprise) => surprise ** 2)),
    0.0001,
    "variance",
  );
  const products = surprises.map((path, i) => meanOver(path, (surprise, step) => surprise * paths.moves[i][step]));
  agrees(products, -0.6 * 0.01 * deviation, "with the move of the same step");
  const later = surprises.map((path, i) => meanOver(path, (surprise, step) => surprise * paths.moves[i][step + 1]));
  agrees(later, 0, "with the move of the next");
  agrees(
    paths.rates.map((rates) => rates[11]),
    0.1 + 0.1 * 0.9 ** 11,
    "rate after eleven steps",
  );
});
