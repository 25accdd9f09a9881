import {
  NotANumberError,
  NotFiniteError,
  OutOfRangeError,
  UnitAmbiguousError,
  UnknownKeyError,
  type Range,
  closest,
} from "../errors/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS } from "../model/index.js";

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** A figure with one standard error, both as fractions. */
export interface Figure {
  readonly value: number;
  readonly standardError: number;
}

/** What a number that the strict reader refuses most likely meant. */
function numberHint(text: string): string {
  if (text === "") return "give a value, or leave the option out";
  if (/^[+-]?\d{1,3}([,_' ]\d{3})+(\.\d+)?$/.test(text))
    return `write ${text.replace(/[,_' ]/g, "")}, without separators`;
  if (/^[+-]?\d+,\d+$/.test(text)) return `write ${text.replace(",", ".")}, with a decimal point`;
  if (/^[+-]?0[xob]/i.test(text)) return "write decimal digits";
  if (/^[$€£]/.test(text)) return "leave the currency sign out";
  if (text.endsWith("%")) return "this is an amount, not a share: leave the % out";
  return "write digits, with a point for decimals";
}

/** A finite number from strict decimal text; `field` and `want` name it in the error, which quotes all that was `typed`. @throws NotANumberError, NotFiniteError */
function strictNumber(text: string, field: string, want: string, typed = text): number {
  const got = typed === "" ? "nothing" : typed;
  if (/^[+-]?(nan|inf(inity)?)$/i.test(text))
    throw new NotFiniteError({ field, got, want, hint: "leave it out if it is not known; it is never guessed" });
  if (!NUMBER.test(text)) throw new NotANumberError({ field, got, want, hint: numberHint(text) });
  const value = Number(text);
  if (!Number.isFinite(value)) throw new NotFiniteError({ field, got, want, hint: "too large to be meant" });
  return value;
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE) in the words that were typed. */
function inRange(value: number, text: string, field: string, range: Range | undefined): number {
  if (range === undefined) return value;
  const { min = -Infinity, max = Infinity, open = false } = range;
  const outside = open ? value <= min || value >= max : value < min || value > max;
  if (outside) throw new OutOfRangeError({ field, got: text, want: range.want, hint: "check the value and its unit" });
  return value;
}

/** Any range of an amount: money, price or quantity, in plain digits. @throws NotANumberError, NotFiniteError, OutOfRangeError */
export function readAmount(text: string, field: string, range?: Range): number {
  return inRange(strictNumber(text.trim(), field, range?.want ?? "a number"), text, field, range);
}

const trimmed = (value: number): string => String(Number(value.toPrecision(12)));

/** The question that a bare figure raises: 60 can only be 60%, but 1.5 can be 150% or 1.5%. */
function ambiguityHint(value: number): string {
  if (Math.abs(value) >= 10) return `${trimmed(value / 100)} or ${trimmed(value)}%? both mean the same: write either`;
  return `${trimmed(value)}% or ${trimmed(value * 100)}%? write the one that you mean`;
}

/**
 * A fraction from "60%" or "0.6". A bare figure of size 1 or more could be either and is refused with the question.
 * @throws UnitAmbiguousError, NotANumberError, NotFiniteError, OutOfRangeError
 */
export function readFraction(text: string, field: string, range?: Range): number {
  const clean = text.trim();
  const want = range?.want ?? "a percentage such as 60%, or a fraction such as 0.6";
  const percent = /^(.*?) ?%$/.exec(clean);
  if (percent !== null) {
    const number = percent[1] ?? "";
    if (number === "") throw new NotANumberError({ field, got: clean, want, hint: "the number is missing" });
    if (number.endsWith("%")) throw new NotANumberError({ field, got: clean, want, hint: "write one % sign" });
    return inRange(strictNumber(number, field, want, clean) / 100, text, field, range);
  }
  const value = strictNumber(clean, field, want);
  if (Math.abs(value) >= 1) {
    throw new UnitAmbiguousError({
      field,
      got: clean,
      want: "a unit: a percentage such as 60%, or a fraction below 1",
      hint: ambiguityHint(value),
    });
  }
  return inRange(value, text, field, range);
}

/** A fraction with an optional standard error: "5%", "5%±1%" or "5%+-1%". @throws as readFraction; OutOfRangeError for a negative error */
export function readFigure(text: string, field: string, range?: Range): Figure {
  const parts = text.split(/±|\+\/?-/);
  const [value = "", error] = parts;
  if (parts.length > 2) {
    throw new NotANumberError({
      field,
      got: text,
      want: "a value and one standard error, such as 5%±1%",
      hint: "give one ± only",
    });
  }
  return {
    value: readFraction(value, field, range),
    standardError:
      error === undefined
        ? 0
        : readFraction(error, field, { min: 0, want: "a standard error of 0 or above, such as 1%" }),
  };
}

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
  y: YEAR_MS,
};

const DURATION_MS_MAX = 100 * YEAR_MS;

/** Milliseconds from "30m", "1h", "90d", "2w" or "1y" (365 days). @throws UnitAmbiguousError without a unit, NotANumberError, OutOfRangeError */
export function readDuration(text: string, field: string): number {
  const clean = text.trim();
  const want = "a time with its unit: 30m, 1h, 90d, 2w or 1y";
  if (NUMBER.test(clean)) {
    throw new UnitAmbiguousError({
      field,
      got: clean,
      want,
      hint: `${clean}h or ${clean}d? m is minutes, h hours, d days, w weeks, y years`,
    });
  }
  const match = /^([^a-z]*?) ?([a-z]+)$/i.exec(clean);
  const unit = match?.[2] ?? "";
  if (unit === "M" || /^mo(n|nths?)?$/i.test(unit)) {
    throw new UnitAmbiguousError({
      field,
      got: clean,
      want,
      hint: "months differ in length: write days, such as 30d; m is minutes",
    });
  }
  const unitMs = UNITS_MS[unit];
  if (match === null || unitMs === undefined) {
    throw new NotANumberError({
      field,
      got: clean === "" ? "nothing" : clean,
      want,
      hint: "m is minutes, h hours, d days, w weeks, y years of 365 days",
    });
  }
  const ms = strictNumber(match[1] ?? "", field, want, clean) * unitMs;
  return inRange(ms, text, field, { min: 1, max: DURATION_MS_MAX, want: "a time above 0 and up to 100y" });
}

/** Epoch ms UTC of the start of a day written "2024-06-30". @throws NotANumberError (E_NOT_A_NUMBER) for any other form, and for a day that no calendar has */
export function readDay(text: string, field: string): number {
  const clean = text.trim();
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(clean) ? Date.parse(`${clean}T00:00:00Z`) : Number.NaN;
  if (Number.isFinite(ms) && new Date(ms).toISOString().startsWith(clean)) return ms;
  throw new NotANumberError({
    field,
    got: clean === "" ? "nothing" : clean,
    want: "a day such as 2024-06-30",
    hint: "year, month and day, with dashes; the day begins at midnight UTC",
  });
}

/** A signed leverage ratio from "2x" or "2". @throws NotANumberError, NotFiniteError, OutOfRangeError */
export function readLeverage(text: string, field: string, range?: Range): number {
  const clean = text.trim();
  const want = range?.want ?? "a leverage ratio such as 2x";
  if (clean.endsWith("%"))
    throw new NotANumberError({ field, got: clean, want, hint: "leverage is a multiple of equity: write 2x" });
  return inRange(strictNumber(clean.replace(/ ?x$/i, ""), field, want, clean), text, field, range);
}

/** One of a list of words. @throws UnknownKeyError (E_UNKNOWN_KEY) with the nearest word */
export function readChoice<Choice extends string>(text: string, field: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === text.trim());
  if (found !== undefined) return found;
  const near = closest(text, choices);
  throw new UnknownKeyError({
    field,
    got: text,
    want: choices.join(", "),
    hint: near === null ? "choose one of these" : `did you mean ${near}?`,
  });
}

/** A seed: a whole number from 0 to 2^53 - 1. @throws NotANumberError, OutOfRangeError */
export function readSeed(text: string, field: string): number {
  const want = "a whole number from 0 up, such as 7";
  if (!/^\d+$/.test(text.trim())) throw new NotANumberError({ field, got: text, want, hint: "write digits only" });
  return inRange(Number(text), text, field, { min: 0, max: Number.MAX_SAFE_INTEGER, want });
}
