import { describe, expect, test } from "vitest";
import { solveLinear } from "../../kernel/index.js";
import { logNormal, managedOf, outcomeOf, ratesOf } from "../../../tests/managed.js";
import { chainsOf, gridOf, periodOf } from "./build.js";
import { advanced, chainOf, inTurn, powersOf, startOf, stationary, type Chain } from "./chain.js";
import { layoutOf } from "./layout.js";
import type { Transition } from "./transition.js";

/** Mean number of steps, and mean sums of what they yield, until the venue closes a position that begins in each state. */
function untilClosed({ size, matrix, yields }: Chain): {
  readonly steps: Float64Array;
  readonly logWealth: Float64Array;
} {
  const system = matrix.map((value, i) => (i % (size + 1) === 0 ? 1 : 0) - value);
  return {
    steps: solveLinear(system, size, new Float64Array(size).fill(1)),
    logWealth: solveLinear(system, size, yields.logWealth),
  };
}

const row = (...values: number[]): Float64Array => Float64Array.from(values);

/** Two places and cash: the first is closed with .1 a step, the second with .3. */
const transition: Transition = {
  matrix: row(0.6, 0.3, 0, 0.2, 0.5, 0, 0, 0, 1),
  yields: {
    logWealth: row(0.01, -0.02, 0),
    traded: row(0.5, 0, 0),
    cost: row(0.05, 0, 0),
    trades: row(0.2, 0, 0),
    closed: row(0.1, 0.3, 0),
    loss: row(0.04, 0.09, 0),
  },
  leak: 0,
};
const toCash = chainOf([transition], [[1]], { from: [], place: 2, trade: null });

test("step by step, by powers, and by two steps in turn: the same", () => {
  const start = startOf(row(1, 0, 0));
  const powers = powersOf(toCash);
  // 37 steps are few enough to be taken one by one; 3 x 37 at once are taken by powers.
  let slow = start;
  for (let step = 0; step < 111; step++) slow = advanced(slow, powersOf(toCash), 1);
  const fast = advanced(start, powers, 111);
  const twice = advanced(advanced(start, powersOf(inTurn(toCash, toCash)), 55), powers, 1);
  for (const other of [fast, twice])
    for (let i = 0; i < 3; i++) expect(Math.abs(other.mass[i] - slow.mass[i])).toBeLessThan(1e-14);
  for (const name of ["logWealth", "traded", "cost", "trades", "closed", "loss"] as const) {
    expect(fast.totals[name]).toBeCloseTo(slow.totals[name], 13);
    expect(twice.totals[name]).toBeCloseTo(slow.totals[name], 13);
  }
  expect(fast.totals.closed).toBeCloseTo(1, 6);
});

test("two volatility states: after a step of its own law each switches", () => {
  const calm: Transition = {
    ...transition,
    matrix: row(1, 0, 0, 0, 1, 0, 0, 0, 1),
    yields: { ...transition.yields, closed: row(0, 0, 0) },
  };
  const chances = [
    [0.9, 0.1],
    [0.4, 0.6],
  ];
  const chain = chainOf([calm, transition], chances, { from: [], place: 2, trade: null });
  expect(chain.size).toBe(6);
  expect([...chain.matrix.subarray(0, 6)]).toEqual([0.9, 0, 0, 0.1, 0, 0]);
  const stormy = [...chain.matrix.subarray(18, 24)];
  [0.24, 0.12, 0.04, 0.36, 0.18, 0.06].forEach((chance, i) => {
    expect(stormy[i]).toBeCloseTo(chance, 15);
  });
});

test("stationary: two states by hand, and what goes in comes out", () => {
  const chain: Chain = { ...toCash, size: 2, matrix: row(0.9, 0.1, 0.3, 0.7) };
  const mass = stationary(chain);
  expect(mass[0]).toBeCloseTo(0.75, 14);
  expect(mass[1]).toBeCloseTo(0.25, 14);
});

test("until closed: one place closed with 4 % a step lives 25 steps", () => {
  const yields = { ...transition.yields, logWealth: row(0.01) };
  const { steps, logWealth } = untilClosed({ size: 1, matrix: row(0.96), yields });
  expect(steps[0]).toBeCloseTo(25, 12);
  expect(logWealth[0]).toBeCloseTo(0.25, 12);
});

describe("renewal: opened again after each close", () => {
  const rates = ratesOf({ borrowRateAnnual: 0.05 });
  const given = { moves: logNormal(0.2, 0.9), rates, leverage: 4, band: [3.5, 4.5], years: [1] } as const;
  const managed = managedOf(given);
  const layout = layoutOf(managed);
  const grid = gridOf(managed, layout);
  const period = periodOf(chainsOf(managed, layout, grid, false));
  // What a row lacks to 1 is closed: nothing goes to cash, and places not in use go nowhere.
  const matrix = period.matrix.map((chance, i) => (grid.still.includes(i % period.size) ? 0 : chance));
  const lives = untilClosed({ ...period, matrix });

  test("closes a year are one over the mean life, and growth is the log of one life over it", () => {
    const { longRun } = outcomeOf(given);
    const years = lives.steps[grid.target] * layout.stepYears;
    expect(years).toBeLessThan(1);
    expect((longRun?.liquidationsAnnual ?? 0) * years).toBeCloseTo(1, 11);
    expect(((longRun?.growthAnnual ?? 0) * years) / lives.logWealth[grid.target]).toBeCloseTo(1, 11);
  });

  test("the mean life is the sum of the odds of living on", () => {
    const times = Array.from({ length: 2000 }, (_, i) => (i + 1) / 365);
    const { horizons } = outcomeOf({ ...given, years: times });
    const sum = horizons.reduce((all, { liquidation }) => all + 1 - liquidation, 1);
    expect(sum).toBeCloseTo(lives.steps[grid.target], 8);
  });
});
