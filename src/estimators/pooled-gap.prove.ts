import { expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { HOUR_MS, gapIntensityAnnual } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { pooledGap } from "./pooled-gap.js";

const HOURS = 20_000;

/** Shocks that set the scale of each hour of a market: log volatility with a memory of a month, and crashes that all share. */
const market = (path: number): { readonly level: Float64Array; readonly crash: Float64Array } => {
  const stream = createStream(71, path);
  let level = 0.4 * stream.normal();
  const levels = new Float64Array(HOURS);
  const crash = new Float64Array(HOURS);
  for (let i = 0; i < HOURS; i++) {
    level = 0.9986 * level + 0.4 * Math.sqrt(1 - 0.9986 ** 2) * stream.normal();
    levels[i] = level;
    crash[i] = stream.uniform() < 0.0005 ? 3 + -3 * Math.log(stream.uniform()) : 0;
  }
  return { level: levels, crash };
};

/** Hourly prices of one asset in a market: drops of the market hit it at its own volatility. */
const asset = (shared: ReturnType<typeof market>, path: number, volatility: number): PriceSeries => {
  const stream = createStream(72, path);
  const step = volatility / Math.sqrt(8760);
  let logClose = 0;
  const drop = new Float64Array(HOURS);
  const close = Float64Array.from({ length: HOURS }, (_, i) => {
    const chiSquare = -2 * Math.log(stream.uniform() * stream.uniform());
    const own = (step * Math.exp(shared.level[i]) * stream.normal()) / Math.sqrt(chiSquare / 2);
    const move = own - step * shared.crash[i];
    drop[i] = Math.max(0, -move);
    logClose += move;
    return Math.exp(logClose);
  });
  const before = (i: number): number => close[Math.max(0, i - 1)];
  return {
    closeMs: close.map((_, i) => i * HOUR_MS),
    close,
    bars: {
      open: close.map((_, i) => before(i)),
      high: close.map((value, i) => Math.max(value, before(i))),
      low: close.map((_, i) => before(i) * Math.exp(-drop[i])),
    },
    volume: null,
    intervalMs: HOUR_MS,
    gaps: { count: 0, missing: 0, largestMs: HOUR_MS },
    source: "simulated",
    mended: [],
  };
};

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

/** Drops a year beyond these sizes, at volatility 1, over 60 markets. */
const truth = (sizes: readonly number[]): readonly number[] => {
  const counts = sizes.map(() => 0);
  for (let path = 0; path < 60; path++) {
    const { bars } = asset(market(10_000 + path), 10_000 + path, 1);
    bars?.low.forEach((low, i) => {
      const drop = -Math.log(low / (bars.open[i] || 1));
      sizes.forEach((size, s) => (counts[s] += drop > size ? 1 : 0));
    });
  }
  return counts.map((count) => (count * 8760) / (60 * HOURS));
};

test("200 new assets of 60 days in 200 markets: the upper bound of the pooled gap covers in at least 93 %", () => {
  const sizes = [0.06, 0.09, 0.13];
  const intensities = truth(sizes);
  const covered = sizes.map(() => 0);
  const ratios: number[] = [];
  for (let path = 0; path < 200; path++) {
    const shared = market(path);
    const members = [0.7, 0.9, 1.2].map((volatility, i) => ({
      asset: `M${i}`,
      series: asset(shared, 10 * path + i, volatility),
    }));
    const volatility = 0.6 + (path % 10) / 10;
    const from = (path * 97) % (HOURS - 1440);
    const series = cut(asset(shared, 10 * path + 9, volatility), from, from + 1440);
    const gap = pooledGap(members, { asset: "NEW", series }, { windowMs: HOUR_MS });
    sizes.forEach((size, s) => {
      const beyond = gapIntensityAnnual(gap, Math.exp(-size * volatility));
      if ((beyond?.upper ?? NaN) >= intensities[s]) covered[s] += 1;
      ratios.push(Math.log((beyond?.value ?? NaN) / intensities[s]));
    });
  }
  const centre = Math.exp(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length);
  for (const count of covered) expect(count / 200).toBeGreaterThanOrEqual(0.93);
  expect(Math.abs(Math.log(centre))).toBeLessThan(Math.log(1.5));
});
