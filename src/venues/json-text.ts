import { DuplicateKeyError, ParseError, TooLargeError } from "../errors/index.js";

/** Longest parameter text that is read, in UTF-16 units: the whole bracket table of a large exchange has 0.3 million. */
const LENGTH_MAX = 2_000_000;

const configuration = { origin: "configuration" } as const;

/** Where a scan stands inside an object or an array. */
interface Frame {
  /** Keys seen so far; null inside an array. */
  readonly keys: Set<string> | null;
  /** True where the next string is a key. */
  expectsKey: boolean;
}

/** A string token and where it ends. The text is known to be valid JSON. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

const decoded = (token: string): string => String(JSON.parse(token));

/** @throws DuplicateKeyError (E_DUPLICATE_KEY): JSON.parse keeps the last of two equal keys and says nothing. */
function assertNoDuplicateKeys(text: string, field: string): void {
  const frames: Frame[] = [];
  for (let at = 0; at < text.length; at++) {
    const frame = frames.at(-1);
    const character = text[at];
    if (character === "{" || character === "[") {
      frames.push({ keys: character === "{" ? new Set() : null, expectsKey: character === "{" });
    } else if (character === "}" || character === "]") {
      frames.pop();
    } else if (character === ",") {
      if (frame !== undefined) frame.expectsKey = frame.keys !== null;
    } else if (character === '"') {
      const end = stringEnd(text, at);
      if (frame !== undefined && frame.keys !== null && frame.expectsKey) {
        const key = decoded(text.slice(at, end));
        if (frame.keys.has(key)) {
          throw new DuplicateKeyError(
            {
              field: `${field}.${key}`,
              got: "the same key twice",
              want: "each key once",
              hint: "delete the one that is wrong",
            },
            configuration,
          );
        }
        frame.keys.add(key);
        frame.expectsKey = false;
      }
      at = end - 1;
    }
  }
}

/**
 * The value that a JSON text holds.
 * @param field what to call the text in an error.
 * @throws TooLargeError (E_TOO_LARGE), ParseError (E_PARSE), DuplicateKeyError (E_DUPLICATE_KEY), all of origin "configuration".
 */
export function jsonValue(text: string, field: string): unknown {
  if (text.length > LENGTH_MAX) {
    throw new TooLargeError(
      {
        field,
        got: `${text.length} characters`,
        want: `at most ${LENGTH_MAX}`,
        hint: "give only the markets that you need",
      },
      configuration,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ParseError(
      {
        field,
        got: cause instanceof Error ? cause.message : String(cause),
        want: "JSON",
        hint: "see the example in the venue's README",
      },
      { ...configuration, cause },
    );
  }
  assertNoDuplicateKeys(text, field);
  return value;
}
