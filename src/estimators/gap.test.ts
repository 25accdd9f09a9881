import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS, gapIntensityAnnual, type Gap } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { gapFromBars, gapQuantiles } from "./gap.js";

type Estimated = Extract<Gap, { kind: "estimated" }>;

const START_MS = Date.UTC(2019, 0, 1);

/** Bars with these log closes, and lows and highs this far (in logs, >= 0) from the close before. */
const seriesOf = (bars: {
  readonly closes: readonly number[];
  readonly drops: readonly number[];
  readonly rises: readonly number[];
  readonly intervalMs?: number;
}): PriceSeries => {
  const { closes, drops, rises, intervalMs = DAY_MS } = bars;
  const before = (i: number): number => closes[Math.max(0, i - 1)] ?? NaN;
  const close = Float64Array.from(closes, Math.exp);
  return {
    closeMs: Float64Array.from(closes, (_, i) => START_MS + i * intervalMs),
    close,
    bars: {
      open: close,
      high: Float64Array.from(rises, (size, i) => Math.exp(before(i) + size)),
      low: Float64Array.from(drops, (size, i) => Math.exp(before(i) - size)),
    },
    volume: null,
    intervalMs,
    gaps: { count: 0, missing: 0, largestMs: intervalMs },
    source: "test",
    mended: [],
  };
};

const gapOf = (series: PriceSeries, windowMs = DAY_MS): Estimated => {
  const gap = gapFromBars(series, { windowMs });
  if (gap.kind !== "estimated") throw new Error("not estimated");
  return gap;
};

/** Flat closes; each bar falls and rises by one independent draw. */
const independent = (count: number, size: () => number): PriceSeries => {
  const sizes = Array.from({ length: count }, size);
  return seriesOf({ closes: sizes.map(() => 0), drops: sizes, rises: sizes });
};

/** A random walk with moves within each bar. */
const walk = (count: number, path: number, intervalMs: number): PriceSeries => {
  const stream = createStream(21, path);
  const closes = [0];
  const drops = [0.01];
  const rises = [0.01];
  for (let i = 1; i < count; i++) {
    const step = 0.02 * stream.normal();
    closes.push((closes[i - 1] ?? NaN) + step);
    drops.push(Math.max(0, -step) + 0.01 * Math.abs(stream.normal()));
    rises.push(Math.max(0, step) + 0.01 * Math.abs(stream.normal()));
  }
  return seriesOf({ closes, drops, rises, intervalMs });
};

/** The prices times exp(c t), t in years. */
const tilted = (series: PriceSeries, c: number): PriceSeries => {
  const tilt = (column: Float64Array): Float64Array =>
    column.map((price, i) => price * Math.exp((c * ((series.closeMs[i] ?? NaN) - START_MS)) / YEAR_MS));
  const { close, bars } = series;
  return {
    ...series,
    close: tilt(close),
    bars: bars && { open: tilt(bars.open), high: tilt(bars.high), low: tilt(bars.low) },
  };
};

describe("gap from bars, by hand", () => {
  // 400 daily bars at an unchanged close. Every 16th bar falls by e^.5 x .05 and rises by e^.25 x .04; the next largest fall
  // is .05 and rise .04. So all 25 log excesses are .5 and .25: indices 2 and 4.
  const large = (i: number): boolean => i > 0 && i % 16 === 0 && i <= 400;
  const sizes = (threshold: number, excess: number): number[] =>
    Array.from({ length: 402 }, (_, i) => (large(i) ? threshold * Math.exp(excess) : i === 5 ? threshold : 0.001));
  const gap = gapOf(
    seriesOf({ closes: Array.from({ length: 402 }, () => 0), drops: sizes(0.05, 0.5), rises: sizes(0.04, 0.25) }),
  );
  const years = 401 / 365;

  test("threshold, index, count and the largest move", () => {
    expect(gap.drops.threshold).toBeCloseTo(0.05, 12);
    expect(gap.drops.tailIndex).toBeCloseTo(2, 10);
    expect(gap.drops.largest).toBeCloseTo(0.05 * Math.exp(0.5), 12);
    expect(gap.rises.threshold).toBeCloseTo(0.04, 12);
    expect(gap.rises.tailIndex).toBeCloseTo(4, 10);
    expect([gap.drops.exceedances, gap.rises.exceedances]).toEqual([25, 25]);
    expect(gap.years).toBeCloseTo(years, 12);
  });

  test("25 moves in 401 days: 22.756 a year, at most 34.916 / 25 times that at 95 % (chi-square tables: 69.832 / 2, 52 degrees)", () => {
    expect(gap.drops.intensityAnnual).toBeCloseTo(25 / years, 10);
    expect(gap.drops.intensityUpperAnnual).toBeCloseTo(34.916 / years, 2);
  });

  test("index at least 17.382 / 25 of itself at 95 % (chi-square tables: 34.764 / 2, 50 degrees)", () => {
    expect(gap.drops.tailIndexLower).toBeCloseTo((2 * 17.382) / 25, 4);
    expect(gap.rises.tailIndexLower).toBeCloseTo((4 * 17.382) / 25, 4);
  });

  test("says what it is: kind, window, confidence, source, time", () => {
    expect(gap).toMatchObject({ kind: "estimated", windowMs: DAY_MS, confidence: 0.95, readFrom: "lows-and-highs" });
    expect(gap.asOfMs).toBe(START_MS + 401 * DAY_MS);
    expect(gap.source).toContain("test");
  });
});

describe("coverage of the bounds", () => {
  const samples = 300;

  const drawn = (draw: (path: number) => PriceSeries): Estimated[] =>
    Array.from({ length: samples }, (_, path) => gapOf(draw(path)));

  /** Share of gaps whose upper intensity beyond log size `size` is at least `truth`, and the median over-statement. */
  const coverage = (gaps: readonly Gap[], size: number, truth: number): { share: number; median: number } => {
    const ratios = gaps
      .map((gap) => (gapIntensityAnnual(gap, Math.exp(-size))?.upper ?? NaN) / truth)
      .sort((x, y) => x - y);
    return { share: ratios.filter((ratio) => ratio >= 1).length / samples, median: ratios[samples / 2] ?? NaN };
  };

  describe("exact Pareto moves of index 3, 300 samples of 11 years", () => {
    const gaps = drawn((path) => {
      const stream = createStream(22, path);
      return independent(4000, () => 0.005 * stream.uniform() ** (-1 / 3));
    });

    test.each([
      ["ten years", 0.1],
      ["a hundred years", 0.01],
    ])("the upper intensity of the move of once in %s covers the truth in at least 90 of 100", (_, truth) => {
      const { share, median } = coverage(gaps, 0.005 * (365 / truth) ** (1 / 3), truth);
      expect(share).toBeGreaterThanOrEqual(0.9);
      // A bound that is never reached would cover too. From 40 events the exact ones multiply by about 1.3 x 365^(1/4) = 5.7.
      expect(median).toBeLessThan(8);
    });

    test("the index is right in the middle, and its lower bound lies below in 95 of 100", () => {
      const meanExcess = gaps.reduce((sum, { drops }) => sum + 1 / drops.tailIndex, 0) / samples;
      // The mean of 300 x 40 exponentials of mean 1/3.
      expect(Math.abs(meanExcess - 1 / 3)).toBeLessThan((4 * (1 / 3)) / Math.sqrt(samples * 40));
      const below = gaps.filter(({ drops }) => drops.tailIndexLower <= 3).length / samples;
      // Binomial error: .013.
      expect(below).toBeGreaterThanOrEqual(0.91);
    });
  });

  test("Student t with 4 degrees of freedom: covers a move beyond 25 scales in at least 90 % of 300 samples", () => {
    // P(|t4| > x) in closed form: 1 - w (3 - w^2) / 2, w = x / sqrt(4 + x^2).
    const w = 25 / Math.sqrt(4 + 25 ** 2);
    const truth = 365 * (1 - (w * (3 - w * w)) / 2);
    const draw = (path: number): PriceSeries => {
      const stream = createStream(24, path);
      const t4 = (): number => {
        const chiSquare = -2 * Math.log(stream.uniform() * stream.uniform());
        return Math.abs(stream.normal()) / Math.sqrt(chiSquare / 4);
      };
      return independent(4000, () => Math.max(1e-6, 0.01 * t4()));
    };
    const { share, median } = coverage(drawn(draw), 0.25, truth);
    expect(share).toBeGreaterThanOrEqual(0.9);
    expect(median).toBeLessThan(20);
  });

  test("volatility that clusters for weeks: the bound at the threshold still covers, where a plain Poisson bound does not", () => {
    const clusteredSizes = (count: number, path: number): number[] => {
      const stream = createStream(25, path);
      let logVolatility = stream.normal() * 0.6;
      return Array.from({ length: count }, () => {
        logVolatility = 0.97 * logVolatility + 0.6 * Math.sqrt(1 - 0.97 ** 2) * stream.normal();
        return 0.02 * Math.exp(logVolatility) * Math.abs(stream.normal()) + 1e-6;
      });
    };
    const long = Float64Array.from(clusteredSizes(400_000, 999)).sort();
    const truthBeyond = (size: number): number => {
      let low = 0;
      for (let high = long.length; low < high;) {
        const middle = (low + high) >> 1;
        if ((long[middle] ?? NaN) < size) low = middle + 1;
        else high = middle;
      }
      return (365 * (long.length - low)) / long.length;
    };
    let [covered, plain] = [0, 0];
    for (let path = 0; path < 200; path++) {
      const sizes = clusteredSizes(3000, path);
      const { drops } = gapOf(seriesOf({ closes: sizes.map(() => 0), drops: sizes, rises: sizes }));
      const truth = truthBeyond(drops.threshold);
      if (drops.intensityUpperAnnual >= truth) covered += 1;
      // Exact Poisson bound of 30 events at 95 %: 40.69 (chi-square tables: 81.381 / 2, 62 degrees).
      if ((drops.intensityAnnual * 40.69) / 30 >= truth) plain += 1;
    }
    expect(covered / 200).toBeGreaterThanOrEqual(0.8);
    expect(covered).toBeGreaterThan(plain);
  });
});

describe("invariances", () => {
  const series = walk(9000, 1, HOUR_MS);

  test("a constant added to past returns changes nothing: prices times exp(c t)", () => {
    for (const windowMs of [HOUR_MS, 4 * HOUR_MS]) {
      const plain = gapOf(series, windowMs);
      fc.assert(
        fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (c) => {
          const moved = gapOf(tilted(series, c), windowMs);
          for (const side of ["drops", "rises"] as const) {
            for (const key of [
              "threshold",
              "intensityUpperAnnual",
              "tailIndex",
              "tailIndexLower",
              "largest",
            ] as const) {
              expect(moved[side][key] / plain[side][key]).toBeCloseTo(1, 8);
            }
          }
        }),
        { numRuns: 20 },
      );
    }
  });

  test("the unit of the price changes nothing", () => {
    const times = (column: Float64Array): Float64Array => column.map((price) => price * 1000);
    const bars = series.bars && {
      open: times(series.bars.open),
      high: times(series.bars.high),
      low: times(series.bars.low),
    };
    const other = gapOf({ ...series, close: times(series.close), bars }, HOUR_MS);
    expect(other.drops.tailIndex).toBeCloseTo(gapOf(series, HOUR_MS).drops.tailIndex, 8);
  });

  test("a price turned upside down exchanges drops and rises", () => {
    const inverse = (column: Float64Array): Float64Array => column.map((price) => 1 / price);
    const bars = series.bars && {
      open: inverse(series.bars.open),
      high: inverse(series.bars.low),
      low: inverse(series.bars.high),
    };
    const [plain, turned] = [gapOf(series, HOUR_MS), gapOf({ ...series, close: inverse(series.close), bars }, HOUR_MS)];
    expect(turned.drops.tailIndex).toBeCloseTo(plain.rises.tailIndex, 8);
    expect(turned.rises.threshold).toBeCloseTo(plain.drops.threshold, 10);
  });
});

describe("windows", () => {
  test("are whole bars, at least one: 90 minutes of hourly bars are two, a minute of daily bars is a day", () => {
    expect(gapOf(walk(9000, 2, HOUR_MS), 1.5 * HOUR_MS).windowMs).toBe(2 * HOUR_MS);
    expect(gapOf(walk(900, 2, DAY_MS), 60_000).windowMs).toBe(DAY_MS);
  });

  test("overlapping windows count once: four bars a window, a quarter of the exceedances a year", () => {
    const series = walk(20_000, 3, HOUR_MS);
    const gap = gapOf(series, 4 * HOUR_MS);
    expect(gap.drops.exceedances).toBe(50);
    expect(gap.drops.intensityAnnual).toBeCloseTo(50 / gap.years, 10);
    expect(gap.drops.largest).toBeGreaterThan(gapOf(series, HOUR_MS).drops.largest);
  });

  test("the lowest low of a window is found wherever it lies: one low of .5, seen from each of four closes before it", () => {
    const drops = Array.from({ length: 9000 }, (_, i) => (i === 5000 ? 0.5 : 0.001 + (i % 97) / 1e5));
    const series = seriesOf({ closes: drops.map(() => 0), drops, rises: drops, intervalMs: HOUR_MS });
    expect(gapOf(series, HOUR_MS).drops.largest).toBeCloseTo(0.5, 12);
    expect(gapOf(series, 4 * HOUR_MS).drops.largest).toBeCloseTo(0.5, 12);
  });

  test("closes alone see less, and the answer says so", () => {
    const series = walk(9000, 4, HOUR_MS);
    const closes = gapOf({ ...series, bars: null }, HOUR_MS);
    expect(closes.readFrom).toBe("closes");
    expect(closes.source).toContain("understates");
    expect(closes.drops.threshold).toBeLessThan(gapOf(series, HOUR_MS).drops.threshold);
  });

  test("more confidence, wider bounds", () => {
    const series = walk(2000, 5, DAY_MS);
    const at = (confidence: number): Estimated => gapFromBars(series, { windowMs: DAY_MS, confidence }) as Estimated;
    expect(at(0.99).drops.intensityUpperAnnual).toBeGreaterThan(at(0.9).drops.intensityUpperAnnual);
    expect(at(0.99).drops.tailIndexLower).toBeLessThan(at(0.9).drops.tailIndexLower);
  });
});

describe("gaps by reaction window", () => {
  const series = walk(9000, 9, HOUR_MS);

  test("an hour, four hours and a day, each as gapFromBars gives it; a longer window reaches further", () => {
    const gaps = gapQuantiles(series) as readonly Estimated[];
    expect(gaps).toEqual([HOUR_MS, 4 * HOUR_MS, DAY_MS].map((windowMs) => gapFromBars(series, { windowMs })));
    for (const side of ["drops", "rises"] as const) {
      const largest = gaps.map((gap) => gap[side].largest);
      expect(largest).toEqual([...largest].sort((one, other) => one - other));
    }
  });

  test("windows of the same whole bars are one, and come shortest first", () => {
    const windows = (windowsMs: readonly number[]): number[] =>
      (gapQuantiles(series, { windowsMs }) as readonly Estimated[]).map(({ windowMs }) => windowMs / HOUR_MS);
    expect(windows([3 * HOUR_MS, 1, HOUR_MS, 2.5 * HOUR_MS])).toEqual([1, 3]);
    expect(gapQuantiles(walk(900, 9, DAY_MS))).toHaveLength(1);
  });

  test("a random walk: the chance that a window exceeds a size goes with the size over sqrt(window)", () => {
    const walked = gapQuantiles(walk(40_000, 10, HOUR_MS)) as readonly Estimated[];
    // Sizes that 1 % of windows exceed, in units of sqrt(window): the maximum over bars approaches that of Brownian motion.
    const units = walked.map((gap) => gap.drops.threshold / Math.sqrt(gap.windowMs));
    expect(Math.max(...units) / Math.min(...units)).toBeLessThan(1.25);
  });

  test("options go to each window, and a bad window is refused by name", () => {
    const [gap] = gapQuantiles(series, { windowsMs: [HOUR_MS], confidence: 0.9 });
    expect(gap).toMatchObject({ confidence: 0.9 });
    expect(() => gapQuantiles(series, { windowsMs: [HOUR_MS, -1] })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "windowsMs[1]" }),
    );
    expect(() => gapQuantiles(series, { windowsMs: [] })).toThrow(
      expect.objectContaining({ code: "E_MISSING", field: "windowsMs" }),
    );
  });
});

describe("refusals", () => {
  test("60 days are refused, and the hint names pooling", () => {
    expect(() => gapFromBars(walk(1440, 11, HOUR_MS), { windowMs: HOUR_MS })).toThrow(
      expect.objectContaining({
        code: "E_TOO_FEW",
        hint: expect.stringContaining("pool it with similar assets") as string,
      }),
    );
  });

  test.each([
    ["under one year of hours", walk(8000, 6, HOUR_MS), HOUR_MS],
    ["a window too long for the history", walk(900, 6, DAY_MS), 4 * DAY_MS],
  ])("%s: E_TOO_FEW", (_, series, windowMs) => {
    expect(() => gapFromBars(series, { windowMs })).toThrow(
      expect.objectContaining({ code: "E_TOO_FEW", field: "series" }),
    );
  });

  test("prices that hardly move have no tail: E_TOO_FEW", () => {
    expect(() =>
      gapFromBars(
        independent(900, () => 0),
        { windowMs: DAY_MS },
      ),
    ).toThrow(expect.objectContaining({ code: "E_TOO_FEW", field: "series, drops" }));
  });

  test.each([
    ["windowMs", { windowMs: 0 }],
    ["confidence", { windowMs: DAY_MS, confidence: 1 }],
    ["exceedancesMin", { windowMs: DAY_MS, exceedancesMin: 3 }],
  ])("%s out of range, by name", (field, options) => {
    expect(() => gapFromBars(walk(900, 7, DAY_MS), options)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field }),
    );
  });

  test("a low that is not a price, by name", () => {
    const series = walk(900, 8, DAY_MS);
    const bars = series.bars && { ...series.bars, low: series.bars.low.map((low, i) => (i === 9 ? NaN : low)) };
    expect(() => gapFromBars({ ...series, bars }, { windowMs: DAY_MS })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "series.low[9]" }),
    );
  });
});
