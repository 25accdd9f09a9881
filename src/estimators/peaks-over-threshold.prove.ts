import { describe, expect, test } from "vitest";
import { createStream, type Stream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { peaksOf, returnSize, type Peaks, type TailLaw } from "./peaks-over-threshold.js";
import { reactionWindows } from "./reaction-windows.js";

const SAMPLES = 400;

/** Flat closes; each bar falls by one size, and rises by as much. */
const seriesOf = (sizes: Float64Array, intervalMs: number): PriceSeries => {
  const close = sizes.map(() => 1);
  return {
    closeMs: sizes.map((_, i) => i * intervalMs),
    close,
    bars: { open: close, high: sizes.map(Math.exp), low: sizes.map((size) => Math.exp(-size)) },
    volume: null,
    intervalMs,
    gaps: { count: 0, missing: 0, largestMs: intervalMs },
    source: "simulated",
    mended: [],
  };
};

const studentFour = (stream: Stream): number =>
  Math.abs(stream.normal()) / Math.sqrt(-Math.log(stream.uniform() * stream.uniform()) / 2);

/** Sizes with a log volatility of this standard deviation and autocorrelation a step. */
const clustered =
  (deviation: number, memory: number, shock: (stream: Stream) => number) =>
  (count: number, stream: Stream): Float64Array => {
    let level = stream.normal() * deviation;
    return Float64Array.from({ length: count }, () => {
      level = memory * level + deviation * Math.sqrt(1 - memory ** 2) * stream.normal();
      return 0.01 * Math.exp(level) * shock(stream) + 1e-9;
    });
  };

const independent =
  (draw: (stream: Stream) => number) =>
  (count: number, stream: Stream): Float64Array =>
    Float64Array.from({ length: count }, () => draw(stream));

const normal = (stream: Stream): number => Math.abs(stream.normal());

/** A world: its sizes, bars, and the least and most coverage of the power law's bound of once a year and of 25 years. */
const worlds = [
  ["Pareto of index 3, daily", independent((s) => 0.005 * s.uniform() ** (-1 / 3)), 4000, DAY_MS, 0.93],
  ["Pareto of shape .2, daily", independent((s) => 0.05 * (s.uniform() ** -0.2 - 1) + 1e-9), 4000, DAY_MS, 0.93],
  ["Student t(4), daily", independent((s) => 0.01 * studentFour(s)), 4000, DAY_MS, 0.93],
  ["volatility of three weeks, normal, daily", clustered(0.6, 0.97, normal), 4000, DAY_MS, 0.88],
  ["volatility of two weeks, t(4), daily", clustered(0.4, 0.95, studentFour), 4000, DAY_MS, 0.93],
  ["volatility of three weeks, t(4), hourly", clustered(0.5, 0.97 ** (1 / 24), studentFour), 20_000, HOUR_MS, 0.91],
] as const;

describe.each(worlds)("%s", (_, draw, count, intervalMs, least) => {
  const all: Peaks[] = Array.from({ length: SAMPLES }, (_, path) =>
    peaksOf(reactionWindows(seriesOf(draw(count, createStream(61, path)), intervalMs), intervalMs), "drops", {
      confidence: 0.95,
      exceedancesMin: 25,
    }),
  );
  const long = draw(4_000_000, createStream(62, 0)).sort();
  const perYear = (365 * DAY_MS) / intervalMs;
  const sizeOnce = (years: number): number => long[Math.floor(long.length * (1 - 1 / (years * perYear)))];
  const coverage = (years: number, law: TailLaw): number => {
    const fitted = all.filter(({ generalisedPareto }) => law === "power-law" || generalisedPareto.status === "fitted");
    return fitted.filter((peaks) => returnSize(peaks, years, law).upper >= sizeOnce(years)).length / fitted.length;
  };

  test("the joint bound of the power law covers, once in a year and in 25 years", () => {
    const covered = [1, 25].map((years) => coverage(years, "power-law"));
    // Two binomial errors of .0109.
    for (const share of covered) expect(share).toBeGreaterThanOrEqual(least - 0.022);
  });

  test("the profile bound of the generalised Pareto covers less", () => {
    const covered = [1, 25].map((years) => coverage(years, "generalised-pareto"));
    for (const share of covered) expect(share).toBeGreaterThanOrEqual(0.78);
  });

  test("the bound of the intensity at the threshold covers", () => {
    const beyond = (size: number): number =>
      (perYear * (long.length - 1 - long.findLastIndex((value) => value <= size))) / long.length;
    const covered = all.filter(({ tail }) => tail.intensityUpperAnnual >= beyond(tail.threshold)).length / SAMPLES;
    expect(covered).toBeGreaterThanOrEqual(0.92);
  });
});
