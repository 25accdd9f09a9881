import { expect, test } from "vitest";
import type { PathMoves } from "../../kernel/index.js";
import { beliefsOf } from "./beliefs.js";
import { meanOf } from "./measured.js";

const moves: PathMoves = {
  kind: "shocks",
  continuous: true,
  mean: 0,
  growth: "log",
  shock: { kind: "student-t-4" },
  variance: { kind: "constant", variance: 0.001 },
  jumps: null,
};
const BELIEFS = { driftStandardError: 0.5, volatility: { volatilityAnnual: 0.6, volatilityStandardError: 0.15 } };
const drawn = (seed: bigint, paths: number, given: PathMoves = moves) =>
  beliefsOf(BELIEFS, { moves: given, steps: 50, seed }, 1 / 365, paths);

test("scales have the mean 1 and the stated error, drifts theirs, and no path hangs on another", () => {
  const { means, scales } = drawn(3n, 20_000);
  const [mean, square] = [meanOf(scales), meanOf(scales.map((scale) => scale * scale))];
  expect(Math.abs(mean.value - 1)).toBeLessThan(4 * mean.standardError);
  expect(Math.abs(square.value - (1 + 0.25 ** 2))).toBeLessThan(4 * square.standardError);
  const drifts = means.map((value, i) => (value + 0.0005 * (scales[i] ** 2 - 1)) * 365);
  const [drift, spread] = [meanOf(drifts), meanOf(drifts.map((value) => value * value))];
  expect(Math.abs(drift.value)).toBeLessThan(4 * drift.standardError);
  expect(Math.abs(spread.value - 0.25)).toBeLessThan(4 * spread.standardError);
  expect(drawn(3n, 100).scales).toEqual(scales.slice(0, 100));
});

test("another seed draws others, also where it differs above 2^53 alone", () => {
  const first = drawn(3n, 5).scales;
  for (const seed of [4n, 3n + 2n ** 53n, 3n + 2n ** 63n]) expect(drawn(seed, 5).scales).not.toEqual(first);
});

test("one arithmetic drift whatever the volatility: half the variance expected over the horizon, of GARCH and of states", () => {
  const lessOf = (variance: Extract<PathMoves, { kind: "shocks" }>["variance"]): number => {
    const { means, scales } = beliefsOf(
      { ...BELIEFS, driftStandardError: 0 },
      { moves: { ...moves, variance }, steps: 50, seed: 1n },
      1 / 365,
      3,
    );
    return -means[0] / (scales[0] ** 2 - 1);
  };
  expect(lessOf({ kind: "constant", variance: 0.001 })).toBeCloseTo(0.0005, 12);
  const steady = { kind: "garch", omega: 0.0001, alpha: 0.1, gamma: 0, beta: 0.8, variance: 0.001 } as const;
  expect(lessOf(steady)).toBeCloseTo(0.0005, 12);
  // From twice the level back to it by .9 a step: 50 steps have on average 1 + (1 - .9^50) / (50 x .1) of it.
  expect(lessOf({ ...steady, variance: 0.002 })).toBeCloseTo(0.0005 * (1 + (1 - 0.9 ** 50) / 5), 12);
  const switching = [
    [0.5, 0.5],
    [0.5, 0.5],
  ];
  const states = { kind: "states", means: [0, 0], variances: [0.001, 0.003], switching, start: [1, 0] } as const;
  expect(lessOf(states)).toBeCloseTo((0.001 + 49 * 0.002) / 50 / 2, 12);
  const simple = beliefsOf(
    { ...BELIEFS, driftStandardError: 0 },
    { moves: { ...moves, growth: "simple" }, steps: 5, seed: 1n },
    1,
    3,
  );
  expect(simple.means.every((mean) => mean === 0)).toBe(true);
});
