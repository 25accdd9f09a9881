import { ConflictError, MissingError } from "../errors/index.js";
import { headerError } from "./faults.js";
import type { BarTime, PriceReadOptions } from "./read-options.js";
import { speaksFor } from "./time-unit.js";

/** The columns that are read. */
export type ColumnName = "time" | "open" | "high" | "low" | "close" | "volume";

/** What each column of a file holds. */
export interface Layout {
  /** By place in the file; null for a column that is not read. */
  readonly columns: readonly (ColumnName | null)[];
  /** What the file calls each column; the plain name where it has no header. */
  readonly names: Readonly<Record<ColumnName, string>>;
  /** Which end of its bar the time column names, where the layout says so; else null. */
  readonly barTime: BarTime | null;
}

/** Header names of a time column, in lower case, and the end of the bar that they name. */
const timeNames: Readonly<Record<string, BarTime | null>> = {
  ts: null,
  time: null,
  timestamp: null,
  date: null,
  datetime: null,
  open_time: "open",
  close_time: "close",
};

const priceNames: readonly ColumnName[] = ["open", "high", "low", "close", "volume"];

const plainNames: Readonly<Record<ColumnName, string>> = {
  time: "time",
  open: "open",
  high: "high",
  low: "low",
  close: "close",
  volume: "volume",
};

const HEADER_FORM = "a header such as ts,open,high,low,close,volume or ts,close";

/** Meaning of one header name: a column that is read, or null. */
function columnOf(name: string): ColumnName | null {
  const lower = name.trim().toLowerCase();
  if (Object.hasOwn(timeNames, lower)) return "time";
  return priceNames.find((column) => column === lower) ?? null;
}

/**
 * Layout of a file from its header: one time column (ts, time, timestamp, date, datetime, open_time or close_time),
 * close, and optionally open, high and low together, and volume; in any order and case. Other columns are not read. With
 * both open_time and close_time, as Binance writes them, open_time is the time.
 * @throws BadFileError (E_CSV_HEADER) if a column is missing, or is there twice.
 */
export function layoutOfHeader(header: readonly string[]): Layout {
  const got = header.join(",");
  const lower = header.map((name) => name.trim().toLowerCase());
  const bothTimes = lower.includes("open_time") && lower.includes("close_time");
  const columns = lower.map((name) => (bothTimes && name === "close_time" ? null : columnOf(name)));
  const found = columns.filter((column) => column !== null);
  const twice = found.find((column, at) => found.indexOf(column) !== at);
  if (twice !== undefined) throw headerError(got, `one ${twice} column`);
  if (!found.includes("time") || !found.includes("close")) throw headerError(got, HEADER_FORM);
  const ranged = (["open", "high", "low"] as const).filter((column) => found.includes(column)).length;
  if (ranged !== 0 && ranged !== 3) throw headerError(got, "open, high and low together, or none of them");
  const names = { ...plainNames };
  columns.forEach((column, at) => {
    if (column !== null) names[column] = header[at].trim();
  });
  return { columns, names, barTime: timeNames[names.time.toLowerCase()] };
}

/**
 * Layout of rows without a header, recognised by exact shape: six numbers led by a time in milliseconds are ccxt candles;
 * twelve led by a time in milliseconds or microseconds, with a later one seventh, are Binance klines. Both are stamped
 * with the start of the bar. Null for any other shape.
 */
export function layoutOfCandle(cells: readonly number[]): Layout | null {
  const [time, , , , , , end] = cells;
  const six: readonly ColumnName[] = ["time", "open", "high", "low", "close", "volume"];
  if (!cells.every(Number.isFinite)) return null;
  if (cells.length === 6 && speaksFor("ms", time)) return { columns: six, names: plainNames, barTime: "open" };
  const stamped = speaksFor("ms", time) || speaksFor("us", time);
  if (cells.length !== 12 || !stamped || !(end > time)) return null;
  return { columns: [...six, null, null, null, null, null, null], names: plainNames, barTime: "open" };
}

/**
 * Which end of its bar the time column names: by the layout, or as the caller says.
 * @throws MissingError (E_MISSING) if neither says so; ConflictError (E_CONFIG_CONFLICT) if they differ.
 */
export function barTimeOf(layout: Layout, options: PriceReadOptions): BarTime {
  const { barTime } = options;
  if (layout.barTime !== null && barTime !== undefined && barTime !== layout.barTime) {
    throw new ConflictError({
      field: "bar-time",
      got: barTime,
      want: `${layout.barTime}: the column ${layout.names.time} of this layout names that end of the bar`,
      hint: "leave bar-time out",
    });
  }
  const known = layout.barTime ?? barTime;
  if (known !== undefined) return known;
  throw new MissingError({
    field: "bar-time",
    got: "nothing",
    want: `open or close: which end of its bar the column ${layout.names.time} names`,
    hint: "exchanges, and days written as dates, are as a rule stamped with the start of the bar: open",
  });
}
