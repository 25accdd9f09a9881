import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readPriceFile } from "../src/connectors/index.js";
import type { PriceSeries } from "../src/series/index.js";
import { rowsOf, untouched } from "./several-cases.js";
import { AT, AT_WORDS, ROW_HEAD, type SeveralBars, type SeveralJob } from "../src/kernel/index.js";

const fileOf = (asset: string): string =>
  fileURLToPath(new URL(`../../shared/data/${asset}-usdt-binance-spot-1h.csv.gz`, import.meta.url));
const present = ["btc", "eth"].every((asset) => existsSync(fileOf(asset)));

const HOURS = 24;

/** Hourly bars of both series on common times, without those that follow a hole in either. */
function common(a: PriceSeries, b: PriceSeries): readonly (readonly [number, number])[] {
  const places = new Map(Array.from(b.closeMs, (ms, i) => [ms, i]));
  const both = Array.from(a.closeMs, (ms, i) => [i, places.get(ms) ?? -1] as const).filter(([, j]) => j >= 0);
  return both.filter(
    ([i, j]) =>
      i > 0 &&
      j > 0 &&
      a.closeMs[i] - a.closeMs[i - 1] === a.intervalMs &&
      b.closeMs[j] - b.closeMs[j - 1] === a.intervalMs,
  );
}

const barsOf = (series: PriceSeries, places: readonly number[]): SeveralBars => {
  const { close } = series;
  const over = (column: Float64Array): Float64Array => Float64Array.from(places, (i) => column[i] / close[i - 1]);
  return { closes: over(close), lows: over(series.bars!.low), highs: over(series.bars!.high) };
};

/** Correlation of two samples. */
function correlationOf(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(a), mean(b)];
  const sum = (p: Float64Array, q: Float64Array, m: number, n: number): number =>
    p.reduce((all, value, i) => all + (value - m) * (q[i] - n), 0);
  return sum(a, b, x, y) / Math.sqrt(sum(a, a, x, x) * sum(b, b, y, y));
}

/** Log moves of both assets along paths of so many steps. */
function drawn(
  assets: readonly SeveralBars[],
  blockLength: number,
  steps: number,
  paths: number,
): readonly Float64Array[] {
  const alone = [untouched([1, 0]), untouched([0, 1])];
  const checkpoints = Array.from({ length: steps }, (_, i) => i + 1);
  const job: SeveralJob = {
    moves: { kind: "bars", continuous: true, assets, blockLength },
    positions: alone,
    steps,
    checkpoints,
    seed: 1n,
  };
  const rows = rowsOf(job, paths);
  const row = ROW_HEAD + AT_WORDS * steps;
  return alone.map((_, asset) =>
    Float64Array.from({ length: steps * paths }, (_each, place) => {
      const at = (2 * Math.floor(place / steps) + asset) * row + ROW_HEAD + AT.wealth;
      const step = place % steps;
      return Math.log(rows[at + AT_WORDS * step] / (step === 0 ? 1 : rows[at + AT_WORDS * (step - 1)]));
    }),
  );
}

/** Correlation of sizes of the first's moves with the second's some bars later, within paths of so many steps. */
const clustering = ([a, b]: readonly Float64Array[], lag: number, steps: number): number => {
  const places = Array.from(a.keys()).filter((place) => (place % steps) + lag < steps);
  return correlationOf(
    Float64Array.from(places, (place) => Math.abs(a[place])),
    Float64Array.from(places, (place) => Math.abs(b[place + lag])),
  );
};

describe.skipIf(!present)("hourly bars of bitcoin and ether from ../shared/data", async () => {
  if (!present) return;
  const [btc, eth] = await Promise.all([
    readPriceFile(fileOf("btc"), { barTime: "open" }),
    readPriceFile(fileOf("eth"), { barTime: "open" }),
  ]);
  const places = common(btc, eth);
  const bars = [
    barsOf(
      btc,
      places.map(([i]) => i),
    ),
    barsOf(
      eth,
      places.map(([, j]) => j),
    ),
  ];

  test("drawn in blocks of a week they keep their correlation, and the clustering of one's sizes after the other's", () => {
    const sample = bars.map(({ closes }) => closes.map(Math.log));
    const steps = 7 * HOURS;
    const moved = drawn(bars, steps, steps, 300);
    expect(correlationOf(sample[0], sample[1])).toBeGreaterThan(0.7);
    expect(Math.abs(correlationOf(moved[0], moved[1]) - correlationOf(sample[0], sample[1]))).toBeLessThan(0.05);
    for (const lag of [1, 6, 24]) {
      const wanted = clustering(sample, lag, sample[0].length);
      expect(wanted).toBeGreaterThan(0.1);
      expect(clustering(moved, lag, steps)).toBeGreaterThan(0.6 * wanted);
      expect(Math.abs(clustering(drawn(bars, 1, steps, 300), lag, steps))).toBeLessThan(0.05);
    }
  });

  test("a day looked at where both are at their lows, and where both are at their highs, tells the worst of its hours of two collaterals to a hundredth, mostly from the side of caution", () => {
    const misses: number[] = [];
    for (let day = 0; day + HOURS <= places.length; day += HOURS) {
      let [hourly, low, price] = [Infinity, [Infinity, Infinity], [1, 1]];
      for (let hour = day; hour < day + HOURS; hour++) {
        const at = (column: "lows" | "closes"): number[] => price.map((each, i) => each * bars[i][column][hour]);
        const lows = at("lows");
        hourly = Math.min(hourly, (lows[0] + lows[1]) / 2);
        low = low.map((each, i) => Math.min(each, lows[i]));
        price = at("closes");
      }
      misses.push((low[0] + low[1]) / 2 - hourly);
    }
    expect(misses.length).toBeGreaterThan(500);
    expect(Math.max(...misses)).toBeLessThanOrEqual(1e-12);
    const far = misses.filter((miss) => miss < -0.01).length;
    expect(far / misses.length).toBeLessThan(0.02);
  });
});
