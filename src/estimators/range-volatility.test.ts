import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { vectorsOf, vectorsPresent } from "../../tests/vectors.js";
import { createStream } from "../kernel/index.js";
import { DAY_MS, YEAR_MS } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { rangeMethods, rangeVariance, rangeVolatility, yangZhangWeight, type RangeMethod } from "./range-volatility.js";
import { closeToCloseVolatility } from "./volatility.js";

const START_MS = Date.UTC(2020, 0, 1);
const methods = Object.keys(rangeMethods) as RangeMethod[];

interface Columns {
  readonly open: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
}

const seriesOf = ({ open, high, low, close }: Columns): PriceSeries => ({
  closeMs: Float64Array.from(close, (_, i) => START_MS + i * DAY_MS),
  close: Float64Array.from(close),
  bars: { open: Float64Array.from(open), high: Float64Array.from(high), low: Float64Array.from(low) },
  volume: null,
  intervalMs: DAY_MS,
  gaps: { count: 0, missing: 0, largestMs: DAY_MS },
  source: "test",
  mended: [],
});

/** Bars of a Brownian path seen `steps` times a bar, with a step of its own between bars; 0.04 a bar within. */
const brownian = (
  path: number,
  shape: { readonly bars: number; readonly steps: number; readonly drift?: number; readonly opening?: number },
): PriceSeries => {
  const { bars, steps, drift = 0, opening = 0 } = shape;
  const stream = createStream(31, path);
  const columns = { open: [] as number[], high: [] as number[], low: [] as number[], close: [] as number[] };
  let log = 0;
  for (let bar = 0; bar < bars; bar++) {
    if (opening > 0) log += opening * stream.normal();
    const open = log;
    let [high, low] = [log, log];
    for (let step = 0; step < steps; step++) {
      log += (0.04 / Math.sqrt(steps)) * stream.normal() + drift / steps;
      high = Math.max(high, log);
      low = Math.min(low, log);
    }
    columns.open.push(Math.exp(open));
    columns.high.push(Math.exp(high));
    columns.low.push(Math.exp(low));
    columns.close.push(Math.exp(log));
  }
  return seriesOf(columns);
};

const five = seriesOf({
  open: [100, 102, 101, 103.5, 104.2],
  high: [103, 104, 104.5, 105, 106],
  low: [99, 100.5, 100, 102, 101.5],
  close: [102, 101, 103.5, 104, 105],
});

/** The figure that each method's authors publish. */
const published = (series: PriceSeries, method: RangeMethod): number => {
  const { opening, within } = rangeVariance(series, method);
  return method === "yang-zhang" ? opening + within : within;
};

describe("variance of one bar", () => {
  test("five bars by the published formulas, computed independently (vector `range`)", () => {
    expect(published(five, "parkinson")).toBeCloseTo(0.0005338265532638145, 14);
    expect(published(five, "garman-klass")).toBeCloseTo(0.0006497414448777905, 14);
    expect(published(five, "rogers-satchell")).toBeCloseTo(0.0006747454098128809, 14);
    expect(published(five, "yang-zhang")).toBeCloseTo(0.000640880347882785, 14);
    expect(yangZhangWeight(4)).toBeCloseTo(0.1130820399113082, 14);
  });

  test.skipIf(!vectorsPresent)("the vector file says the same", () => {
    const [{ expected }] = vectorsOf("range");
    const { parkinson, gk, rs, yz, yz_k: weight } = expected;
    const found = methods.map((method) => published(five, method));
    [parkinson, gk, rs, yz].forEach((value, i) => expect(found[i]).toBeCloseTo(value!, 14));
    expect(yangZhangWeight(4)).toBeCloseTo(weight!, 14);
  });

  test("the opening part is the mean square of the steps from close to open, and all of it for a market that only jumps", () => {
    const prices = [100, 103, 99, 104, 98, 101];
    const jumping = seriesOf({ open: prices, high: prices, low: prices, close: prices });
    const jumps = prices.slice(1).map((price, i) => Math.log(price / prices[i]!));
    for (const method of methods.slice(0, 3)) {
      const { opening, within } = rangeVariance(jumping, method);
      expect(within).toBe(0);
      expect(opening).toBeCloseTo(jumps.reduce((sum, jump) => sum + jump * jump, 0) / 5, 15);
    }
  });

  test("prices in another currency have the same variance", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (rate) => {
        const { open, high, low } = five.bars!;
        const times = (column: Float64Array): number[] => [...column].map((price) => price * rate);
        const other = seriesOf({ open: times(open), high: times(high), low: times(low), close: times(five.close) });
        for (const method of methods) expect(published(other, method) / published(five, method)).toBeCloseTo(1, 10);
      }),
    );
  });

  test("closes alone are refused by name, and two bars are too few", () => {
    expect(() => rangeVariance({ ...five, bars: null }, "parkinson")).toThrow(
      expect.objectContaining({ code: "E_MISSING", field: "series.bars" }),
    );
    const two = seriesOf({ open: [1, 1], high: [2, 2], low: [1, 1], close: [2, 1] });
    expect(() => rangeVariance(two, "yang-zhang")).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }));
    expect(() => rangeVariance(five, "close" as RangeMethod)).toThrow(
      expect.objectContaining({ code: "E_UNKNOWN_KEY", field: "method" }),
    );
    const torn = { ...five, bars: { ...five.bars!, low: Float64Array.of(99, 0, 1, 1, 1) } };
    expect(() => rangeVariance(torn, "parkinson")).toThrow(expect.objectContaining({ field: "series.low[1]" }));
  });
});

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const spreadOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
};
const TRUE = 0.04 * Math.sqrt(YEAR_MS / DAY_MS);

const simulated = (drift: number, opening: number): readonly PriceSeries[] =>
  Array.from({ length: 60 }, (_, path) => brownian(path, { bars: 251, steps: 100, drift, opening }));
const paths = { plain: simulated(0, 0), opening: simulated(0, 0.02), drifting: simulated(0.04, 0) };

describe("volatility a year from ranges", () => {
  test.each([
    ["parkinson", 0.936, 0.407],
    ["garman-klass", 0.91, 0.269],
    ["rogers-satchell", 0.91, 0.331],
    ["yang-zhang", 0.923, 0.3],
  ] as const)(
    "%s on Brownian paths seen 100 times a bar understates: %f of the volatility",
    (method, share, spread) => {
      const estimates = paths.plain.map((series) => rangeVolatility(series, method));
      const values = estimates.map(({ value }) => value / TRUE);
      // 60 paths of 250 bars: the error of the mean is share x sqrt(spread / 15,000) / 2, under .003.
      expect(Math.abs(meanOf(values) - share)).toBeLessThan(0.01);
      // The spread is that of the method's own efficiency, known to 9 % from 60 paths, to which coarse highs add a little.
      const ratio = spreadOf(values) / ((share / 2) * Math.sqrt(spread / 250));
      expect(ratio).toBeGreaterThan(0.75);
      expect(ratio).toBeLessThan(1.35);
      const stated = meanOf(estimates.map(({ standardError }) => standardError)) / TRUE / spreadOf(values);
      expect(stated).toBeGreaterThan(0.75);
      expect(stated).toBeLessThan(1.35);
    },
  );

  test("the least error is that of independent bars: relative variances .407, .269 and .331 (2 over efficiencies 4.9, 7.4, 6.0)", () => {
    // A path that repeats itself has no spread between blocks: what is left is the error of independent bars.
    const bars = brownian(1, { bars: 1, steps: 400 });
    const repeat = <T>(value: T): readonly T[] => Array.from({ length: 301 }, () => value);
    const [open, high, low, close] = [bars.bars!.open[0]!, bars.bars!.high[0]!, bars.bars!.low[0]!, bars.close[0]!];
    const same = seriesOf({ open: repeat(open), high: repeat(high), low: repeat(low), close: repeat(close) });
    const jump = Math.log(open / close) ** 2;
    for (const [method, spread] of [
      ["parkinson", 0.4073],
      ["garman-klass", 0.2687],
      ["rogers-satchell", 0.331],
    ] as const) {
      const { value, standardError } = rangeVolatility(same, method);
      const within = value ** 2 / 365 - jump;
      const error = Math.sqrt((2 * jump ** 2) / 299 + (spread * within ** 2) / 300) * 365;
      expect(standardError / (error / (2 * value))).toBeCloseTo(1, 3);
    }
  });

  test("what moves between bars is counted, by each method: .04 within and .02 between make .0447", () => {
    for (const method of methods) {
      const shares = paths.opening.map((series) => rangeVolatility(series, method).value / TRUE);
      // The within part is understated as above, the opening part is not.
      const within = meanOf(paths.plain.map((series) => rangeVolatility(series, method).value / TRUE));
      expect(Math.abs(meanOf(shares) - Math.sqrt(within ** 2 + 0.25))).toBeLessThan(0.012);
    }
  });

  test("a drift as large as the volatility of a bar hardly moves Rogers-Satchell and Yang-Zhang, and overstates Parkinson", () => {
    const shift = (method: RangeMethod): number =>
      meanOf(paths.drifting.map((series) => rangeVolatility(series, method).value)) /
      meanOf(paths.plain.map((series) => rangeVolatility(series, method).value));
    expect(Math.abs(shift("rogers-satchell") - 1)).toBeLessThan(0.025);
    expect(Math.abs(shift("yang-zhang") - 1)).toBeLessThan(0.025);
    expect(shift("garman-klass")).toBeGreaterThan(1.04);
    expect(shift("parkinson")).toBeGreaterThan(1.15);
  });

  test("one series, one volatility: close to that of its closes, with a smaller error, dated at its end", () => {
    const [series] = paths.plain;
    const closes = closeToCloseVolatility(series!);
    for (const method of methods) {
      const { value, standardError, asOfMs, source } = rangeVolatility(series!, method);
      expect(Math.abs(value / 0.92 - closes.value)).toBeLessThan(4 * closes.standardError);
      expect(standardError).toBeLessThan(closes.standardError);
      expect(asOfMs).toBe(closes.asOfMs);
      expect(source).toBe(`${rangeMethods[method]} volatility of the highs and lows of test`);
    }
  });

  test("five bars are too few, and prices that do not move are refused", () => {
    expect(() => rangeVolatility(five, "parkinson")).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }));
    const still = Array.from({ length: 60 }, () => 5);
    const flat = seriesOf({ open: still, high: still, low: still, close: still });
    expect(() => rangeVolatility(flat, "yang-zhang")).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE" }));
  });
});
