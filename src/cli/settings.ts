import { basename, dirname, resolve } from "node:path";
import { readTextFile } from "../connectors/index.js";
import {
  MissingError,
  NotANumberError,
  ParseError,
  UnknownKeyError,
  UnknownOptionError,
  closest,
} from "../errors/index.js";
import { jsonValue } from "../venues/index.js";
import { exclusive, flagNames, isFlagName, isSwitch, type FlagName } from "./flags.js";

/** One value as it was typed, and where. */
export interface Setting {
  readonly text: string;
  /** How to name it in an error: the flag, or the key of the request file. */
  readonly field: string;
  /** Where the figure comes from, in the words of the request file; null for a flag. */
  readonly source: string | null;
  /** Folder that a path in it starts from. */
  readonly folder: string;
  /** What an answer must say of it; left out: nothing. */
  readonly notes?: readonly string[];
}

/** A value that stands in for one that was not given, as if it had been typed. */
export const typed = (name: FlagName, text: string): Setting => ({
  text,
  field: `--${name}`,
  source: null,
  folder: "",
});

/** True for a value that stands in for one that nobody gave: it starts from no folder. */
export const isStandIn = ({ folder }: Setting): boolean => folder === "";

/** Every value that was given, flags before the request file. */
export type Settings = ReadonlyMap<FlagName, Setting>;

const FILE_BYTES_MAX = 1_000_000;

/** Keys of a request file that are read by people alone. */
const REMARKS: readonly string[] = ["about"];

/** Text of a request or of parameters. @throws NoInputError (E_NO_INPUT), TooLargeError (E_TOO_LARGE), ParseError (E_PARSE) */
export const readSmallFile = (path: string): Promise<string> => readTextFile(path, FILE_BYTES_MAX);

/** Name of a flag as the parser keeps it: "borrow-rate" is borrowRate. */
const parserKey = (name: FlagName): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Values of the flags that the parser read. @throws UnknownOptionError (E_UNKNOWN_OPTION) for a flag without its value. */
export function flagSettings(options: Readonly<Record<string, unknown>>, folder: string): Settings {
  const settings = new Map<FlagName, Setting>();
  for (const name of flagNames) {
    const given = options[parserKey(name)];
    const text = isSwitch(name) && given === true ? "true" : given;
    if (typeof text !== "string") continue;
    if (text.startsWith("--")) {
      throw new UnknownOptionError({
        field: `--${name}`,
        got: `nothing before ${text}`,
        want: "a value after it",
        hint: "see steelyard optimize --help",
      });
    }
    settings.set(name, { text, field: `--${name}`, source: null, folder });
  }
  return settings;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The text of a value in a request file: a text or a number, alone or beside its source. @throws NotANumberError (E_NOT_A_NUMBER), UnknownKeyError */
export function valueOf(value: unknown, key: string): { readonly text: string; readonly source: string | null } {
  if (typeof value === "string") return { text: value, source: null };
  if (typeof value === "number") return { text: String(value), source: null };
  if (isObject(value)) {
    const stray = Object.keys(value).find((name) => name !== "value" && name !== "source");
    if (stray !== undefined)
      throw new UnknownKeyError({ field: `${key}.${stray}`, got: stray, want: "value and source", hint: "remove it" });
    const { source } = value;
    if (typeof source !== "string")
      throw new MissingError({
        field: `${key}.source`,
        got: JSON.stringify(source) ?? "nothing",
        want: "text: where the figure comes from",
        hint: "or write the value alone",
      });
    return { text: valueOf(value["value"] ?? null, key).text, source };
  }
  throw new NotANumberError({
    field: key,
    got: JSON.stringify(value),
    want: 'text, a number, or {"value": ..., "source": "..."}',
    hint: "leave the key out if it is not known",
  });
}

/** True for a value that is read as it stands: the parameters of a venue, a gap as a decision prints it, or a switch. */
const isWhole = (key: FlagName, value: unknown): boolean =>
  isObject(value)
    ? key === "parameters" || key === "jumps" || key === "pool" || (key === "gap" && "kind" in value)
    : isSwitch(key) && typeof value === "boolean";

/** Values of a request file. Its keys are the names of the flags. @throws every code of reading and of JSON, UnknownKeyError (E_UNKNOWN_KEY) */
export async function fileSettings(path: string): Promise<Settings> {
  const name = basename(path);
  const content = jsonValue(await readSmallFile(path), { field: name, keyPrefix: "" });
  if (!isObject(content))
    throw new ParseError(
      {
        field: name,
        got: JSON.stringify(content),
        want: "a JSON object whose keys are the names of the flags",
        hint: 'such as {"volatility": "60%"}',
      },
      { origin: "configuration" },
    );
  const settings = new Map<FlagName, Setting>();
  for (const [key, value] of Object.entries(content)) {
    if (REMARKS.includes(key)) continue;
    if (!isFlagName(key)) {
      const near = closest(key, flagNames);
      throw new UnknownKeyError({
        field: key,
        got: `a key of ${name}`,
        want: "the name of a flag, without its dashes",
        hint: near === null ? "see steelyard optimize --help" : `did you mean ${near}?`,
      });
    }
    const read = isWhole(key, value) ? { text: JSON.stringify(value), source: null } : valueOf(value, key);
    settings.set(key, { ...read, field: key, folder: dirname(resolve(path)) });
  }
  return settings;
}

/** Flags over a request file: a flag replaces the key of its name, and the key that it excludes. */
export function merged(file: Settings, given: Settings): Settings {
  const settings = new Map(file);
  for (const group of exclusive) {
    if (group.some((name) => given.has(name))) for (const name of group) settings.delete(name);
  }
  for (const [name, setting] of given) settings.set(name, setting);
  return settings;
}
