import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { dailyMedians } from "../../src/estimators/daily-medians.js";
import { DAY_MS } from "../../src/model/index.js";
import {
  pricesFromColumns,
  readPricesCsv,
  readRatesCsv,
  type PriceSeries,
  type RateReadOptions,
  type RateSeries,
} from "../../src/series/index.js";

/** Bytes of a file of the folder, packed or not. @throws Error naming it where it is not there. */
function bytesOf(folder: string, name: string): Uint8Array {
  for (const path of [join(folder, name), join(folder, `${name}.gz`)]) {
    if (!existsSync(path)) continue;
    const bytes = readFileSync(path);
    return path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
  }
  throw new Error(`${name} or ${name}.gz is not in ${folder}`);
}

/** Prices of bars stamped by their open time, as exchanges do. */
export const pricesOf = (folder: string, name: string): PriceSeries =>
  readPricesCsv(bytesOf(folder, name), { source: name, barTime: "open" });

/** A series of rates. */
export const ratesOf = (folder: string, name: string, options: RateReadOptions): RateSeries =>
  readRatesCsv(bytesOf(folder, name), { ...options, source: name });

/** One column of a table of prices, over another where that is named, rows without a value left out; stamped at its time. */
export function columnOf(folder: string, name: string, column: string, over?: string): PriceSeries {
  const [header = "", ...lines] = new TextDecoder().decode(bytesOf(folder, name)).trim().split("\n");
  const names = header.split(",");
  const [top, bottom] = [names.indexOf(column), over === undefined ? -1 : names.indexOf(over)];
  if (top < 0 || (over !== undefined && bottom < 0))
    throw new Error(`${name} has no such columns: ${names.join(", ")}`);
  const rows = lines.map((line) => line.split(",")).filter((cells) => cells[top] && (bottom < 0 || cells[bottom]));
  return pricesFromColumns(
    {
      time: Float64Array.from(rows, (cells) => Number(cells[0])),
      close: Float64Array.from(rows, (cells) => Number(cells[top]) / (bottom < 0 ? 1 : Number(cells[bottom]))),
    },
    { barTime: "close", timeUnit: "ms", source: name },
  );
}

/** The last close of each day, UTC. */
export function dailyCloses(series: PriceSeries): PriceSeries {
  const { closeMs, close, source } = series;
  // A close at midnight ends the day before.
  const day = (i: number): number => Math.ceil(closeMs[i] / DAY_MS);
  const lasts = [...close.keys()].filter((i) => i === close.length - 1 || day(i + 1) !== day(i));
  return pricesFromColumns(
    { time: Float64Array.from(lasts, (i) => closeMs[i]), close: Float64Array.from(lasts, (i) => close[i]) },
    { barTime: "close", timeUnit: "ms", source },
  );
}

/** The middle of each day of a ratio whose two quotes are taken seconds apart. */
export function dailyMiddles(ratio: PriceSeries): PriceSeries {
  const { timeMs, logs } = dailyMedians(ratio, 60);
  return pricesFromColumns(
    { time: timeMs, close: logs.map(Math.exp) },
    { barTime: "close", timeUnit: "ms", source: ratio.source },
  );
}
