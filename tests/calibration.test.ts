import { expect, test } from "vitest";
import { models, statements } from "../scripts/calibrate/models.js";
import { walk } from "../src/backtest/index.js";
import { createStream } from "../src/kernel/index.js";
import { DAY_MS, HOUR_MS } from "../src/model/index.js";
import { pricesFromColumns, type PriceSeries } from "../src/series/index.js";

const START = Date.UTC(2020, 0, 1);
const PER_DAY = 4;
const DAYS = 560;
const NOISE_FROM = 500;

/** Bars of six hours whose volatility has two states; from a day on, noise of another kind. */
function series(noiseFrom: number): PriceSeries {
  const [own, noise] = [createStream(8, 1), createStream(77, 2)];
  const columns = {
    time: [] as number[],
    open: [] as number[],
    high: [] as number[],
    low: [] as number[],
    close: [] as number[],
  };
  let [log, wild] = [Math.log(1000), false];
  for (let i = 0; i < DAYS * PER_DAY; i++) {
    const isOwn = i < noiseFrom * PER_DAY;
    const stream = isOwn ? own : noise;
    if (stream.uniform() < 0.01) wild = !wild;
    const open = log;
    log += (isOwn ? (wild ? 0.03 : 0.01) : 0.08) * stream.normal();
    columns.time.push(START + (i + 1) * (24 / PER_DAY) * HOUR_MS);
    columns.open.push(Math.exp(open));
    columns.high.push(Math.exp(Math.max(open, log) + 0.001));
    columns.low.push(Math.exp(Math.min(open, log) - 0.001));
    columns.close.push(Math.exp(log));
  }
  return pricesFromColumns(columns, { barTime: "close" });
}

test("no model of the calibration looks ahead: with the future replaced by noise each says the same, and later something else", () => {
  const horizonsMs = [7 * DAY_MS, 30 * DAY_MS];
  const said = (prices: PriceSeries): readonly string[][] => {
    const say = statements(prices, horizonsMs);
    return [...walk(prices, { fromMs: START + 480 * DAY_MS, stepMs: 20 * DAY_MS })].map((stop) => {
      const statement = say(stop);
      const each = Object.keys(models).flatMap((model) =>
        horizonsMs.map((horizonMs) => JSON.stringify({ model, ...statement.said(model, horizonMs), source: "" })),
      );
      return [JSON.stringify(statement.estimates.volatilityTerm?.points), ...each];
    });
  };
  const [real, noisy] = [said(series(Infinity)), said(series(NOISE_FROM))];
  expect(real.length).toBe(5);
  // Stops of the days 480 and 500 know nothing of the noise; that of day 520 does.
  expect(noisy.slice(0, 2)).toEqual(real.slice(0, 2));
  real[2]!.forEach((words, i) => {
    if (!words.includes('"model":"default"') && !words.includes('"model":"states"'))
      expect(noisy[2]![i]).not.toBe(words);
  });
});
