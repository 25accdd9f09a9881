import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS, gapIntensityAnnual, gapPriceRatio, type Gap } from "../model/index.js";
import { readPricesCsv, type PriceSeries } from "../series/index.js";
import { gapFromBars } from "./gap.js";
import { longRunVolatility, pooledGap, type PooledSeries } from "./pooled-gap.js";

type Estimated = Extract<Gap, { kind: "estimated" }>;

const data = (file: string): URL => new URL(`../../../shared/data/${file}`, import.meta.url);
const files = {
  BTC: data("btc-usdt-binance-spot-1h.csv.gz"),
  ETH: data("eth-usdt-binance-spot-1h.csv.gz"),
  SOL: data("sol-usdt-binance-perp-1h.csv.gz"),
};
const present = Object.values(files).every((file) => existsSync(file));

/** The bars with numbers from `from` to before `to`. */
const cut = (series: PriceSeries, from: number, to: number): PriceSeries => ({
  ...series,
  close: series.close.slice(from, to),
  closeMs: series.closeMs.slice(from, to),
  bars: series.bars && {
    open: series.bars.open.slice(from, to),
    high: series.bars.high.slice(from, to),
    low: series.bars.low.slice(from, to),
  },
});

/** A walk of hourly closes with Student t(4) steps; a market's volatility, common to all, clusters for weeks. */
const walk = (count: number, path: number, volatility: number): PriceSeries => {
  const market = createStream(51, 0);
  const own = createStream(52, path);
  let [level, logClose] = [market.normal() * 0.3, 0];
  const close = Float64Array.from({ length: count }, () => {
    level = 0.9985 * level + 0.3 * Math.sqrt(1 - 0.9985 ** 2) * market.normal();
    const chiSquare = -2 * Math.log(own.uniform() * own.uniform());
    logClose += (volatility / Math.sqrt(8760 * 2)) * Math.exp(level) * (own.normal() / Math.sqrt(chiSquare / 4));
    return Math.exp(logClose);
  });
  const before = (i: number): number => close[Math.max(0, i - 1)];
  return {
    closeMs: Float64Array.from({ length: count }, (_, i) => Date.UTC(2021, 0, 1) + i * HOUR_MS),
    close,
    bars: {
      open: close.map((_, i) => before(i)),
      high: close.map((c, i) => Math.max(c, before(i))),
      low: close.map((c, i) => Math.min(c, before(i))),
    },
    volume: null,
    intervalMs: HOUR_MS,
    gaps: { count: 0, missing: 0, largestMs: HOUR_MS },
    source: `walk ${path}`,
    mended: [],
  };
};

const pooled = (members: readonly PooledSeries[], target: PooledSeries): Estimated =>
  pooledGap(members, target, { windowMs: HOUR_MS }) as Estimated;

const SIXTY_DAYS = 60 * 24;

describe("simulated assets of one market", () => {
  const members = [0.7, 0.9, 1.2].map((volatility, i) => ({ asset: `M${i}`, series: walk(10_000, i, volatility) }));

  test("60 days of a fourth are refused alone and answered with the pool, which the source names", () => {
    const series = cut(walk(10_000, 9, 1), 8000, 8000 + SIXTY_DAYS);
    expect(() => gapFromBars(series, { windowMs: HOUR_MS })).toThrow(
      expect.objectContaining({ code: "E_TOO_FEW", hint: expect.stringContaining("pool") as string }),
    );
    const gap = pooled(members, { asset: "NEW", series });
    expect(gap.source).toMatch(/^pooled with M0, M1, M2; \d+ % own: lows and highs of walk 9$/);
    expect(gap.years).toBeCloseTo((SIXTY_DAYS - 1) / 8760, 10);
    expect(gap.asOfMs).toBe(series.closeMs[SIXTY_DAYS - 1]);
  });

  test("the upper bound covers moves of once in a quarter and in four years in at least 93 % of 25 new assets", () => {
    const known = gapFromBars(walk(60_000, 99, 1), { windowMs: HOUR_MS }) as Estimated;
    let covered = 0;
    for (let path = 0; path < 25; path++) {
      const volatility = 0.6 + path / 25;
      const start = (path * 211) % 8000;
      const gap = pooled(members, {
        asset: "NEW",
        series: cut(walk(10_000, 100 + path, volatility), start, start + SIXTY_DAYS),
      });
      for (const intensity of [4, 0.25]) {
        const { threshold, intensityAnnual, tailIndex } = known.drops;
        const size = volatility * threshold * (intensityAnnual / intensity) ** (1 / tailIndex);
        if ((gapIntensityAnnual(gap, Math.exp(-size))?.upper ?? NaN) >= intensity) covered += 1;
      }
    }
    expect(covered / 50).toBeGreaterThanOrEqual(0.93);
  });
});

describe("longRunVolatility", () => {
  test("the error of 60 days is the season's, .4 of the value; that of a year .28", () => {
    const at = (days: number): number => {
      const { value, standardError } = longRunVolatility(walk(days * 24, 3, 1), days / 365);
      return standardError / value;
    };
    expect(at(60)).toBeCloseTo(0.4, 10);
    expect(at(365)).toBeCloseTo(0.4 * (60 / 365) ** 0.2, 10);
  });
});

describe("refusals", () => {
  const series = walk(9000, 1, 1);

  test("29 days of the target, a member under a year, a pool of one", () => {
    const pool = [
      { asset: "A", series },
      { asset: "B", series: walk(9000, 2, 1) },
    ];
    const short = { asset: "NEW", series: cut(series, 0, 29 * 24) };
    expect(() => pooled(pool, short)).toThrow(expect.objectContaining({ code: "E_TOO_FEW", field: "target.series" }));
    const target = { asset: "NEW", series: cut(series, 0, SIXTY_DAYS) };
    expect(() => pooled([...pool, { asset: "C", series: cut(series, 0, 8000) }], target)).toThrow(
      expect.objectContaining({ code: "E_TOO_FEW", field: "series" }),
    );
    expect(() => pooled(pool.slice(1), target)).toThrow(expect.objectContaining({ code: "E_TOO_FEW", field: "pool" }));
  });

  test("daily bars in a pool for an hourly target: the windows differ", () => {
    const daily = { ...walk(900, 3, 1), intervalMs: DAY_MS };
    const stamps = daily.closeMs.map((_, i) => Date.UTC(2021, 0, 1) + i * DAY_MS);
    const pool = [
      { asset: "A", series },
      { asset: "B", series: { ...daily, closeMs: stamps } },
    ];
    expect(() => pooled(pool, { asset: "NEW", series: cut(series, 0, SIXTY_DAYS) })).toThrow(
      expect.objectContaining({ code: "E_CONFIG_CONFLICT", field: "pool[1].gap.windowMs" }),
    );
  });
});

describe.skipIf(!present)("the first 60 days of SOL, with ../shared/data", () => {
  const read = (file: URL): PriceSeries =>
    readPricesCsv(gunzipSync(readFileSync(file)), { source: "prices", barTime: "open" });

  test("pooled with BTC and ETH up to that day, against the 3.6 years that came", () => {
    const sol = read(files.SOL);
    const first = cut(sol, 0, SIXTY_DAYS);
    const untilThen = (series: PriceSeries): PriceSeries =>
      cut(series, 0, series.closeMs.findLastIndex((ms) => ms <= first.closeMs[SIXTY_DAYS - 1]) + 1);
    const pool = [
      { asset: "BTC", series: untilThen(read(files.BTC)) },
      { asset: "ETH", series: untilThen(read(files.ETH)) },
    ];
    expect(() => gapFromBars(first, { windowMs: HOUR_MS })).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }));
    const gap = pooled(pool, { asset: "SOL", series: first });
    expect(gap.source).toMatch(/^pooled with BTC, ETH; \d+ % own/);
    const later = gapFromBars(cut(sol, SIXTY_DAYS, sol.close.length), { windowMs: HOUR_MS }) as Estimated;
    for (const [side, sign] of [
      ["drops", -1],
      ["rises", 1],
    ] as const) {
      for (const size of [0.1, 0.2, 0.4]) {
        const [pool, own] = [gap, later].map((one) => gapIntensityAnnual(one, Math.exp(sign * size)));
        expect(pool?.upper).toBeGreaterThan(own?.value ?? NaN);
        expect(Math.abs(Math.log((pool?.value ?? NaN) / (own?.value ?? NaN)))).toBeLessThan(Math.log(4));
      }
      // A bound that says that everything is lost would cover too.
      expect(Math.abs(Math.log(gapPriceRatio(gap, side, 4)))).toBeLessThan(0.7);
    }
  });
});
