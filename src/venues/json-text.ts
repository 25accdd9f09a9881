import { DuplicateKeyError, ParseError, TooLargeError } from "../errors/index.js";

/** Longest text that is read, in UTF-16 units: the whole bracket table of a large exchange has 0.3 million. */
const LENGTH_MAX = 2_000_000;

/** The next token that matters to the nesting of keys: a string, or one sign of structure. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/** A JSON text is written by hand to configure something: every fault of its form lies there. */
const configuration = { origin: "configuration" } as const;

/** What a JSON text is called when something in it is refused. */
export interface JsonName {
  /** What to call the whole text: the path of its values, or a file. */
  readonly field: string;
  /** Written before a key at fault, such as "custom."; empty for the bare key. */
  readonly keyPrefix: string;
}

/** @throws DuplicateKeyError (E_DUPLICATE_KEY): JSON.parse would keep the last of two equal keys without a word. */
function assertNoDuplicateKeys(text: string, { keyPrefix }: JsonName): void {
  const open: (Set<string> | null)[] = [];
  let previous = "";
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(null);
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":") {
      const keys = open.at(-1);
      const key = String(JSON.parse(previous));
      if (keys?.has(key) === true) {
        const detail = { field: `${keyPrefix}${key}`, got: "the same key twice", want: "each key once" };
        throw new DuplicateKeyError({ ...detail, hint: "delete the one that is wrong" }, configuration);
      }
      keys?.add(key);
    }
    previous = token;
  }
}

/** Line and column of a place in a text, from 1. */
function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split("\n");
  return `line ${before.length}, column ${(before[before.length - 1] ?? "").length + 1}`;
}

/**
 * The value that a JSON text holds; a key given twice is refused.
 * @throws TooLargeError (E_TOO_LARGE), ParseError (E_PARSE), DuplicateKeyError (E_DUPLICATE_KEY), all of origin "configuration".
 */
export function jsonValue(text: string, name: JsonName): unknown {
  const { field } = name;
  if (text.length > LENGTH_MAX) {
    const detail = { field, got: `${text.length} characters`, want: `at most ${LENGTH_MAX}` };
    throw new TooLargeError({ ...detail, hint: "give only what is needed" }, configuration);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    const at = /position (\d+)/.exec(words)?.[1];
    const got = at === undefined ? words : `a fault at ${placeOf(text, Number(at))}`;
    throw new ParseError(
      { field, got, want: "JSON", hint: "check quotes, commas and brackets there" },
      { ...configuration, cause },
    );
  }
  assertNoDuplicateKeys(text, name);
  return value;
}

/** The value of a venue's parameter text, whose keys are named by their path. @throws as `jsonValue`. */
export const parametersValue = (text: string, path: string): unknown =>
  jsonValue(text, { field: path, keyPrefix: `${path}.` });
