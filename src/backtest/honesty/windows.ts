import { OutOfRangeError } from "../../errors/index.js";
import { DAY_MS } from "../../model/index.js";
import type { BacktestColumns, BacktestEvent } from "../engine/result.js";
import type { Growth } from "./daily-returns.js";

/** A stretch of the calendar that runs are compared over. */
export interface CalendarWindow {
  /** As a reader calls it: "2021", "2020-03-12". */
  readonly name: string;
  /** First and last instant, epoch ms UTC. */
  readonly fromMs: number;
  readonly toMs: number;
  /** True: what a run has of it is measured. False: a run that does not cover it all is not available. */
  readonly mayBeCut: boolean;
}

/** What a run did in a window, or why nothing can be said. */
export type WindowFigures =
  | {
      readonly status: "measured";
      readonly name: string;
      /** What was measured, epoch ms UTC: the window, or what the run has of it. */
      readonly fromMs: number;
      readonly toMs: number;
      /** True where the run does not cover all of the window. */
      readonly cut: boolean;
      /** ln(wealth at the end / at the start), not per year. */
      readonly logGrowth: Growth;
      /** Wealth at the end / at the start less 1, a fraction; -1 after ruin. */
      readonly simpleReturn: number;
      /** Highest fall from a peak within the window at the closes, a fraction >= 0; 1 after ruin. */
      readonly drawdownMax: number;
      /** Times that the venue closed, in part or all. */
      readonly liquidations: number;
    }
  | { readonly status: "not-available"; readonly name: string; readonly because: string };

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

/** Days looked at before and after a crash of one day. */
const CRASH_DAYS = 7;

const crashDay = (name: string): CalendarWindow => ({
  name,
  fromMs: day(name) - CRASH_DAYS * DAY_MS,
  toMs: day(name) + (1 + CRASH_DAYS) * DAY_MS,
  mayBeCut: false,
});

const crashMonth = (name: string, next: string): CalendarWindow => ({
  name,
  fromMs: day(`${name}-01`),
  toMs: day(`${next}-01`),
  mayBeCut: false,
});

/**
 * Five crashes that a policy for these markets is asked about: a day with the seven days before it and the seven after it (15 days,
 * UTC), or the calendar month where the fall took weeks.
 */
export const crashWindows: readonly CalendarWindow[] = [
  crashDay("2020-03-12"),
  crashDay("2021-05-19"),
  crashMonth("2022-06", "2022-07"),
  crashMonth("2022-11", "2022-12"),
  crashDay("2024-08-05"),
];

/** The calendar years (UTC) of which a span has a part; the first and the last may be cut. */
export function yearWindows({
  fromMs,
  toMs,
}: {
  readonly fromMs: number;
  readonly toMs: number;
}): readonly CalendarWindow[] {
  const first = new Date(fromMs).getUTCFullYear();
  const count = new Date(toMs - 1).getUTCFullYear() - first + 1;
  return Array.from({ length: count }, (_, i) => ({
    name: String(first + i),
    fromMs: Date.UTC(first + i, 0),
    toMs: Date.UTC(first + i + 1, 0),
    mayBeCut: true,
  }));
}

/** What the table reads of a run. */
export interface WindowedRun {
  readonly columns: Pick<BacktestColumns, "closeMs" | "wealth">;
  readonly events: readonly Pick<BacktestEvent, "kind" | "atMs">[];
  /** Close at which wealth was gone, epoch ms UTC; null: it never was. */
  readonly ruinedMs: number | null;
}

/**
 * What a run did in each window. Wealth at an edge is that of the last close at or before it. A window that the run does not cover,
 * or that begins after its ruin, or in which it has fewer than two closes, is not available; nothing is filled.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for a window that ends before it begins.
 */
export function windowFigures(run: WindowedRun, windows: readonly CalendarWindow[]): readonly WindowFigures[] {
  const edgeMs = longestStep(run.columns.closeMs);
  return windows.map((window) => {
    assertWindow(window);
    const because = whyNot(run, window, edgeMs);
    return because === null ? measured(run, window, edgeMs) : { status: "not-available", name: window.name, because };
  });
}

/** Longest time over which a market that trades may have no close: a weekend with holidays. */
const CLOSED_MS_MAX = 4 * DAY_MS;

/** How far the last close may be from the edge of a window that it stands for: the longest step of the run, but no more than a market is closed. */
function longestStep(closeMs: Float64Array): number {
  let longest = 0;
  for (let i = 1; i < closeMs.length; i++) longest = Math.max(longest, closeMs[i] - closeMs[i - 1]);
  return Math.min(longest, CLOSED_MS_MAX);
}

/** Index of the last close at or before a time; -1 where none is. */
const lastAt = (closeMs: Float64Array, atMs: number): number => closeMs.findLastIndex((each) => each <= atMs);

/** First and last close of a window. */
function edgesOf({ columns: { closeMs } }: WindowedRun, { fromMs, toMs }: CalendarWindow): readonly [number, number] {
  return [Math.max(0, lastAt(closeMs, fromMs)), lastAt(closeMs, toMs)];
}

function whyNot(run: WindowedRun, window: CalendarWindow, edgeMs: number): string | null {
  const { closeMs } = run.columns;
  const [startMs, endMs] = [closeMs[0], closeMs[closeMs.length - 1]];
  if (run.ruinedMs !== null && run.ruinedMs <= window.fromMs) return `the run was ruined on ${dateOf(run.ruinedMs)}`;
  const later = startMs > window.fromMs;
  const earlier = run.ruinedMs === null && endMs < window.toMs - edgeMs;
  if (!window.mayBeCut && later) return `the run starts on ${dateOf(startMs)}`;
  if (!window.mayBeCut && earlier) return `the run ends on ${dateOf(endMs)}`;
  const [from, to] = edgesOf(run, window);
  if (to - from < 1) return "the run has fewer than two closes in it";
  if (!later && window.fromMs - closeMs[from] > edgeMs) return `no close from ${dateOf(closeMs[from])} to its start`;
  return null;
}

function measured(run: WindowedRun, window: CalendarWindow, edgeMs: number): WindowFigures {
  const { closeMs, wealth } = run.columns;
  const [from, to] = edgesOf(run, window);
  const { ruinedMs } = run;
  const ruined = ruinedMs !== null && ruinedMs <= closeMs[to];
  let [peak, drawdownMax] = [wealth[from], 0];
  for (let i = from; i <= to; i++) {
    peak = Math.max(peak, wealth[i]);
    drawdownMax = Math.max(drawdownMax, 1 - wealth[i] / peak);
  }
  const ratio = wealth[to] / wealth[from];
  const inside = ({ kind, atMs }: Pick<BacktestEvent, "kind" | "atMs">): boolean =>
    kind === "liquidation" && atMs > closeMs[from] && atMs <= closeMs[to];
  return {
    status: "measured",
    name: window.name,
    fromMs: Math.max(window.fromMs, closeMs[0]),
    toMs: ruined ? ruinedMs : Math.min(window.toMs, closeMs[closeMs.length - 1]),
    cut: closeMs[0] > window.fromMs || (!ruined && closeMs[closeMs.length - 1] < window.toMs - edgeMs),
    logGrowth: ruined ? "ruined" : Math.log(ratio),
    simpleReturn: ruined ? -1 : ratio - 1,
    drawdownMax: ruined ? 1 : drawdownMax,
    liquidations: run.events.filter(inside).length,
  };
}

const dateOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

function assertWindow({ name, fromMs, toMs }: CalendarWindow): void {
  if (fromMs < toMs) return;
  const hint = "give the first instant and the last";
  const got = `${fromMs} to ${toMs}`;
  throw new OutOfRangeError({ field: `windows.${name}`, got, want: "an end after the start", hint });
}
