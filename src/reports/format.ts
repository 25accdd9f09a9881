import { DAY_MS, HOUR_MS, YEAR_MS } from "../model/index.js";

/** A space that does not break a line; `wrap` prints it as a plain one. */
export const FIXED_SPACE = "\u00a0";

/** Drops trailing zeros after a decimal point, and the sign of a zero. */
function trimmed(text: string): string {
  const short = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return short === "-0" ? "0" : short;
}

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** Digits with thousands separators and a fixed number of decimals. */
function fixed(value: number, decimals: number): string {
  if (Math.abs(value) >= 1e15) return value.toExponential(3);
  const [whole = "", rest] = trimmed(value.toFixed(decimals)).split(".");
  return rest === undefined ? grouped(whole) : `${grouped(whole)}.${rest}`;
}

/** Decimals that leave `digits` significant digits of a value below 1. */
const decimalsFor = (value: number, digits: number): number =>
  value === 0 ? 0 : Math.min(12, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)))));

/** Quote currency, without its name: "21,500", "84.2", "0.0312". */
export function money(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return fixed(value, 0);
  return size >= 1 ? fixed(value, 2) : fixed(value, decimalsFor(value, 3));
}

/** Units of an asset, with five significant digits: "40", "1.4302", "0.00012346". */
export function units(value: number): string {
  return Math.abs(value) >= 1000 ? fixed(value, 1) : fixed(value, decimalsFor(value, 5));
}

/** A fraction as a percentage with the digits that mean something: "54 %", "5.3 %", "0.31 %". */
export function percent(fraction: number): string {
  const value = fraction * 100;
  const size = Math.abs(value);
  if (size < 1e-9) return `0${FIXED_SPACE}%`;
  const decimals = size >= 99.95 ? 0 : size >= 0.95 ? 1 : decimalsFor(value, 2);
  return `${fixed(value, decimals)}${FIXED_SPACE}%`;
}

/** A move of a price as a percentage with its sign: "+15.2 %", "-19.6 %". */
export const change = (fraction: number): string => `${fraction > 0 ? "+" : ""}${percent(fraction)}`;

/** A plain count such as standard deviations, to three significant digits: "10.4", "0.812", "1,240". */
export const significant = (value: number): string => fixed(value, Math.abs(value) >= 1000 ? 0 : decimalsFor(value, 3));

/** A difference of growth a year in percentage points: "1.2 points". */
export function points(fraction: number): string {
  const text = percent(fraction).replace(`${FIXED_SPACE}%`, "");
  return `${text}${FIXED_SPACE}${text === "1" ? "point" : "points"}`;
}

/** A leverage ratio as a multiple: "1.43x", "2x", "-0.8x". */
export function multiple(leverageRatio: number): string {
  return `${fixed(leverageRatio, Math.abs(leverageRatio) >= 100 ? 0 : 2)}x`;
}

/** A ratio such as a health factor, to two decimals. */
export function ratio(value: number): string {
  return Math.abs(value) >= 1000 ? fixed(value, 0) : fixed(value, 2);
}

const ONE_IN_A_BILLION = 1e-9;

/** A probability: "12 %", "0.3 %", "1 in 3,400", "under one in a billion", "over 99.9 %". */
export function probability(value: number): string {
  if (value < ONE_IN_A_BILLION) return "under one in a billion";
  if (value > 0.999) return value === 1 ? "certain" : `over${FIXED_SPACE}99.9${FIXED_SPACE}%`;
  if (value >= 0.001) return percent(value);
  return oneIn(value);
}

/** A small probability as "1 in 340", two significant digits. */
export function oneIn(value: number): string {
  const count = 1 / value;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return ["1", "in", fixed(Math.round(count / step) * step, 0)].join(FIXED_SPACE);
}

const NAMED_UNITS: readonly (readonly [ms: number, one: string, many: string])[] = [
  [YEAR_MS, "a year", "years"],
  [DAY_MS, "a day", "days"],
  [HOUR_MS, "an hour", "hours"],
  [60_000, "a minute", "minutes"],
  [1000, "a second", "seconds"],
];

/** A duration in words: "a year", "90 days", "an hour"; "a quarter" is a quarter of a year. */
export function duration(ms: number): string {
  if (ms === YEAR_MS / 4) return "a quarter";
  for (const [unitMs, one, many] of NAMED_UNITS) {
    const count = ms / unitMs;
    if (ms === unitMs) return one;
    const whole = Number.isInteger(count) || (count > 10 && unitMs < YEAR_MS);
    if (count >= 1 && (whole || unitMs === 1000))
      return `${fixed(count, Number.isInteger(count) ? 0 : 1)}${FIXED_SPACE}${many}`;
  }
  return `${fixed(ms, 0)}${FIXED_SPACE}ms`;
}

/** Calendar day of a time in epoch ms, UTC: "2025-01-31". */
export function day(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

/** Age of a time in words: "today", "12 days old". */
export function age(timeMs: number, nowMs: number): string {
  const days = Math.floor((nowMs - timeMs) / DAY_MS);
  if (days < 0) return "dated ahead of this clock";
  if (days === 0) return "today";
  return days === 1 ? "a day old" : `${fixed(days, 0)}${FIXED_SPACE}days old`;
}

/** A count with its noun in the right number: "1 bar", "3 bars". */
export const plural = (count: number, one: string, many: string): string =>
  `${fixed(count, 0)} ${count === 1 ? one : many}`;
