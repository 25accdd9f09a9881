import { describe, expect, test } from "vitest";
import { madeOutcome } from "../../tests/path-outcomes.js";
import type { Followed } from "../decision/index.js";
import { fanFrame, fanPicture, type FanSlice } from "./simulate-fan.js";
import { moneyOutcome } from "./simulate.js";
import { liquidatedWords, measuredPercent, measuredWords, quantileOf, timeWords } from "./simulate-words.js";

const held: Followed = {
  as: "left-alone",
  leverageRatio: 2,
  band: null,
  wealth: 50_000,
  share: 1,
  idle: 70_000,
  cost: 0,
};

describe("an outcome in money", () => {
  test("wealth out of reach earns the lend rate for certain, and widens no error", () => {
    const { wealth, lowestWealth, fan } = moneyOutcome(held, madeOutcome(0.5, 0), {
      lendRateAnnual: 0.04,
      isClosable: true,
    });
    const median = quantileOf(wealth, 0.5);
    expect(median.value).toBeCloseTo(50_000 + 70_000 * Math.exp(0.04), 6);
    expect(median.standardError).toBeCloseTo(500, 9);
    expect(quantileOf(lowestWealth, 0.5).value).toBeCloseTo(120_000, 9);
    expect(quantileOf(fan[11]?.wealth ?? [], 0.5).value).toBeCloseTo(50_000 + 70_000 * Math.exp(0.02), 6);
  });

  test("where no price closes it none is liquidated for certain, whatever the error of an estimate", () => {
    const { liquidation, fan } = moneyOutcome(held, madeOutcome(0.5, 0.01), { lendRateAnnual: 0, isClosable: false });
    expect([liquidation, fan.at(-1)?.liquidated]).toEqual(Array(2).fill({ value: 0, standardError: 0 }));
  });

  test("a quantile that was not computed is a bug, not a 0: E_INTERNAL", () => {
    const { wealth } = moneyOutcome(held, madeOutcome(0.5, 0), { lendRateAnnual: 0, isClosable: true });
    expect(() => quantileOf(wealth, 0.1)).toThrow(expect.objectContaining({ code: "E_INTERNAL" }));
  });
});

describe("numbers with their errors", () => {
  test.each([
    [28_113.4, 214, "28,110 +- 210"],
    [28_113.4, 614, "28,100 +- 600"],
    [3.14159, 0.06, "3.14 +- 0.06"],
    [1_234_567.8, 0.5, "1,234,567.8 +- 0.5"],
    [0, 0.0123, "0.000 +- 0.012"],
    [120, 0, "120"],
  ])("%f and %f are told as %s", (value, standardError, words) => {
    expect(measuredWords({ value, standardError })).toBe(words);
  });

  test("as percentages", () => {
    expect(measuredPercent({ value: 0.0314, standardError: 0.0007 })).toBe("3.14 +- 0.07 %");
  });

  test("the liquidated are counted where they can be, and bounded where none came", () => {
    expect(liquidatedWords({ value: 0.12, standardError: 0.01 })).toBe("12 are liquidated");
    expect(liquidatedWords({ value: 0.0102, standardError: 0.001 })).toBe("1 is liquidated");
    expect(liquidatedWords({ value: 0, standardError: 1e-4 }).replace(/\u00a0/g, " ")).toBe(
      "fewer than 1 in 5,000 is liquidated",
    );
    expect(liquidatedWords({ value: 0, standardError: 0 })).toBe("none is liquidated");
    expect(liquidatedWords({ value: 2.9e-4, standardError: 1e-5 }).replace(/\u00a0/g, " ")).toBe(
      "1 in 3,400 is liquidated",
    );
    expect(liquidatedWords({ value: 1, standardError: 0 })).toBe("all are liquidated");
  });

  test("times are told in months where they are whole", () => {
    const day = 86_400_000;
    expect([365, 182.5, 273.75, 365 / 12].map((days) => timeWords(days * day))).toEqual([
      ...["a year", "6 months", "9 months", "a month"],
    ]);
    expect(timeWords(67.5 * day).replace(/\u00a0/g, " ")).toBe("68 days");
  });
});

describe("a fan", () => {
  const slice = (at: number, spread: number): FanSlice => ({
    at,
    quantiles: [100 / spread ** 2, 100 / spread, 100, 100 * spread, 100 * spread ** 2],
  });
  const drawn = (slices: readonly FanSlice[]): readonly string[] =>
    fanPicture({ title: "Wealth", slices, ...fanFrame([slices]), middle: "6 months", end: "a year" });

  test("widens with time: the median in the middle, half of the paths within, nine in ten around", () => {
    const lines = drawn([slice(0, 1), slice(1, 4)]);
    expect(lines).toHaveLength(12);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(78);
    expect(lines[1]).toMatch(/^ +1,600 \| +\.+$/);
    expect(lines[5]).toMatch(/^ +100 \|o+$/);
    expect(lines[9]).toMatch(/^ +6\.25 \| +\.+$/);
    expect(lines[3]).toMatch(/^ +\| +\.+:+$/);
    expect(lines[11]).toMatch(/^ +now +6 months +a year$/);
  });

  test("wealth that is gone lies below the frame, and the median stays in it", () => {
    const gone: FanSlice = { at: 1, quantiles: [0, 0, 0, 50, 1000] };
    const lines = drawn([slice(0, 1), gone]);
    expect(lines[1]).toContain("1,000 |");
    expect(lines[9]).toMatch(/o$/);
  });

  test("what does not move is a line in a frame that holds it", () => {
    const lines = drawn([slice(0, 1), slice(1, 1)]);
    expect(lines.filter((line) => line.includes("o"))).toHaveLength(2);
  });
});
