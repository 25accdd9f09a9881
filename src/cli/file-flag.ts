import { UnknownOptionError } from "../errors/index.js";

/** A flag that names a file to write. */
export interface FileFlag {
  /** With its dashes. */
  readonly field: string;
  /** A file that it may name, and the command whose help tells of it. */
  readonly example: string;
  readonly command: string;
}

/** The file that a flag names; null without one. @throws UnknownOptionError (E_UNKNOWN_OPTION) where its value is missing. */
export function fileGiven(given: unknown, { field, example, command }: FileFlag): string | null {
  if (typeof given !== "string") return null;
  if (given !== "" && !given.startsWith("--")) return given;
  throw new UnknownOptionError({
    field,
    got: given === "" ? "nothing" : `nothing before ${given}`,
    want: `a file to write, such as ${example}`,
    hint: `see steelyard ${command} --help`,
  });
}
