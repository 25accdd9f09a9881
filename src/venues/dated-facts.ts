import { OutOfRangeError } from "../errors/index.js";
import { dayOf, inForce, type Dated } from "./dated.js";

/** A figure of a venue with the days on which it is known to have been in force. */
export interface DatedFact<T> extends Dated {
  readonly value: T;
  /** Epoch ms UTC from which it is known to have been changed, where the day of the change was not found; null: it held until the next entry. */
  readonly untilMs: number | null;
  /** Where value and day come from. */
  readonly source: string;
}

/** A value in force from a day on, epoch ms UTC; where the day of its next change was not found, also until when it is known to hold. */
export const fact = <T>(fromMs: number, value: T, source: string, untilMs: number | null = null): DatedFact<T> => ({
  fromMs,
  value,
  source,
  untilMs,
});

/** What is known of one figure, in ascending order. */
export type FactHistory<T> = readonly [DatedFact<T>, ...DatedFact<T>[]];

/**
 * The fact in force on a day, epoch ms UTC; the newest known where no day is asked for.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for a day before the first, and for one between two of which neither is known to hold
 */
export function factOn<T>(history: FactHistory<T>, onMs: number | undefined, what: string): DatedFact<T> {
  const fact = inForce(history, onMs, what);
  if (onMs === undefined || fact.untilMs === null || onMs < fact.untilMs) return fact;
  const next = history[history.indexOf(fact) + 1];
  throw new OutOfRangeError({
    field: "onMs",
    got: dayOf(onMs),
    want: `before ${dayOf(fact.untilMs)}${next === undefined ? "" : `, or ${dayOf(next.fromMs)} or later`}, when ${what} are known`,
    hint: "give the parameters of that day",
  });
}

/** True where the fact in force on that day is known. */
export const isKnown = <T>(history: FactHistory<T>, onMs: number | undefined): boolean =>
  onMs === undefined ||
  history.some(
    ({ fromMs, untilMs }, at) =>
      fromMs <= onMs && onMs < (history[at + 1]?.fromMs ?? Infinity) && onMs < (untilMs ?? Infinity),
  );
