import { OutOfRangeError, assertPositive } from "../../errors/index.js";
import { YEAR_MS } from "../../model/index.js";
import type { Signal } from "../../policies/index.js";
import type { PriceSeries } from "../../series/index.js";

/** A signal at every close, made of the closes up to and with that one. */
export interface SignalColumn {
  readonly values: Float64Array;
  /** Index of the first close at which it is known; the length of the column where it never is. Values before are 0 and say nothing. */
  readonly first: number;
}

/** A half-life-weighted volatility is known once this many half-lives have passed. */
export const HALF_LIVES = 3;

type Closes = Pick<PriceSeries, "closeMs" | "close">;

/** Index of the first close at least `ms` after the first one. */
function indexAfter({ closeMs }: Closes, ms: number): number {
  const index = closeMs.findIndex((each) => each - closeMs[0] >= ms);
  return index < 0 ? closeMs.length : index;
}

/** Exponentially weighted by time: variance = sum of w r^2 / sum of w x time, both forgetting half in a half-life. */
function volatility(closes: Closes, halfLifeMs: number): SignalColumn {
  const { closeMs, close } = closes;
  const values = new Float64Array(close.length);
  let [squares, time] = [0, 0];
  for (let i = 1; i < close.length; i++) {
    const stepMs = closeMs[i] - closeMs[i - 1];
    const kept = 2 ** (-stepMs / halfLifeMs);
    squares = kept * squares + Math.log(close[i] / close[i - 1]) ** 2;
    time = kept * time + stepMs / YEAR_MS;
    values[i] = Math.sqrt(squares / time);
  }
  return { values, first: indexAfter(closes, HALF_LIVES * halfLifeMs) };
}

/** Index by close of the close a window earlier: the last at or before it. -1 where the series begins later. */
function windowStarts({ closeMs }: Closes, windowMs: number): Int32Array {
  let at = -1;
  return Int32Array.from(closeMs, (ms) => {
    while (at + 1 < closeMs.length && closeMs[at + 1] <= ms - windowMs) at++;
    return at;
  });
}

/** Sums of log returns and of their squares up to each close, with the error of each addition carried along. */
function sums({ close }: Closes): { readonly sum: Float64Array; readonly squares: Float64Array } {
  const [sum, squares] = [new Float64Array(close.length), new Float64Array(close.length)];
  let carried = 0;
  for (let i = 1; i < close.length; i++) {
    sum[i] = Math.log(close[i] / close[0]);
    const term = Math.log(close[i] / close[i - 1]) ** 2 - carried;
    const next = squares[i - 1] + term;
    carried = next - squares[i - 1] - term;
    squares[i] = next;
  }
  return { sum, squares };
}

/** One number of each window that is whole. */
function overWindow(closes: Closes, windowMs: number, of: (from: number, to: number) => number): SignalColumn {
  const starts = windowStarts(closes, windowMs);
  const first = starts.findIndex((start) => start >= 0);
  const values = new Float64Array(starts.length);
  if (first < 0) return { values, first: starts.length };
  for (let i = first; i < values.length; i++) values[i] = of(starts[i], i);
  return { values, first };
}

/** Standard deviation of the log returns of a window about 0, a year: their squares over the time that they took. */
function windowVolatility(closes: Closes, windowMs: number): SignalColumn {
  const { squares } = sums(closes);
  const years = (from: number, to: number): number => (closes.closeMs[to] - closes.closeMs[from]) / YEAR_MS;
  return overWindow(closes, windowMs, (from, to) =>
    Math.sqrt(Math.max(0, squares[to] - squares[from]) / years(from, to)),
  );
}

/** Mean log return a year plus half the variance: the arithmetic drift. */
function drift(closes: Closes, windowMs: number): SignalColumn {
  const { sum, squares } = sums(closes);
  return overWindow(closes, windowMs, (from, to) => {
    const years = (closes.closeMs[to] - closes.closeMs[from]) / YEAR_MS;
    return (sum[to] - sum[from] + Math.max(0, squares[to] - squares[from]) / 2) / years;
  });
}

/** Closes that end a period, counted from the first close: each the first at or after a multiple of it. */
function periodEnds({ closeMs }: Closes, periodMs: number): number[] {
  const ends = [0];
  for (let i = 1; i < closeMs.length; i++)
    if (Math.floor((closeMs[i] - closeMs[0]) / periodMs) > Math.floor((closeMs[i - 1] - closeMs[0]) / periodMs))
      ends.push(i);
  return ends;
}

/** What the periods of a window did: how many rose and fell, and by how much in all, as simple returns. */
interface Trades {
  readonly wins: number;
  readonly losses: number;
  readonly won: number;
  readonly lost: number;
}

/** A number of the periods that lie whole in each window. Null keeps the number before: a window without a rise or a fall has no ratio. */
function overPeriods(
  closes: Closes,
  { periodMs, windowMs }: { readonly periodMs: number; readonly windowMs: number },
  of: (trades: Trades) => number | null,
): SignalColumn {
  const { closeMs, close } = closes;
  const ends = periodEnds(closes, periodMs);
  const values = new Float64Array(close.length);
  const warm = indexAfter(closes, windowMs);
  let [from, to, known, first] = [0, 0, 0, close.length];
  for (let i = warm; i < close.length; i++) {
    const [fromBefore, toBefore] = [from, to];
    while (to + 1 < ends.length && ends[to + 1] <= i) to++;
    while (closeMs[ends[from]] < closeMs[i] - windowMs) from++;
    const isNew = i === warm || from !== fromBefore || to !== toBefore;
    const value = isNew && to > from ? of(tradesOf(close, ends, from, to)) : null;
    if (value !== null) known = value;
    if (value !== null && first > i) first = i;
    values[i] = known;
  }
  return { values, first };
}

function tradesOf(close: Float64Array, ends: readonly number[], from: number, to: number): Trades {
  let [wins, losses, won, lost] = [0, 0, 0, 0];
  for (let k = from + 1; k <= to; k++) {
    const change = close[ends[k]] / close[ends[k - 1]] - 1;
    if (change > 0) {
      wins++;
      won += change;
    } else if (change < 0) {
      losses++;
      lost -= change;
    }
  }
  return { wins, losses, won, lost };
}

const winRate = ({ wins, losses }: Trades): number | null => (wins + losses === 0 ? null : wins / (wins + losses));

const payoffRatio = ({ wins, losses, won, lost }: Trades): number | null =>
  wins === 0 || losses === 0 ? null : won / wins / (lost / losses);

/** @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) for a time that is none, or shorter than a bar */
function assertSpan(ms: number, field: string, atLeastMs: number): void {
  assertPositive(ms, field);
  if (ms >= atLeastMs) return;
  const hint = "the closes do not show what happens between them";
  throw new OutOfRangeError({ field, got: `${ms} ms`, want: `at least ${atLeastMs} ms`, hint });
}

/** What tells one signal from another. */
export const signalKey = (signal: Signal): string => JSON.stringify(signal);

/**
 * A signal at every close. A volatility by half-life is known after three of them, one of a window after one window; of periods
 * counted from the first close, after one window in which there is one of each kind that it needs.
 * @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) naming the setting
 */
export function signalColumn(prices: PriceSeries, signal: Signal): SignalColumn {
  const bar = prices.intervalMs;
  if (signal.kind === "volatility") {
    assertSpan(signal.halfLifeMs, "signal.halfLifeMs", bar / 2);
    return volatility(prices, signal.halfLifeMs);
  }
  assertSpan(signal.windowMs, "signal.windowMs", bar);
  if (signal.kind === "window-volatility") return windowVolatility(prices, signal.windowMs);
  if (signal.kind === "drift") return drift(prices, signal.windowMs);
  assertSpan(signal.periodMs, "signal.periodMs", bar);
  assertSpan(signal.windowMs, "signal.windowMs", signal.periodMs);
  return overPeriods(prices, signal, signal.kind === "win-rate" ? winRate : payoffRatio);
}
