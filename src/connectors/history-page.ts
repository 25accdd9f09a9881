import { BadAnswerError } from "../errors/index.js";
import { STEP_MS_MIN, type HistoryRow, type HistoryTable } from "./history-table.js";

/** Most rows of one page: no venue tells as many at once. */
const PAGE_ROWS_MAX = 100_000;

const HINT = "ask again; if it stays so, the venue has changed its answers or the endpoint is not to be trusted";

/** What a page must lie in, and what is known before it. */
export interface PageBounds {
  /** Rows come after this, epoch ms UTC. */
  readonly fromMs: number;
  /** No row comes after this, epoch ms UTC, but `next`. */
  readonly toMs: number;
  /** The last row that is known; null for none. */
  readonly before: HistoryRow | null;
  /** True where that row is asked for once more. */
  readonly again: boolean;
  /** The first row after `toMs` that is known, asked for once more as well; null for none. */
  readonly next: HistoryRow | null;
  /** Folder in which both are kept. */
  readonly folder: string;
}

/** Time as people read it; whatever is none, as it stands. */
const timeText = (timeMs: number): string =>
  Number.isSafeInteger(timeMs) && Math.abs(timeMs) < 8.64e15 ? new Date(timeMs).toISOString() : `${timeMs} ms`;

/** What is wrong with the time of a row, or null. */
function timeFault([timeMs]: HistoryRow, { fromMs, toMs, before, next }: PageBounds, { gridMs }: HistoryTable) {
  if (!Number.isSafeInteger(timeMs)) return "a whole number of ms";
  if (timeMs > toMs && timeMs !== next?.[0]) return `a time until ${timeText(toMs)}, as was asked for`;
  if (timeMs <= fromMs) return `a time after ${timeText(fromMs)}, as was asked for`;
  if (before === null) return null;
  const stepMs = timeMs - before[0];
  if (stepMs <= 0) return `a time after that of the row before, ${timeText(before[0])}`;
  if (gridMs !== null && stepMs % gridMs !== 0) return `a whole number of bars of ${gridMs} ms after the row before`;
  return stepMs >= STEP_MS_MIN ? null : `a time a minute or more after that of the row before, ${timeText(before[0])}`;
}

const isSame = (one: HistoryRow, other: HistoryRow): boolean =>
  one.length === other.length && one.every((figure, at) => figure === other[at]);

/** A row of a page, by its place. */
const placed = (at: number, column: string | undefined): string => `[${at}].${column}`;

/** The rows of a page without those that are known, each checked by itself and after the one before. @throws BadAnswerError (E_BAD_ANSWER) */
export function checkedPage(
  page: readonly HistoryRow[],
  bounds: PageBounds,
  table: HistoryTable,
): readonly HistoryRow[] {
  const { name, columns } = table;
  const fault = (at: string, got: string, want: string, hint = HINT): BadAnswerError =>
    new BadAnswerError({ field: `${name}${at}`, got, want, hint });
  if (page.length > PAGE_ROWS_MAX) throw fault("", `${page.length} rows at once`, `at most ${PAGE_ROWS_MAX}`);
  const fresh: HistoryRow[] = [];
  let before = bounds.before;
  for (const [index, row] of page.entries()) {
    const isAgain = index === 0 && bounds.again && row[0] === before?.[0];
    const kept = isAgain ? before : row[0] === bounds.next?.[0] ? bounds.next : null;
    if (kept !== null && !isSame(row, kept)) {
      const at = row.findIndex((figure, place) => figure !== kept[place]);
      const hint = `another venue answers, or it has corrected its past: if it is right, remove ${bounds.folder}`;
      throw fault(placed(index, columns[at]), `${row[at]}`, `${kept[at]}, as it was told before of that time`, hint);
    }
    if (isAgain) continue;
    const wrongTime = timeFault(row, { ...bounds, before }, table);
    if (wrongTime !== null) throw fault(placed(index, columns[0]), timeText(row[0]), wrongTime);
    const wrong = table.fault(row, before);
    if (wrong !== null) throw fault(placed(index, wrong[0]), `${row[columns.indexOf(wrong[0])]}`, wrong[1]);
    before = row;
    if (kept === null) fresh.push(row);
  }
  return fresh;
}
