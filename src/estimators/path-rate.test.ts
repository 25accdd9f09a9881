import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { HOUR_MS, YEAR_MS } from "../model/index.js";
import type { RateSeries } from "../series/index.js";
import { rateLaw } from "./path-rate.js";
import { fitRateProcess } from "./rate-process.js";

/** A rate of level 5 %, half-life 7 days, seen every 8 hours for two years. */
function rates(kind: "borrow" | "funding"): RateSeries {
  const stream = createStream(73, 1);
  const speed = Math.LN2 * (365 / 7);
  const kept = Math.exp((-speed * 8 * HOUR_MS) / YEAR_MS);
  let slow = 0;
  const rateAnnual = Float64Array.from({ length: 2190 }, () => {
    slow = kept * slow + 0.01 * Math.sqrt(1 - kept * kept) * stream.normal();
    return 0.05 + slow;
  });
  const timeMs = rateAnnual.map((_, i) => i * 8 * HOUR_MS);
  const gaps = { count: 0, missing: 0, largestMs: 8 * HOUR_MS };
  return { timeMs, rateAnnual, kind, intervalMs: 8 * HOUR_MS, gaps, source: "test" };
}

describe("a rate as a law", () => {
  test("starts at the last rate and has the figures of the process", () => {
    const process = fitRateProcess(rates("borrow"));
    expect(rateLaw(process, { correlation: 0.3 })).toEqual({
      start: process.current.value,
      level: process.level.value,
      reversionAnnual: process.reversionAnnual.value,
      volatility: process.volatility.value,
      correlation: 0.3,
      least: 0,
      source: "process of test, spikes in its level alone",
    });
  });

  test("funding may be below 0, down to the fence of its spikes", () => {
    const process = fitRateProcess(rates("funding"));
    expect(rateLaw(process, { correlation: 0 }).least).toBe(process.spikes.low);
  });

  test("takes the correlation that was fitted", () => {
    const process = fitRateProcess(rates("borrow"));
    const fitted = { value: 0.2, standardError: 0.1, asOfMs: null, source: "test" };
    expect(rateLaw({ ...process, returnCorrelation: fitted }).correlation).toBe(0.2);
  });

  test("a correlation that nobody knows is asked for, and one that cannot be is refused", () => {
    const process = fitRateProcess(rates("borrow"));
    expect(() => rateLaw(process)).toThrow(expect.objectContaining({ code: "E_MISSING", field: "correlation" }));
    expect(() => rateLaw(process, { correlation: 1.1 })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "correlation" }),
    );
  });
});
