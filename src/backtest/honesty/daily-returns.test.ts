import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../model/index.js";
import { chained, dailyReturns, growthAnnualOf, logReturnsOf, type DailyReturns } from "./daily-returns.js";

const START = Date.UTC(2021, 0, 1);
const columns = (hours: readonly number[], wealth: readonly number[]) => ({
  closeMs: Float64Array.from(hours, (hour) => START + hour * HOUR_MS),
  wealth: Float64Array.from(wealth),
});
const days = (daily: DailyReturns) => [...daily.endMs].map((atMs) => (atMs - START) / DAY_MS);

describe("returns by UTC day", () => {
  test("a close at midnight ends the day before it; the first and the last day may be parts", () => {
    const daily = dailyReturns(columns([13, 20, 24, 30, 48, 60], [100, 150, 110, 500, 121, 242]));
    expect(days(daily)).toEqual([1, 2, 2.5]);
    expect([...daily.simpleReturns]).toEqual([110 / 100 - 1, 121 / 110 - 1, 1]);
    expect(daily.startMs).toBe(START + 13 * HOUR_MS);
    expect(growthAnnualOf(daily)).toBeCloseTo((Math.log(2.42) * 365 * 24) / 47, 12);
  });

  test("a market that closes has one return a day that it trades, none for a weekend", () => {
    const daily = dailyReturns(columns([21, 45, 117, 141], [1, 2, 4, 8]));
    expect(days(daily)).toEqual([45 / 24, 117 / 24, 141 / 24]);
    expect([...daily.simpleReturns]).toEqual([1, 1, 1]);
  });

  test("after ruin nothing is left to lose or to win: -1 for good, and growth is a word", () => {
    const daily = dailyReturns(columns([0, 24, 47, 48, 72, 96], [100, 50, -3, 0, 0, 0]));
    expect([...daily.simpleReturns]).toEqual([-0.5, -1, -1, -1]);
    expect(daily.ruinedMs).toBe(START + 47 * HOUR_MS);
    const owing = dailyReturns(columns([0, 24, 48, 72], [100, 50, -3, -4]));
    expect([...owing.simpleReturns]).toEqual([-0.5, -1, -1]);
    expect(growthAnnualOf(daily)).toBe("ruined");
    expect(() => logReturnsOf(daily)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "ruinedMs" }));
  });

  test("log returns sum to the log of the whole, whatever the hours", () => {
    const paths = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.01, max: 100, noNaN: true })), {
      minLength: 2,
      maxLength: 60,
    });
    fc.assert(
      fc.property(paths, (steps) => {
        let hour = 0;
        const hours = steps.map(([wait]) => (hour += wait));
        const wealth = steps.map(([, value]) => value);
        const sum = logReturnsOf(dailyReturns(columns(hours, wealth))).reduce((all, step) => all + step, 0);
        expect(sum).toBeCloseTo(Math.log(wealth[wealth.length - 1] / wealth[0]), 10);
      }),
    );
  });

  test("bad columns are refused by name", () => {
    expect(() => dailyReturns(columns([0], [1]))).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }));
    expect(() => dailyReturns(columns([0, 24], [1]))).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }));
    expect(() => dailyReturns(columns([0, 24], [1, NaN]))).toThrow(
      expect.objectContaining({ code: "E_NOT_FINITE", field: "wealth[1]" }),
    );
    expect(() => dailyReturns(columns([0, 24, 24], [1, 1, 1]))).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "closeMs[2]" }),
    );
    expect(() => dailyReturns(columns([0, 24], [0, 1]))).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "wealth[0]" }),
    );
  });
});

describe("runs one after another", () => {
  const first = dailyReturns(columns([0, 24, 48], [1, 2, 4]));

  test("are one run; a time between them earns nothing", () => {
    const second = dailyReturns(columns([72, 96], [10, 5]));
    const both = chained([first, second]);
    expect([...both.simpleReturns]).toEqual([1, 1, -0.5]);
    expect(days(both)).toEqual([1, 2, 4]);
    expect(both.startMs).toBe(START);
  });

  test("what comes after a ruin is ruin", () => {
    const gone = dailyReturns(columns([48, 72, 96], [1, 0, 0]));
    const after = dailyReturns(columns([96, 120], [1, 2]));
    const all = chained([first, gone, after]);
    expect([...all.simpleReturns]).toEqual([1, 1, -1, -1, -1]);
    expect(growthAnnualOf(all)).toBe("ruined");
  });

  test("that overlap are refused, and none at all", () => {
    const early = dailyReturns(columns([24, 72], [1, 1]));
    expect(() => chained([first, early])).toThrow(
      expect.objectContaining({ code: "E_CONFIG_CONFLICT", field: "runs[1].startMs" }),
    );
    expect(() => chained([])).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }));
  });
});
