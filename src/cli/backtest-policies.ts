import { NotANumberError, SteelyardError, UnknownKeyError } from "../errors/index.js";
import {
  policyKind,
  policyKinds,
  policyOf,
  type PolicyDescription,
  type PolicyField,
  type PolicyKind,
} from "../policies/index.js";
import { readAmount, readChoice, readDuration, readFraction, readLeverage } from "./quantities.js";

/** A policy as it was asked for: one kind, or several that act together. */
export interface AskedPolicy {
  /** As it was typed, without what was left to its defaults. */
  readonly text: string;
  readonly parts: readonly [PolicyDescription, ...PolicyDescription[]];
}

/** Between two policies in one text, such as a flag that is given twice becomes. */
export const POLICY_SEPARATOR = ";";

/** A part follows a plus that begins a word: "boost:...+repay:...", and not 1e+3. */
const PART = /\+(?=\s*[a-z])/i;

/** How each kind of setting is read. */
const READERS: Readonly<
  Record<PolicyField["kind"], (text: string, field: string, words: readonly string[]) => number | string>
> = {
  leverage: (text, field) => readLeverage(text, field),
  fraction: (text, field) => readFraction(text, field),
  duration: (text, field) => readDuration(text, field),
  amount: (text, field) => readAmount(text, field),
  price: (text, field) => readAmount(text, field),
  number: (text, field) => readAmount(text, field),
  choice: (text, field, words) => readChoice(text, field, words),
};

/** How a setting is named in an error: "--policy band:low". */
const settingName = (flag: string, id: string, name: string): string => `${flag} ${id}:${name}`;

/** An error of a policy with the flag and the setting as they were typed. */
export function inPolicy(error: unknown, flag: string, id: string): unknown {
  if (!(error instanceof SteelyardError) || error.field.startsWith("--")) return error;
  const { code, field, got, want, hint } = error;
  const name = field.replace(`${id}.`, "");
  const isWhole = field === "policy" || id.includes("+"); // of several together it says itself whose rule it is
  const named = isWhole ? flag : settingName(flag, id, name);
  return new SteelyardError(code, { field: named, got, want, hint }, { origin: "usage", cause: error });
}

/** The value of a setting from its text; a setting that does not exist is left for the policy to refuse. */
export function settingValue(kind: PolicyKind, name: string, text: string, flag: string): number | string {
  const field = Object.hasOwn(kind.fields, name) ? kind.fields[name] : undefined;
  if (field === undefined) return text;
  return READERS[field.kind](text, settingName(flag, kind.id, name), field.choices ?? []);
}

/** The kind of that name. @throws SteelyardError (E_UNKNOWN_KEY) naming the nearest */
export function kindNamed(id: string, flag: string): PolicyKind {
  try {
    return policyKind(id);
  } catch (error) {
    throw inPolicy(error, flag, id);
  }
}

/** "low=1.5x" as its two sides. @throws NotANumberError (E_NOT_A_NUMBER) */
export function sides(text: string, id: string, flag: string): readonly [name: string, value: string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw new NotANumberError({
    field: flag,
    got: text === "" ? "nothing after the colon or a comma" : text,
    want: `settings as ${id}:name=value,name=value`,
    hint: "such as band:low=1.5x,high=2.5x",
  });
}

/** The name of a policy and its settings as texts: "band:low=1.5x,high=2x". @throws NotANumberError (E_NOT_A_NUMBER), UnknownKeyError (E_UNKNOWN_KEY) for a setting given twice */
export function splitPolicy(
  text: string,
  flag: string,
): { readonly id: string; readonly settings: readonly (readonly [string, string])[] } {
  const colon = text.indexOf(":");
  const id = (colon === -1 ? text : text.slice(0, colon)).trim();
  const settings =
    colon === -1
      ? []
      : text
          .slice(colon + 1)
          .split(",")
          .map((each) => sides(each.trim(), id, flag));
  const twice = settings.find(([name], at) => settings.findIndex(([other]) => other === name) !== at);
  if (twice === undefined) return { id, settings };
  throw new UnknownKeyError({
    field: settingName(flag, id, twice[0]),
    got: "given twice",
    want: "each setting once",
    hint: "remove one of the two",
  });
}

/** One kind with its settings. @throws every code of a reader and of a policy, naming the setting */
function describedPolicy(text: string, flag: string): PolicyDescription {
  const { id, settings } = splitPolicy(text, flag);
  const kind = kindNamed(id, flag);
  const values = Object.fromEntries(settings.map(([name, value]) => [name, settingValue(kind, name, value, flag)]));
  return checked({ policy: id, values }, flag);
}

/** The description, if there is such a policy. @throws every code of a policy, naming the setting as it was typed */
export function checked(description: PolicyDescription, flag: string): PolicyDescription {
  try {
    policyOf(description);
  } catch (error) {
    throw inPolicy(error, flag, description.policy);
  }
  return description;
}

/** A policy, or several that act together, from "id:key=value,...+id:...". @throws every code of a reader and of a policy, naming the setting */
export function readPolicy(text: string, flag = "--policy"): AskedPolicy {
  const [first = "", ...others] = text.split(PART).map((part) => part.trim());
  const parts = [describedPolicy(first, flag), ...others.map((part) => describedPolicy(part, flag))] as const;
  return { text: text.trim(), parts };
}

/** True where a policy needs nothing to be said. */
const isWhole = ({ fields }: PolicyKind): boolean =>
  Object.values(fields).every((field) => field.default !== undefined || field.optional === true);

/** Every policy that needs no settings, and the names of those that do. */
export function allPolicies(): { readonly asked: readonly AskedPolicy[]; readonly lacking: readonly string[] } {
  const asked = policyKinds
    .filter(isWhole)
    .map(({ id }): AskedPolicy => ({ text: id, parts: [{ policy: id, values: {} }] }));
  return { asked, lacking: policyKinds.filter((kind) => !isWhole(kind)).map(({ id }) => id) };
}
