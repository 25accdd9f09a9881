import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS, stated } from "../model/index.js";
import { gapsOf, pricesFromColumns, type PriceSeries } from "../series/index.js";
import { estimatesFromPrices, growingEstimates } from "./index.js";

/** Bars of a random walk, some lacking, and two in the middle of a day; or its closes alone. */
function series(stepMs: number, count: number, withBars: boolean): PriceSeries {
  const stream = createStream(8, 1);
  const columns = ["time", "open", "high", "low", "close"].map((): number[] => []);
  let log = 7;
  for (let i = 0; i < count; i++) {
    const open = log;
    log += 0.03 * Math.sqrt(stepMs / DAY_MS) * stream.normal();
    if (i % 97 === 96 || i % 1000 > 997) continue;
    const prices = [open, Math.max(open, log) + 0.001, Math.min(open, log) - 0.001, log].map(Math.exp);
    [Date.UTC(2020, 0, 1, 7) + i * stepMs, ...prices].forEach((value, column) => columns[column].push(value));
  }
  const [time, open, high, low, close] = columns;
  return pricesFromColumns(withBars ? { time, open, high, low, close } : { time, close }, { barTime: "close" });
}

/** The first bars, as a file of them would be read. */
function firstBars(whole: PriceSeries, count: number): PriceSeries {
  const cut = (column: Float64Array): Float64Array => column.slice(0, count);
  const { bars } = whole;
  const closeMs = cut(whole.closeMs);
  return {
    ...{ ...whole, closeMs, close: cut(whole.close), gaps: gapsOf(closeMs, whole.intervalMs) },
    bars: bars === null ? null : { open: cut(bars.open), high: cut(bars.high), low: cut(bars.low) },
  };
}

describe("estimates of the first bars", () => {
  test.each([
    ["four-hourly bars, gaps within one", 4 * HOUR_MS, 4 * HOUR_MS, true],
    ["four-hourly bars, gaps within a day", 4 * HOUR_MS, DAY_MS, true],
    ["four-hourly closes alone", 4 * HOUR_MS, 12 * HOUR_MS, false],
    ["daily bars", DAY_MS, DAY_MS, true],
    ["two-daily bars, which have no days", 2 * DAY_MS, 2 * DAY_MS, true],
  ])("are to the last bit those of a file that ends there: %s", (_, stepMs, reactionMs, withBars) => {
    const count = stepMs < DAY_MS ? 2.2 * 365 * 6 : 900;
    const whole = series(stepMs, count, withBars);
    const upTo = growingEstimates(whole);
    const options = { borrowRateAnnual: stated(0.05), horizonMs: YEAR_MS, reactionMs };
    const last = whole.close.length;
    for (const bars of [last - 400, last - 399, last - 391, last - 101, last - 1, last])
      expect(upTo(bars, options)).toEqual(estimatesFromPrices(firstBars(whole, bars), options));
  });

  test("are refused of no count of bars", () => {
    const upTo = growingEstimates(series(DAY_MS, 500, true));
    const options = { borrowRateAnnual: stated(0.05), horizonMs: YEAR_MS, reactionMs: DAY_MS };
    for (const count of [30, 500.5, 501, NaN])
      expect(() => upTo(count, options)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "count" }));
  });
});
