import { TooFewError, type BadLine } from "../errors/index.js";
import { addFault, throwFaults } from "./faults.js";
import { gapsOf, intervalMsOf } from "./gaps.js";
import { JUMP_FACTOR_MAX, ROWS_MIN } from "./limits.js";
import { mend } from "./mending.js";
import { changeColumns, type PriceDraft } from "./price-draft.js";
import type { PriceSeries } from "./price-series.js";
import type { BarTime, PriceReadOptions } from "./read-options.js";
import { TIME_MS_MAX, TIME_MS_MIN } from "./time.js";
import { eachForeignTime, timeUnitOf, toMilliseconds, unitWords } from "./time-unit.js";

/** Why one row is refused; null if it is not. */
type RowFault = Omit<BadLine, "line"> | null;

/** Time as people read it, UTC. */
const timeText = (timeMs: number): string => new Date(timeMs).toISOString();

/** Adds a fault for a row, and marks the row as refused. */
function refuse(draft: PriceDraft, row: number, line: number, fault: Omit<BadLine, "line">): void {
  draft.time[row] = NaN;
  addFault(draft.faults, { line, ...fault });
}

/** Turns epoch times into ms in place, in one unit for the column; refuses rows that cannot be in it. */
function settleUnit(draft: PriceDraft, options: PriceReadOptions): void {
  if (draft.timeForm !== "epoch") return;
  const { time, firstLine } = draft;
  const unit = options.timeUnit ?? timeUnitOf(time);
  const field = draft.names.time;
  const foreign = (row: number, want: string): void =>
    refuse(draft, row, firstLine + row, { code: "E_TIME_UNIT", field, got: String(time[row]), want });
  if (unit === null) {
    const want = "epoch seconds, milliseconds or microseconds that show which they are, or the unit: s, ms or us";
    for (let row = 0; row < time.length; row++) if (!Number.isNaN(time[row])) foreign(row, want);
    return;
  }
  const want = `epoch ${unitWords[unit]}, as on most lines`;
  if (options.timeUnit === undefined) eachForeignTime(time, unit, (row) => foreign(row, want));
  for (let row = 0; row < time.length; row++) {
    if (Number.isNaN(time[row]) || Number.isSafeInteger(time[row])) continue;
    foreign(row, "a whole number below 2^53");
  }
  toMilliseconds(time, unit);
}

/** A price that cannot be one. */
const badPrice = (field: string, value: number, want: string): RowFault => ({
  code: "E_BAD_PRICE",
  field,
  got: String(value),
  want,
});

/** Fault of the open, high and low of a row, beside its close. */
function rangeFault(names: PriceDraft["names"], open: number, high: number, low: number, close: number): RowFault {
  if (!(open > 0)) return badPrice(names.open, open, "a price above 0");
  if (!(high > 0)) return badPrice(names.high, high, "a price above 0");
  if (!(low > 0)) return badPrice(names.low, low, "a price above 0");
  if (!(close > 0)) return badPrice(names.close, close, "a price above 0");
  if (high < low) return badPrice(names.high, high, `at least the low, ${low}`);
  if (high < open || high < close) return badPrice(names.high, high, `at least open ${open} and close ${close}`);
  if (low > open || low > close) return badPrice(names.low, low, `at most open ${open} and close ${close}`);
  return null;
}

/** Fault of the prices and the volume of a row by themselves. */
function priceFault({ bars, close, volume, names }: PriceDraft, row: number): RowFault {
  if (bars !== null) {
    const fault = rangeFault(names, bars.open[row], bars.high[row], bars.low[row], close[row]);
    if (fault !== null) return fault;
  }
  if (!(close[row] > 0)) return badPrice(names.close, close[row], "a price above 0");
  if (volume === null || volume[row] >= 0) return null;
  return { code: "E_OUT_OF_RANGE", field: names.volume, got: String(volume[row]), want: "0 or above" };
}

/** Fault of a row's time, alone and after the time of the row before (NaN for none). */
function timeFault(draft: PriceDraft, timeMs: number, beforeMs: number): RowFault {
  const field = draft.names.time;
  if (timeMs < TIME_MS_MIN || timeMs > TIME_MS_MAX) {
    return { code: "E_OUT_OF_RANGE", field, got: `${timeMs} ms`, want: "a time from 1900 to 2200" };
  }
  if (timeMs > beforeMs || Number.isNaN(beforeMs)) return null;
  const got = timeText(timeMs);
  if (timeMs === beforeMs)
    return { code: "E_DUPLICATE_TIME", field, got, want: "a time that differs from the line before" };
  return { code: "E_OUT_OF_ORDER", field, got, want: `a time after that of the line before, ${timeText(beforeMs)}` };
}

/** Fault of a close after the close before (NaN for none). */
function jumpFault(draft: PriceDraft, close: number, before: number): RowFault {
  const factor = close / before;
  if (!(factor > JUMP_FACTOR_MAX || factor < 1 / JUMP_FACTOR_MAX)) return null;
  const want = `at most ${JUMP_FACTOR_MAX} times the close before, ${before}, and at least 1/${JUMP_FACTOR_MAX} of it`;
  return { code: "E_SUSPECT_JUMP", field: draft.names.close, got: String(close), want };
}

/** Checks each row by itself and against the one before; one fault a line. `lines` is the line of each row. */
function checkRows(draft: PriceDraft, lines: (row: number) => number, allowJumps: boolean): void {
  let beforeMs = NaN;
  let closeBefore = NaN;
  for (let row = 0; row < draft.rows; row++) {
    const timeMs = draft.time[row];
    if (Number.isNaN(timeMs)) continue;
    const close = draft.close[row];
    const fault =
      priceFault(draft, row) ??
      timeFault(draft, timeMs, beforeMs) ??
      (allowJumps ? null : jumpFault(draft, close, closeBefore));
    if (fault !== null) refuse(draft, row, lines(row), fault);
    if (fault?.code !== "E_OUT_OF_RANGE") beforeMs = timeMs;
    if (close > 0) closeBefore = close;
  }
}

/**
 * Checked prices from columns as they were read: the one place where the rules of a price series are written. Times are
 * brought to ms, rows are mended as asked, every row is checked, and bars are stamped with their close: a bar stamped
 * with its start ends one bar length later, the commonest step of the series.
 * @throws BadFileError with the first ten bad lines; TooFewError (E_TOO_FEW) below two rows.
 */
export function checkedPrices(draft: PriceDraft, barTime: BarTime, options: PriceReadOptions): PriceSeries {
  changeColumns(draft, (column) => (column.length === draft.rows ? column : column.slice(0, draft.rows)));
  settleUnit(draft, options);
  const { lines, mended } = mend(draft, options);
  checkRows(draft, lines, options.allowJumps === true);
  throwFaults(draft.faults);
  if (draft.rows < ROWS_MIN) {
    const hint = "give a longer span";
    throw new TooFewError({ field: "rows", got: `${draft.rows}`, want: `at least ${ROWS_MIN} rows of prices`, hint });
  }
  const { time: closeMs, close, bars, volume } = draft;
  const intervalMs = intervalMsOf(closeMs);
  const gaps = gapsOf(closeMs, intervalMs);
  if (barTime === "open") for (let row = 0; row < closeMs.length; row++) closeMs[row] += intervalMs;
  return { closeMs, close, bars, volume, intervalMs, gaps, source: options.source ?? "prices", mended };
}
