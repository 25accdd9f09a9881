import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OutOfRangeError } from "../errors/index.js";
import { createStream, type Stream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS, stated as figure } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { closeToCloseVolatility, ewmaVolatility, horizonVolatility } from "./volatility.js";

const START_MS = Date.UTC(2020, 0, 1);

/** Closes whose logs are the running sum of `returns`, one a step. */
const seriesOf = (returns: readonly number[], stepMs: (i: number) => number = () => DAY_MS): PriceSeries => {
  const closeMs = [START_MS];
  const logs = [Math.log(100)];
  returns.forEach((value, i) => {
    closeMs.push((closeMs[i] ?? NaN) + stepMs(i));
    logs.push((logs[i] ?? NaN) + value);
  });
  return {
    closeMs: Float64Array.from(closeMs),
    close: Float64Array.from(logs, Math.exp),
    bars: null,
    volume: null,
    intervalMs: stepMs(0),
    gaps: { count: 0, missing: 0, largestMs: stepMs(0) },
    source: "test",
    mended: [],
  };
};

const normals = (count: number, stream: Stream): number[] => Array.from({ length: count }, () => stream.normal());

/** Daily returns whose log variance is an AR(1) with a half-life of a week. */
const clustered = (count: number, stream: Stream): number[] => {
  let logVolatility = 0;
  return Array.from({ length: count }, () => {
    logVolatility = 0.9 * logVolatility + 0.25 * stream.normal();
    return 0.03 * Math.exp(logVolatility) * stream.normal();
  });
};

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const spreadOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
};

describe("close-to-close volatility", () => {
  test("by hand: 30 daily returns of +1 % and -1 % in turn: sqrt(30 x .0001 / (30/365 years) x 30/29) = .194316", () => {
    const series = seriesOf(Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 0.01 : -0.01)));
    const estimate = closeToCloseVolatility(series);
    expect(estimate.value).toBeCloseTo(Math.sqrt(0.0365 * (30 / 29)), 12);
    expect(estimate.value).toBeCloseTo(0.194316, 6);
    expect(estimate.asOfMs).toBe(START_MS + 30 * DAY_MS);
  });

  test("constant squares have no spread between blocks: the error is then that of independent normals, s / sqrt(2 (n - 1))", () => {
    const { value, standardError } = closeToCloseVolatility(
      seriesOf(Array.from({ length: 40 }, (_, i) => (-1) ** i / 100)),
    );
    expect(standardError).toBeCloseTo(value / Math.sqrt(2 * 39), 12);
  });

  test("a constant added to past returns changes nothing: prices times exp(c t)", () => {
    const returns = clustered(200, createStream(1, 1));
    const plain = closeToCloseVolatility(seriesOf(returns));
    fc.assert(
      fc.property(fc.double({ min: -0.02, max: 0.02, noNaN: true }), (added) => {
        const moved = closeToCloseVolatility(seriesOf(returns.map((value) => value + added)));
        expect(moved.value).toBeCloseTo(plain.value, 10);
        expect(moved.standardError).toBeCloseTo(plain.standardError, 10);
      }),
    );
  });

  test("twice the returns, twice the volatility; steps four times as long, half of it", () => {
    const returns = clustered(120, createStream(1, 2));
    const { value } = closeToCloseVolatility(seriesOf(returns));
    expect(closeToCloseVolatility(seriesOf(returns.map((r) => 2 * r))).value).toBeCloseTo(2 * value, 10);
    expect(closeToCloseVolatility(seriesOf(returns, () => 4 * DAY_MS)).value).toBeCloseTo(value / 2, 10);
  });

  test("elapsed time, not a count of bars: steps of 1 h and 9 h in turn give back the volatility of simulation", () => {
    const stepMs = (i: number): number => (i % 2 === 0 ? HOUR_MS : 9 * HOUR_MS);
    const estimates = Array.from({ length: 200 }, (_, path) => {
      const draws = normals(400, createStream(2, path));
      return closeToCloseVolatility(
        seriesOf(
          draws.map((z, i) => 0.6 * z * Math.sqrt(stepMs(i) / YEAR_MS)),
          stepMs,
        ),
      );
    });
    // The mean of 200 estimates, each with an error of about .6 sqrt(.82 / 400): within four of its own errors.
    expect(Math.abs(meanOf(estimates.map(({ value }) => value)) - 0.6)).toBeLessThan(4 * 0.0019);
  });

  test.each([
    ["independent normal", normals],
    ["clustered", clustered],
  ] as const)("the stated error is the spread of simulated estimates: %s returns, four years of days", (_, draw) => {
    const estimates = Array.from({ length: 300 }, (_unused, path) =>
      closeToCloseVolatility(seriesOf(draw(1460, createStream(3, path)))),
    );
    const stated = Math.sqrt(meanOf(estimates.map(({ standardError }) => standardError ** 2)));
    const ratio = stated / spreadOf(estimates.map(({ value }) => value));
    // 300 paths give the spread to 4 %, and to 8 % where tails are fat; block errors are biased by a few per cent.
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
  });

  test("29 returns are too few, and a price that does not move has no volatility", () => {
    expect(() => closeToCloseVolatility(seriesOf(Array.from({ length: 29 }, () => 0.01)))).toThrow(
      expect.objectContaining({ code: "E_TOO_FEW", field: "series" }),
    );
    expect(() => closeToCloseVolatility(seriesOf(Array.from({ length: 60 }, () => 0)))).toThrow(OutOfRangeError);
  });

  test("a price of 0 and a time out of order are refused by name", () => {
    const series = seriesOf(normals(40, createStream(1, 3)).map((z) => z / 100));
    const close = series.close.slice();
    close[7] = 0;
    expect(() => closeToCloseVolatility({ ...series, close })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "series.close[7]" }),
    );
    const closeMs = series.closeMs.slice();
    closeMs[7] = closeMs[6] ?? NaN;
    expect(() => closeToCloseVolatility({ ...series, closeMs })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "series.closeMs[7]" }),
    );
  });
});

describe("exponentially weighted volatility", () => {
  test("by hand: a half-life of one step weighs the squared residuals 1, 1/2, 1/4, ...", () => {
    const returns = normals(60, createStream(4, 1)).map((z) => z / 50);
    const mean = meanOf(returns);
    let [weighted, weights] = [0, 0];
    returns.forEach((value, i) => {
      weighted += (value - mean) ** 2 * 0.9 ** (59 - i);
      weights += 0.9 ** (59 - i);
    });
    const estimate = ewmaVolatility(seriesOf(returns), { decayPerDay: 0.9 });
    expect(estimate.value).toBeCloseTo(Math.sqrt((weighted / weights) * 365), 12);
    const halfLifeMs = (DAY_MS * Math.log(2)) / -Math.log(0.9);
    expect(ewmaVolatility(seriesOf(returns), { halfLifeMs }).value).toBeCloseTo(estimate.value, 12);
  });

  test("the default is RiskMetrics' 0.94 a day, on hours as on days", () => {
    const returns = normals(2400, createStream(4, 2)).map((z) => z / 50);
    const hourly = seriesOf(returns, () => HOUR_MS);
    expect(ewmaVolatility(hourly).value).toBe(ewmaVolatility(hourly, { decayPerDay: 0.94 }).value);
    const days = (DAY_MS * Math.log(2)) / -Math.log(0.94);
    expect(days / DAY_MS).toBeCloseTo(11.2, 1);
  });

  test("an endless memory is the plain mean square, without the n / (n - 1)", () => {
    const series = seriesOf(clustered(300, createStream(4, 3)));
    const endless = ewmaVolatility(series, { halfLifeMs: 1e6 * YEAR_MS }).value;
    expect(endless / closeToCloseVolatility(series).value).toBeCloseTo(Math.sqrt(299 / 300), 6);
  });

  test("the stated error is the spread of simulated estimates: normal returns", () => {
    const estimates = Array.from({ length: 300 }, (_, path) =>
      ewmaVolatility(seriesOf(normals(365, createStream(5, path)).map((z) => z / 50))),
    );
    const ratio =
      meanOf(estimates.map(({ standardError }) => standardError)) / spreadOf(estimates.map(({ value }) => value));
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.15);
  });

  test("a memory out of range is refused, and one that holds fewer than five returns", () => {
    const series = seriesOf(normals(60, createStream(4, 4)).map((z) => z / 50));
    for (const decayPerDay of [0, 1, -0.5, NaN]) {
      expect(() => ewmaVolatility(series, { decayPerDay })).toThrow(expect.objectContaining({ field: "decayPerDay" }));
    }
    expect(() => ewmaVolatility(series, { halfLifeMs: 0 })).toThrow(expect.objectContaining({ field: "halfLifeMs" }));
    expect(() => ewmaVolatility(series, { halfLifeMs: DAY_MS })).toThrow(
      expect.objectContaining({ code: "E_TOO_FEW", field: "memory" }),
    );
  });
});

describe("volatility over a horizon", () => {
  const longRun = figure(0.8, 0.05);
  const monthly = { horizonMs: YEAR_MS, reversionHalfLifeMs: 30 * DAY_MS };

  test("is the average of the reverting variance, by quadrature", () => {
    const steps = 100_000;
    let sum = 0;
    for (let i = 0; i < steps; i++) sum += 0.64 + (0.09 - 0.64) * 2 ** (-((i + 0.5) / steps) * (365 / 30));
    const { value } = horizonVolatility({ longRun, current: figure(0.3), ...monthly });
    expect(value).toBeCloseTo(Math.sqrt(sum / steps), 8);
  });

  test("tends to the current level at once and to the long run at length", () => {
    const at = (horizonMs: number): number =>
      horizonVolatility({ longRun, current: figure(0.3), ...monthly, horizonMs }).value;
    expect(at(1)).toBeCloseTo(0.3, 6);
    expect(at(1e6 * YEAR_MS)).toBeCloseTo(0.8, 6);
  });

  test("a calm week licenses next to nothing: seven days at a tenth of the volatility lower the year's by under 3 %", () => {
    const calm = Array.from({ length: 730 }, (_, i) => (i < 723 ? 0.04 : 0.004) * (-1) ** i);
    const series = seriesOf(calm);
    const { value } = horizonVolatility({
      longRun: figure(0.04 * Math.sqrt(365)),
      current: ewmaVolatility(series),
      ...monthly,
    });
    expect(value / (0.04 * Math.sqrt(365))).toBeGreaterThan(0.97);
    expect(value / (0.04 * Math.sqrt(365))).toBeLessThan(1);
  });

  test("errors pass through as finite differences say, and add", () => {
    const at = (l: number, c: number): number =>
      horizonVolatility({ longRun: figure(l), current: figure(c), ...monthly }).value;
    const step = 1e-6;
    const byLong = (at(0.8 + step, 0.3) - at(0.8 - step, 0.3)) / (2 * step);
    const byCurrent = (at(0.8, 0.3 + step) - at(0.8, 0.3 - step)) / (2 * step);
    const { standardError } = horizonVolatility({ longRun, current: figure(0.3, 0.1), ...monthly });
    expect(standardError).toBeCloseTo(0.05 * byLong + 0.1 * byCurrent, 8);
  });

  test("refuses what is not above 0, by name", () => {
    const request = { longRun, current: figure(0.3), ...monthly };
    for (const field of ["horizonMs", "reversionHalfLifeMs"] as const) {
      expect(() => horizonVolatility({ ...request, [field]: 0 })).toThrow(expect.objectContaining({ field }));
    }
    expect(() => horizonVolatility({ ...request, current: figure(0) })).toThrow(
      expect.objectContaining({ field: "current" }),
    );
  });
});
