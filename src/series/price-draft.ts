import { TooLargeError, type LineCode } from "../errors/index.js";
import { addFault, noFaults, type Faults } from "./faults.js";
import type { ColumnName, Layout } from "./layout.js";
import { isBlank, NUMBER_FORM, numberFault, parseNumber } from "./number.js";
import { isoForm, parseIsoTime, readTime, type TimeForm } from "./time.js";

/** Columns while they are being read. A row whose time is NaN has been refused already, and is among the faults. */
export interface PriceDraft {
  /** What the file calls each column. */
  readonly names: Readonly<Record<ColumnName, string>>;
  /** Line of the file that row 0 stands on. */
  readonly firstLine: number;
  readonly rowsMax: number;
  readonly faults: Faults;
  rows: number;
  /** How the times are written; null until one has been read. */
  timeForm: TimeForm | null;
  /** Unit as in the file for epoch times, else epoch ms. */
  time: Float64Array;
  close: Float64Array;
  bars: { open: Float64Array; high: Float64Array; low: Float64Array } | null;
  volume: Float64Array | null;
}

/** What a draft starts from. */
export interface DraftStart {
  readonly firstLine: number;
  readonly rowsMax: number;
  /** Rows to make room for at first. */
  readonly rowsGuess: number;
}

/** An empty draft with the columns of a layout. */
export function draftOf(layout: Layout, { firstLine, rowsMax, rowsGuess }: DraftStart): PriceDraft {
  const room = Math.max(2, Math.min(rowsGuess, rowsMax));
  const column = (): Float64Array => new Float64Array(room);
  return {
    names: layout.names,
    firstLine,
    rowsMax,
    faults: noFaults(),
    rows: 0,
    timeForm: null,
    time: column(),
    close: column(),
    bars: layout.columns.includes("open") ? { open: column(), high: column(), low: column() } : null,
    volume: layout.columns.includes("volume") ? column() : null,
  };
}

/** The same columns with each array put through `change`. */
export function changeColumns(draft: PriceDraft, change: (column: Float64Array) => Float64Array): void {
  draft.time = change(draft.time);
  draft.close = change(draft.close);
  const { bars, volume } = draft;
  if (bars !== null) draft.bars = { open: change(bars.open), high: change(bars.high), low: change(bars.low) };
  if (volume !== null) draft.volume = change(volume);
}

/** Room for one more row. True if the arrays were replaced. @throws TooLargeError (E_TOO_LARGE) at the limit of rows. */
export function makeRoom(draft: PriceDraft): boolean {
  if (draft.rows < draft.time.length && draft.rows < draft.rowsMax) return false;
  if (draft.rows >= draft.rowsMax) throw tooManyRows(draft.rowsMax);
  const room = Math.min(draft.rowsMax, Math.ceil(draft.time.length * 1.5) + 16);
  changeColumns(draft, (column) => {
    const wider = new Float64Array(room);
    wider.set(column);
    return wider;
  });
  return true;
}

/** The error for a series with more rows than the limit. */
export function tooManyRows(rowsMax: number): TooLargeError {
  return new TooLargeError({
    field: "rows",
    got: `more than ${rowsMax} rows`,
    want: `at most ${rowsMax} rows`,
    hint: "use longer bars or a shorter span",
  });
}

/** The array of a column that the layout has; null for one that is not read. */
export function columnArray(draft: PriceDraft, name: ColumnName | null): Float64Array | null {
  if (name === null) return null;
  if (name === "open" || name === "high" || name === "low") return draft.bars === null ? null : draft.bars[name];
  return draft[name];
}

/** Line of the file that a row stands on. */
export const lineOf = (draft: PriceDraft, row: number): number => draft.firstLine + row;

/** Refuses the row being read, for one of its cells or as a whole. */
export function refuseRow(draft: PriceDraft, code: LineCode, field: string, got: string, want: string): false {
  draft.time[draft.rows] = NaN;
  addFault(draft.faults, { line: lineOf(draft, draft.rows), code, field, got, want });
  return false;
}

/** Longest cell that is quoted in an error, in bytes; the error itself cuts it to 80 characters. */
const CELL_BYTES_SHOWN = 400;

/** A cell as text, for an error. */
const cellText = (bytes: Uint8Array, from: number, to: number): string =>
  new TextDecoder().decode(bytes.subarray(from, Math.min(to, from + CELL_BYTES_SHOWN)));

/** Reads a number cell into `target`; false if it was refused. */
export function readNumberCell(
  draft: PriceDraft,
  bytes: Uint8Array,
  from: number,
  to: number,
  name: ColumnName,
  target: Float64Array,
): boolean {
  const value = parseNumber(bytes, from, to);
  if (Number.isFinite(value)) {
    target[draft.rows] = value;
    return true;
  }
  const code = numberFault(bytes, from, to, value);
  return refuseRow(draft, code, draft.names[name], cellText(bytes, from, to), NUMBER_FORM);
}

/** Form of the time in these bytes; null if it is in none. */
function timeFormOf(bytes: Uint8Array, from: number, to: number): TimeForm | null {
  if (!Number.isNaN(parseNumber(bytes, from, to))) return "epoch";
  return Number.isNaN(parseIsoTime(bytes, from, to)) ? null : isoForm(to - from);
}

const formWords: Readonly<Record<TimeForm, string>> = {
  epoch: "an epoch time in whole seconds, milliseconds or microseconds",
  date: "a date such as 2024-01-31",
  "date-time": "a date-time such as 2024-01-31T00:00:00Z",
};

/** Code and wish for a time cell that was not read. */
function timeFault(bytes: Uint8Array, from: number, to: number, form: TimeForm | null): [LineCode, string] {
  const want = form === null ? `${formWords.epoch}, or ${formWords["date-time"]}` : formWords[form];
  if (isBlank(bytes, from, to)) return ["E_EMPTY", want];
  const own = timeFormOf(bytes, from, to);
  if (own !== form && own !== null) return ["E_TIME_UNIT", `${want}, as on the lines before`];
  if (own === "epoch") return ["E_NOT_FINITE", want];
  const reading = readTime(cellText(bytes, from, to));
  if (!reading.ok && reading.code === "E_TIME_UNIT") return ["E_TIME_UNIT", "a zone: Z or an offset such as +00:00"];
  return [form === "epoch" ? "E_NOT_A_NUMBER" : "E_PARSE", want];
}

/** Reads a time cell; false if it was refused. The first time that can be read fixes the form for the column. */
export function readTimeCell(draft: PriceDraft, bytes: Uint8Array, from: number, to: number): boolean {
  if (draft.timeForm === null) draft.timeForm = timeFormOf(bytes, from, to);
  const form = draft.timeForm;
  const value = form === "epoch" ? parseNumber(bytes, from, to) : parseIsoTime(bytes, from, to);
  const right = form === "epoch" ? Number.isFinite(value) : !Number.isNaN(value) && isoForm(to - from) === form;
  if (right) {
    draft.time[draft.rows] = value;
    return true;
  }
  const [code, want] = timeFault(bytes, from, to, form);
  return refuseRow(draft, code, draft.names.time, cellText(bytes, from, to), want);
}
