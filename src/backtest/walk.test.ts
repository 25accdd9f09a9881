import { expect, test } from "vitest";
import { lendingMarket } from "../../tests/markets.js";
import { statedOdds } from "../decision/index.js";
import { estimatesFromPrices } from "../estimators/index.js";
import { createStream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS, stated } from "../model/index.js";
import { pricesFromColumns, type PriceSeries } from "../series/index.js";
import { walk } from "./index.js";

const START = Date.UTC(2022, 0, 1);
const BARS = 600 * 6;
const FIRST_NOISE = 500 * 6;

/** Four-hourly bars of a random walk; from `other` on of another one. */
function series(other = Infinity): PriceSeries {
  const [own, noise] = [createStream(3, 1), createStream(99, 2)];
  const rows = {
    time: [] as number[],
    open: [] as number[],
    high: [] as number[],
    low: [] as number[],
    close: [] as number[],
  };
  let log = Math.log(2000);
  for (let i = 0; i < BARS; i++) {
    const stream = i < other ? own : noise;
    const open = log;
    log += (i < other ? 0.012 : 0.05) * stream.normal();
    rows.time.push(START + (i + 1) * 4 * HOUR_MS);
    rows.open.push(Math.exp(open));
    rows.high.push(Math.exp(Math.max(open, log) + 0.002));
    rows.low.push(Math.exp(Math.min(open, log) - 0.002));
    rows.close.push(Math.exp(log));
  }
  return pricesFromColumns(rows, { barTime: "close" });
}

const whole = series();

test("stops lie on a grid, and each knows its own bar and those before alone", () => {
  const stops = [...walk(whole, { fromMs: START + 100 * DAY_MS, stepMs: 100 * DAY_MS })];
  expect(stops.map(({ atMs }) => (atMs - START) / DAY_MS)).toEqual([100, 200, 300, 400, 500, 600]);
  for (const { atMs, known, next } of stops) {
    expect(known.closeMs.length).toBe(next);
    expect(known.closeMs[next - 1]).toBe(atMs);
    expect(known.close[next - 1]).toBe(whole.close[next - 1]);
    expect(known.bars!.low.length).toBe(next);
    // Not even through the memory that a column lies in.
    expect(known.close.buffer.byteLength).toBe(8 * next);
    expect(known.bars!.high.buffer.byteLength).toBe(8 * next);
  }
});

test("where bars lack, the stop is the next one there is, and the grid stays", () => {
  const lacking = pricesFromColumns(
    { time: [0, 1, 2, 5, 6, 7, 8].map((day) => START + day * DAY_MS), close: [1, 1, 1, 1, 1, 1, 1] },
    { barTime: "close" },
  );
  const days = [...walk(lacking, { fromMs: START, stepMs: 3 * DAY_MS })].map(({ atMs }) => (atMs - START) / DAY_MS);
  expect(days).toEqual([0, 5, 6]);
});

test("with the future replaced by noise the same odds are stated, and at later stops others", () => {
  const odds = (prices: PriceSeries): readonly string[] =>
    [...walk(prices, { fromMs: START + 440 * DAY_MS, stepMs: 30 * DAY_MS })].map(({ known }) => {
      const rates = { borrowRateAnnual: stated(0.05), lendRateAnnual: stated(0) };
      const request = {
        account: { asset: "ETH", equity: 1000, price: known.close[known.close.length - 1]! },
        venue: lendingMarket(),
        estimates: estimatesFromPrices(known, { ...rates, horizonMs: 30 * DAY_MS, reactionMs: 4 * HOUR_MS }),
        tolerance: { lossMax: 0.5, probabilityMax: 0.1, measuredAgainst: "cash" },
        policy: { kind: "unattended", resetMs: 30 * DAY_MS },
      } as const;
      return JSON.stringify(statedOdds(request, { leverageRatio: 3 }, [7 * DAY_MS, 30 * DAY_MS]));
    });
  const [real, noisy] = [odds(whole), odds(series(FIRST_NOISE))];
  expect(noisy.slice(0, 3)).toEqual(real.slice(0, 3));
  expect(noisy[3]).not.toEqual(real[3]);
});

test("a step of nothing is refused", () => {
  expect(() => [...walk(whole, { fromMs: START, stepMs: 0 })]).toThrow(
    expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "stepMs" }) as Error,
  );
});
