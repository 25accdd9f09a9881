import { DAY_MS, HOUR_MS } from "../model/index.js";

/** How a time column is written; one form for a whole column. */
export type TimeForm = "epoch" | "date" | "date-time";

/** What a strict reading of an ISO time gives. */
export type TimeReading =
  | { readonly ok: true; readonly timeMs: number; readonly form: "date" | "date-time" }
  | { readonly ok: false; readonly code: "E_EMPTY" | "E_PARSE" | "E_TIME_UNIT" };

/** Earliest time that is taken: 1900-01-01, epoch ms UTC. */
export const TIME_MS_MIN = -2_208_988_800_000;

/** Latest time that is taken: 2200-01-01, epoch ms UTC. */
export const TIME_MS_MAX = 7_258_118_400_000;

const DATE_LENGTH = 10;
const MINUTE_MS = 60_000;
/** Widest offset in use is 14 hours (Line Islands). */
const OFFSET_HOURS_MAX = 14;
const FRACTION_DIGITS_MAX = 9;

const ZERO = 48;
const PLUS = 43;
const HYPHEN = 45;
const POINT = 46;
const COLON = 58;
const LETTER_T = 84;
const LETTER_Z = 90;
const SPACE = 32;

/** The two digits at `at` as a number; NaN if they are not there. */
function twoDigits(bytes: Uint8Array, at: number, to: number): number {
  if (at + 2 > to) return NaN;
  const tens = bytes[at] - ZERO;
  const ones = bytes[at + 1] - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** `value` if it lies within the bounds, else NaN. */
const within = (value: number, min: number, max: number): number => (value >= min && value <= max ? value : NaN);

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01 to a date of the Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms"). */
function daysOfDate(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Midnight UTC of the "YYYY-MM-DD" at `from`, epoch ms; NaN if there is no such date. */
function dateMs(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < DATE_LENGTH || bytes[from + 4] !== HYPHEN || bytes[from + 7] !== HYPHEN) return NaN;
  const year = twoDigits(bytes, from, to) * 100 + twoDigits(bytes, from + 2, to);
  const month = within(twoDigits(bytes, from + 5, to), 1, 12);
  const day = within(twoDigits(bytes, from + 8, to), 1, daysInMonth(year, month));
  return daysOfDate(year, month, day) * DAY_MS;
}

/** Seconds and their fraction from ":ss.fff" at `at` up to `end`, in ms; 0 if nothing stands there; NaN if it is wrong. */
function secondsMs(bytes: Uint8Array, at: number, end: number): number {
  if (at === end) return 0;
  if (bytes[at] !== COLON) return NaN;
  const secondMs = within(twoDigits(bytes, at + 1, end), 0, 59) * 1000;
  const point = at + 3;
  if (point >= end) return point === end ? secondMs : NaN;
  const digits = end - point - 1;
  if (bytes[point] !== POINT || digits < 1 || digits > FRACTION_DIGITS_MAX) return NaN;
  let fraction = 0;
  for (let place = point + 1; place < end; place++) {
    const digit = bytes[place] - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    fraction = fraction * 10 + digit;
  }
  return secondMs + (fraction * 1000) / 10 ** digits;
}

/** Position where the zone of a date-time starts: its last "Z", "+" or "-" after the date; -1 if it has none. */
function zoneStart(bytes: Uint8Array, from: number, to: number): number {
  if (bytes[to - 1] === LETTER_Z) return to - 1;
  const start = to - 6;
  return start > from + DATE_LENGTH && (bytes[start] === PLUS || bytes[start] === HYPHEN) ? start : -1;
}

/** Offset from UTC of the zone at `at`, ms; NaN if it is wrong. */
function offsetMs(bytes: Uint8Array, at: number, to: number): number {
  if (bytes[at] === LETTER_Z) return 0;
  if (bytes[at + 3] !== COLON) return NaN;
  const hours = within(twoDigits(bytes, at + 1, to), 0, OFFSET_HOURS_MAX);
  const minutes = within(twoDigits(bytes, at + 4, to), 0, 59);
  const size = hours * HOUR_MS + minutes * MINUTE_MS;
  return bytes[at] === HYPHEN ? -size : size;
}

/**
 * Time in ASCII bytes, epoch ms UTC; NaN unless they hold "YYYY-MM-DD" (midnight UTC) or that, a "T" or one space,
 * "hh:mm", optionally ":ss" and a fraction of up to nine digits, and "Z" or an offset such as "+00:00" (RFC 3339 §5.6).
 * A leap second and the hour 24 are refused.
 */
export function parseIsoTime(bytes: Uint8Array, from: number, to: number): number {
  const midnight = dateMs(bytes, from, to);
  if (to - from === DATE_LENGTH) return midnight;
  const mark = bytes[from + DATE_LENGTH];
  const zone = zoneStart(bytes, from, to);
  const clock = from + DATE_LENGTH + 1;
  if ((mark !== LETTER_T && mark !== SPACE) || zone < clock + 5 || bytes[clock + 2] !== COLON) return NaN;
  const hour = within(twoDigits(bytes, clock, zone), 0, 23);
  const minute = within(twoDigits(bytes, clock + 3, zone), 0, 59);
  const seconds = secondsMs(bytes, clock + 5, zone);
  return midnight + hour * HOUR_MS + minute * MINUTE_MS + seconds - offsetMs(bytes, zone, to);
}

/** Whether ISO time bytes of this length are a date or a date-time. */
export const isoForm = (length: number): "date" | "date-time" => (length === DATE_LENGTH ? "date" : "date-time");

/**
 * Time in `text`: an ISO date, which is midnight UTC, or an ISO date-time with "Z" or an offset. A date-time without a
 * zone could be any of 27 hours and is refused with E_TIME_UNIT. Epoch numbers are read by column, not here.
 */
export function readTime(text: string): TimeReading {
  if (text.trim() === "") return { ok: false, code: "E_EMPTY" };
  const bytes = new TextEncoder().encode(text);
  const timeMs = parseIsoTime(bytes, 0, bytes.length);
  if (Number.isFinite(timeMs)) return { ok: true, timeMs, form: isoForm(bytes.length) };
  const zoned = new TextEncoder().encode(`${text}Z`);
  const onlyLacksZone = Number.isFinite(parseIsoTime(zoned, 0, zoned.length));
  return { ok: false, code: onlyLacksZone ? "E_TIME_UNIT" : "E_PARSE" };
}
