import type { TimeUnit } from "./read-options.js";

/** Counts of each unit in one second. */
const perSecond: Readonly<Record<TimeUnit, number>> = { s: 1, ms: 1e3, us: 1e6 };

/** Each unit in words. */
export const unitWords: Readonly<Record<TimeUnit, string>> = { s: "seconds", ms: "milliseconds", us: "microseconds" };

const units: readonly TimeUnit[] = ["s", "ms", "us"];

/**
 * Seconds from 1970 between which a bare number shows its unit: after 1979 and before 2286. The bands of the three units
 * do not touch, and dates written as one number (20240131, 202401310000, 20240131000000) fall between them.
 */
const BAND_SECONDS = { min: 3e8, max: 1e10 };

/** Magnitudes that speak for a unit, in counts of it. */
function bandOf(unit: TimeUnit): { readonly min: number; readonly max: number } {
  return { min: BAND_SECONDS.min * perSecond[unit], max: BAND_SECONDS.max * perSecond[unit] };
}

/** True if `time` alone would be read as a time in `unit`. */
export function speaksFor(unit: TimeUnit, time: number): boolean {
  const { min, max } = bandOf(unit);
  return Math.abs(time) >= min && Math.abs(time) < max;
}

/**
 * Unit of a whole column of epoch numbers: the one that most of its times speak for by magnitude; null if none does, or
 * two do equally. Times near 1970 are small in every unit and speak for none, or for the wrong one, so the column
 * decides, never a line. NaN is passed over.
 */
export function timeUnitOf(times: Float64Array): TimeUnit | null {
  const counts = units.map((unit) => countWithin(times, bandOf(unit)));
  const most = Math.max(...counts);
  const best = counts.indexOf(most);
  return most > 0 && counts.lastIndexOf(most) === best ? units[best] : null;
}

/** How many times have a magnitude within a band. */
function countWithin(times: Float64Array, { min, max }: { readonly min: number; readonly max: number }): number {
  let count = 0;
  for (let row = 0; row < times.length; row++) {
    const size = Math.abs(times[row]);
    if (size >= min && size < max) count++;
  }
  return count;
}

/**
 * Calls `refuse` with each row whose magnitude does not belong to a column in `unit`: too large for it, or so small that
 * it would lie near 1970, unless the run of such rows joins on to its neighbours, as in a series that spans 1970.
 */
export function eachForeignTime(times: Float64Array, unit: TimeUnit, refuse: (row: number) => void): void {
  const { min, max } = bandOf(unit);
  let before = NaN;
  for (let row = 0; row < times.length; row++) {
    const size = Math.abs(times[row]);
    if (size >= max) refuse(row);
    else if (size < min) {
      const end = runEnd(times, row, min);
      const after = end < times.length ? times[end] : NaN;
      const joined = !(Math.abs(times[row] - before) >= min) && !(Math.abs(after - lastOf(times, row, end)) >= min);
      for (let inner = row; inner < end; inner++) if (!joined && !Number.isNaN(times[inner])) refuse(inner);
      row = end - 1;
    }
    if (!Number.isNaN(times[row])) before = times[row];
  }
}

/** First row after `row` whose magnitude is `min` or above; rows that are NaN belong to the run. */
function runEnd(times: Float64Array, row: number, min: number): number {
  while (row < times.length && !(Math.abs(times[row]) >= min)) row++;
  return row;
}

/** Last time in [from, end) that is a number; `from` holds one. */
function lastOf(times: Float64Array, from: number, end: number): number {
  for (let row = end - 1; row > from; row--) if (!Number.isNaN(times[row])) return times[row];
  return times[from];
}

/** Turns a column of epoch numbers in `unit` into epoch ms, in place; exact for whole milliseconds. */
export function toMilliseconds(times: Float64Array, unit: TimeUnit): void {
  if (unit === "ms") return;
  for (let row = 0; row < times.length; row++) times[row] = unit === "s" ? times[row] * 1000 : times[row] / 1000;
}
