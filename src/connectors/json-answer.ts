import { BadAnswerError } from "../errors/index.js";

/** Deepest nesting that is read: what any venue answers has less than ten. */
export const DEPTH_MAX = 32;

/** Keys that would reach into the program's own objects. */
const FORBIDDEN = ["__proto__", "constructor", "prototype"];

const HINT = "ask again; if it stays so, the address is not what it should be";

const refused = (host: string, got: string, want: string): BadAnswerError =>
  new BadAnswerError({ field: host, got, want, hint: HINT });

/** Where a string ends that begins at `at`: the place of its closing quote; -1 where it has none. */
function endOfString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charAt(end - 1 - slashes) === "\\") slashes++;
    if (slashes % 2 === 0) return end;
  }
  return -1;
}

/** A key as it is meant; as it stands where it is no JSON, which the reader will say. */
function keyOf(quoted: string): string {
  if (!quoted.includes("\\")) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}

/**
 * Looks at nesting and keys before anything is built from the text: a deep one costs seconds to read, and a reader keeps the last of two
 * equal keys without a word.
 * @throws BadAnswerError (E_BAD_ANSWER)
 */
function assertShape(text: string, host: string): void {
  const open: (Set<string> | null)[] = [];
  let last = "";
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === '"') {
      const end = endOfString(text, at);
      if (end === -1) return;
      last = text.slice(at, end + 1);
      at = end;
    } else if (sign === "{" || sign === "[") {
      open.push(sign === "{" ? new Set() : null);
      if (open.length > DEPTH_MAX) throw refused(host, "deeper nesting", `at most ${DEPTH_MAX} levels`);
    } else if (sign === "}" || sign === "]") open.pop();
    else if (sign === ":") {
      const key = keyOf(last);
      if (FORBIDDEN.includes(key))
        throw refused(host, `the key ${key}`, "keys that no program gives a meaning of its own");
      if (open.at(-1)?.has(key) === true) throw refused(host, `the key ${key} twice`, "each key once");
      open.at(-1)?.add(key);
    }
  }
}

/** What a text is that is no JSON, in a few words; nothing of it is repeated, for it may hold anything. */
function kindOf(text: string): string {
  const start = text.trimStart();
  if (start === "") return "an empty answer";
  if (start.startsWith("<")) return "a page of HTML";
  return /^[[{]/.test(start) && !/[\]}]$/.test(text.trimEnd()) ? "JSON that breaks off" : "a text that is no JSON";
}

/**
 * The value of an answer's JSON text.
 * @param host who answered, as it may be printed
 * @throws BadAnswerError (E_BAD_ANSWER): no JSON, broken off, nested too deep, a key twice or a forbidden one
 */
export function jsonAnswer(text: string, host: string): unknown {
  assertShape(text, host);
  try {
    return JSON.parse(text);
  } catch {
    throw refused(host, kindOf(text), "JSON");
  }
}
