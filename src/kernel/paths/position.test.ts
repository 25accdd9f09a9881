import { describe, expect, test } from "vitest";
import { jobOfSectionOne, positionOfSectionOne } from "../../../tests/section-one-job.js";
import { AT, ROW, ROW_HEAD, type PathJob, type PathPosition } from "./job.js";
import { runPaths } from "./run.js";

/** One price after the other: bars in one block of all of them would begin anywhere, so that all bars are alike. */
const bars = (close: number, low = close, high = close, continuous = false): PathJob["moves"] => ({
  kind: "bars",
  continuous,
  closes: Float64Array.of(close),
  lows: Float64Array.of(Math.min(low, close)),
  highs: Float64Array.of(Math.max(high, close)),
  blockLength: 1,
});

const LEFT = Float64Array.of(0, 0, 0.08, 0.155);

/** A position that earns, pays and trades: 1.5 long with 80 % of wealth at the venue. */
const position: PathPosition = {
  ...positionOfSectionOne,
  leverageRatio: 1.5,
  share: 0.8,
  low: 1.4,
  high: 1.55,
  target: 1.5,
  costRate: 0.002,
  fixedCostShare: 0.0001,
  cashFactor: 1.01,
  assetFactor: 1.002,
  idleFactor: 1.003,
  fundingPerStep: 0.0005,
  closing: { ofNotional: 0.83, ofCash: 1, constant: 0, left: LEFT },
};

/** The row of the only path of some bars. */
function rowOf(moves: PathJob["moves"], of: Partial<PathPosition>, steps: number): Float64Array {
  const job = jobOfSectionOne({
    moves,
    steps,
    checkpoints: Array.from({ length: steps }, (_, i) => i + 1),
    positions: [{ ...position, ...of }],
  });
  const row = new Float64Array(ROW_HEAD + 3 * steps);
  runPaths(job, 0, 1, row);
  return row;
}

const at = (row: Float64Array, step: number, word: number): number => row[ROW_HEAD + 3 * (step - 1) + word]!;

describe("wealth by hand", () => {
  test("two steps of -12 %: interest, funding, yield, idle cash, a trade back to 1.5 that pays for itself, cash moved to the share", () => {
    const row = rowOf(bars(0.88), {}, 2);
    const notional = 1.5 * 0.88 * 1.002;
    const cash = (0.8 - 1.5) * 1.01 - 0.0005 * 1.5;
    const wealth = notional + cash + 0.2 * 1.003;
    const leverage = notional / wealth;
    expect(leverage).toBeGreaterThan(1.55);
    const moved = (leverage - 1.5 * (1 - 0.0001)) / (1 - 0.002 * 1.5);
    const first = wealth * (1 - 0.002 * moved - 0.0001);
    expect(at(row, 1, AT.wealth)).toBeCloseTo(first, 14);
    // What is sold leaves the notional, and the wealth that pays for it, at 1.5 to 1.
    expect(notional - moved * wealth).toBeCloseTo(1.5 * first, 14);
    const second =
      1.5 * first * 0.88 * 1.002 + (0.8 * first - 1.5 * first) * 1.01 - 0.0005 * 1.5 * first + 0.2 * first * 1.003;
    const again = (1.5 * 0.88 * 1.002 * first) / second;
    expect(again).toBeGreaterThan(1.55);
    const more = (again - 1.5 * (1 - 0.0001)) / (1 - 0.002 * 1.5);
    expect(at(row, 2, AT.wealth)).toBeCloseTo(second * (1 - 0.002 * more - 0.0001), 14);
    expect(row[ROW.trades]).toBe(2);
    expect(row[ROW.traded]).toBeCloseTo(moved + more, 13);
    expect(row[ROW.cost]).toBeCloseTo(0.002 * (moved + more) + 0.0002, 14);
    expect(row[ROW.drawdown]).toBeCloseTo(1 - at(row, 2, AT.wealth), 14);
  });

  test("a close at the end of the second step, at the price itself: what the table leaves of the debt, and idle cash, which grow on", () => {
    const row = rowOf(bars(0.66), { stepsPerCheck: 0, share: 1, leverageRatio: 1.6, fundingPerStep: 0 }, 5);
    const [notional, debt] = [1.6 * (0.66 * 1.002) ** 2, 0.6 * 1.01 ** 2];
    const u = (0.83 * notional) / debt;
    expect(u).toBeLessThan(1);
    const left = debt * (LEFT[2]! + (3 * u - 2) * (LEFT[3]! - LEFT[2]!));
    expect(row[ROW.closedStep]).toBe(2);
    expect(row[ROW.beforeClose]).toBeCloseTo(1.6 * 0.66 * 1.002 - 0.6 * 1.01, 14);
    for (let step = 2; step <= 5; step++) expect(at(row, step, AT.wealth)).toBeCloseTo(left * 1.003 ** (step - 2), 14);
    expect([1, 2, 5].map((step) => at(row, step, AT.hazard))).toEqual([0, 1, 1]);
    expect(at(row, 5, AT.lowest)).toBe(at(row, 2, AT.wealth));
    expect(row[ROW.drawdown]).toBeCloseTo(1 - left, 14);
  });

  test("to the edge: what lies beyond comes to the edge and no further", () => {
    const row = rowOf(bars(0.88), { tradeTo: "edge", share: 1, idleFactor: 1 }, 1);
    const [notional, cash] = [1.5 * 0.88 * 1.002, -0.5 * 1.01 - 0.00075];
    const wealth = at(row, 1, AT.wealth);
    const left = notional + cash;
    expect(left - wealth).toBeCloseTo(0.0001 * left + 0.002 * (notional - 1.55 * wealth), 14);
  });
});

describe("where it is closed", () => {
  const debt = 0.6 * 1.01;
  const long = { stepsPerCheck: 0, share: 1, leverageRatio: 1.6, fundingPerStep: 0 } as const;
  const touch = debt / 0.83 / (1.6 * 1.002);

  test("by a bar's low, at the level; a low just above leaves it open, and is its lowest wealth", () => {
    const closed = rowOf(bars(1, touch * 0.999), long, 1);
    expect(closed[ROW.closedStep]).toBe(1);
    expect(at(closed, 1, AT.wealth)).toBeCloseTo(debt * LEFT[3]!, 14);
    const open = rowOf(bars(1, touch * 1.001), long, 1);
    expect(open[ROW.closedStep]).toBe(0);
    expect(at(open, 1, AT.lowest)).toBeCloseTo(1.6 * 1.002 * touch * 1.001 - debt, 14);
  });

  test("where a bar's close lies beyond: at that price, or at the level where prices pass all between", () => {
    const landed = rowOf(bars(touch * 0.9), long, 1);
    const passed = rowOf(bars(touch * 0.9, touch * 0.9, 1, true), long, 1);
    expect(at(landed, 1, AT.wealth)).toBeCloseTo(debt * (LEFT[2]! + 0.7 * (LEFT[3]! - LEFT[2]!)), 13);
    expect(at(passed, 1, AT.wealth)).toBeCloseTo(debt * LEFT[3]!, 14);
  });

  test("of a short by the high: its size is too large for its cash", () => {
    const short = {
      ...long,
      side: -1,
      leverageRatio: -1,
      closing: { ofNotional: 1, ofCash: 0.83, constant: 0, left: LEFT },
    } as const;
    const level = (0.83 * 2 * 1.01) / 1.002;
    expect(rowOf(bars(1, 1, level * 1.001), short, 1)[ROW.closedStep]).toBe(1);
    expect(rowOf(bars(1, 1, level * 0.999), short, 1)[ROW.closedStep]).toBe(0);
    const beyond = rowOf(bars(level * 1.25), short, 1);
    expect(at(beyond, 1, AT.wealth)).toBeCloseTo(2 * 1.01 * (LEFT[2]! + 0.4 * (LEFT[3]! - LEFT[2]!)), 13);
  });

  test("at the start, where it begins beyond the level, whatever the price then does", () => {
    const row = rowOf(bars(2), { ...long, leverageRatio: 8 }, 2);
    expect(row[ROW.closedStep]).toBe(1);
    expect(row[ROW.control]).toBe(0);
  });

  test("nowhere, but losses that leave nothing end it: a billionth of wealth", () => {
    const row = rowOf(bars(0.5), { ...long, leverageRatio: 3, closing: null }, 2);
    expect(row[ROW.closedStep]).toBe(1);
    expect(at(row, 1, AT.wealth)).toBe(1e-9);
  });
});

test("a rate that moves takes the place of cash's growth or of funding, as it stood at the step's start", () => {
  const rate = { start: 0.1, level: 0.1, reversion: 0, deviation: 0, correlation: 0, least: 0, stepYears: 0.1 };
  const [onCash, onFunding] = (["cash", "funding"] as const).map((rateOn) => {
    const held = { ...position, share: 1, stepsPerCheck: 0, rateOn, closing: null };
    const row = new Float64Array(ROW_HEAD + 3);
    runPaths(jobOfSectionOne({ moves: bars(1), steps: 1, checkpoints: [1], rate, positions: [held] }), 0, 1, row);
    return row[ROW_HEAD];
  });
  expect(onCash).toBeCloseTo(1.5 * 1.002 - 0.5 * 1.01 - 0.00075, 14);
  expect(onFunding).toBeCloseTo(1.5 * 1.002 - 0.5 * 1.01 - 1.5 * 0.01, 14);
});

test("checks come every so many steps: with one in three, trades begin in the third", () => {
  const row = rowOf(bars(0.96), { stepsPerCheck: 3, closing: null }, 3);
  const every = rowOf(bars(0.96), { stepsPerCheck: 1, closing: null }, 3);
  expect([row[ROW.trades], every[ROW.trades]]).toEqual([1, 1]);
  const late = rowOf(bars(0.9), { stepsPerCheck: 2, closing: null }, 3);
  expect(late[ROW.trades]).toBe(1);
  expect(rowOf(bars(0.9), { stepsPerCheck: 0, closing: null }, 3)[ROW.trades]).toBe(0);
});
