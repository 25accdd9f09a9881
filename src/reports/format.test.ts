import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, YEAR_MS } from "../model/index.js";
import { age, day, duration, money, multiple, percent, points, probability, units } from "./format.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

describe("numbers for people", () => {
  test.each([
    [0, "0 %"],
    [0.54, "54 %"],
    [0.6523, "65.2 %"],
    [0.053, "5.3 %"],
    [0.0031, "0.31 %"],
    [-0.000312, "-0.031 %"],
    [3.034, "303 %"],
    [-1e-15, "0 %"],
    [0.99999, "100 %"],
  ])("percent %d", (value, text) => expect(plain(percent(value))).toBe(text));

  test.each([
    [21_500, "21,500"],
    [1_234_567.8, "1,234,568"],
    [84.2, "84.2"],
    [0.03123, "0.0312"],
    [-50_000, "-50,000"],
    [0, "0"],
    [999.999, "1,000"],
  ])("money %d", (value, text) => expect(money(value)).toBe(text));

  test.each([
    [1.43, "1.43x"],
    [2, "2x"],
    [-0.8, "-0.8x"],
    [60_000, "60,000x"],
    [-0.001, "0x"],
  ])("multiple %d", (value, text) => expect(multiple(value)).toBe(text));

  test.each([
    [0.12, "12 %"],
    [0.003, "0.3 %"],
    [1 / 3412, "1 in 3,400"],
    [1e-10, "under one in a billion"],
    [0, "under one in a billion"],
    [0.99999, "over 99.9 %"],
    [1, "certain"],
  ])("probability %d", (value, text) => expect(plain(probability(value))).toBe(text));

  test("units and points", () => {
    expect(units(20)).toBe("20");
    expect(units(0.000123456)).toBe("0.00012346");
    expect(plain(points(0.01))).toBe("1 point");
    expect(plain(points(0.012))).toBe("1.2 points");
  });

  test("property: no number is written with an exponent, a lost sign or NaN below 1e12", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (value) => {
        for (const text of [money(value), plain(percent(value)), multiple(value), units(value)]) {
          expect(text).toMatch(/^-?\d{1,3}(,\d{3})*(\.\d+)?( %|x)?$/);
          if (text.startsWith("-")) expect(value).toBeLessThan(0);
        }
      }),
    );
  });
});

describe("times for people", () => {
  test.each([
    [YEAR_MS, "a year"],
    [YEAR_MS / 4, "a quarter"],
    [90 * DAY_MS, "90 days"],
    [HOUR_MS, "an hour"],
    [1.5 * HOUR_MS, "90 minutes"],
    [2 * YEAR_MS, "2 years"],
    [500, "500 ms"],
  ])("%d ms is %s", (ms, text) => expect(plain(duration(ms))).toBe(text));

  test("days and ages", () => {
    expect(day(1_735_689_600_000)).toBe("2025-01-01");
    expect(age(0, 12 * DAY_MS + 5)).toContain("12");
    expect(age(0, HOUR_MS)).toBe("today");
    expect(age(DAY_MS, 0)).toBe("dated ahead of this clock");
  });
});
