import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { vectorsOf, vectorsPresent } from "../../tests/vectors.js";
import { createStream } from "../kernel/index.js";
import { DAY_MS } from "../model/index.js";
import { pricesFromColumns, readPricesCsv, type PriceSeries } from "../series/index.js";
import { volatilityManaged } from "./volatility-managed.js";

const root = new URL("../../", import.meta.url);
const recent = fileURLToPath(new URL("node_modules/vega-datasets/data/sp500-2000.csv", root));
const long = new URL("../shared/data/sp500-1d.csv.gz", root);
const longPresent = existsSync(long);

/** The closes from one day to another, both included. */
const between = (series: PriceSeries, fromMs: number, toMs: number): PriceSeries => {
  const kept = [...series.closeMs.keys()].filter(
    (i) => series.closeMs[i]! > fromMs && series.closeMs[i]! <= toMs + DAY_MS,
  );
  const ts = kept.map((i) => series.closeMs[i]!);
  return pricesFromColumns({ ts, close: kept.map((i) => series.close[i]!) }, { barTime: "close" });
};

/** Daily closes of independent normal returns, of volatility `spread(month)` a day and a mean of .04 % a day. */
const simulated = (months: number, path: number, spread: (month: number) => number): PriceSeries => {
  const stream = createStream(61, path);
  let log = 0;
  const count = Math.round(months * 30.4);
  const closes = Array.from({ length: count }, (_, day) =>
    Math.exp((log += 0.0004 + spread(Math.floor(day / 30.4)) * stream.normal())),
  );
  const ts = closes.map((_, day) => Date.UTC(2000, 0, 1) + day * DAY_MS);
  return pricesFromColumns({ ts, close: closes }, { barTime: "open" });
};

describe("volatility-managed holding", () => {
  test("S&P 500, 2000 to April 2020 (vega-datasets): the figures of pandas, lstsq and White's formula", () => {
    const found = volatilityManaged(readPricesCsv(readFileSync(recent), { barTime: "open" }));
    expect(found.months).toBe(243);
    expect(found.alphaAnnual.value).toBeCloseTo(0.04114055076625, 10);
    expect(found.alphaAnnual.standardError).toBeCloseTo(0.02884440082717, 10);
    expect(found.beta.value).toBeCloseTo(0.5607254552899, 10);
    expect(found.beta.standardError).toBeCloseTo(0.0808098003182, 10);
    expect(found.sharpe).toBeCloseTo(0.31483039366289, 10);
    expect(found.sharpeManaged).toBeCloseTo(0.4514673102922, 10);
    expect(found.scale).toBeCloseTo(0.00103382833934, 12);
    expect(found.weightMax).toBeCloseTo(8.677108368571, 8);
  });

  test.skipIf(!longPresent || !vectorsPresent)("S&P 500, 1999 to 2018 (../shared): vector sp500-volman", () => {
    const series = readPricesCsv(gunzipSync(readFileSync(long)), { barTime: "open" });
    const found = volatilityManaged(between(series, Date.UTC(1999, 0, 1), Date.UTC(2018, 11, 31)));
    const [{ expected }] = vectorsOf("sp500-volman");
    expect(found.months).toBe(239);
    const pairs: readonly (readonly [number, number | undefined])[] = [
      [100 * found.alphaAnnual.value, expected["alpha_pct"]],
      [found.beta.value, expected["beta"]],
      [found.sharpe, expected["sr"]],
      [found.sharpeManaged, expected["sr_managed"]],
      [found.scale, expected["c"]],
      [found.weightMax, expected["max_weight"]],
    ];
    for (const [value, wanted] of pairs) expect(Math.abs(value / wanted! - 1)).toBeLessThan(1e-5);
  });

  test("the two holdings are equally volatile, so alpha is the difference of Sharpe ratios less what beta explains", () => {
    const found = volatilityManaged(simulated(120, 1, (month) => (month % 6 < 3 ? 0.01 : 0.03)));
    // alpha = (sharpe of the managed - beta x sharpe) x volatility, beta = their correlation.
    const volatility = found.alphaAnnual.value / (found.sharpeManaged - found.beta.value * found.sharpe);
    expect(volatility).toBeGreaterThan(0.1);
    expect(volatility).toBeLessThan(1);
    expect(Math.abs(found.beta.value)).toBeLessThanOrEqual(1);
  });

  test("where wild quarters earn no more than calm ones, the managed holding earns more: 20 paths, alpha as stated", () => {
    const found = Array.from({ length: 20 }, (_, path) =>
      volatilityManaged(simulated(240, path, (month) => (month % 24 < 12 ? 0.006 : 0.02))),
    );
    const mean = found.reduce((sum, { alphaAnnual }) => sum + alphaAnnual.value / 20, 0);
    const spread = Math.sqrt(found.reduce((sum, { alphaAnnual }) => sum + (alphaAnnual.value - mean) ** 2 / 19, 0));
    const stated = found.reduce((sum, { alphaAnnual }) => sum + alphaAnnual.standardError / 20, 0);
    expect(mean).toBeGreaterThan((4 * spread) / Math.sqrt(20));
    expect(stated / spread).toBeGreaterThan(0.6);
    expect(stated / spread).toBeLessThan(1.6);
  });

  test("two years are too few, and a month of equal days has no variance", () => {
    expect(() => volatilityManaged(simulated(23, 1, () => 0.01))).toThrow(
      expect.objectContaining({ code: "E_TOO_FEW", field: "series" }),
    );
    expect(() => volatilityManaged(simulated(40, 1, (month) => (month === 12 || month === 13 ? 0 : 0.01)))).toThrow(
      expect.objectContaining({ code: "E_TOO_FEW" }),
    );
  });
});
