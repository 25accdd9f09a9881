import { describe, expect, test } from "vitest";
import { createStream } from "../../kernel/index.js";
import { DAY_MS } from "../../model/index.js";
import {
  blockError,
  climatology,
  dateSums,
  frequencyOf,
  meanInterval,
  meanOfDates,
  reliabilityCurve,
  reliabilityOf,
  separateWindows,
} from "./index.js";
import type { DateSum, Judged } from "./index.js";

const WEEK = 7 * DAY_MS;
const weekly = (sums: readonly number[], counts = sums.map(() => 1)): readonly DateSum[] =>
  sums.map((sum, i) => ({ atMs: i * WEEK, sum, count: counts[i]! }));

describe("means over dates", () => {
  test("dates without a forecast are kept, forecasts of no date are not counted", () => {
    const sums = dateSums(
      [0, 1, 2],
      [
        { atMs: 0, x: 2 },
        { atMs: 2, x: 3 },
        { atMs: 2, x: 5 },
        { atMs: 9, x: 1 },
      ],
      ({ x }) => x,
    );
    expect(sums).toEqual([
      { atMs: 0, sum: 2, count: 1 },
      { atMs: 1, sum: 0, count: 0 },
      { atMs: 2, sum: 8, count: 2 },
    ]);
    expect(meanOfDates(sums)).toBeCloseTo(10 / 3, 15);
  });

  test("of blocks of one date the error is the textbook one", () => {
    const sums = [1, 0, 0, 1, 1, 0, 1, 1];
    expect(blockError(weekly(sums), WEEK)).toBeCloseTo(Math.sqrt(((5 / 8) * (3 / 8)) / 8), 12);
  });

  test("the variance is that of drawing circular blocks (Politis & Romano 1992), by drawing them", () => {
    const stream = createStream(4, 0);
    const values = Array.from({ length: 60 }, () => stream.normal());
    const sums = values.map((value, i) => value + (values[i - 1] ?? 0) + (values[i - 2] ?? 0));
    const dates = weekly(sums);
    const means = Array.from({ length: 20_000 }, () => {
      let total = 0;
      for (let block = 0; block < 10; block++) {
        const start = Math.floor(60 * stream.uniform());
        for (let k = 0; k < 6; k++) total += sums[(start + k) % 60]!;
      }
      return total / 60;
    });
    const mean = means.reduce((sum, each) => sum + each, 0) / means.length;
    const error = Math.sqrt(means.reduce((sum, each) => sum + (each - mean) ** 2, 0) / means.length);
    expect(Math.abs(blockError(dates, 6 * WEEK) / error - 1)).toBeLessThan(4 / Math.sqrt(2 * means.length));
  });

  test("windows that share no time count each, those that share all count as one", () => {
    expect(separateWindows(weekly([0, 0, 0, 0]), WEEK)).toBeCloseTo(4, 12);
    expect(separateWindows(weekly([0], [5]), WEEK)).toBe(1);
    // Four weekly windows of two weeks: neighbours share a half. 16 / (4 + 2 x 3 x 1/2).
    expect(separateWindows(weekly([0, 0, 0, 0]), 2 * WEEK)).toBeCloseTo(16 / 7, 12);
    expect(separateWindows(weekly([0, 0], [0, 0]), WEEK)).toBe(0);
  });

  test("of nothing there is none", () => {
    expect(() => meanOfDates(weekly([0], [0]))).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }) as Error);
    expect(() => blockError(weekly([1]), 0)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE" }) as Error);
  });
});

describe("a frequency's interval", () => {
  test("where nothing came it still has a top, near three over the windows that are separate", () => {
    const { value, low, high, worth } = frequencyOf(weekly(Array.from({ length: 100 }, () => 0)), {
      windowMs: WEEK,
      blockMs: WEEK,
    });
    expect([value, low]).toEqual([0, 0]);
    expect(worth).toBeCloseTo(100, 9);
    // Wilson's top for none in 100: z^2 / (n + z^2) = .0370.
    expect(high).toBeCloseTo(0.037, 3);
  });

  test("one event in 100: down to Poisson's .0253 in 100, and what never failed to come mirrors it", () => {
    const one = weekly(Array.from({ length: 100 }, (_, i) => (i === 50 ? 1 : 0)));
    const all = weekly(Array.from({ length: 100 }, (_, i) => (i === 50 ? 0 : 1)));
    const terms = { windowMs: WEEK, blockMs: WEEK };
    expect(frequencyOf(one, terms).low).toBeCloseTo(0.0253 / 100, 5);
    expect(frequencyOf(all, terms).high).toBeCloseTo(1 - frequencyOf(one, terms).low, 12);
    expect(frequencyOf(all, terms).low).toBeCloseTo(1 - frequencyOf(one, terms).high, 12);
  });
});

/** Whether a random walk falls by `distance` of a step's deviation within the days after each week; windows of a month overlap. */
function walkEvents(seed: number, weeks: number, days: number, distance: number): readonly Judged[] {
  const stream = createStream(seed, 0);
  const path = [0];
  for (let day = 0; day < 7 * weeks + days; day++) path.push(path[day]! + stream.normal());
  return Array.from({ length: weeks }, (_, week) => {
    const start = 7 * week;
    const fell = path.slice(start, start + days + 1).some((at) => at <= path[start]! - distance);
    return { atMs: week * WEEK, stated: 0, happened: fell ? 1 : 0 };
  });
}

describe("on synthetic windows that overlap, the 95 % interval", () => {
  test.each([
    ["a month, common", 30, 5],
    ["a month, rare", 30, 11],
    ["a quarter, common", 91, 9],
  ])("holds the true frequency about as often as it says (%s)", (_name, days, distance) => {
    const long = walkEvents(1, 40_000, days, distance);
    const truth = long.reduce((sum, { happened }) => sum + happened, 0) / long.length;
    const [samples, weeks] = [300, 260];
    let held = 0;
    let naive = 0;
    for (let sample = 0; sample < samples; sample++) {
      const events = walkEvents(1000 + sample, weeks, days, distance);
      const dates = dateSums(
        events.map(({ atMs }) => atMs),
        events,
        ({ happened }) => happened,
      );
      const { low, high } = frequencyOf(dates, { windowMs: days * DAY_MS, blockMs: 2 * days * DAY_MS });
      if (truth >= low && truth <= high) held++;
      const separate = meanInterval(dates, WEEK);
      if (truth >= separate.low && truth <= separate.high) naive++;
    }
    expect(held / samples).toBeGreaterThan(0.92);
    expect(naive / samples).toBeLessThan(0.85);
  });

  test("lets a forecaster who is right pass and catches one who is not", () => {
    const long = walkEvents(1, 40_000, 30, 5);
    const truth = long.reduce((sum, { happened }) => sum + happened, 0) / long.length;
    const terms = {
      dates: Array.from({ length: 260 }, (_, week) => week * WEEK),
      windowMs: 30 * DAY_MS,
      blockMs: 60 * DAY_MS,
    };
    const verdicts = (stated: number): number =>
      Array.from({ length: 100 }, (_, sample) => {
        const events = walkEvents(5000 + sample, 260, 30, 5).map((each) => ({ ...each, stated }));
        return reliabilityOf(events, terms).holds ? 1 : 0;
      }).reduce((sum: number, each) => sum + each, 0) / 100;
    expect(verdicts(truth)).toBeGreaterThan(0.85);
    expect(verdicts(truth / 2)).toBeLessThan(0.2);
    expect(verdicts(1 - (1 - truth) / 3)).toBeLessThan(0.05);
  });
});

test("a reliability curve has a point for each group that was stated, with what came there", () => {
  const judged = [0.05, 0.05, 0.3, 0.32, 0.9].map((stated, i): Judged => ({
    atMs: i * WEEK,
    stated,
    happened: i % 2 === 0 ? 1 : 0,
  }));
  const terms = { dates: judged.map(({ atMs }) => atMs), windowMs: WEEK, blockMs: WEEK };
  const curve = reliabilityCurve(judged, [0, 0.1, 0.2, 0.5], terms);
  expect(curve.map(({ count }) => count)).toEqual([2, 2, 1]);
  expect(curve.map(({ observed }) => observed.value)).toEqual([0.5, 0.5, 1]);
  expect(curve[1]!.stated).toBeCloseTo(0.31, 12);
});

test("the constant forecast has learnt from windows that had ended, and from no other", () => {
  const past = [1, 0, 1, 1].map((happened, i) => ({
    atMs: i * WEEK,
    happened: happened === 1 ? (1 as const) : (0 as const),
  }));
  // Windows of two weeks: at week 2 one has ended, at week 3 two, at week 5 all.
  expect(climatology(past, [0, 2 * WEEK, 3 * WEEK, 5 * WEEK], 2 * WEEK)).toEqual([0.5, 1.5 / 2, 1.5 / 3, 3.5 / 5]);
  expect(() => climatology(past, [0], 0)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE" }) as Error);
});
