import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { DAY_MS, stated, YEAR_MS, type Estimate } from "../model/index.js";
import { pricesFromColumns, readPricesCsv, type PriceSeries } from "../series/index.js";
import { fitPair, pairVolatility } from "./pair.js";

const data = new URL("../../../shared/data/", import.meta.url);
const present = existsSync(data);
const START_MS = Date.UTC(2020, 0, 1);

interface World {
  readonly walk: number;
  readonly swing: number;
  readonly speed: number;
  readonly days: number;
  readonly closesPerDay?: number;
}

/** A ratio that grows 3 % a year, wanders and swings. */
const ratioOf = (path: number, { walk, swing, speed, days, closesPerDay = 1 }: World): PriceSeries => {
  const stream = createStream(51, path);
  const step = 1 / (365 * closesPerDay);
  const decay = Math.exp(-speed * step);
  let [trend, away] = [0, swing * stream.normal()];
  const ts: number[] = [];
  const close: number[] = [];
  for (let i = 1; i <= days * closesPerDay; i++) {
    trend += 0.03 * step + walk * Math.sqrt(step) * stream.normal();
    away = decay * away + swing * Math.sqrt(1 - decay * decay) * stream.normal();
    ts.push(START_MS + Math.round(i * step * YEAR_MS));
    close.push(Math.exp(trend + away));
  }
  return pricesFromColumns({ ts, close }, { barTime: "close", source: "a/b" });
};

const within = ({ value, standardError }: Estimate, truth: number, errors = 3): void => {
  expect(Math.abs(value - truth)).toBeLessThan(errors * standardError);
};

describe("a pair that is simulated", () => {
  const world: World = { walk: 0.03, swing: 0.01, speed: 60, days: 2_000 };
  test.each([1, 24])("%d closes a day: walk, swing, speed and drift within three errors", (closesPerDay) => {
    const pair = fitPair(ratioOf(1, { ...world, closesPerDay }));
    within(pair.permanentVolatility, 0.03);
    within(pair.transitoryDeviation, 0.01);
    within(pair.reversionAnnual!, 60);
    within(pair.driftAnnual, 0.03);
    expect(pair.transitoryDeviation.standardError).toBeLessThan(0.003);
    expect(pair.permanentVolatility.standardError).toBeLessThan(0.02);
  });
  test("a walk alone is permanent; swings alone are not, though never certainly", () => {
    const walk = fitPair(ratioOf(2, { ...world, swing: 0 }));
    within(walk.permanentVolatility, 0.03);
    expect(walk.transitoryDeviation.value).toBeLessThan(0.002);
    const swings = fitPair(ratioOf(3, { ...world, walk: 0 }));
    expect(swings.permanentVolatility.value).toBeLessThan(0.02);
    expect(swings.permanentVolatility.standardError).toBeGreaterThan(0.001);
    within(swings.transitoryDeviation, 0.01);
  });
  test("wild single hours are not the ratio's own: one in twenty off by 5 % changes little", () => {
    const ratio = ratioOf(1, { ...world, closesPerDay: 24 });
    const stream = createStream(52, 0);
    const close = ratio.close.map((price) =>
      stream.uniform() < 0.05 ? price * (1 + 0.1 * (stream.uniform() - 0.5)) : price,
    );
    const plain = fitPair(ratio);
    const noisy = fitPair({ ...ratio, close });
    expect(noisy.transitoryDeviation.value / plain.transitoryDeviation.value).toBeCloseTo(1, 1);
  });
  test("a scaled or inverted ratio is the same pair, its drift turned", () => {
    const ratio = ratioOf(4, world);
    const pair = fitPair(ratio);
    const inverted = fitPair({ ...ratio, close: ratio.close.map((price) => 7 / price) });
    expect(inverted.driftAnnual.value).toBeCloseTo(-pair.driftAnnual.value, 10);
    expect(inverted.permanentVolatility.value).toBeCloseTo(pair.permanentVolatility.value, 6);
    expect(inverted.transitoryDeviation.value).toBeCloseTo(pair.transitoryDeviation.value, 6);
  });
});

describe("the volatility over a horizon", () => {
  const pair = {
    source: "a/b",
    days: 700,
    spanYears: 2,
    driftAnnual: stated(0),
    permanentVolatility: stated(0.03, 0.01),
    transitoryDeviation: stated(0.01, 0.002),
    reversionAnnual: stated(60, 10),
  };
  test("by hand: s .03, w .01, k 60 over 30 days: sqrt(.0009 + .0002 (1 - e^(-60 30/365)) 365/30)", () => {
    const want = Math.sqrt(0.0009 + (0.0002 * (1 - Math.exp((-60 * 30) / 365)) * 365) / 30);
    expect(pairVolatility(pair, 30 * DAY_MS).value).toBeCloseTo(want, 12);
  });
  test("falls with the horizon to what stays; without swings it is what stays, with its error", () => {
    const values = [1, 7, 30, 365, 36_500].map((days) => pairVolatility(pair, days * DAY_MS).value);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(values.at(-1)).toBeCloseTo(0.03, 4);
    const calm = { ...pair, transitoryDeviation: stated(0), reversionAnnual: null };
    expect(pairVolatility(calm, DAY_MS)).toMatchObject({
      value: 0.03,
      standardError: expect.closeTo(0.01, 12) as number,
    });
  });
  test("is the deviation of simulated changes: 4,000 paths over 30 days", () => {
    const [paths, days] = [4_000, 31];
    let squares = 0;
    for (let path = 0; path < paths; path++) {
      const { close } = ratioOf(100 + path, { walk: 0.03, swing: 0.01, speed: 60, days });
      squares += (Math.log(close[30] / close[0]) - (0.03 * 30) / 365) ** 2;
    }
    const { value } = pairVolatility(pair, 30 * DAY_MS);
    expect(Math.sqrt(((squares / paths) * 365) / 30) / value).toBeCloseTo(1, 1);
  });
  test("refuses a horizon of 0", () => {
    expect(() => pairVolatility(pair, 0)).toThrow(expect.objectContaining({ field: "horizonMs" }));
  });
});

test("89 days are too few; a ratio that stands still is no pair", () => {
  const ratio = ratioOf(5, { walk: 0.03, swing: 0.01, speed: 60, days: 89 });
  expect(() => fitPair(ratio)).toThrow(expect.objectContaining({ code: "E_TOO_FEW", field: "ratio" }));
  const still = ratioOf(5, { walk: 0.03, swing: 0.01, speed: 60, days: 100 });
  still.close.fill(1);
  expect(() => fitPair(still)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "ratio" }));
});

test.skipIf(!present)(
  "stETH/ETH 2021-2023 in ../shared/data: a few per cent a year stay, swings of half to one per cent",
  () => {
    const bytes = gunzipSync(readFileSync(new URL("peg-steth-eth-1h-2021-2023.csv.gz", data)));
    const pair = fitPair(readPricesCsv(bytes.toString().replace("steth_eth", "close"), { barTime: "open" }));
    // Root mean square change of the daily median over one day, by pandas: 62.4 basis points.
    const oneDay = pairVolatility(pair, DAY_MS).value / Math.sqrt(365);
    expect(oneDay).toBeGreaterThan(0.0062);
    expect(oneDay).toBeLessThan(0.0085);
    expect(pair.permanentVolatility.value).toBeGreaterThan(0.02);
    expect(pair.permanentVolatility.value).toBeLessThan(0.08);
  },
);
