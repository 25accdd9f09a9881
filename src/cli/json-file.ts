import { DuplicateKeyError, ParseError } from "../errors/index.js";

/** The next token that matters to the nesting of keys: a string, or one sign of structure. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/** @throws DuplicateKeyError (E_DUPLICATE_KEY): JSON.parse would keep the last of two equal keys without a word. */
function assertNoDuplicateKeys(text: string, file: string): void {
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
        throw new DuplicateKeyError({
          field: key,
          got: `given twice in ${file}`,
          want: "each key once",
          hint: "remove one of the two",
        });
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

/** The value of a JSON text, duplicate keys refused. @throws ParseError (E_PARSE), DuplicateKeyError (E_DUPLICATE_KEY) */
export function readJson(text: string, file: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    const at = /position (\d+)/.exec(words)?.[1];
    const got = at === undefined ? words : `a fault at ${placeOf(text, Number(at))}`;
    throw new ParseError(
      { field: file, got, want: "JSON", hint: "check quotes, commas and brackets there" },
      { cause },
    );
  }
  assertNoDuplicateKeys(text, file);
  return value;
}
