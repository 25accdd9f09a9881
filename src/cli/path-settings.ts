import { OutOfRangeError } from "../errors/index.js";
import { amount } from "./setting-readers.js";
import type { FlagName } from "./flags.js";
import type { Settings } from "./settings.js";

/** A whole number; undefined where it was not given. @throws every code of a number; OutOfRangeError (E_OUT_OF_RANGE) */
function whole(settings: Settings, name: FlagName, min: number, max: number, words: string): number | undefined {
  const want = `a whole number from ${words}`;
  const value = amount(settings, name, { min, max, want });
  if (value === undefined || Number.isInteger(value)) return value;
  const field = settings.get(name)?.field ?? `--${name}`;
  throw new OutOfRangeError({ field, got: String(value), want, hint: "round it" });
}

/** How many paths, and threads at most; undefined where nobody says. @throws every code of a number */
export const pathTerms = (settings: Settings) => ({
  paths: whole(settings, "paths", 100, 200_000, "100 to 200,000"),
  threads: whole(settings, "threads", 1, 256, "1 to 256"),
});
