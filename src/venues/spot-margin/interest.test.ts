import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { perpetualName, perpetualVectorsOf, perpetualVectorsPresent } from "../../../tests/vectors-perpetuals.js";
import { HOUR_MS } from "../../model/index.js";
import { interestByClockHour, interestByFourHours, interestByStartedHour } from "./interest.js";

const sixty = { borrowed: 60, rateDaily: 0.00025 };
const file = "freqtrade c9ae5e1e9 tests/leverage/test_interest.py test_interest";

describe("by the started hour", () => {
  test.each([
    { id: "V037", hours: 1 / 6, interest: 0.000625 },
    { id: "V038", hours: 5, interest: 0.003125 },
    { id: "V039", hours: 25, interest: 0.015625 },
  ])(`$id ${file}: binance, $hours hours: $interest`, ({ hours, interest }) => {
    expect(interestByStartedHour(sixty, hours * HOUR_MS)).toBeCloseTo(interest, 12);
  });

  test.each([
    { id: "V041", hours: 1 / 6, interest: 0.03 },
    { id: "V042", hours: 5, interest: 0.045 },
  ])(`$id ${file}: kraken, $hours hours: $interest`, ({ hours, interest }) => {
    expect(interestByFourHours(60, 0.00025, hours * HOUR_MS)).toBeCloseTo(interest, 12);
  });

  const vectors = perpetualVectorsOf(["margin_interest"]).map((vector) => [perpetualName(vector), vector] as const);
  test.each(vectors)("%s", (_name, { inputs, expected }) => {
    const { borrowed, dailyRate, hours } = inputs as Readonly<Record<string, number>>;
    const durationMs = hours! * HOUR_MS;
    const interest =
      inputs["venue"] === "kraken"
        ? interestByFourHours(borrowed!, dailyRate!, durationMs)
        : interestByStartedHour({ borrowed: borrowed!, rateDaily: dailyRate! }, durationMs);
    expect(interest / (expected["interest"] as number)).toBeCloseTo(1, 6);
  });

  test.skipIf(!perpetualVectorsPresent)(
    "every case of ../shared/vectors/perpetuals.json of that kind was asked",
    () => {
      expect(vectors).toHaveLength(5);
    },
  );
});

const time = (hour: number, minute: number): number => Date.UTC(2024, 9, 18, hour, minute);

describe("by the hours of the clock, as the venue counts them", () => {
  test("1,000 USDT at 0.02 % a day from 13:20 to 14:15: 0.01666667, two hours (Binance FAQ 360030157812)", () => {
    const loan = { borrowed: 1000, rateDaily: 0.0002 };
    const span = { fromMs: time(13, 20), toMs: time(14, 15) };
    expect(interestByClockHour(loan, span)).toBeCloseTo(0.01666667, 8);
    // 55 minutes are one started hour: counted by their duration they would cost half of what the venue asks.
    expect(interestByStartedHour(loan, span.toMs - span.fromMs)).toBeCloseTo(0.01666667 / 2, 8);
  });

  test("1,000 USDT at 0.001 % an hour from 13:55 to 14:30: 0.02 (the same, 18 October 2024)", () => {
    const loan = { borrowed: 1000, rateDaily: 0.00024 };
    expect(interestByClockHour(loan, { fromMs: time(13, 55), toMs: time(14, 30) })).toBeCloseTo(0.02, 12);
  });

  test.each([
    ["09:20 to 10:15 is two hours", time(9, 20), time(10, 15), 2],
    ["09:20 to 09:55 is one", time(9, 20), time(9, 55), 1],
    ["repaid on the hour, that hour has begun", time(9, 20), time(10, 0), 2],
    ["borrowed and repaid at once", time(9, 0), time(9, 0), 1],
  ])("%s (the first two: Binance announcement of 4 December 2023)", (_name, fromMs, toMs, hours) => {
    expect(interestByClockHour({ borrowed: 24, rateDaily: 1 }, { fromMs, toMs })).toBe(hours);
  });

  test("never below its duration's cost, at most an hour above that of its started hours", () => {
    const minutes = fc.integer({ min: 0, max: 3000 });
    fc.assert(
      fc.property(minutes, minutes, (start, length) => {
        const fromMs = time(0, start);
        const loan = { borrowed: 24, rateDaily: 1 };
        const hours = interestByClockHour(loan, { fromMs, toMs: fromMs + length * 60_000 });
        expect(hours).toBeGreaterThanOrEqual(length / 60);
        expect(hours - interestByStartedHour(loan, length * 60_000)).toBeLessThanOrEqual(1);
        expect(hours - interestByStartedHour(loan, length * 60_000)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("borrowing again every ten minutes costs six times the loan that stays, and four for a quarter of an hour", () => {
    const hourly = { borrowed: 2400, rateDaily: 0.01 };
    const again = (minutes: number): number => (60 / minutes) * interestByStartedHour(hourly, minutes * 60_000);
    expect(again(10) / interestByStartedHour(hourly, HOUR_MS)).toBe(6);
    expect(again(15) / interestByStartedHour(hourly, HOUR_MS)).toBe(4);
  });
});

test.each([
  ["a negative loan", () => interestByStartedHour({ borrowed: -1, rateDaily: 0.1 }, 1), "loan.borrowed"],
  ["a time before the loan", () => interestByStartedHour(sixty, -1), "durationMs"],
  ["a repayment before the loan", () => interestByClockHour(sixty, { fromMs: 2, toMs: 1 }), "toMs"],
  ["a negative loan by four hours", () => interestByFourHours(-1, 0.1, 1), "borrowed"],
])("%s is refused", (_name, call, field) => {
  expect(call).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field }) as Error);
});
