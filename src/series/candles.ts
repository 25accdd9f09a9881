import { ParseError } from "../errors/index.js";
import { checkedPrices } from "./columns.js";
import { lineTooLong, textBytes } from "./csv.js";
import { barTimeOf, layoutOfCandle, type Layout } from "./layout.js";
import { LINE_BYTES_MAX } from "./limits.js";
import { parseNumber } from "./number.js";
import {
  columnArray,
  draftOf,
  makeRoom,
  readNumberCell,
  readTimeCell,
  refuseRow,
  type PriceDraft,
} from "./price-draft.js";
import type { PriceSeries } from "./price-series.js";
import { rowsMaxOf, type PriceReadOptions } from "./read-options.js";

const SPACE = 32;
const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const OPEN = 91;
const CLOSE = 93;
const CURLY = 123;

/** Most cells of a candle that are looked at. */
const CELLS_MAX = 64;

const isSpace = (byte: number): boolean => byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB;

/** First position from `at` on that is not white space. */
function skipSpace(bytes: Uint8Array, at: number): number {
  while (at < bytes.length && isSpace(bytes[at])) at++;
  return at;
}

/** The error for text that is not an array of candles. */
function notCandles(bytes: Uint8Array, at: number, want: string): ParseError {
  const got = at < bytes.length ? new TextDecoder().decode(bytes.subarray(at, at + 40)) : "the end of the text";
  const hint = "give ccxt candles: [[ms, open, high, low, close, volume], ...]";
  return new ParseError({ field: `byte ${at + 1}`, got, want, hint });
}

/** Bounds of the cells of one candle, two numbers a cell, and where the candle ends. */
interface Candle {
  readonly bounds: Uint32Array;
  count: number;
  /** Position after the closing bracket. */
  end: number;
}

/** End of the cell at `at`, a number, a word, or a string without escapes. @throws ParseError (E_PARSE) for anything else. */
function cellEnd(bytes: Uint8Array, at: number): number {
  const quoted = bytes[at] === QUOTE;
  let to = quoted ? at + 1 : at;
  for (; to < bytes.length; to++) {
    const byte = bytes[to];
    if (quoted ? byte === QUOTE : byte === COMMA || byte === CLOSE || isSpace(byte)) break;
    if (byte === OPEN || byte === CURLY || byte === BACKSLASH || (!quoted && byte === QUOTE)) {
      throw notCandles(bytes, to, "a number");
    }
  }
  if (to === at || to === bytes.length) throw notCandles(bytes, at, "a number");
  return to;
}

/** Finds the cells of the candle at `at`. @throws ParseError (E_PARSE) if no candle stands there. */
function findCells(bytes: Uint8Array, at: number, row: number, candle: Candle): void {
  if (bytes[at] !== OPEN) throw notCandles(bytes, at, "a candle in square brackets");
  const start = at;
  candle.count = 0;
  do {
    const from = skipSpace(bytes, at + 1);
    const to = cellEnd(bytes, from);
    const quoted = bytes[from] === QUOTE;
    if (candle.count < CELLS_MAX) {
      candle.bounds[2 * candle.count] = quoted ? from + 1 : from;
      candle.bounds[2 * candle.count + 1] = to;
    }
    candle.count++;
    at = skipSpace(bytes, quoted ? to + 1 : to);
  } while (bytes[at] === COMMA);
  if (bytes[at] !== CLOSE) throw notCandles(bytes, at, "a comma or a closing bracket");
  if (at - start > LINE_BYTES_MAX) throw lineTooLong(row);
  candle.end = at + 1;
}

/** True if the cell holds the word null. */
const isNull = (bytes: Uint8Array, from: number, to: number): boolean =>
  to - from === 4 &&
  bytes[from] === 110 &&
  bytes[from + 1] === 117 &&
  bytes[from + 2] === 108 &&
  bytes[from + 3] === 108;

/** Reads the cells of one candle into the draft's next row; stops at its first fault. */
function readCandle(bytes: Uint8Array, candle: Candle, layout: Layout, draft: PriceDraft): void {
  const { columns } = layout;
  if (candle.count !== columns.length) {
    refuseRow(draft, "E_PARSE", "row", `${candle.count} cells`, `${columns.length} cells`);
    return;
  }
  for (let place = 0; place < columns.length; place++) {
    const name = columns[place];
    const target = columnArray(draft, name);
    if (name === null || target === null) continue;
    const from = candle.bounds[2 * place];
    const to = isNull(bytes, from, candle.bounds[2 * place + 1]) ? from : candle.bounds[2 * place + 1];
    if (name === "time" && !readTimeCell(draft, bytes, from, to)) return;
    if (name !== "time" && !readNumberCell(draft, bytes, from, to, name, target)) return;
  }
}

/** Layout by the first candle. @throws ParseError (E_PARSE) if it has no known shape. */
function layoutOf(bytes: Uint8Array, at: number, candle: Candle): Layout {
  const count = Math.min(candle.count, CELLS_MAX);
  const cells = Array.from({ length: count }, (_, cell) =>
    parseNumber(bytes, candle.bounds[2 * cell], candle.bounds[2 * cell + 1]),
  );
  const layout = layoutOfCandle(cells);
  if (layout === null)
    throw notCandles(bytes, at, "a candle of 6 numbers (ccxt) or 12 (Binance), led by epoch milliseconds");
  return layout;
}

/**
 * Checked prices from JSON text: an array of ccxt candles, [[ms, open, high, low, close, volume], ...], or of Binance
 * klines with their twelve cells; numbers may stand in quotes. Bars are stamped with their start. The text is read from
 * its bytes, two brackets deep and no deeper, so a hostile file costs no more than its length. Lines in errors are rows.
 * @throws ParseError (E_PARSE) if the text is not such an array; else as `readPricesCsv`.
 */
export function readPricesJson(input: Uint8Array | string, options: PriceReadOptions = {}): PriceSeries {
  const rowsMax = rowsMaxOf(options);
  const bytes = textBytes(input);
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== OPEN) throw notCandles(bytes, at, "an array of candles");
  const candle: Candle = { bounds: new Uint32Array(2 * CELLS_MAX), count: 0, end: 0 };
  at = skipSpace(bytes, at + 1);
  findCells(bytes, at, 1, candle);
  const layout = layoutOf(bytes, at, candle);
  const barTime = barTimeOf(layout, options);
  const rowsGuess = Math.ceil((bytes.length / (candle.end - at)) * 1.05) + 2;
  const draft = draftOf(layout, { firstLine: 1, rowsMax, rowsGuess });
  for (;;) {
    makeRoom(draft);
    readCandle(bytes, candle, layout, draft);
    draft.rows++;
    at = skipSpace(bytes, candle.end);
    if (bytes[at] !== COMMA) break;
    at = skipSpace(bytes, at + 1);
    findCells(bytes, at, draft.rows + 1, candle);
  }
  if (bytes[at] !== CLOSE) throw notCandles(bytes, at, "a comma or the closing bracket");
  const end = skipSpace(bytes, at + 1);
  if (end < bytes.length) throw notCandles(bytes, end, "nothing after the array");
  return checkedPrices(draft, barTime, options);
}
