import { MissingError, NotANumberError, UnknownKeyError } from "../errors/index.js";
import { jsonValue } from "../venues/index.js";
import type * as Schemas from "../schemas/index.js";
import type { z } from "zod";

const WANT = "the keys of this figure under estimates as a decision prints them";
const HINT = "copy it from the output of --json, or see what the flag of its name takes";

/** What was read, once it is known to hold every key that was given. @throws UnknownKeyError (E_UNKNOWN_KEY) */
function withoutStrays<Value>(given: unknown, read: Value, path: string): Value {
  if (typeof given !== "object" || given === null) return read;
  const known = new Map<string, unknown>(Object.entries(read ?? {}));
  for (const [key, value] of Object.entries(given)) {
    const field = `${path}.${key}`;
    if (!known.has(key)) throw new UnknownKeyError({ field, got: "an unknown key", want: WANT, hint: HINT });
    withoutStrays(value, known.get(key), field);
  }
  return read;
}

/** "a number" from the checker's "Invalid input: expected number, received string". */
const wanted = (message: string): string => message.replace(/^Invalid input: expected (\w+).*$/s, "a $1");

/**
 * A whole figure from a request file, a gap for example, in the form in which a decision prints it under estimates. What its
 * numbers mean is checked where estimates are made. The forms are loaded here: few people state one.
 * @throws UnknownKeyError (E_UNKNOWN_KEY), MissingError (E_MISSING), NotANumberError (E_NOT_A_NUMBER)
 */
export async function readWhole<Figure>(
  text: string,
  field: string,
  form: (schemas: typeof Schemas) => z.ZodType<Figure>,
): Promise<Figure> {
  const value = jsonValue(text, { field, keyPrefix: `${field}.` });
  const result = form(await import("../schemas/index.js")).safeParse(value, { reportInput: true });
  if (result.success) return withoutStrays(value, result.data, field);
  const [issue] = result.error.issues;
  const path = [field, ...(issue?.path ?? [])].join(".");
  if (issue?.input === undefined) throw new MissingError({ field: path, got: "nothing", want: WANT, hint: HINT });
  const got = JSON.stringify(issue.input) ?? "nothing";
  throw new NotANumberError({ field: path, got, want: wanted(issue.message), hint: HINT });
}
