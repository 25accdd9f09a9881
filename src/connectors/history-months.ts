import { DAY_MS, HOUR_MS } from "../model/index.js";

/** A calendar month, UTC. A row belongs to the month that it ends in: one at midnight of the first day ends the month before. */
export interface Month {
  /** Such as "2024-03". */
  readonly name: string;
  /** Its first moment, which belongs to the month before, epoch ms UTC. */
  readonly startMs: number;
  /** Its last moment, which is its own, epoch ms UTC. */
  readonly endMs: number;
}

/** The month that the rows at a moment belong to. */
export function monthAt(timeMs: number): Month {
  const inside = new Date(timeMs - 1);
  const [year, month] = [inside.getUTCFullYear(), inside.getUTCMonth()];
  const startMs = Date.UTC(year, month, 1);
  return { name: new Date(startMs).toISOString().slice(0, 7), startMs, endMs: Date.UTC(year, month + 1, 1) };
}

/** The months that hold the rows after `fromMs` and not after `toMs`, in order; none where the span is empty. */
export function monthsBetween(fromMs: number, toMs: number): readonly Month[] {
  const months: Month[] = [];
  for (let month = monthAt(fromMs + 1); month.startMs < toMs && fromMs < toMs; month = monthAt(month.endMs + 1))
    months.push(month);
  return months;
}

const UNITS: readonly (readonly [string, number])[] = [
  ["d", DAY_MS],
  ["h", HOUR_MS],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];

/** A length of time as people type it, in the largest unit that it is a whole number of, such as "12h". */
export function intervalName(ms: number): string {
  const [unit, unitMs] = UNITS.find(([, size]) => ms % size === 0) ?? ["ms", 1];
  return `${ms / unitMs}${unit}`;
}
