import {
  MissingError,
  NotANumberError,
  NotFiniteError,
  OutOfRangeError,
  ParseError,
  UnitAmbiguousError,
  UnknownKeyError,
} from "../errors/index.js";

/** What a number must satisfy, in words and in bounds. Bounds are part of the domain unless `open`. */
export interface Domain {
  readonly min: number;
  readonly max?: number;
  readonly open?: boolean;
  /** Unit and domain in words, for the message. */
  readonly want: string;
  /** True for a fraction of 1: a figure from 1 to 100 is then asked about, since 83 may mean 0.83. */
  readonly fraction?: boolean;
}

/** A share of 1 including both ends. */
export const shareDomain: Domain = { min: 0, max: 1, fraction: true, want: "a fraction from 0 to 1, such as 0.83" };
/** A quantity of 0 or above. */
export const sizeDomain: Domain = { min: 0, want: "a number of 0 or above" };
/** A quantity above 0. */
export const positiveDomain: Domain = { min: 0, open: true, want: "a number above 0" };

const configuration = { origin: "configuration" } as const;

/** The keys of one object of a parameter file. Every read is checked; what nobody read is refused by `done`. */
export interface Fields {
  readonly path: string;
  /** True where the key is there. */
  has(key: string): boolean;
  /** @throws MissingError, NotANumberError, NotFiniteError, UnitAmbiguousError, OutOfRangeError */
  number(key: string, domain: Domain): number;
  /** The same, or `fallback` where the key is left out. */
  numberOr<T>(key: string, domain: Domain, fallback: T): number | T;
  /** A text of 1 to 200 characters. @throws MissingError, ParseError */
  text(key: string): string;
  textOr(key: string, fallback: string): string;
  /** One of the words listed. @throws MissingError, UnknownKeyError */
  oneOf<Word extends string>(key: string, words: readonly Word[]): Word;
  oneOfOr<Word extends string>(key: string, words: readonly Word[], fallback: Word): Word;
  /** `true` or `false`. */
  flagOr(key: string, fallback: boolean): boolean;
  /** Epoch ms UTC of a day written "2026-01-31". @throws MissingError, ParseError */
  date(key: string): number;
  dateOr(key: string, fallback: number): number;
  /** A list of texts; empty where the key is left out. */
  texts(key: string): readonly string[];
  /** A list of objects, each with its own fields. @throws MissingError, ParseError */
  list(key: string): readonly Fields[];
  /** An object. @throws MissingError, ParseError */
  object(key: string): Fields;
  /** What stands under the key, unread. @throws MissingError */
  value(key: string): unknown;
  /** Keys that are there, in order. */
  keys(): readonly string[];
  /** @throws UnknownKeyError (E_UNKNOWN_KEY) if some key was never asked for: a misspelt key would be a silent default. */
  done(): void;
}

/** What was found, as text: a figure or a word as it stands, anything larger by its kind. */
function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
  return isList(value) ? "a list" : typeof value;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

function numberAt(value: unknown, field: string, domain: Domain): number {
  const { min, max = Infinity, open = false, want, fraction = false } = domain;
  if (typeof value !== "number") {
    const hint = "write a bare number, without quotes or a per cent sign";
    throw new NotANumberError({ field, got: shown(value), want, hint }, configuration);
  }
  if (!Number.isFinite(value)) {
    const hint = "leave the key out if it is not known; it is never guessed";
    throw new NotFiniteError({ field, got: String(value), want, hint }, configuration);
  }
  if (fraction && value > 1 && value <= 100) {
    const hint = `write ${value / 100} if ${value} % is meant`;
    throw new UnitAmbiguousError({ field, got: String(value), want, hint }, configuration);
  }
  const outside = open ? value <= min || value >= max : value < min || value > max;
  if (outside)
    throw new OutOfRangeError({ field, got: String(value), want, hint: "check the value and its unit" }, configuration);
  return value;
}

function textAt(value: unknown, field: string): string {
  if (typeof value === "string" && value.length > 0 && value.length <= 200) return value;
  throw new ParseError(
    { field, got: shown(value), want: "a text of 1 to 200 characters", hint: "write it in quotes" },
    configuration,
  );
}

function wordAt<Word extends string>(value: unknown, field: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw new UnknownKeyError(
    { field, got: shown(value), want: words.join(" or "), hint: "use one of these words" },
    configuration,
  );
}

function flagAt(value: unknown, field: string): boolean {
  if (typeof value === "boolean") return value;
  throw new ParseError(
    { field, got: shown(value), want: "true or false", hint: "write it without quotes" },
    configuration,
  );
}

function dateAt(value: unknown, field: string): number {
  const ms =
    typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  // Date.parse takes 2026-02-30 for 2 March: a day that does not exist must read back as it was written.
  if (Number.isFinite(ms) && new Date(ms).toISOString().slice(0, 10) === value) return ms;
  throw new ParseError(
    { field, got: shown(value), want: "a day such as 2026-01-31", hint: "the day on which this held" },
    configuration,
  );
}

function listAt(value: unknown, field: string): readonly unknown[] {
  if (isList(value)) return value;
  throw new ParseError(
    { field, got: shown(value), want: "a list", hint: "write it in square brackets" },
    configuration,
  );
}

/** The fields of an object. @param path what to call it in an error. @throws ParseError (E_PARSE) if it is none. */
export function fieldsOf(value: unknown, path: string): Fields {
  if (typeof value !== "object" || value === null || isList(value)) {
    throw new ParseError(
      { field: path, got: shown(value), want: "an object", hint: "write it in curly brackets" },
      configuration,
    );
  }
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  const values = new Map(entries.filter(([, entry]) => entry !== undefined));
  const known = new Set<string>();
  const at = (key: string): string => `${path}.${key}`;
  const has = (key: string): boolean => {
    known.add(key);
    return values.has(key);
  };
  const take = (key: string, want: string): unknown => {
    if (!has(key)) {
      throw new MissingError(
        { field: at(key), got: "nothing", want, hint: "a missing value is never guessed" },
        configuration,
      );
    }
    return values.get(key);
  };
  const number = (key: string, domain: Domain): number => numberAt(take(key, domain.want), at(key), domain);
  const text = (key: string): string => textAt(take(key, "a text"), at(key));
  const oneOf = <Word extends string>(key: string, words: readonly Word[]): Word =>
    wordAt(take(key, words.join(" or ")), at(key), words);
  const date = (key: string): number => dateAt(take(key, "a day"), at(key));
  const list = (key: string): readonly unknown[] => listAt(take(key, "a list"), at(key));
  return {
    path,
    has,
    number,
    numberOr: (key, domain, fallback) => (has(key) ? number(key, domain) : fallback),
    text,
    textOr: (key, fallback) => (has(key) ? text(key) : fallback),
    oneOf,
    oneOfOr: (key, words, fallback) => (has(key) ? oneOf(key, words) : fallback),
    flagOr: (key, fallback) => (has(key) ? flagAt(values.get(key), at(key)) : fallback),
    date,
    dateOr: (key, fallback) => (has(key) ? date(key) : fallback),
    texts: (key) => (has(key) ? list(key).map((entry, index) => textAt(entry, `${at(key)}[${index}]`)) : []),
    list: (key) => list(key).map((entry, index) => fieldsOf(entry, `${at(key)}[${index}]`)),
    object: (key) => fieldsOf(take(key, "an object"), at(key)),
    value: (key) => take(key, "a value"),
    keys: () => [...values.keys()],
    done: () => {
      const unknown = [...values.keys()].find((key) => !known.has(key));
      if (unknown === undefined) return;
      throw new UnknownKeyError(
        {
          field: at(unknown),
          got: shown(values.get(unknown)),
          want: `one of ${[...known].join(", ")}`,
          hint: "check the spelling",
        },
        configuration,
      );
    },
  };
}
