import { checkedPrices } from "./columns.js";
import { lineTooLong, textBytes } from "./csv.js";
import { addFault, headerError, noFaults, throwFaults } from "./faults.js";
import { gapsOf } from "./gaps.js";
import { layoutOfHeader, type Layout } from "./layout.js";
import { LINE_BYTES_MAX } from "./limits.js";
import { draftOf, makeRoom, readNumberCell, readTimeCell, refuseRow, type PriceDraft } from "./price-draft.js";
import {
  assertBelievable,
  assertRateUnit,
  fundingIntervalMs,
  lowerMedian,
  RATE_ANNUAL_MAX,
  rateAnnualOf,
  type RateReadOptions,
  type RateSeries,
} from "./rate-series.js";
import { rowsMaxOf, type BarTime } from "./read-options.js";

const NEWLINE = 10;
const RETURN = 13;
const COMMA = 44;

/** Line of the first row, below the header. */
const FIRST_LINE = 2;

const priceNames: readonly string[] = ["open", "high", "low", "close", "volume"];

/** Lines of a text, without their ends; empty lines at the end of the text are none. */
function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  let size = bytes.length;
  while (size > 0 && (bytes[size - 1] === NEWLINE || bytes[size - 1] === RETURN)) size--;
  for (let at = 0, line = 1; at < size; line++) {
    const found = bytes.subarray(0, size).indexOf(NEWLINE, at);
    const end = found < 0 ? size : found;
    if (end - at > LINE_BYTES_MAX) throw lineTooLong(line);
    yield bytes.subarray(at, end > at && bytes[end - 1] === RETURN ? end - 1 : end);
    at = end + 1;
  }
}

/** Bounds of the cells of a line: where each starts, and one past the comma or end after the last. */
function boundsOf(line: Uint8Array): number[] {
  const bounds = [0];
  for (let at = 0; at < line.length; at++) if (line[at] === COMMA) bounds.push(at + 1);
  bounds.push(line.length + 1);
  return bounds;
}

/**
 * Layout of a file of rates: the column of rates stands where a file of prices has its close, and columns of prices are
 * not read. @throws BadFileError (E_CSV_HEADER) without a time column or without exactly one of that name.
 */
function rateLayout(header: Uint8Array, rateColumn: string): Layout {
  const names = new TextDecoder()
    .decode(header)
    .split(",")
    .map((name) => name.trim());
  const count = names.filter((name) => name === rateColumn).length;
  if (count !== 1) throw headerError(names.join(","), `one column named ${rateColumn}`);
  const layout = layoutOfHeader(
    names.map((name) => (name === rateColumn ? "close" : priceNames.includes(name.toLowerCase()) ? "" : name)),
  );
  return { ...layout, names: { ...layout.names, close: rateColumn } };
}

/** Reads one line into the draft's next row; stops at its first fault. */
function readLine(draft: PriceDraft, line: Uint8Array, layout: Layout): void {
  const { columns } = layout;
  const bounds = boundsOf(line);
  const cells = bounds.length - 1;
  if (line.length === 0) refuseRow(draft, "E_EMPTY", "line", "", "a line for each rate");
  else if (cells !== columns.length) refuseRow(draft, "E_PARSE", "line", `${cells} cells`, `${columns.length} cells`);
  else {
    const time = columns.indexOf("time");
    const rate = columns.indexOf("close");
    if (!readTimeCell(draft, line, bounds[time], bounds[time + 1] - 1)) return;
    readNumberCell(draft, line, bounds[rate], bounds[rate + 1] - 1, "close", draft.close);
  }
}

/** Rates a year from the figures of the column. @throws BadFileError (E_OUT_OF_RANGE) with the lines that are not believed. */
function ratesOf(figures: Float64Array, intervalMs: number, options: RateReadOptions): Float64Array {
  const { kind, unit, rateColumn: field } = options;
  const faults = noFaults();
  const rates = figures.map((figure, row) => {
    const rate = rateAnnualOf(figure, intervalMs, options);
    if (rate !== null && Math.abs(rate) <= RATE_ANNUAL_MAX[kind]) return rate;
    const want = `a rate from -${RATE_ANNUAL_MAX[kind]} to ${RATE_ANNUAL_MAX[kind]} a year, read as ${unit}`;
    addFault(faults, { line: FIRST_LINE + row, code: "E_OUT_OF_RANGE", field, got: String(figure), want });
    return NaN;
  });
  throwFaults(faults);
  return rates;
}

/** Rates from the cells as they were read. The rules of time are those of prices: of a price that stays at 1. */
function checkedRates(draft: PriceDraft, barTime: BarTime, options: RateReadOptions): RateSeries {
  const { rateColumn, kind, timeUnit, source = "rates" } = options;
  const figures = draft.close.slice(0, draft.rows);
  draft.close = new Float64Array(draft.rows).fill(1);
  const { closeMs: timeMs } = checkedPrices(draft, barTime, timeUnit === undefined ? {} : { timeUnit });
  const intervalMs = lowerMedian(timeMs.slice(1).map((time, row) => time - timeMs[row]));
  const rateAnnual = ratesOf(figures, fundingIntervalMs(timeMs, intervalMs, options), options);
  assertBelievable(rateAnnual, options);
  const gaps = gapsOf(timeMs, intervalMs);
  return { timeMs, rateAnnual, kind, intervalMs, gaps, source: `${source}, ${rateColumn}` };
}

/**
 * Checked rates from CSV text (UTF-8, with or without a byte order mark; LF or CRLF; cells are not quoted). The first
 * line names the columns: a time, as in a file of prices, and the column of rates that the caller names; others are not
 * read. Times are checked by the rules of prices; a column open_time is
 * moved to the end of its interval. Nothing is sorted, filled or guessed; a missing rate is never 0.
 * @throws BadFileError with the code of the first bad line, E_OUT_OF_RANGE for a rate that is not believed; TooFewError
 * (E_TOO_FEW) below two rows; TooLargeError (E_TOO_LARGE) beyond 64 kB a line or the limit of rows; MissingError
 * (E_MISSING) or ConflictError (E_CONFIG_CONFLICT) where the unit is not known; UnitAmbiguousError (E_UNIT_AMBIGUOUS)
 * where most rates are not believed; ParseError (E_PARSE) for UTF-16.
 */
export function readRatesCsv(input: Uint8Array | string, options: RateReadOptions): RateSeries {
  assertRateUnit(options);
  const rowsMax = rowsMaxOf(options);
  const bytes = textBytes(input);
  const lines = linesOf(bytes);
  const header = lines.next();
  const layout = rateLayout(header.done === true ? new Uint8Array() : header.value, options.rateColumn);
  const draft = draftOf(layout, { firstLine: FIRST_LINE, rowsMax, rowsGuess: Math.ceil(bytes.length / 16) });
  for (const line of lines) {
    makeRoom(draft);
    readLine(draft, line, layout);
    draft.rows++;
  }
  return checkedRates(draft, layout.barTime ?? "close", options);
}
