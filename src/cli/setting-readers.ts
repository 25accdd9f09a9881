import { MissingError, type Range } from "../errors/index.js";
import { stated, type Estimate } from "../model/index.js";
import { isFlagName, flags, type FlagName } from "./flags.js";
import { readAmount, readChoice, readDay, readDuration, readFigure, readFraction, readLeverage } from "./quantities.js";
import type { Setting, Settings } from "./settings.js";

/** Reads one setting, or undefined where it was not given. */
function read<Value>(settings: Settings, name: FlagName, reader: (setting: Setting) => Value): Value | undefined {
  const setting = settings.get(name);
  return setting === undefined ? undefined : reader(setting);
}

/** A share in [min, max], a fraction. */
export const fraction = (settings: Settings, name: FlagName, range?: Range): number | undefined =>
  read(settings, name, ({ text, field }) => readFraction(text, field, range));

/** An amount of money, a price or a quantity. */
export const amount = (settings: Settings, name: FlagName, range?: Range): number | undefined =>
  read(settings, name, ({ text, field }) => readAmount(text, field, range));

/** A duration in ms. */
export const durationMs = (settings: Settings, name: FlagName): number | undefined =>
  read(settings, name, ({ text, field }) => readDuration(text, field));

/** The start of a day, epoch ms UTC. */
export const dayMs = (settings: Settings, name: FlagName): number | undefined =>
  read(settings, name, ({ text, field }) => readDay(text, field));

/** A signed leverage ratio. */
export const leverage = (settings: Settings, name: FlagName, range?: Range): number | undefined =>
  read(settings, name, ({ text, field }) => readLeverage(text, field, range));

/** One of a list of words. */
export const choice = <Word extends string>(
  settings: Settings,
  name: FlagName,
  words: readonly Word[],
): Word | undefined => read(settings, name, ({ text, field }) => readChoice(text, field, words));

/** True where a switch is on. */
export const isOn = (settings: Settings, name: FlagName): boolean =>
  choice(settings, name, ["true", "false"] as const) === "true";

/** A figure with its standard error, as a stated estimate that remembers its source. */
export const estimate = (settings: Settings, name: FlagName, range?: Range): Estimate | undefined =>
  read(settings, name, ({ text, field, source }) => {
    const { value, standardError } = readFigure(text, field, range);
    return stated(value, standardError, source ?? "stated by you");
  });

/** The same, and an error where it is not given. @throws MissingError (E_MISSING) */
export function required<Value>(value: Value | undefined, name: FlagName, why: string): Value {
  if (value !== undefined) return value;
  const example = flags.find((each) => each.name === name)?.value ?? "";
  throw new MissingError({ field: `--${name}`, got: "nothing", want: why, hint: `add --${name} ${example}` });
}

/** An object without its undefined entries: what is left out stays left out. */
export function present<Entries extends Readonly<Record<string, unknown>>>(
  entries: Entries,
): { readonly [Key in keyof Entries]?: Exclude<Entries[Key], undefined> };
export function present(entries: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

/** Names of the given flags that are set. */
export const given = (settings: Settings, names: readonly FlagName[]): readonly FlagName[] =>
  names.filter((name) => isFlagName(name) && settings.has(name));
