import { changeColumns, lineOf, type PriceDraft } from "./price-draft.js";
import type { PriceReadOptions } from "./read-options.js";

/** What mending did, and the line of the file that each row now stands on. */
export interface Mending {
  readonly lines: (row: number) => number;
  /** In words; empty when nothing was changed. */
  readonly mended: readonly string[];
}

/** How many rows are earlier than the row above them; refused rows, whose time is NaN, are passed over. */
function countDisorder(time: Float64Array): number {
  let count = 0;
  let before = -Infinity;
  for (let row = 0; row < time.length; row++) {
    if (time[row] < before) count++;
    if (!Number.isNaN(time[row])) before = time[row];
  }
  return count;
}

/** Row numbers in ascending time, equal times in file order; refused rows, whose time is NaN, last. */
function sortedRows(time: Float64Array): Uint32Array {
  const order = Uint32Array.from({ length: time.length }, (_, row) => row);
  const rank = (row: number): number => (Number.isNaN(time[row]) ? Infinity : time[row]);
  return order.sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : a - b));
}

/** Brings the rows of every column into `order`, which may leave some out. */
function takeRows(draft: PriceDraft, order: Uint32Array): void {
  changeColumns(draft, (column) => Float64Array.from(order, (row) => column[row]));
  draft.rows = order.length;
}

/** Row numbers without those that equal the row above in every column that is read. */
function distinctRows(draft: PriceDraft): Uint32Array {
  const { time, close, bars, volume } = draft;
  const columns = [time, close, bars?.open, bars?.high, bars?.low, volume].filter(
    (column) => column instanceof Float64Array,
  );
  const kept = new Uint32Array(draft.rows);
  let count = 0;
  for (let row = 0; row < draft.rows; row++) {
    const same = row > 0 && columns.every((column) => column[row] === column[row - 1]);
    if (!same) kept[count++] = row;
  }
  return kept.slice(0, count);
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** Sorts and drops as the options ask, in that order, and says what it did. */
export function mend(draft: PriceDraft, options: PriceReadOptions): Mending {
  const mended: string[] = [];
  let order: Uint32Array | null = null;
  const disorder = options.sort === true ? countDisorder(draft.time) : 0;
  if (disorder > 0) {
    order = sortedRows(draft.time);
    takeRows(draft, order);
    mended.push(`sorted by time: ${counted(disorder, "line")} stood below a later one`);
  }
  const kept = options.dropDuplicates === true ? distinctRows(draft) : null;
  if (kept !== null && kept.length < draft.rows) {
    mended.push(`dropped ${counted(draft.rows - kept.length, "exact duplicate")}`);
    takeRows(draft, kept);
    const sorted = order;
    order = sorted === null ? kept : kept.map((row) => sorted[row]);
  }
  const rows = order;
  return { lines: (row) => lineOf(draft, rows === null ? row : rows[row]), mended };
}
