import { NotANumberError, NotFiniteError } from "../errors/index.js";

/** What a strict reading of text gives: the number, or the code that it is refused with. */
export type NumberReading =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly code: "E_EMPTY" | "E_NOT_A_NUMBER" | "E_NOT_FINITE" };

/** The one form of a number that is read, in words. */
export const NUMBER_FORM = "a plain number such as 1234.5 or 1.2e-5";

const MINUS = 45;
const PLUS = 43;
const POINT = 46;
const ZERO = 48;
const SPACE = 32;
const TAB = 9;
const LETTER_E = 101;
const LOWER_CASE = 32;

/** Integers below this are exact in a double. */
const EXACT_MAX = 2 ** 53;

/** Powers of ten up to this exponent are exact in a double. */
const EXPONENT_MAX = 22;

/** Far beyond the range of a double, and far below where an exponent would itself lose digits. */
const EXPONENT_CUT = 100_000;

const powersOfTen = Float64Array.from({ length: EXPONENT_MAX + 1 }, (_, exponent) => Number(`1e${exponent}`));

/** Text of ASCII bytes, one character a byte. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string {
  let text = "";
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at]);
  return text;
}

/** True if the bytes are none, or spaces and tabs only. */
export function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== SPACE && bytes[at] !== TAB) return false;
  return true;
}

/** Position of the first byte from `at` on that is not a decimal digit. */
function digitsEnd(bytes: Uint8Array, at: number, to: number): number {
  while (at < to && bytes[at] >= ZERO && bytes[at] <= ZERO + 9) at++;
  return at;
}

/** Exponent written at `at`, after its "e"; NaN unless digits fill it up to `to`. */
function exponentOf(bytes: Uint8Array, at: number, to: number): number {
  const negative = bytes[at] === MINUS;
  const start = negative || bytes[at] === PLUS ? at + 1 : at;
  if (start >= to || digitsEnd(bytes, start, to) !== to) return NaN;
  let exponent = 0;
  for (let digit = start; digit < to; digit++) exponent = Math.min(EXPONENT_CUT, exponent * 10 + bytes[digit] - ZERO);
  return negative ? -exponent : exponent;
}

/**
 * Number in ASCII bytes, the same to the last bit as `Number(text)`; NaN if they do not hold a number in the grammar of
 * JSON (RFC 8259 §6: no plus sign, no leading zero, no bare point, no space, no hexadecimal), infinite if it is too
 * large for a double. Up to 15 digits and small exponents take one exact multiplication or division (Clinger 1990, "How
 * to read floating point numbers accurately", §3); the rest go through `Number`.
 */
export function parseNumber(bytes: Uint8Array, from: number, to: number): number {
  const negative = bytes[from] === MINUS;
  const whole = negative ? from + 1 : from;
  let at = whole;
  let mantissa = 0;
  for (; at < to; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) break;
    mantissa = mantissa * 10 + digit;
  }
  if (at === whole || (bytes[whole] === ZERO && at - whole > 1)) return NaN;
  let exponent = 0;
  if (at < to && bytes[at] === POINT) {
    const start = ++at;
    for (; at < to; at++) {
      const digit = bytes[at] - ZERO;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
    }
    if (at === start) return NaN;
    exponent = start - at;
  }
  if (at < to) {
    if ((bytes[at] | LOWER_CASE) !== LETTER_E) return NaN;
    exponent += exponentOf(bytes, at + 1, to);
    if (Number.isNaN(exponent)) return NaN;
  }
  if (mantissa >= EXACT_MAX || exponent > EXPONENT_MAX || exponent < -EXPONENT_MAX) {
    return Number(asciiText(bytes, from, to));
  }
  const size = exponent < 0 ? mantissa / powersOfTen[-exponent] : mantissa * powersOfTen[exponent];
  return negative ? -size : size;
}

/** Why `parseNumber` gave `value` for these bytes, as a code; call it for NaN and infinity only. */
export function numberFault(
  bytes: Uint8Array,
  from: number,
  to: number,
  value: number,
): "E_EMPTY" | "E_NOT_A_NUMBER" | "E_NOT_FINITE" {
  if (isBlank(bytes, from, to)) return "E_EMPTY";
  return Number.isNaN(value) ? "E_NOT_A_NUMBER" : "E_NOT_FINITE";
}

/**
 * Number in `text`, read as JSON writes numbers: "1234.5", "-3", "1.2e-5". Refused are "+5", "007", ".5", "5.", "0x10",
 * "1,234.5", "1_000", "5%", "NaN", "Infinity", any space, a blank, and what a double cannot hold ("1e999").
 */
export function readNumber(text: string): NumberReading {
  const bytes = new TextEncoder().encode(text);
  const value = parseNumber(bytes, 0, bytes.length);
  if (Number.isFinite(value)) return { ok: true, value };
  return { ok: false, code: numberFault(bytes, 0, bytes.length, value) };
}

/**
 * Number in `text` by the rule of `readNumber`; `field` names it in the error.
 * @throws NotANumberError (E_NOT_A_NUMBER), NotFiniteError (E_NOT_FINITE)
 */
export function numberOf(text: string, field: string): number {
  const reading = readNumber(text);
  if (reading.ok) return reading.value;
  const detail = { field, got: text, want: NUMBER_FORM, hint: "no thousands separators, signs of per cent or spaces" };
  throw reading.code === "E_NOT_FINITE" ? new NotFiniteError(detail) : new NotANumberError(detail);
}
