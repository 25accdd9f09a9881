import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../model/index.js";
import { pricesFromColumns, type PriceSeries } from "../series/index.js";
import { dailyBars } from "./daily-bars.js";

const START_MS = Date.UTC(2024, 0, 1);

/** Closes at these times. */
const closes = (closeMs: readonly number[], close: readonly number[]): PriceSeries =>
  pricesFromColumns({ ts: closeMs, close }, { barTime: "close" });

/** Hourly closes from the first hour of 2024 on; without those whose index is left out. */
const hourly = (count: number, without: (i: number) => boolean = () => false): PriceSeries => {
  const hours = Array.from({ length: count }, (_, i) => i).filter((i) => !without(i));
  return closes(
    hours.map((i) => START_MS + (i + 1) * HOUR_MS),
    hours.map((i) => 100 + Math.sin(i) + i / 100),
  );
};

const ofDay = (series: PriceSeries, day: number): number[] => {
  const logs = [...series.close].map(Math.log);
  return logs
    .map((log, i) => ({ step: log - (logs[i - 1] ?? NaN), ms: series.closeMs[i]! - START_MS }))
    .filter(({ ms }) => ms > day * DAY_MS && ms <= (day + 1) * DAY_MS)
    .map(({ step }) => step);
};
const sumOf = (steps: readonly number[], power: number): number => steps.reduce((sum, step) => sum + step ** power, 0);

describe("days of a series", () => {
  test("hours: squares summed by UTC day, the first day dropped, the last one too if it is short", () => {
    const series = hourly(5 * 24 + 7);
    const days = dailyBars(series);
    expect(days.intraday).toBe(true);
    expect([...days.timeMs]).toEqual([2, 3, 4, 5].map((day) => START_MS + day * DAY_MS));
    expect([...days.barsEnd]).toEqual([48, 72, 96, 120]);
    expect(days.daysPerYear).toBeCloseTo(365, 10);
    for (let day = 1; day <= 4; day++) {
      const steps = ofDay(series, day);
      expect(steps).toHaveLength(24);
      expect(days.logReturns[day - 1]).toBeCloseTo(sumOf(steps, 1), 14);
      expect(days.variance[day - 1]).toBeCloseTo(sumOf(steps, 2), 14);
      expect(days.noise[day - 1]).toBeCloseTo((2 / 3) * sumOf(steps, 4), 16);
    }
  });

  test("a day that is whole at the end is kept", () => {
    expect(dailyBars(hourly(5 * 24)).timeMs).toHaveLength(4);
  });

  test("a move over a hole counts once, in the day in which it ends; a day without a close is no day", () => {
    const series = hourly(6 * 24, (i) => i >= 60 && i < 100);
    const days = dailyBars(series);
    // The third day ends at noon; the fourth is missing up to its fifth hour, and holds the move over the hole.
    expect([...days.timeMs].map((ms) => (ms - START_MS) / HOUR_MS)).toEqual([48, 60, 120, 144]);
    expect(days.logReturns.reduce((a, b) => a + b, 0)).toBeCloseTo(
      Math.log(series.close[series.close.length - 1]! / series.close[23]!),
      13,
    );
  });

  test("days are taken as they are: one square each, weekends left out, 252 or so a year", () => {
    const times = Array.from({ length: 120 }, (_, i) => START_MS + (i + 1) * DAY_MS).filter(
      (ms) => ![6, 0].includes(new Date(ms - 1).getUTCDay()),
    );
    const series = closes(
      times,
      times.map((_, i) => 100 + Math.cos(i)),
    );
    const days = dailyBars(series);
    expect(days.intraday).toBe(false);
    expect(days.variance).toHaveLength(times.length - 1);
    days.variance.forEach((variance, i) => {
      const step = Math.log(series.close[i + 1]! / series.close[i]!);
      expect(variance).toBeCloseTo(step * step, 15);
      expect(days.noise[i]).toBeCloseTo((2 / 3) * step ** 4, 15);
    });
    expect(Math.abs(days.daysPerYear - (365 * 5) / 7)).toBeLessThan(4);
  });

  test("weeks are refused by name, and thirty closes are too few", () => {
    const weekly = Array.from({ length: 60 }, (_, i) => START_MS + i * 7 * DAY_MS);
    expect(() =>
      dailyBars(
        closes(
          weekly,
          weekly.map((_, i) => 10 + (i % 3)),
        ),
      ),
    ).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "series.intervalMs" }));
    expect(() => dailyBars(hourly(30))).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }));
  });
});
