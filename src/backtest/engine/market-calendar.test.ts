import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../model/index.js";
import { longStepsOf } from "./market-calendar.js";

/** Midnight of Monday, 2 January 2023, UTC. */
const MONDAY = Date.UTC(2023, 0, 2);

/** Weekdays of some weeks from then on, but for these days by their number; each `lateMs` after its midnight. */
const weekdays = (weeks: number, lacking: readonly number[] = [], lateMs = 0): Float64Array =>
  Float64Array.from(
    Array.from({ length: 7 * weeks }, (_, day) => day).filter((day) => day % 7 < 5 && !lacking.includes(day)),
    (day) => MONDAY + day * DAY_MS + lateMs,
  );

describe("steps that are longer than a bar", () => {
  test.each([
    ["at the midnight it begins with", 0],
    ["at the hour it closes", 21 * HOUR_MS],
    ["at the midnight it ends with", DAY_MS],
  ])("weekends and holidays of up to five days are a market's calendar, each day stamped %s", (_, lateMs) => {
    // Week 2: a Monday lacks; week 3: Friday, and the Monday after.
    const { closures, bridges } = longStepsOf(weekdays(6, [7, 18, 21], lateMs), DAY_MS);
    expect(closures).toEqual([5, 9, 13, 17, 22]);
    expect(bridges).toEqual([]);
  });

  test("a week that lacks is no holiday", () => {
    expect(longStepsOf(weekdays(6, [14, 15, 16, 17, 18]), DAY_MS)).toEqual({ closures: [5, 15, 20], bridges: [10] });
  });

  test("a market that has one price on a weekend never closes: every longer step lacks bars", () => {
    const saturday = Float64Array.from([...weekdays(6), MONDAY + 5 * DAY_MS, MONDAY + 13 * DAY_MS]).sort();
    expect(longStepsOf(saturday, DAY_MS).closures).toEqual([]);
  });

  test("in nineteen days a habit is not seen, nor in bars of an hour", () => {
    const days = weekdays(4);
    expect(days).toHaveLength(20);
    expect(longStepsOf(days, DAY_MS).closures).toHaveLength(3);
    expect(longStepsOf(days.subarray(0, 19), DAY_MS)).toEqual({ closures: [], bridges: [5, 10, 15] });
    expect(longStepsOf(days, HOUR_MS).closures).toEqual([]);
  });
});
