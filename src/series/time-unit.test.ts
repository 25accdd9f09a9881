import { describe, expect, test } from "vitest";
import { eachForeignTime, timeUnitOf, toMilliseconds } from "./time-unit.js";

const DAY_MS = 86_400_000;
const foreign = (times: number[], unit: "s" | "ms" | "us"): number[] => {
  const rows: number[] = [];
  eachForeignTime(Float64Array.from(times), unit, (row) => rows.push(row));
  return rows;
};

describe("the unit is the column's, by magnitude", () => {
  test.each([
    ["seconds", [1_502_946_000, 1_502_949_600], "s"],
    ["milliseconds", [1_502_946_000_000, 1_502_949_600_000], "ms"],
    ["microseconds", [1_735_689_600_000_000, 1_735_693_200_000_000], "us"],
    ["milliseconds of 1927, as in a daily index", [-1_325_635_200_000, -1_325_289_600_000], "ms"],
    [
      "milliseconds around 1970, with lines small enough for seconds",
      [-4e11, -4e10, -DAY_MS, 0, DAY_MS, 4e10, 4e11],
      "ms",
    ],
    ["refused rows are passed over", [NaN, 1_502_946_000, NaN], "s"],
    ["row numbers are no times", [0, 1, 2, 3], null],
    ["dates written as one number are no times", [20_240_131, 20_240_201], null],
    ["dates with minutes written as one number are no times", [202_401_310_000, 202_401_310_100], null],
    ["dates with seconds written as one number are no times", [20_240_131_000_000, 20_240_131_010_000], null],
    ["days of a spreadsheet are no times", [45_322, 45_323], null],
    ["nanoseconds are not read", [1_735_689_600e9, 1_735_693_200e9], null],
    ["a tie between two units is undecided", [1_502_946_000, 1_502_949_600_000], null],
    ["times near 1970 alone are undecided", [DAY_MS, 2 * DAY_MS], null],
    ["nothing is undecided", [], null],
  ] as const)("%s", (_, times, unit) => {
    expect(timeUnitOf(Float64Array.from(times))).toBe(unit);
  });
});

describe("rows in another unit", () => {
  const hours = [1, 2, 3, 4].map((hour) => 1_700_000_000_000 + hour * 3_600_000);

  test("none in a column of one unit", () => {
    expect(foreign(hours, "ms")).toEqual([]);
  });
  test("seconds among milliseconds, at the start, in the middle and at the end", () => {
    expect(foreign([1_700_000_000, ...hours], "ms")).toEqual([0]);
    expect(foreign([...hours, 1_700_020_000, 1_700_023_600, 1_700_027_200_000], "ms")).toEqual([4, 5]);
    expect(foreign([...hours, 1_700_020_000], "ms")).toEqual([4]);
  });
  test("microseconds among milliseconds", () => {
    expect(foreign([...hours, 1_700_018_000_000_000], "ms")).toEqual([4]);
  });
  test("milliseconds among seconds", () => {
    expect(foreign([1_700_000_000, 1_700_003_600, hours[2]], "s")).toEqual([2]);
  });
  test("a daily series through 1970 is of one piece", () => {
    const days = Array.from({ length: 9_000 }, (_, day) => (day - 4_500) * DAY_MS);
    expect(foreign(days, "ms")).toEqual([]);
    expect(foreign(days.slice(4_501), "ms")).toEqual([]);
    expect(foreign(days.slice(0, 4_500), "ms")).toEqual([]);
  });
  test("refused rows beside a foreign run neither hide it nor are refused again", () => {
    expect(foreign([...hours, NaN, 1_700_020_000, NaN, 1_700_027_200_000], "ms")).toEqual([5]);
  });
});

test("milliseconds from each unit are exact", () => {
  const seconds = Float64Array.of(1_502_946_000, -1_325_635_200);
  toMilliseconds(seconds, "s");
  expect([...seconds]).toEqual([1_502_946_000_000, -1_325_635_200_000]);
  const micros = Float64Array.of(1_735_689_600_000_000, 1_735_689_600_000_001);
  toMilliseconds(micros, "us");
  expect([...micros]).toEqual([1_735_689_600_000, 1_735_689_600_000.001]);
});
