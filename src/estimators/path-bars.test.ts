import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS, assertPathLaw } from "../model/index.js";
import { gapsOf, readPricesCsv, type PriceSeries } from "../series/index.js";
import { barsLaw } from "./path-bars.js";

/** Hourly bars with lows 1 % below and highs 2 % above both ends; `holes` are bars after which a day is missing. */
function hourlyBars(count: number, holes: readonly number[] = []): PriceSeries {
  const stream = createStream(71, count);
  const closeMs = new Float64Array(count);
  const close = new Float64Array(count).fill(100);
  for (let bar = 1; bar < count; bar++) {
    closeMs[bar] = closeMs[bar - 1] + (holes.includes(bar - 1) ? DAY_MS : HOUR_MS);
    close[bar] = close[bar - 1] * Math.exp(0.01 * stream.normal());
  }
  const before = (bar: number): number => close[Math.max(0, bar - 1)];
  const low = close.map((value, bar) => 0.99 * Math.min(value, before(bar)));
  const high = close.map((value, bar) => 1.02 * Math.max(value, before(bar)));
  return {
    closeMs,
    close,
    bars: { open: close.slice(), low, high },
    volume: null,
    intervalMs: HOUR_MS,
    gaps: gapsOf(closeMs, HOUR_MS),
    source: "test",
    mended: [],
  };
}

describe("bars as a law", () => {
  test("are close, low and high over the close before", () => {
    const series = hourlyBars(400);
    const law = barsLaw(series);
    expect(() => assertPathLaw(law, "law")).not.toThrow();
    expect(law.closes).toHaveLength(399);
    expect(law.closes[7]).toBe(series.close[8] / series.close[7]);
    expect(law.lows[7]).toBe(series.bars!.low[8] / series.close[7]);
    expect(law.highs[7]).toBe(series.bars!.high[8] / series.close[7]);
    expect(law.stepYears).toBe(HOUR_MS / YEAR_MS);
    expect([law.leftOut, law.continuous]).toEqual([0, true]);
  });

  test("a bar after a hole is left out, counted and said, or kept at the mean time between bars", () => {
    const series = hourlyBars(400, [100, 200]);
    const cut = barsLaw(series);
    expect([cut.closes.length, cut.leftOut, cut.stepYears]).toEqual([397, 2, HOUR_MS / YEAR_MS]);
    expect(cut.closes[100]).toBe(series.close[102] / series.close[101]);
    expect(cut.source).toContain("2 bars after holes left out");
    const kept = barsLaw(series, { holes: "keep" });
    expect([kept.closes.length, kept.leftOut]).toEqual([399, 0]);
    expect(kept.stepYears).toBeCloseTo(((397 + 48) * HOUR_MS) / 399 / YEAR_MS, 12);
  });

  test("a market that closes every day is no fault of the file: more than 5 % is refused by the option's name", () => {
    const series = hourlyBars(
      400,
      Array.from({ length: 39 }, (_, i) => 10 * i),
    );
    expect(() => barsLaw(series)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "holes" }));
    expect(barsLaw(series, { holes: "keep" }).closes).toHaveLength(399);
  });

  test("of closes alone only the ends are seen, and it is said", () => {
    const law = barsLaw({ ...hourlyBars(400), bars: null });
    expect(law.lows).toEqual(law.closes);
    expect(law.highs).toEqual(law.closes);
    expect(law.continuous).toBe(false);
    expect(law.source).toContain("closes alone");
  });

  test("blocks last a day at least, and as long as is asked", () => {
    expect(barsLaw(hourlyBars(400)).blockLength).toBe(24);
    expect(barsLaw(hourlyBars(400), { blockMs: 7 * DAY_MS }).blockLength).toBe(168);
    expect(barsLaw(hourlyBars(400), { blockMs: 1 }).blockLength).toBe(1);
    for (const blockMs of [0, 20 * DAY_MS]) {
      expect(() => barsLaw(hourlyBars(400), { blockMs })).toThrow(
        expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "blockMs" }),
      );
    }
    expect(() => barsLaw(hourlyBars(400), { blockMs: NaN })).toThrow(expect.objectContaining({ code: "E_NOT_FINITE" }));
  });

  test("too few bars, and a price that is none, are refused", () => {
    expect(() => barsLaw(hourlyBars(250))).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }));
    const series = hourlyBars(400);
    series.close[7] = NaN;
    expect(() => barsLaw(series)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE" }));
  });
});

const file = new URL("../../../shared/data/btc-usdt-binance-spot-1h.csv.gz", import.meta.url);

test.skipIf(!existsSync(file))(
  "hourly BTC of ../shared/data: a bar is left out for each hole, blocks last for days",
  () => {
    const series = readPricesCsv(gunzipSync(readFileSync(file)), { source: "BTC", barTime: "open" });
    const law = barsLaw(series);
    expect(law.leftOut).toBe(series.gaps.count);
    expect(law.closes.length).toBe(series.close.length - 1 - series.gaps.count);
    expect(law.blockLength).toBeGreaterThan(72);
    expect(law.blockLength).toBeLessThanOrEqual(32 * 24);
  },
);
