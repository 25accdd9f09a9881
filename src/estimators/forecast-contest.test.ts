import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createStream, type Stream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS } from "../model/index.js";
import { pricesFromColumns, readPricesCsv, type PriceSeries } from "../series/index.js";
import { dailyBars } from "./daily-bars.js";
import { forecastContest, qlike } from "./forecast-contest.js";
import { forecasters } from "./forecasters.js";
import { standardErrorOfMean } from "./least-squares.js";

const START_MS = Date.UTC(2018, 0, 1);

/** Bars of which each moves by `step`, with highs and lows a little outside. */
const barsOf = (
  count: number,
  lengthMs: number,
  step: (bar: number, stream: Stream) => number,
  path = 1,
): PriceSeries => {
  const stream = createStream(71, path);
  const columns = {
    ts: [] as number[],
    open: [] as number[],
    high: [] as number[],
    low: [] as number[],
    close: [] as number[],
  };
  let log = 5;
  for (let bar = 0; bar < count; bar++) {
    const open = log;
    log += step(bar, stream);
    const reach = Math.abs(log - open) * stream.uniform();
    columns.ts.push(START_MS + (bar + 1) * lengthMs);
    columns.open.push(Math.exp(open));
    columns.high.push(Math.exp(Math.max(open, log) + reach));
    columns.low.push(Math.exp(Math.min(open, log) - reach));
    columns.close.push(Math.exp(log));
  }
  return pricesFromColumns(columns, { barTime: "close" });
};

/** Steps whose volatility a day is a slow autoregression in logs: a memory of a week, as markets have. */
const clustering = (barsPerDay: number): ((bar: number, stream: Stream) => number) => {
  let state = 0;
  return (bar, stream) => {
    if (bar % barsPerDay === 0) state = 0.9 * state + 0.3 * stream.normal();
    return (0.03 / Math.sqrt(barsPerDay)) * Math.exp(state) * stream.normal();
  };
};

const sixHourly = barsOf(4 * 1100, 6 * HOUR_MS, clustering(4));
const contest = forecastContest(sixHourly);
/** Independent normal hours of the same size. */
const steady = forecastContest(barsOf(24 * 900, HOUR_MS, (_, stream) => 0.004 * stream.normal(), 3));
const names = (scores: readonly { readonly name: string }[]): string[] => scores.map(({ name }) => name).sort();
const all = names(forecasters);

describe("QLIKE", () => {
  test("by hand: v / h - ln(v / h) - 1 (Patton 2011): 0 at the truth, 2 - ln 2 - 1 at half of it", () => {
    expect(qlike(0.04, 0.04)).toBe(0);
    expect(qlike(0.04, 0.02)).toBeCloseTo(1 - Math.LN2, 14);
    expect(qlike(0.02, 0.04)).toBeCloseTo(Math.LN2 - 0.5, 14);
  });

  test("too low a forecast costs more than too high a one by the same factor", () => {
    for (const factor of [1.1, 2, 10]) expect(qlike(1, 1 / factor)).toBeGreaterThan(qlike(1, factor));
  });
});

describe("the contest", () => {
  test("scores everyone on the same days, best first, with errors of the differences", () => {
    expect(names(contest.scores)).toEqual(all);
    expect(contest.leftOut).toEqual([]);
    expect(contest.scoredDays).toBe(1099 - 499 - 1);
    expect(contest.skippedDays).toBe(0);
    expect(contest.horizonDays).toBe(1);
    expect(contest.proxy).toBe("realised variance: squared returns of the bars, summed, of the next day");
    const [best, ...others] = contest.scores;
    expect([best!.worseThanBest, best!.worseThanBestStandardError]).toEqual([0, 0]);
    let before = best!.qlike;
    for (const score of others) {
      expect(score.qlike).toBeGreaterThanOrEqual(before);
      expect(score.worseThanBest).toBeCloseTo(score.qlike - best!.qlike, 14);
      expect(score.worseThanBestStandardError).toBeGreaterThan(0);
      before = score.qlike;
    }
  });

  test("the loss of the long-run forecast, computed again from the days", () => {
    const { variance } = dailyBars(sixHourly);
    let [sum, loss, scored] = [0, 0, 0];
    variance.forEach((value, day) => {
      if (day >= 500) {
        loss += qlike(value, sum / day);
        scored++;
      }
      sum += value;
    });
    const { qlike: found } = contest.scores.find(({ name }) => name === "long-run")!;
    expect(found).toBeCloseTo(loss / scored, 12);
    expect(scored).toBe(contest.scoredDays);
  });

  test("finds clustering: those that learn from the last days win over all history by far more than the error", () => {
    const last = contest.scores.find(({ name }) => name === "long-run")!;
    expect(last.worseThanBest).toBeGreaterThan(4 * last.worseThanBestStandardError);
    expect(["har", "garch-t", "gjr-t", "ewma-94", "reverting"]).toContain(contest.scores[0]!.name);
  });

  test("where nothing clusters, all history forecasts as well as any, and shorter memories are worse", () => {
    const of = (name: string) => steady.scores.find((score) => score.name === name)!;
    expect(of("long-run").worseThanBest).toBeLessThan(0.001);
    expect(of("rolling-30").worseThanBest).toBeLessThan(0.01);
    expect(of("ewma-94").worseThanBest).toBeGreaterThan(3 * of("ewma-94").worseThanBestStandardError);
    // The least loss is that of the true variance: ln 12 - digamma(12) = .0422 for 24 normal returns, known to 3 %.
    expect(Math.abs(of("long-run").qlike / 0.0422 - 1)).toBeLessThan(0.15);
  });

  test("the track is the best one's: its loss is the stated one, and its days are the scored ones", () => {
    const { timeMs, realisedVolatilityAnnual, bestVolatilityAnnual } = contest.track;
    const losses = [...realisedVolatilityAnnual].map((value, i) => qlike(value ** 2, bestVolatilityAnnual[i]! ** 2));
    expect(losses).toHaveLength(contest.scoredDays);
    expect(losses.reduce((a, b) => a + b, 0) / losses.length).toBeCloseTo(contest.scores[0]!.qlike, 12);
    expect([timeMs[0], timeMs[timeMs.length - 1]]).toEqual([contest.fromMs, contest.toMs]);
    expect(contest.toMs).toBe(START_MS + 1099 * DAY_MS);
  });

  test("what each forecasts now is a volatility near the true one, with the error seen out of sample", () => {
    for (const { name, forecastVolatilityAnnual: now } of contest.scores) {
      expect(now.asOfMs).toBe(START_MS + 1100 * DAY_MS);
      expect(now.source).toContain("error as measured out of sample");
      expect([name, now.value > 0.15 && now.value < 2]).toEqual([name, true]);
      expect(now.standardError).toBeGreaterThan(0);
    }
    // Where the variance never changes, what is left is the error of the long run, under 10 %.
    const { value, standardError } = steady.scores.find(({ name }) => name === "long-run")!.forecastVolatilityAnnual;
    expect(Math.abs(value / (0.004 * Math.sqrt(24 * 365)) - 1)).toBeLessThan(0.02);
    expect(standardError / value).toBeLessThan(0.1);
  });

  test("thirty days ahead: their mean, thirty fewer forecasts, and errors that count the overlap", () => {
    const month = forecastContest(sixHourly, { horizonDays: 30 });
    expect(month.scoredDays).toBe(1099 - 499 - 30);
    expect(month.proxy).toBe(
      "realised variance: squared returns of the bars, summed, mean of the next 30 days of the series",
    );
    const { variance, daysPerYear } = dailyBars(sixHourly);
    const first = variance.subarray(500, 530).reduce((a, b) => a + b, 0) / 30;
    expect(month.track.realisedVolatilityAnnual[0]).toBeCloseTo(Math.sqrt(first * daysPerYear), 12);
    const { realisedVolatilityAnnual, bestVolatilityAnnual } = month.track;
    const differences = realisedVolatilityAnnual.map((came, i) => {
      const all = variance.subarray(0, 500 + i).reduce((a, b) => a + b, 0) / (500 + i);
      return qlike(came ** 2, all * daysPerYear) - qlike(came ** 2, bestVolatilityAnnual[i]! ** 2);
    });
    const { worseThanBestStandardError } = month.scores.find(({ name }) => name === "long-run")!;
    // The cube root of 570 is 8.3, rounded up; 29 days of each month are in the next one too.
    expect(worseThanBestStandardError).toBeCloseTo(standardErrorOfMean(differences, 9 + 29), 10);
    expect(worseThanBestStandardError).toBeGreaterThan(2 * standardErrorOfMean(differences, 0));
  });
});

describe("no look-ahead", () => {
  /** The same prices up to a day, and noise of another size after it. */
  const changed = (series: PriceSeries, day: number): PriceSeries => {
    const end = dailyBars(series).barsEnd[day]!;
    const stream = createStream(72, day);
    const noise = (column: Float64Array): Float64Array =>
      column.map((value, i) => (i < end ? value : value * Math.exp(0.2 * stream.uniform())));
    const { open, high, low } = series.bars!;
    return { ...series, close: noise(series.close), bars: { open: noise(open), high: noise(high), low: noise(low) } };
  };

  test.each([1, 30])(
    "a future replaced by noise leaves every forecast up to then as it was, %i days ahead",
    (ahead) => {
      for (const day of [700, 901]) {
        const [known, other] = [sixHourly, changed(sixHourly, day)].map((series) => {
          const task = { days: dailyBars(series), series, first: 499, ahead };
          return forecasters.map((forecaster) => forecaster.forecasts(task));
        });
        forecasters.forEach(({ name }, i) => {
          const upTo = (forecasts: readonly Float64Array[]): Float64Array => forecasts[i]!.slice(0, day - 499 + 1);
          expect([name, upTo(other!)]).toEqual([name, upTo(known!)]);
          expect(other![i]![day - 499 + 1]).not.toBe(known![i]![day - 499 + 1]);
        });
      }
    },
  );
});

describe("what cannot be scored", () => {
  test("days on which no price moved are not scored, and counted", () => {
    const still = (bar: number): boolean => bar > 600 && bar % 50 === 0;
    const series = barsOf(1000, DAY_MS, (bar, stream) => (still(bar) ? 0 : 0.02 * stream.normal()), 4);
    const { skippedDays, scoredDays } = forecastContest(series);
    expect(skippedDays).toBe(7);
    expect(skippedDays + scoredDays).toBe(999 - 500);
  });

  test("closes alone leave the range methods out, by name", () => {
    const { scores, leftOut } = forecastContest({
      ...barsOf(900, DAY_MS, clustering(1), 5),
      bars: null,
      source: "file",
    });
    expect(leftOut).toHaveLength(4);
    for (const { label, because } of leftOut) {
      expect(label).toMatch(/^(Parkinson|Garman-Klass|Rogers-Satchell|Yang-Zhang), last 30 days$/);
      expect(because).toBe("needs bars with open, high and low, got closes alone in file");
    }
    expect(scores).toHaveLength(all.length - 4);
  });

  test("a month of a halt leaves out whatever would have forecast nothing at all, or cannot be fitted", () => {
    const series = barsOf(1000, DAY_MS, (bar, stream) => (bar > 700 && bar < 740 ? 0 : 0.02 * stream.normal()), 6);
    const { leftOut, scores } = forecastContest(series);
    expect(leftOut.map(({ label }) => label)).toContain("close to close, last 30 days");
    expect(leftOut.map(({ because }) => because)).toContain("it forecast that no price would move at all");
    expect(names(scores)).toContain("long-run");
  });

  test("749 days are too few; bars of a week and a horizon of a week are refused", () => {
    const short = (bars: number): PriceSeries => barsOf(bars, DAY_MS, clustering(1), 7);
    expect(() => forecastContest(short(750))).toThrow(
      expect.objectContaining({ code: "E_TOO_FEW", got: "249 days to score" }),
    );
    expect(forecastContest(short(751)).scoredDays).toBe(250);
    expect(() => forecastContest(short(751), { horizonDays: 7 as 1 })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "horizonDays" }),
    );
    expect(() => forecastContest(barsOf(800, 7 * DAY_MS, clustering(1), 8))).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE" }),
    );
  });
});

describe("real prices", () => {
  const file = new URL("../../../shared/data/eth-usdt-binance-spot-1h.csv.gz", import.meta.url);

  test.skipIf(!existsSync(file))("hourly ETH, 2018-2024 (../shared): HAR forecasts the next day best, clearly", () => {
    const series = readPricesCsv(gunzipSync(readFileSync(file)), { barTime: "open" });
    const { scores, scoredDays } = forecastContest(series);
    expect(scoredDays).toBe(2193);
    expect(scores[0]!.name).toBe("har");
    expect(scores[1]!.worseThanBest).toBeGreaterThan(3 * scores[1]!.worseThanBestStandardError);
  });
});

test("a price that stood still for its first 506 days leaves no forecaster, and is refused by name", () => {
  const still = barsOf(910, DAY_MS, (bar, stream) => (bar < 506 ? 0 : 0.02 * stream.normal()));
  expect(() => forecastContest(still)).toThrow(expect.objectContaining({ code: "E_TOO_FEW", field: "series" }));
});
