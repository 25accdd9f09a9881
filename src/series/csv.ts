import { ParseError, TooLargeError } from "../errors/index.js";
import { checkedPrices } from "./columns.js";
import { headerError } from "./faults.js";
import { barTimeOf, layoutOfCandle, layoutOfHeader, type ColumnName, type Layout } from "./layout.js";
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

const NEWLINE = 10;
const RETURN = 13;
const COMMA = 44;
const QUOTE = 34;

/** Bytes of a text with its byte order mark taken off. @throws ParseError (E_PARSE) for UTF-16. */
export function textBytes(input: Uint8Array | string): Uint8Array {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new ParseError({ field: "file", got: "UTF-16 text", want: "UTF-8 text", hint: "save the file as UTF-8" });
  }
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** The error for a line or a candle that is too long. */
export function lineTooLong(line: number): TooLargeError {
  return new TooLargeError({
    field: `line ${line}`,
    got: `more than ${LINE_BYTES_MAX} bytes`,
    want: `at most ${LINE_BYTES_MAX} bytes in a line`,
    hint: "check that the file is text, with a line for each bar",
  });
}

/** End of the line that starts at `at`, before its line feed. @throws TooLargeError (E_TOO_LARGE) beyond 64 kB. */
function lineEnd(bytes: Uint8Array, at: number, line: number): number {
  const found = bytes.indexOf(NEWLINE, at);
  const end = found < 0 ? bytes.length : found;
  if (end - at > LINE_BYTES_MAX) throw lineTooLong(line);
  return end;
}

/** End of the text of a line: before the carriage return of a CRLF. */
const textEnd = (bytes: Uint8Array, at: number, end: number): number =>
  end > at && bytes[end - 1] === RETURN ? end - 1 : end;

/** Position of the quote that closes the one at `at` and ends its cell; -1 if there is none on the line. */
function closingQuote(bytes: Uint8Array, at: number, stop: number): number {
  for (let place = at + 1; place < stop; place++) {
    if (bytes[place] !== QUOTE) continue;
    if (bytes[place + 1] === QUOTE && place + 1 < stop) place++;
    else return place + 1 === stop || bytes[place + 1] === COMMA ? place : -1;
  }
  return -1;
}

/** Position of the comma or line end that ends the cell at `from`; -1 if its quote is not closed there. */
function cellStop(bytes: Uint8Array, from: number, stop: number): number {
  if (isQuoted(bytes, from, stop)) {
    const closing = closingQuote(bytes, from, stop);
    return closing < 0 ? -1 : closing + 1;
  }
  let to = from;
  while (to < stop && bytes[to] !== COMMA) to++;
  return to;
}

/** True if the cell at `from` opens with a quote. */
const isQuoted = (bytes: Uint8Array, from: number, stop: number): boolean => from < stop && bytes[from] === QUOTE;

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Layout of a CSV text by its first line, and whether that is a header. */
function layoutOf(bytes: Uint8Array): { readonly layout: Layout; readonly hasHeader: boolean } {
  const stop = textEnd(bytes, 0, lineEnd(bytes, 0, 1));
  const cells: Uint8Array[] = [];
  for (let from = 0; ;) {
    const to = cellStop(bytes, from, stop);
    if (to < 0) throw headerError(textOf(bytes.subarray(0, stop)), "quotes that are closed");
    cells.push(isQuoted(bytes, from, stop) ? bytes.subarray(from + 1, to - 1) : bytes.subarray(from, to));
    if (to === stop) break;
    from = to + 1;
  }
  const candle = layoutOfCandle(cells.map((cell) => parseNumber(cell, 0, cell.length)));
  if (candle !== null) return { layout: candle, hasHeader: false };
  const names = cells.map(textOf);
  return { layout: layoutOfHeader(names), hasHeader: true };
}

/** Everything that reading a line needs. */
interface Cursor {
  readonly bytes: Uint8Array;
  readonly columns: readonly (ColumnName | null)[];
  readonly draft: PriceDraft;
  /** The draft's arrays by place in the file; null for a column that is not read. */
  targets: readonly (Float64Array | null)[];
}

const targetsOf = ({ columns, draft }: Pick<Cursor, "columns" | "draft">): readonly (Float64Array | null)[] =>
  columns.map((name) => columnArray(draft, name));

/** Reads one cell; false if it was refused. */
function readCell(cursor: Cursor, place: number, from: number, to: number): boolean {
  const target = cursor.targets[place];
  const name = cursor.columns[place];
  if (target === null || name === null) return true;
  if (name === "time") return readTimeCell(cursor.draft, cursor.bytes, from, to);
  return readNumberCell(cursor.draft, cursor.bytes, from, to, name, target);
}

/** Reads one line into the draft's next row; stops at its first fault. */
function readLine(cursor: Cursor, at: number, stop: number): void {
  const { bytes, draft, columns } = cursor;
  let cells = 0;
  for (let from = at; from <= stop; cells++) {
    const to = cellStop(bytes, from, stop);
    if (to < 0) {
      refuseRow(draft, "E_PARSE", "line", "a quote that is not closed", "quotes closed on the same line");
      return;
    }
    if (cells < columns.length) {
      const inset = isQuoted(bytes, from, stop) ? 1 : 0;
      if (!readCell(cursor, cells, from + inset, to - inset)) return;
    }
    from = to + 1;
  }
  if (cells !== columns.length) refuseRow(draft, "E_PARSE", "line", `${cells} cells`, `${columns.length} cells`);
}

/** True if nothing but line ends stands from `at` on. */
function onlyLineEnds(bytes: Uint8Array, at: number): boolean {
  while (at < bytes.length && (bytes[at] === NEWLINE || bytes[at] === RETURN)) at++;
  return at === bytes.length;
}

/** Reads every line from `at` on. */
function readLines(cursor: Cursor, at: number): void {
  const { bytes, draft } = cursor;
  while (at < bytes.length) {
    const end = lineEnd(bytes, at, draft.firstLine + draft.rows);
    const stop = textEnd(bytes, at, end);
    if (stop === at && onlyLineEnds(bytes, at)) return;
    if (makeRoom(draft)) cursor.targets = targetsOf(cursor);
    if (stop === at) refuseRow(draft, "E_EMPTY", "line", "", "a line for each bar");
    else readLine(cursor, at, stop);
    draft.rows++;
    at = end + 1;
  }
}

/**
 * Checked prices from CSV text (UTF-8, with or without a byte order mark; LF or CRLF; cells may be quoted as in RFC 4180,
 * but not across lines). The first line names the columns, or the rows are ccxt candles or Binance klines. Nothing is
 * sorted, filled or guessed unless the options ask for it.
 * @throws BadFileError with the code of the first bad line; TooFewError (E_TOO_FEW) below two rows; TooLargeError
 * (E_TOO_LARGE) beyond 64 kB a line or the limit of rows; MissingError (E_MISSING) or ConflictError (E_CONFIG_CONFLICT)
 * for the bar time; ParseError (E_PARSE) for UTF-16.
 */
export function readPricesCsv(input: Uint8Array | string, options: PriceReadOptions = {}): PriceSeries {
  const rowsMax = rowsMaxOf(options);
  const bytes = textBytes(input);
  const { layout, hasHeader } = layoutOf(bytes);
  const barTime = barTimeOf(layout, options);
  const start = hasHeader ? lineEnd(bytes, 0, 1) + 1 : 0;
  const second = start < bytes.length ? lineEnd(bytes, start, 2) - start + 1 : 1;
  const rowsGuess = Math.ceil(((bytes.length - start) / second) * 1.05) + 2;
  const draft = draftOf(layout, { firstLine: hasHeader ? 2 : 1, rowsMax, rowsGuess });
  const { columns } = layout;
  readLines({ bytes, columns, draft, targets: targetsOf({ columns, draft }) }, start);
  return checkedPrices(draft, barTime, options);
}
