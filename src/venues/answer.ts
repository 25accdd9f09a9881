import { BadAnswerError } from "../errors/index.js";

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** What was found, as text: a figure or a word as it stands, anything larger by its kind. */
function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean" || value === null)
    return String(value);
  return isList(value) ? "a list" : `an ${typeof value}`;
}

const HINT = "ask again; if it stays so, the venue has changed its answers or the endpoint is not to be trusted";

/** The error for a part of an answer that is not what it must be. */
export const badAnswer = (field: string, value: unknown, want: string, hint = HINT): BadAnswerError =>
  new BadAnswerError({ field, got: shown(value), want, hint });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !isList(value);

/** The object. @throws BadAnswerError (E_BAD_ANSWER) */
export function objectIn(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  throw badAnswer(field, value, "an object");
}

/** The list. @throws BadAnswerError (E_BAD_ANSWER) */
export function listIn(value: unknown, field: string): readonly unknown[] {
  if (isList(value)) return value;
  throw badAnswer(field, value, "a list");
}

/** What a name may be made of: it goes to terminals and files, where a mark that cannot be seen could change what follows it. */
const PLAIN = /^[\p{L}\p{N}\p{P}\p{S} ]{1,64}$/u;

/** A word or name: 1 to 64 characters that can be seen, and none that every JavaScript object has. @throws BadAnswerError (E_BAD_ANSWER) */
export function textIn(value: unknown, field: string): string {
  if (typeof value === "string" && PLAIN.test(value) && !(value in {})) return value;
  throw badAnswer(field, value, "a name of 1 to 64 characters that can be seen");
}

/** True or false. @throws BadAnswerError (E_BAD_ANSWER) */
export function flagIn(value: unknown, field: string): boolean {
  if (typeof value === "boolean") return value;
  throw badAnswer(field, value, "true or false");
}

/** An address of an account or a contract, in lower case. @throws BadAnswerError (E_BAD_ANSWER) */
export function addressIn(value: unknown, field: string): string {
  if (typeof value === "string" && /^0x[0-9a-f]{40}$/i.test(value)) return value.toLowerCase();
  throw badAnswer(field, value, "an address of 20 bytes");
}

/** Bounds of a whole number of an answer. */
export interface WholeRange {
  readonly min?: bigint;
  readonly max?: bigint;
  /** Unit and domain in words. */
  readonly want: string;
}

/** A whole number within its bounds. @throws BadAnswerError (E_BAD_ANSWER) */
export function wholeIn(value: unknown, field: string, { min = 0n, max, want }: WholeRange): bigint {
  if (typeof value === "bigint" && value >= min && (max === undefined || value <= max)) return value;
  throw badAnswer(field, value, want);
}

/** Bounds of a figure of an answer; they are part of the domain unless `open`. */
export interface FigureRange {
  readonly min?: number;
  readonly max?: number;
  readonly open?: boolean;
  /** Unit and domain in words. */
  readonly want: string;
}

const DECIMAL = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;

/** A finite figure within its bounds, from a number or from a decimal text such as "97.25". @throws BadAnswerError (E_BAD_ANSWER) */
export function figureIn(value: unknown, field: string, range: FigureRange): number {
  const { min = -Infinity, max = Infinity, open = false, want } = range;
  const read = typeof value === "string" && DECIMAL.test(value) ? Number(value) : value;
  const isInside = (figure: number): boolean => (open ? figure > min && figure < max : figure >= min && figure <= max);
  if (typeof read === "number" && Number.isFinite(read) && isInside(read)) return read;
  throw badAnswer(field, value, want);
}
