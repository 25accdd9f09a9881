/**
 * Reads 64,000 hourly bars as CSV with the checking reader, beside a bare JSON.parse of the same numbers as ccxt candles.
 * First checks that both give the same numbers; then prints the minimum of alternating rounds of each, and the ratio.
 */
import { performance } from "node:perf_hooks";
import { createStream } from "../src/kernel/index.js";
import { readPricesCsv, type PriceSeries } from "../src/series/index.js";

const ROWS = 64_000;
const ROUNDS = 15;
const WARM_ROUNDS = 3;
const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2017, 7, 17, 5);

/** Candles [ms, open, high, low, close, volume] with prices in cents and volumes in thousandths, as exchanges write them. */
function candles(): number[][] {
  const stream = createStream(1, 0);
  const uniform = (): number => stream.uniform();
  const cents = (price: number): number => Math.round(price * 100) / 100;
  let price = 4_300;
  return Array.from({ length: ROWS }, (_, row) => {
    const open = cents(price);
    price *= Math.exp((uniform() - 0.5) * 0.02);
    const close = cents(price);
    const high = cents(Math.max(open, close) * (1 + uniform() * 0.004));
    const low = cents(Math.min(open, close) * (1 - uniform() * 0.004));
    return [START_MS + row * HOUR_MS, open, high, low, close, Math.round(uniform() * 2e6) / 1e3];
  });
}

const rows = candles();
const json = JSON.stringify(rows);
const csv = new TextEncoder().encode(`ts,open,high,low,close,volume\n${rows.map((row) => row.join(",")).join("\n")}\n`);

const readCsv = (): PriceSeries => readPricesCsv(csv, { barTime: "open" });
const readJson = (): unknown => JSON.parse(json);

/** @throws Error unless the series holds the same numbers as the parsed candles, bit for bit. */
function checkAgreement(series: PriceSeries, parsed: unknown): void {
  const { bars, volume } = series;
  if (!Array.isArray(parsed) || parsed.length !== series.close.length || bars === null || volume === null) {
    throw new Error("the two readings differ in shape");
  }
  parsed.forEach((candle: unknown, row) => {
    const read = [
      series.closeMs[row] - HOUR_MS,
      bars.open[row],
      bars.high[row],
      bars.low[row],
      series.close[row],
      volume[row],
    ];
    if (!Array.isArray(candle) || !read.every((value, place) => Object.is(value, candle[place]))) {
      throw new Error(`the two readings differ in row ${row}`);
    }
  });
}

/** Time of one call, ms. */
function timeMs(call: () => unknown): number {
  const start = performance.now();
  call();
  return performance.now() - start;
}

checkAgreement(readCsv(), readJson());
const best = { csv: Infinity, json: Infinity };
for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
  const csvMs = timeMs(readCsv);
  const jsonMs = timeMs(readJson);
  if (round < WARM_ROUNDS) continue;
  best.csv = Math.min(best.csv, csvMs);
  best.json = Math.min(best.json, jsonMs);
}

process.stdout.write(
  [
    `${ROWS} hourly bars, the same numbers from both readers; minimum of ${ROUNDS} alternating rounds`,
    `readPricesCsv  ${best.csv.toFixed(1)} ms  (${csv.length} bytes, checked, as columns)`,
    `JSON.parse     ${best.json.toFixed(1)} ms  (${json.length} bytes, unchecked, as arrays)`,
    `ratio          ${(best.csv / best.json).toFixed(2)}`,
    "",
  ].join("\n"),
);
