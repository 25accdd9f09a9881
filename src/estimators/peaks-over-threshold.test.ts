import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { gapFromBars } from "./gap.js";
import { jointIntensityAnnual, jointSize } from "../model/index.js";
import { peaksIntensityAnnual, peaksOf, peaksOverThreshold, returnSize, type Peaks } from "./peaks-over-threshold.js";
import { reactionWindows } from "./reaction-windows.js";

/** Flat daily closes; each bar falls and rises by one size. */
const seriesOf = (sizes: readonly number[], intervalMs = DAY_MS): PriceSeries => {
  const close = Float64Array.from(sizes, () => 1);
  const low = Float64Array.from(sizes, (size) => Math.exp(-size));
  const high = Float64Array.from(sizes, (size) => Math.exp(size));
  return {
    closeMs: Float64Array.from(sizes, (_, i) => Date.UTC(2019, 0, 1) + i * intervalMs),
    close,
    bars: { open: close, high, low },
    volume: null,
    intervalMs,
    gaps: { count: 0, missing: 0, largestMs: intervalMs },
    source: "test",
    mended: [],
  };
};

/** Pareto sizes of index 3 from 0.005: P(size > y) = (y / .005)^-3. */
const pareto = (count: number, path: number): PriceSeries => {
  const stream = createStream(41, path);
  return seriesOf(Array.from({ length: count }, () => 0.005 * stream.uniform() ** (-1 / 3)));
};

/** Sizes whose volatility clusters for weeks: log volatility of standard deviation .6 and daily autocorrelation .97. */
const clustered = (count: number, path: number): number[] => {
  const stream = createStream(42, path);
  let logVolatility = stream.normal() * 0.6;
  return Array.from({ length: count }, () => {
    logVolatility = 0.97 * logVolatility + 0.6 * Math.sqrt(1 - 0.97 ** 2) * stream.normal();
    return 0.02 * Math.exp(logVolatility) * Math.abs(stream.normal()) + 1e-6;
  });
};

const drops = (series: PriceSeries): Peaks =>
  peaksOf(reactionWindows(series, DAY_MS), "drops", { confidence: 0.95, exceedancesMin: 25 });
const sizeOnce = (years: number): number => 0.005 * (365 * years) ** (1 / 3);

describe("against gapFromBars", () => {
  const series = pareto(4000, 1);

  test("its tail is the gap's own, and clustering widens the bound of its intensity", () => {
    const gap = gapFromBars(series, { windowMs: DAY_MS });
    if (gap.kind !== "estimated") throw new Error("not estimated");
    const [even, bunched] = [series, seriesOf(clustered(3000, 1))].map((each) => drops(each));
    expect(even.tail).toEqual(gap.drops);
    const width = ({ tail }: Peaks): number => tail.intensityUpperAnnual / tail.intensityAnnual;
    expect(width(bunched)).toBeGreaterThan(1.2 * width(even));
  });

  test("estimates carry their errors: value / sqrt(effective count), the time and the source", () => {
    const peaks = drops(series);
    expect(peaks.tailIndex.standardError).toBeCloseTo(peaks.tailIndex.value / Math.sqrt(peaks.sizeEffective), 12);
    expect(peaks.intensityAnnual.standardError).toBeCloseTo(
      peaks.intensityAnnual.value / Math.sqrt(peaks.numberEffective),
      12,
    );
    expect(peaks.intensityAnnual).toMatchObject({
      asOfMs: series.closeMs[3999],
      source: "40 drops of lows and highs of test",
    });
  });

  test("overlapping windows: one excess for each independent exceedance", () => {
    const hours = seriesOf(clustered(20_000, 2), HOUR_MS);
    const peaks = peaksOverThreshold(hours, { windowMs: 4 * HOUR_MS }).drops;
    expect(peaks.excesses).toHaveLength(50);
    expect(peaks.tail.exceedances).toBe(50);
  });
});

describe("the joint bound", () => {
  const { tail, correlation } = drops(pareto(4000, 2));

  test("is that of the intensity at the threshold, that of the index far out, and inside both bounds between", () => {
    expect(jointIntensityAnnual(tail, tail.threshold).upper).toBeCloseTo(tail.intensityUpperAnnual, 10);
    const far = jointIntensityAnnual(tail, tail.threshold * 1e40, 0);
    const byIndex = tail.intensityAnnual * 1e40 ** -tail.tailIndexLower;
    expect(Math.log(far.upper / byIndex)).toBeLessThan(0.01);
    for (const factor of [1.5, 3, 10]) {
      const { value, upper } = jointIntensityAnnual(tail, tail.threshold * factor, 0);
      expect(upper).toBeGreaterThan(value);
      expect(upper).toBeLessThan(tail.intensityUpperAnnual * factor ** -tail.tailIndexLower);
    }
  });

  test("the size of an intensity is the inverse of the intensity beyond a size", () => {
    for (const intensity of [3, 1, 0.04, 1e-4]) {
      const { value, upper } = jointSize(tail, intensity, correlation);
      expect(jointIntensityAnnual(tail, value, correlation).value).toBeCloseTo(intensity, 9);
      expect(jointIntensityAnnual(tail, upper, correlation).upper).toBeCloseTo(intensity, 9);
    }
  });

  test("never reaches below the threshold", () => {
    expect(jointSize(tail, 1e6)).toEqual({ value: tail.threshold, upper: tail.threshold });
    expect(jointIntensityAnnual(tail, tail.threshold / 2).value).toBe(tail.intensityAnnual);
  });

  test("full correlation gives the product of the two bounds back", () => {
    const { upper } = jointIntensityAnnual(tail, tail.threshold * 3, 1);
    expect(upper).toBeCloseTo(tail.intensityUpperAnnual * 3 ** -tail.tailIndexLower, 10);
  });
});

describe("coverage of 95 % bounds of return sizes", () => {
  const all = Array.from({ length: 300 }, (_, path) => drops(pareto(4000, path)));

  test("exact Pareto moves, 11 years: once in a year, in 5, in 25 years: 93 to 97 % of 300 samples within binomial error", () => {
    for (const years of [1, 5, 25]) {
      const covered = all.filter((peaks) => returnSize(peaks, years).upper >= sizeOnce(years)).length / 300;
      // 93 and 97 %, and two binomial errors of .0126.
      expect(covered).toBeGreaterThanOrEqual(0.905);
      expect(covered).toBeLessThanOrEqual(0.995);
    }
  });

  test("a power law is the Pareto of scale = shape x threshold: its deviance is that of chi-square, 5 % beyond 3.84", () => {
    const deviances = all.flatMap(({ deviance }) => (deviance === null ? [] : [deviance]));
    const mean = deviances.reduce((sum, deviance) => sum + deviance, 0) / deviances.length;
    expect(deviances.length).toBeGreaterThan(290);
    expect(Math.min(...deviances)).toBeGreaterThanOrEqual(0);
    // Chi-square with one degree of freedom: mean 1, standard deviation sqrt(2).
    expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(2 / deviances.length));
    expect(deviances.filter((deviance) => deviance > 3.84).length / deviances.length).toBeLessThan(0.09);
  });

  test("volatility that clusters for weeks: the bound of the intensity holds in at least 91 % of 200 samples", () => {
    const long = Float64Array.from(clustered(400_000, 999)).sort();
    const truth = (size: number): number =>
      (365 * (long.length - 1 - long.findLastIndex((value) => value <= size))) / long.length;
    let covered = 0;
    for (let path = 0; path < 200; path++) {
      const { tail } = drops(seriesOf(clustered(3000, path)));
      if (tail.intensityUpperAnnual >= truth(tail.threshold)) covered += 1;
    }
    expect(covered / 200).toBeGreaterThanOrEqual(0.91);
  });
});

describe("the generalised Pareto of the excesses", () => {
  test("exponential sizes are told from a power law, and the generalised Pareto says less far out", () => {
    const stream = createStream(43, 0);
    const peaks = drops(seriesOf(Array.from({ length: 20_000 }, () => -0.01 * Math.log(stream.uniform()))));
    expect(peaks.law).toBe("generalised-pareto");
    expect(peaks.deviance).toBeGreaterThan(3.84);
    const truth = 0.01 * Math.log(365 * 100);
    const [pareto, power] = [returnSize(peaks, 100, "generalised-pareto"), returnSize(peaks, 100)];
    expect(Math.abs(Math.log(pareto.value / truth))).toBeLessThan(Math.abs(Math.log(power.value / truth)));
    expect(pareto.upper).toBeLessThan(power.upper);
  });

  test("its profile bounds of size and intensity are one and the same", () => {
    const peaks = drops(pareto(4000, 3));
    for (const years of [0.5, 25]) {
      const { value, upper } = returnSize(peaks, years, "generalised-pareto");
      expect(peaksIntensityAnnual(peaks, value, "generalised-pareto").value * years).toBeCloseTo(1, 9);
      expect(peaksIntensityAnnual(peaks, upper, "generalised-pareto").upper * years).toBeCloseTo(1, 3);
      expect(upper).toBeGreaterThan(value);
    }
  });

  test("beyond the end of a bounded tail the estimate is 0 and the bound is not", () => {
    const stream = createStream(44, 0);
    // Sizes (1 - u^.3): shape -.3, the end at 1.
    const peaks = drops(seriesOf(Array.from({ length: 20_000 }, () => 1 - stream.uniform() ** 0.3)));
    const beyond = peaksIntensityAnnual(peaks, 1.5, "generalised-pareto");
    expect(beyond.value).toBe(0);
    expect(beyond.upper).toBeGreaterThanOrEqual(0);
    expect(beyond.upper).toBeLessThan(peaks.tail.intensityAnnual);
  });

  test("a tail too short for it is answered by the power law alone", () => {
    const stream = createStream(45, 0);
    const peaks = drops(seriesOf(Array.from({ length: 4000 }, () => stream.uniform())));
    expect(peaks.generalisedPareto.status).toBe("irregular");
    expect([peaks.deviance, peaks.law]).toEqual([null, "power-law"]);
    expect(() => returnSize(peaks, 25, "generalised-pareto")).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "law" }),
    );
    expect(returnSize(peaks, 25).upper).toBeGreaterThan(0.99);
  });
});

describe("refusals", () => {
  test("a short history, by name, and a size or time that is not above 0", () => {
    expect(() => peaksOverThreshold(pareto(300, 4), { windowMs: DAY_MS })).toThrow(
      expect.objectContaining({ code: "E_TOO_FEW", field: "series" }),
    );
    const peaks = drops(pareto(4000, 5));
    expect(() => peaksIntensityAnnual(peaks, 0)).toThrow(expect.objectContaining({ field: "size" }));
    expect(() => returnSize(peaks, -1)).toThrow(expect.objectContaining({ field: "years" }));
  });
});
