import { MissingError, NotANumberError, UnknownKeyError } from "../errors/index.js";
import type { PolicyValues } from "./kind.js";

const missing = (name: string, what: string): MissingError =>
  new MissingError({ field: name, got: "nothing", want: what, hint: `give it, such as ${name}=...` });

/** The number that a setting holds. @throws MissingError (E_MISSING), NotANumberError (E_NOT_A_NUMBER) naming the setting */
export function numberIn(values: PolicyValues, name: string): number {
  const value = values[name];
  if (value === undefined) throw missing(name, "a number");
  if (typeof value === "number") return value;
  throw new NotANumberError({ field: name, got: value, want: "a number", hint: "this setting takes no words" });
}

/** The number that a setting holds, or null where it was left out. @throws NotANumberError (E_NOT_A_NUMBER) naming the setting */
export const numberOrNullIn = (values: PolicyValues, name: string): number | null =>
  values[name] === undefined ? null : numberIn(values, name);

/** The word that a setting holds. @throws MissingError (E_MISSING), UnknownKeyError (E_UNKNOWN_KEY) naming the setting and its words */
export function choiceIn<Choice extends string>(
  values: PolicyValues,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const value = values[name];
  const want = `one of ${choices.join(", ")}`;
  if (value === undefined) throw missing(name, want);
  const choice = choices.find((each) => each === value);
  if (choice !== undefined) return choice;
  throw new UnknownKeyError({ field: name, got: String(value), want, hint: `write ${name}=${choices[0]}` });
}
