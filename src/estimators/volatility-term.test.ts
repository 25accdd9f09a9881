import { expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS } from "../model/index.js";
import { pricesFromColumns, type PriceSeries } from "../series/index.js";
import { closeToCloseVolatility } from "./volatility.js";
import { volatilityTerm } from "./volatility-term.js";

/** Closes with the given log moves, one every `stepMs`. */
function seriesOf(moves: readonly number[], stepMs: number): PriceSeries {
  let log = 0;
  const close = [100, ...moves.map((move) => 100 * Math.exp((log += move)))];
  const time = close.map((_, i) => Date.UTC(2015, 0, 1) + i * stepMs);
  return pricesFromColumns({ time, close }, { barTime: "close" });
}

const STEP_MS = 4 * HOUR_MS;
const PER_DAY = DAY_MS / STEP_MS;

/** Four-hourly moves whose log volatility is a stationary autoregression of one day, and the volatility of each day, a year. */
function wandering(days: number, seed: number, { spread, kept }: { readonly spread: number; readonly kept: number }) {
  const stream = createStream(seed, 0);
  const daily: number[] = [];
  const moves: number[] = [];
  let log = spread * stream.normal();
  for (let day = 0; day < days; day++) {
    log = kept * log + spread * Math.sqrt(1 - kept * kept) * stream.normal();
    const volatility = 0.6 * Math.exp(log);
    daily.push(volatility);
    for (let step = 0; step < PER_DAY; step++) moves.push(volatility * Math.sqrt(STEP_MS / YEAR_MS) * stream.normal());
  }
  return { moves, daily };
}

const believed = (series: PriceSeries): number => closeToCloseVolatility(series).value;

test("of a random walk: its own volatility at every horizon, and hardly a spread", () => {
  for (const stepMs of [STEP_MS, DAY_MS]) {
    const stream = createStream(5, 1);
    const steps = (3000 * DAY_MS) / stepMs;
    const series = seriesOf(
      Array.from({ length: steps }, () => 0.6 * Math.sqrt(stepMs / YEAR_MS) * stream.normal()),
      stepMs,
    );
    const { points } = volatilityTerm(series, believed(series))!;
    expect(points.map(({ horizonMs }) => horizonMs / DAY_MS)).toEqual([7, 30, 90, 365]);
    for (const { multiple, logDeviation } of points.slice(0, 3)) {
      expect(Math.abs(multiple - 1)).toBeLessThan(0.06);
      expect(logDeviation).toBeLessThan(0.13);
    }
  }
});

test("of a volatility that wanders: nine in ten of the volatilities that come lie in its 90 % interval, given what was known", () => {
  const { moves, daily } = wandering(4000, 11, { spread: 0.4, kept: 0.97 });
  let [inside, asked] = [0, 0];
  for (let day = 800; day + 30 < 4000; day += 40) {
    const series = seriesOf(moves.slice(0, day * PER_DAY), STEP_MS);
    const level = believed(series);
    const { multiple, logDeviation } = volatilityTerm(series, level)!.points[1]!;
    const came = Math.sqrt(daily.slice(day, day + 30).reduce((sum, each) => sum + each * each, 0) / 30);
    const centre = Math.log(level * multiple) - logDeviation ** 2 / 2;
    if (Math.abs(Math.log(came) - centre) <= 1.6449 * logDeviation) inside++;
    asked++;
  }
  // Four standard errors of 80 windows that do not overlap.
  expect(Math.abs(inside / asked - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / asked));
});

test("the wilder the present, the higher over a week, less so over a quarter", () => {
  const { moves } = wandering(1500, 7, { spread: 0.4, kept: 0.97 });
  const last = 30 * PER_DAY;
  const [calm, wild] = [0.5, 2].map((factor) => {
    const series = seriesOf([...moves.slice(0, -last), ...moves.slice(-last).map((move) => factor * move)], STEP_MS);
    return volatilityTerm(series, 0.6)!.points;
  });
  const rise = (at: number): number => wild![at]!.multiple / calm![at]!.multiple;
  expect(rise(0)).toBeGreaterThan(1.5);
  expect(rise(2)).toBeGreaterThan(1);
  expect(rise(2)).toBeLessThan(rise(0));
});

test("no unit of money and no order of size in it; multiples refer to the volatility given", () => {
  const { moves } = wandering(400, 3, { spread: 0.3, kept: 0.9 });
  const series = seriesOf(moves, STEP_MS);
  const dearer = { ...series, close: series.close.map((price) => 1000 * price) };
  const [one, other] = [volatilityTerm(series, 0.6)!.points, volatilityTerm(dearer, 0.6)!.points];
  one.forEach((point, i) => {
    expect(other[i]!.multiple).toBeCloseTo(point.multiple, 9);
    expect(other[i]!.logDeviation).toBeCloseTo(point.logDeviation, 9);
  });
  volatilityTerm(series, 1.2)!.points.forEach((point, i) => {
    expect(point.multiple).toBeCloseTo(one[i]!.multiple / 2, 12);
  });
});

test("days on which no price moved are left out; a short history and long bars say nothing", () => {
  const { moves } = wandering(400, 9, { spread: 0.3, kept: 0.9 });
  const still = seriesOf([...Array.from({ length: 100 * PER_DAY }, () => 0), ...moves], STEP_MS);
  for (const { multiple, logDeviation } of volatilityTerm(still, 0.6)!.points) {
    expect(multiple).toBeGreaterThan(0);
    expect(logDeviation).toBeLessThan(10);
  }
  expect(volatilityTerm(seriesOf(moves.slice(0, 100 * PER_DAY), STEP_MS), 0.6)).toBeNull();
  expect(volatilityTerm(seriesOf(moves, 7 * DAY_MS), 0.6)).toBeNull();
});

test("daily bars say nothing of fewer than five returns", () => {
  const stream = createStream(6, 1);
  const weekdays = seriesOf(
    Array.from({ length: 800 }, () => 0.02 * stream.normal()),
    DAY_MS,
  );
  expect(volatilityTerm(weekdays, 0.4)!.points[0]!.horizonMs).toBe(7 * DAY_MS);
});
