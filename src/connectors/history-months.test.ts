import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../model/index.js";
import { intervalName, monthAt, monthsBetween } from "./history-months.js";

const at = (text: string): number => Date.parse(text);

test("a month holds its last moment and not its first", () => {
  expect(monthAt(at("2024-03-01Z")).name).toBe("2024-02");
  expect(monthAt(at("2024-03-01Z") + 1).name).toBe("2024-03");
  expect(monthAt(at("2024-12-31T23:59:59Z"))).toEqual({
    ...{ name: "2024-12", startMs: at("2024-12-01Z"), endMs: at("2025-01-01Z") },
  });
});

test("February has 29 days in 2000 and 2024, 28 in 1900, 2023 and 2100", () => {
  const days = (year: string): number => {
    const { startMs, endMs } = monthAt(at(`${year}-02-15Z`));
    return (endMs - startMs) / DAY_MS;
  };
  expect(["2000", "2024", "1900", "2023", "2100"].map(days)).toEqual([29, 29, 28, 28, 28]);
});

test("months follow one another without a hole and cover the span", () => {
  const times = fc.integer({ min: 0, max: at("2100-01-01Z") });
  fc.assert(
    fc.property(times, fc.integer({ min: 0, max: 2000 * DAY_MS }), (fromMs, lengthMs) => {
      const months = monthsBetween(fromMs, fromMs + lengthMs);
      if (lengthMs === 0) {
        expect(months).toEqual([]);
        return;
      }
      expect(months[0]?.startMs).toBeLessThanOrEqual(fromMs);
      expect(months[0]?.endMs).toBeGreaterThan(fromMs);
      expect(months.at(-1)?.endMs).toBeGreaterThanOrEqual(fromMs + lengthMs);
      expect(months.at(-1)?.startMs).toBeLessThan(fromMs + lengthMs);
      for (const [index, { startMs }] of months.entries())
        if (index > 0) expect(startMs).toBe(months[index - 1]?.endMs);
    }),
  );
});

test("intervals are named as people type them", () => {
  expect([60_000, 90_000, HOUR_MS, 12 * HOUR_MS, DAY_MS, 7 * DAY_MS, 1500].map(intervalName)).toEqual([
    ...["1m", "90s", "1h", "12h", "1d", "7d", "1500ms"],
  ]);
});
