import { describe, expect, test } from "vitest";

import { errorOf, rowsOf, untouched } from "../../../tests/several-cases.js";
import { AT, AT_WORDS, ROW, ROW_HEAD } from "./job.js";
import type { SeveralJob, SeveralPosition } from "./several-job.js";
import { runSeveralPaths } from "./several-paths.js";

/** The same bars in each step: prices of the two assets are known. */
const still = (
  position: SeveralPosition,
  bars: readonly (readonly [number, number, number])[],
  steps = 1,
): SeveralJob => ({
  moves: {
    kind: "bars",
    continuous: false,
    assets: bars.map(([close, low, high]) => ({
      closes: Float64Array.of(close),
      lows: Float64Array.of(low),
      highs: Float64Array.of(high),
    })),
    blockLength: 1,
  },
  positions: [position],
  steps,
  checkpoints: Array.from({ length: steps }, (_, i) => i + 1),
  seed: 0n,
});

const pair = untouched([1.5, -0.8]);
const base: SeveralPosition = {
  ...pair,
  legs: [
    { asset: 0, notional: 1.5, factor: 1.01, fundingPerStep: 0 },
    { asset: 1, notional: -0.8, factor: 1.02, fundingPerStep: 0.05 },
  ],
  held: { factor: 1.004, counts: 0.9 },
  owed: { factor: 1.03, counts: 1 },
  share: 0.9,
  idleFactor: 1.002,
};

const wealthAt = (row: Float64Array, checkpoint = 0): number => row[ROW_HEAD + AT_WORDS * checkpoint + AT.wealth];

describe("money is conserved: by hand", () => {
  test("a step moves, accrues and pays: 1.5 x 1.1 x 1.01 - .8 x .95 x 1.02 + .2 x 1.004 + .05 x .8 + .1 x 1.002", () => {
    // Cash at the venue: .9 - 1.5 + .8 = .2, held. The short is paid funding.
    const row = rowsOf(
      still(base, [
        [1.1, 1, 1.1],
        [0.95, 0.95, 1],
      ]),
      1,
    );
    const expected = 1.5 * 1.1 * 1.01 - 0.8 * 0.95 * 1.02 + 0.2 * 1.004 + 0.05 * 0.8 + 0.1 * 1.002;
    expect(wealthAt(row)).toBeCloseTo(expected, 14);
  });

  test("cash owed grows at its own rate: 1.5 - .4 of notional against .9 of equity at the venue", () => {
    const position = { ...base, legs: [base.legs[0], { ...base.legs[1], notional: -0.4 }] };
    const row = rowsOf(
      still(position, [
        [1, 1, 1],
        [1, 1, 1],
      ]),
      1,
    );
    expect(wealthAt(row)).toBeCloseTo(1.5 * 1.01 - 0.4 * 1.02 - 0.2 * 1.03 + 0.05 * 0.4 + 0.1 * 1.002, 14);
  });

  test("a trade scales all legs alike and pays for itself: leverage after it is the target, and what it cost is gone", () => {
    const free = { ...pair, low: 1, high: 2, target: 1.6, stepsPerCheck: 1, costRate: 0.01, fixedCostShare: 0.002 };
    const row = rowsOf(
      still(
        free,
        [
          [1.2, 1, 1.2],
          [1.1, 1, 1.1],
        ],
        2,
      ),
      1,
    );
    const [long, short] = [1.5 * 1.2, -0.8 * 1.1];
    const before = 1 + 1.5 * 0.2 - 0.8 * 0.1;
    const leverage = (long - short) / before;
    // Sold s of wealth: (leverage - s) / (1 - .01 s - .002) = 1.6.
    const sold = (leverage - 1.6 * 0.998) / (1 - 1.6 * 0.01);
    const after = before * (1 - 0.01 * sold - 0.002);
    const scale = (leverage - sold) / leverage;
    expect(((long - short) * scale) / after).toBeCloseTo(1.6, 14);
    expect(wealthAt(row)).toBeCloseTo(after, 14);
    const second = after + scale * (long * 0.2 + short * 0.1);
    const again = (scale * (long * 1.2 - short * 1.1)) / second;
    expect(again).toBeLessThan(2);
    expect(wealthAt(row, 1)).toBeCloseTo(second, 14);
    expect(row[ROW.trades]).toBe(1);
    expect(row[ROW.traded]).toBeCloseTo(sold, 14);
    expect(row[ROW.cost]).toBeCloseTo(0.01 * sold + 0.002, 14);
  });
});

describe("closes: by hand", () => {
  const closing = { ofNotional: [0.8, 1], constant: 0, left: Float64Array.of(0, 0.1, 0.5) };
  const closed = {
    ...pair,
    legs: [
      { ...pair.legs[0], notional: 2 },
      { ...pair.legs[1], notional: -1 },
    ],
    closing,
  };

  test("a step that ends beyond the level is closed where it ended, and leaves by the table", () => {
    // 2 x .7 - 1 x 1.1 = .3 of equity; .8 x 1.4 - 1.1 = .02 of surplus at .7; at .65: 1.3 - 1.1 = .2, 1.04 - 1.1 = -.06, demand .26.
    const open = rowsOf(
      still(closed, [
        [0.7, 0.7, 1],
        [1.1, 1, 1.1],
      ]),
      1,
    );
    expect(open[ROW.closedStep]).toBe(0);
    const row = rowsOf(
      still(closed, [
        [0.65, 0.65, 1],
        [1.1, 1, 1.1],
      ]),
      1,
    );
    expect(row[ROW.closedStep]).toBe(1);
    expect(row[ROW.beforeClose]).toBe(1);
    const [u, demand] = [0.2 / 0.26, 0.26];
    expect(wealthAt(row)).toBeCloseTo(demand * (0.1 + (2 * u - 1) * 0.4), 13);
  });

  test("a bar whose lows reach the level closes there, though it ended clear; after it, what was left grows alone", () => {
    const position = { ...closed, idleFactor: 1.01 };
    const row = rowsOf(
      still(
        position,
        [
          [1, 0.5, 1],
          [1, 0.8, 1],
        ],
        3,
      ),
      1,
    );
    expect(row[ROW.closedStep]).toBe(1);
    // Surplus .6 falls to .8 x 1 - .8 = 0 at the lows: met at their end, where equity is 1 - .8 = .2.
    expect(wealthAt(row)).toBeCloseTo(0.2 * 0.5, 13);
    expect(wealthAt(row, 2)).toBeCloseTo(0.2 * 0.5 * 1.01 ** 2, 13);
    expect(row[ROW.drawdown]).toBeCloseTo(0.9, 13);
  });

  test("nothing is left of an account without a close that loses all", () => {
    const row = rowsOf(
      still(
        untouched([3, -1.9]),
        [
          [0.6, 0.6, 1],
          [1.3, 1, 1.3],
        ],
        2,
      ),
      1,
    );
    expect(row[ROW.closedStep]).toBe(1);
    expect(wealthAt(row, 1)).toBe(1e-9);
  });
});

test("a path is the same whichever others are run with it, and whatever other positions", () => {
  const job = still(
    { ...base, closing: null },
    [
      [1, 1, 1],
      [1, 1, 1],
    ],
    4,
  );
  const random: SeveralJob = {
    ...job,
    moves: {
      kind: "shocks",
      growth: "simple",
      continuous: false,
      assets: [0.03, 0.05].map((deviation) => ({
        mean: 0,
        shock: { kind: "student-t-4" },
        variance: { kind: "constant", variance: deviation ** 2 },
        scale: null,
      })),
      factor: Float64Array.of(1, 0, 0.6, 0.8),
      sharedScale: false,
    },
  };
  const all = rowsOf(random, 7);
  const row = all.length / 7;
  const part = new Float64Array(2 * row);
  runSeveralPaths(random, 3, 5, part);
  expect(part).toEqual(all.slice(3 * row, 5 * row));
  const two = rowsOf({ ...random, positions: [untouched([1, 1]), base] }, 7);
  expect(two.slice(2 * row * 6 + row)).toEqual(all.slice(6 * row));
});

test("a job that cannot be is refused by name", () => {
  const job = still(base, [
    [1, 1, 1],
    [1, 1, 1],
  ]);
  const refused = (broken: SeveralJob): string => errorOf(() => rowsOf(broken, 1));
  const shape = { kind: "shocks", growth: "log", continuous: true, sharedScale: false } as const;
  const asset = {
    mean: 0,
    shock: { kind: "student-t-4" },
    variance: { kind: "constant", variance: 1 },
    scale: null,
  } as const;
  expect(refused({ ...job, steps: 1.5 })).toBe("E_OUT_OF_RANGE steps");
  expect(refused({ ...job, seed: -1n })).toBe("E_OUT_OF_RANGE seed");
  expect(refused({ ...job, checkpoints: [] })).toBe("E_OUT_OF_RANGE checkpoints");
  expect(refused({ ...job, positions: [{ ...base, share: 0 }] })).toBe("E_OUT_OF_RANGE positions[0].share");
  expect(refused({ ...job, positions: [{ ...base, legs: [{ ...base.legs[0], asset: 2 }] }] })).toBe(
    "E_OUT_OF_RANGE positions[0].legs[0].asset",
  );
  expect(
    refused({ ...job, moves: { ...shape, assets: [asset, asset], factor: Float64Array.of(1, 0, 0.6, 0.6) } }),
  ).toBe("E_OUT_OF_RANGE moves.factor[1]");
  expect(
    refused({
      ...job,
      moves: { ...shape, assets: Array.from({ length: 9 }, () => asset), factor: Float64Array.of(1) },
    }),
  ).toBe("E_OUT_OF_RANGE moves.assets.length");
});
