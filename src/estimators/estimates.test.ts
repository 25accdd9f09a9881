import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import {
  DAY_MS,
  HOUR_MS,
  YEAR_MS,
  gapIntensityAnnual,
  gapPriceRatio,
  stated,
  type Estimate,
  type Gap,
} from "../model/index.js";
import { eth } from "../models/index.js";
import { readPricesCsv, type PriceSeries } from "../series/index.js";
import { driftPosterior } from "./drift.js";
import { estimatesFromFigures, estimatesFromPrices, pricesProvenance } from "./estimates.js";
import { gapFromBars } from "./gap.js";
import { closeToCloseVolatility, ewmaVolatility, horizonVolatility, varianceHalfLifeMs } from "./volatility.js";

const data = new URL("../../../shared/data/", import.meta.url);
const present = existsSync(data);
const hourly = (asset: string): PriceSeries =>
  readPricesCsv(gunzipSync(readFileSync(new URL(`${asset}-usdt-binance-spot-1h.csv.gz`, data))), { barTime: "open" });

/**
 * Three years of daily bars of a random walk, as a file would hold them; the same closes grown by exp(c t) for a tilt
 * c.
 */
const series = (tilt = 0): PriceSeries => {
  const stream = createStream(31, 1);
  const lines = ["ts,open,high,low,close"];
  let log = Math.log(100);
  for (let day = 0; day < 1096; day++) {
    const open = log;
    log += 0.03 * stream.normal();
    const high = Math.max(open, log) + 0.01 * stream.uniform();
    const low = Math.min(open, log) - 0.01 * stream.uniform();
    const prices = [open, high, low, log].map((value) => Math.exp(value + (tilt * day) / 365));
    lines.push([Date.UTC(2020, 0, 1) + day * DAY_MS, ...prices].join(","));
  }
  return readPricesCsv(lines.join("\n"), { barTime: "open", source: "walk.csv" });
};

const options = { borrowRateAnnual: stated(0.05, 0.01), horizonMs: YEAR_MS, reactionMs: HOUR_MS };

describe("estimates from prices", () => {
  const prices = series();
  const estimates = estimatesFromPrices(prices, options);

  test("are made of the estimators, each with its error, source and time", () => {
    const longRun = closeToCloseVolatility(prices);
    const current = ewmaVolatility(prices);
    const asked = { longRun, current, horizonMs: YEAR_MS, reversionHalfLifeMs: varianceHalfLifeMs };
    expect(estimates.volatilityAnnual).toEqual(horizonVolatility(asked));
    expect(estimates.driftAnnual).toEqual(
      driftPosterior({ series: prices, volatilityAnnual: longRun, safeRateAnnual: 0, yieldAnnual: 0 }).driftAnnual,
    );
    expect(estimates.gap).toEqual(gapFromBars(prices, { windowMs: HOUR_MS }));
    expect(estimates.borrowRateAnnual).toEqual(stated(0.05, 0.01));
    const lastMs = Date.UTC(2020, 0, 1) + 1096 * DAY_MS;
    for (const estimate of [estimates.volatilityAnnual, estimates.driftAnnual, estimates.gap]) {
      expect(estimate?.source).toContain("walk.csv");
      expect(estimate).toMatchObject({ asOfMs: lastMs });
    }
    expect(estimates.prices).toEqual(pricesProvenance(prices));
    expect(estimates.prices).toMatchObject({ source: "walk.csv", rows: 1096, toMs: lastMs });
  });

  test("rates left out: lend rate and yield are taken as 0 and say so, the rest is not known", () => {
    expect(estimates.lendRateAnnual.source).toContain("taken as 0, which understates");
    expect(estimates.yieldAnnual.source).toContain("taken as 0, which understates");
    expect([estimates.lendRateAnnual.value, estimates.yieldAnnual.value]).toEqual([0, 0]);
    expect([estimates.assetBorrowRateAnnual, estimates.fundingRateAnnual]).toEqual([null, null]);
  });

  test("a constant added to past returns moves the drift, through the posterior, and nothing else", () => {
    const moved = estimatesFromPrices(series(0.5), options);
    const weight = (0.16 * 3) / (1 + 0.16 * 3);
    expect((moved.driftAnnual?.value ?? NaN) - (estimates.driftAnnual?.value ?? NaN)).toBeCloseTo(0.5 * weight, 8);
    expect(moved.driftAnnual?.standardError).toBeCloseTo(estimates.driftAnnual?.standardError ?? NaN, 10);
    expect(moved.volatilityAnnual.value).toBeCloseTo(estimates.volatilityAnnual.value, 10);
    expect(moved.volatilityAnnual.standardError).toBeCloseTo(estimates.volatilityAnnual.standardError, 10);
    for (const side of ["drops", "rises"] as const) {
      const at = (of: typeof moved): number => (of.gap === null ? NaN : gapPriceRatio(of.gap, side, 0.04));
      expect(at(moved)).toBeCloseTo(at(estimates), 8);
    }
  });

  test("the drift may be none or the user's own; the gap may be left out or stated", () => {
    const none = estimatesFromPrices(prices, { ...options, drift: "none", gap: "none" });
    expect([none.driftAnnual, none.driftBasis, none.gap]).toEqual([null, "none", null]);
    const gap = { kind: "stated", drop: 0.3, rise: 0.2, source: "mine" } as const;
    const own = estimatesFromPrices(prices, { ...options, drift: stated(0.2, 0.1), gap });
    expect([own.driftAnnual, own.driftBasis, own.gap]).toEqual([stated(0.2, 0.1), "view", gap]);
  });

  test("the safe rate of the posterior is the lend rate unless stated; a yield counts as excess", () => {
    const prior = 1 / (1 + 0.16 * 3);
    const drift = (more: object): number =>
      estimatesFromPrices(prices, { ...options, ...more }).driftAnnual?.value ?? NaN;
    const plain = drift({});
    expect(drift({ lendRateAnnual: stated(0.03) }) - plain).toBeCloseTo(0.03 * prior, 8);
    expect(drift({ lendRateAnnual: stated(0.03), safeRateAnnual: 0 })).toBeCloseTo(plain, 12);
    expect(drift({ yieldAnnual: stated(0.03) }) - plain).toBeCloseTo(-0.03 * prior, 8);
  });

  test("a nearer horizon leans on today's volatility", () => {
    const current = ewmaVolatility(prices).value;
    const distance = (horizonMs: number): number =>
      Math.abs(estimatesFromPrices(prices, { ...options, horizonMs }).volatilityAnnual.value - current);
    expect(distance(DAY_MS)).toBeLessThan(distance(30 * DAY_MS));
    expect(distance(30 * DAY_MS)).toBeLessThan(distance(YEAR_MS));
  });

  test("a history too short for a gap is refused, and served when the gap is stated", () => {
    const short = readPricesCsv(
      [
        "ts,close",
        ...Array.from({ length: 60 }, (_, i) => `${Date.UTC(2024, 0, 1) + i * DAY_MS},${100 + (i % 3)}`),
      ].join("\n"),
      { barTime: "close" },
    );
    expect(() => estimatesFromPrices(short, options)).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }));
    expect(estimatesFromPrices(short, { ...options, gap: "none" }).volatilityAnnual.value).toBeGreaterThan(0);
  });

  test.each([
    ["horizonMs", { horizonMs: 0 }, "E_OUT_OF_RANGE"],
    ["reactionMs", { reactionMs: NaN }, "E_NOT_FINITE"],
    ["borrowRateAnnual", { borrowRateAnnual: stated(11) }, "E_OUT_OF_RANGE"],
    ["driftAnnual", { drift: stated(-3) }, "E_OUT_OF_RANGE"],
    ["safeRateAnnual", { safeRateAnnual: NaN }, "E_NOT_FINITE"],
    ["reversionHalfLifeMs", { reversionHalfLifeMs: -1 }, "E_OUT_OF_RANGE"],
    ["gap.drop", { gap: { kind: "stated", drop: 1, rise: 0, source: "" } as const }, "E_OUT_OF_RANGE"],
  ])("%s is checked", (field, more, code) => {
    expect(() => estimatesFromPrices(prices, { ...options, ...more })).toThrow(
      expect.objectContaining({ code, field }),
    );
  });
});

describe("estimates from figures", () => {
  const figures = { volatilityAnnual: stated(0.6, 0.05), borrowRateAnnual: stated(0.05) };

  test("are the figures, no view unless one is stated, and no prices", () => {
    const estimates = estimatesFromFigures(figures);
    expect(estimates.volatilityAnnual).toEqual(stated(0.6, 0.05));
    expect([estimates.driftAnnual, estimates.driftBasis]).toEqual([null, "none"]);
    expect([estimates.gap, estimates.prices]).toEqual([null, null]);
    const view = estimatesFromFigures({ ...figures, driftAnnual: stated(0.2), fundingRateAnnual: stated(-0.1) });
    expect([view.driftAnnual, view.driftBasis, view.fundingRateAnnual]).toEqual([stated(0.2), "view", stated(-0.1)]);
  });

  if (eth.gap.kind !== "estimated") throw new Error("the model's gap is estimated");
  const tooLight: Gap = { ...eth.gap, drops: { ...eth.gap.drops, tailIndex: 0.1 } };
  const bad = (value: number): Estimate => ({ ...stated(0), value });
  test.each([
    ["volatilityAnnual", { volatilityAnnual: stated(0) }, "E_OUT_OF_RANGE"],
    ["volatilityAnnual", { volatilityAnnual: stated(60) }, "E_OUT_OF_RANGE"],
    ["volatilityAnnual", { volatilityAnnual: bad(NaN) }, "E_NOT_FINITE"],
    ["volatilityAnnual.standardError", { volatilityAnnual: { ...stated(0.6), standardError: -0.1 } }, "E_OUT_OF_RANGE"],
    ["volatilityAnnual.asOfMs", { volatilityAnnual: { ...stated(0.6), asOfMs: NaN } }, "E_NOT_FINITE"],
    ["borrowRateAnnual", { borrowRateAnnual: stated(-1.01) }, "E_OUT_OF_RANGE"],
    ["borrowRateAnnual", { borrowRateAnnual: bad(Infinity) }, "E_NOT_FINITE"],
    ["lendRateAnnual", { lendRateAnnual: stated(10.1) }, "E_OUT_OF_RANGE"],
    ["yieldAnnual", { yieldAnnual: bad(NaN) }, "E_NOT_FINITE"],
    ["assetBorrowRateAnnual", { assetBorrowRateAnnual: stated(12) }, "E_OUT_OF_RANGE"],
    ["fundingRateAnnual", { fundingRateAnnual: stated(-400) }, "E_OUT_OF_RANGE"],
    ["driftAnnual", { driftAnnual: bad(NaN) }, "E_NOT_FINITE"],
    ["gap.rise", { gap: { kind: "stated", drop: 0, rise: -0.1, source: "" } as const }, "E_OUT_OF_RANGE"],
    ["gap.drops.tailIndex", { gap: tooLight }, "E_OUT_OF_RANGE"],
  ])("%s is checked", (field, more, code) => {
    expect(() => estimatesFromFigures({ ...figures, ...more })).toThrow(expect.objectContaining({ code, field }));
  });
});

describe.skipIf(!present)("on the hourly prices of ../shared/data", () => {
  test.each(["eth", "btc"])(
    "%s: the fitted tail agrees with what was seen, and its bound lies above nearly all of it",
    (asset) => {
      const prices = hourly(asset);
      const gap = gapFromBars(prices, { windowMs: HOUR_MS });
      const { close, bars } = prices;
      const falls = Array.from(close.slice(0, -1), (value, i) => Math.log(value / (bars?.low[i + 1] ?? NaN)));
      const years = (prices.closeMs.at(-1)! - prices.closeMs[0]!) / YEAR_MS;
      for (const seen of [10, 30, 100]) {
        // Within four Poisson errors of the fitted count at the fitted size.
        const drops = gap.kind === "estimated" ? gap.drops : null;
        const size = drops!.threshold * ((drops!.intensityAnnual * years) / seen) ** (1 / drops!.tailIndex);
        const beyond = falls.filter((fall) => fall > size).length;
        expect(Math.abs(beyond - seen)).toBeLessThan(4 * Math.sqrt(seen));
        expect((gapIntensityAnnual(gap, Math.exp(-size))?.upper ?? NaN) * years).toBeGreaterThan(beyond);
      }
      const bound = -Math.log(gapPriceRatio(gap, "drops", 0.04));
      expect(falls.filter((fall) => fall > bound)).toEqual([]);
      expect(bound).toBeLessThan(1.2);
    },
  );

  test("the ETH model agrees with the estimates made afresh, to its six digits", () => {
    const rates = { lendRateAnnual: stated(0.03), yieldAnnual: stated(0.02) };
    const fresh = estimatesFromPrices(hourly("eth"), { ...options, ...rates });
    const model = eth.estimates({ borrowRateAnnual: options.borrowRateAnnual, ...rates });
    expect(model.driftAnnual?.value).toBeCloseTo(fresh.driftAnnual?.value ?? NaN, 5);
    expect(model.driftAnnual?.standardError).toBeCloseTo(fresh.driftAnnual?.standardError ?? NaN, 5);
    expect(gapPriceRatio(model.gap!, "drops", 0.04)).toBeCloseTo(gapPriceRatio(fresh.gap!, "drops", 0.04), 4);
    expect(model.volatilityAnnual.value / fresh.volatilityAnnual.value).toBeGreaterThan(0.9);
    expect(model.volatilityAnnual.value / fresh.volatilityAnnual.value).toBeLessThan(1.1);
  });
});
