import { DuplicateKeyError } from "../errors/index.js";
import { flags } from "./flags.js";

/** Flags that may be given several times, with their dashes. */
const REPEATED = new Set(flags.filter((flag) => "repeats" in flag).map(({ name }) => `--${name}`));

/** @throws DuplicateKeyError (E_DUPLICATE_KEY) if a flag is given twice that may be given once. */
export function assertNoDuplicateFlags(argv: readonly string[]): void {
  const seen = new Set<string>();
  for (const word of argv) {
    if (word === "--") return;
    if (!word.startsWith("--")) continue;
    const name = word.split("=")[0] ?? word;
    if (seen.has(name) && !REPEATED.has(name))
      throw new DuplicateKeyError({
        field: name,
        got: "given twice",
        want: "each option once",
        hint: "remove one of the two",
      });
    seen.add(name);
  }
}
