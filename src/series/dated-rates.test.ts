import { describe, expect, test } from "vitest";
import { HOUR_MS, YEAR_MS } from "../model/index.js";
import { borrowRatesFrom, fundingFromPayments } from "./dated-rates.js";

const times = (...hours: readonly number[]): Float64Array => Float64Array.from(hours, (hour) => hour * HOUR_MS);
const YEAR_HOURS = YEAR_MS / HOUR_MS;

describe("funding from payments", () => {
  const annual = (hours: readonly number[], rate = 1e-4): readonly number[] => {
    const rates = Float64Array.from(hours, () => rate);
    const { rateAnnual } = fundingFromPayments({ timeMs: times(...hours), rates, source: "test" });
    return Array.from(rateAnnual, (each) => Math.round((rate * YEAR_HOURS) / each));
  };

  test("each payment is for the time since the one before, also where the venue changes it", () => {
    expect(annual([0, 8, 16, 24, 28, 32, 36, 37, 38, 46, 54])).toEqual([8, 8, 8, 8, 4, 4, 4, 1, 1, 8, 8]);
  });

  test("a payment that is missing does not make the next one cheaper, and is told", () => {
    expect(annual([0, 8, 16, 40, 48, 56])).toEqual([8, 8, 8, 8, 8, 8]);
    const series = fundingFromPayments({
      ...{ timeMs: times(0, 8, 16, 40, 48, 56), rates: new Float64Array(6).fill(1e-4), source: "test" },
    });
    expect(series.gaps).toEqual({ count: 1, missing: 2, largestMs: 24 * HOUR_MS });
    expect(series).toMatchObject({ intervalMs: 8 * HOUR_MS, kind: "funding" });
  });

  test("times a few ms late are no other interval", () => {
    const timeMs = times(0, 8, 16, 24).map((ms, at) => ms + at * 3);
    const { gaps } = fundingFromPayments({ timeMs, rates: new Float64Array(4).fill(1e-4), source: "test" });
    expect(gaps.count).toBe(0);
  });

  test("two payments alone are each for the time between them", () => {
    expect(annual([0, 8])).toEqual([8, 8]);
  });

  test("payments that nobody takes are refused", () => {
    const pay = (rate: number) => () =>
      fundingFromPayments({ timeMs: times(0, 1, 2), rates: Float64Array.of(0, rate, 0), source: "test" });
    expect(pay(0.05)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "test" }));
    expect(pay(Number.NaN)).toThrow(expect.objectContaining({ code: "E_NOT_FINITE" }));
    const all = { timeMs: times(0, 1, 2), rates: new Float64Array(3).fill(0.001), source: "test" };
    expect(() => fundingFromPayments(all)).toThrow(expect.objectContaining({ code: "E_UNIT_AMBIGUOUS" }));
  });
});

test("borrow rates stay as they were told", () => {
  const rates = Float64Array.of(0.03, 0.04, 0.05, 0.04);
  const series = borrowRatesFrom({ timeMs: times(0, 12, 36, 48), rates, source: "test" });
  expect(series.rateAnnual).toEqual(rates);
  expect(series).toMatchObject({ kind: "borrow", intervalMs: 12 * HOUR_MS, gaps: { count: 1, missing: 1 } });
  const steep = { timeMs: times(0, 12), rates: Float64Array.of(0.1, 6), source: "test" };
  expect(() => borrowRatesFrom(steep)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE" }));
});
