import { CancelledError } from "../errors/index.js";
import { readMonths, writeMonth, type KnownMonth } from "./history-file.js";
import { monthsBetween, type Month } from "./history-months.js";
import { checkedPage } from "./history-page.js";
import type { HistoryRow, HistoryTable } from "./history-table.js";

/** A table that is wanted, and where it is kept. */
export interface TableAsked {
  readonly table: HistoryTable;
  /** Folder of its files. */
  readonly folder: string;
  /** Rows after this and not after `toMs`, epoch ms UTC. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Rows after this are told, but not kept: a venue may still correct them, epoch ms UTC. */
  readonly settledMs: number;
  readonly signal: AbortSignal | undefined;
  /** Told how much of what lacks is there, 0 to 1. */
  readonly reached: (part: number) => void;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What is known, by the name of its month. */
type Known = Map<string, KnownMonth>;

/** Spans of which nothing is known, each as long as may be. A span that no bar ends in is none. */
function missingSpans(months: readonly Month[], known: Known, { table, toMs }: TableAsked): readonly Span[] {
  const spans: Span[] = [];
  for (const { name, startMs, endMs } of months) {
    const span = { fromMs: known.get(name)?.toMs ?? startMs, toMs: Math.min(endMs, toMs) };
    if (span.toMs - span.fromMs < (table.gridMs ?? 1)) continue;
    const last = spans.at(-1);
    if (last?.toMs === span.fromMs) spans[spans.length - 1] = { fromMs: last.fromMs, toMs: span.toMs };
    else spans.push(span);
  }
  return spans;
}

const cancelled = (table: HistoryTable): CancelledError =>
  new CancelledError({
    field: table.name,
    got: "broken off before all of it was there",
    want: "time to ask for all of it",
    hint: "ask again: what has come is kept, and only the rest is asked for",
  });

/** The answer, or the end where nobody waits for it any more. @throws CancelledError (E_CANCELLED) */
async function unlessCancelled<T>(answer: () => Promise<T>, { table, signal }: TableAsked): Promise<T> {
  if (signal === undefined) return answer();
  if (signal.aborted) throw cancelled(table);
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(cancelled(table));
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([answer(), aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** What of a month will not change any more; of a month without such rows its `toMs` is before every other. */
function settledOf(month: KnownMonth, settledMs: number): KnownMonth {
  if (month.toMs <= settledMs) return month;
  const rows = month.rows.filter(([timeMs]) => timeMs <= settledMs);
  return { rows, toMs: rows.at(-1)?.[0] ?? -Infinity };
}

/** Keeps what is now known of a span until `toMs`: here, and in the files of the months that gain by it. A month without rows is not kept. */
async function keep(
  { table, folder, settledMs }: TableAsked,
  known: Known,
  months: readonly Month[],
  { rows, toMs }: KnownMonth,
): Promise<void> {
  for (const month of months) {
    const { rows: had, toMs: hadMs } = known.get(month.name) ?? { rows: [], toMs: month.startMs };
    const fresh = rows.filter(([timeMs]) => timeMs > month.startMs && timeMs <= month.endMs);
    const now = { rows: [...had, ...fresh], toMs: Math.min(month.endMs, toMs) };
    if (now.rows.length === 0 || now.toMs <= hadMs) continue;
    known.set(month.name, now);
    const settled = settledOf(now, settledMs);
    if (settled.toMs > hadMs) await writeMonth(folder, table, month, settled);
  }
}

/** Asks for a span page by page; each page is kept before the next is asked for. @throws CancelledError (E_CANCELLED), BadAnswerError (E_BAD_ANSWER), CannotWriteError (E_CANNOT_WRITE), every error of the source */
async function fetchSpan(
  asked: TableAsked,
  known: Known,
  months: readonly Month[],
  span: Span,
  reached: (ms: number) => void,
): Promise<void> {
  const { table } = asked;
  const { fromMs, toMs } = span;
  const within = months.filter(({ startMs, endMs }) => startMs < toMs && endMs > fromMs);
  const earlier = months.filter(({ startMs }) => startMs < fromMs).flatMap(({ name }) => known.get(name)?.rows ?? []);
  let before = earlier.at(-1) ?? null;
  let knownMs = fromMs;
  const later = months.filter(({ startMs }) => startMs >= toMs).flatMap(({ name }) => known.get(name)?.rows ?? []);
  const [next = null] = later;
  // Rows that are known on both sides are asked for again: a venue that tells them otherwise is another one, or has changed its past.
  let again = before !== null;
  const untilMs = next?.[0] ?? toMs;
  while (untilMs - knownMs >= (table.gridMs ?? 1)) {
    const askMs = again && before !== null ? before[0] - 1 : knownMs;
    const page = await unlessCancelled(() => table.ask(askMs, untilMs), asked);
    const rows = checkedPage(page, { fromMs: knownMs, toMs, before, again, next, folder: asked.folder }, table);
    const isMore = rows.length > 0 || (again && page.length > 0);
    again = false;
    if (rows.length > 0) {
      before = rows.at(-1) ?? before;
      knownMs = before?.[0] ?? knownMs;
      await keep(asked, known, within, { rows, toMs: knownMs });
      reached(knownMs - fromMs);
    }
    if (!isMore || (next !== null && page.at(-1)?.[0] === next[0])) break;
  }
  // Nothing more of a span is taken for the end of it only where the venue has gone on after it.
  if (next !== null) await keep(asked, known, within, { rows: [], toMs });
}

/** The rows of a table: those that are kept, and those that lacked, asked for and kept. @throws as fetchSpan; ParseError (E_PARSE) naming a file that is not as it was written */
export async function readTable(asked: TableAsked): Promise<{ rows: readonly HistoryRow[]; fetched: number }> {
  const { folder, table, fromMs, toMs, reached } = asked;
  const months = monthsBetween(fromMs, toMs);
  const known: Known = await readMonths(folder, table, months);
  const count = (): number => [...known.values()].reduce((sum, { rows }) => sum + rows.length, 0);
  const keptRows = count();
  const spans = missingSpans(months, known, asked);
  const lackingMs = spans.reduce((sum, span) => sum + span.toMs - span.fromMs, 0);
  let doneMs = 0;
  for (const span of spans) {
    await fetchSpan(asked, known, months, span, (ms) => reached((doneMs + ms) / lackingMs));
    doneMs += span.toMs - span.fromMs;
  }
  reached(1);
  const rows = months.flatMap(({ name }) => known.get(name)?.rows ?? []);
  return { rows: rows.filter(([timeMs]) => timeMs > fromMs && timeMs <= toMs), fetched: count() - keptRows };
}
