import type { FlagName } from "./flags.js";
import type { Io } from "./io.js";
import type { Settings } from "./settings.js";
import type { Stages } from "./stages.js";

/** Switches that every command has. */
export interface Switches {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly brief: boolean;
  /** File that a report is written to, as it was typed; null where none is asked for. */
  readonly report: string | null;
  /** True where the answer is to be proved by paths. */
  readonly verify: boolean;
  /** File that paths are written to, as it was typed; null where none is asked for. */
  readonly parquet: string | null;
}

/** What a command is given once its words are read. */
export interface Call {
  readonly settings: Settings;
  readonly switches: Switches;
  readonly io: Io;
  readonly stages: Stages;
  /** Words that are no flags. */
  readonly words: readonly string[];
}

/** What a check prints, and whether it answers "yes": where it does not, the exit status is 1. */
export interface Checked {
  readonly text: string;
  readonly holds: boolean;
}

/** What a command does. */
export interface Runner {
  /** Text for stdout; of a check, with what it found. @throws SteelyardError */
  run(call: Call): Promise<string | Checked>;
}

/** A command: its name, what --help says, and where what it prints is made. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** One example, without the program's name. */
  readonly example: string;
  /** A word after the name, such as [id]; left out: none. */
  readonly word?: string;
  /** True where it takes every flag that describes a decision, and --request; else those that it takes, or false. */
  readonly takesFlags: boolean | readonly FlagName[];
  /** True where a missing tolerance is asked for on a terminal. */
  readonly asksTolerance: boolean;
  /** What it does. */
  readonly load: () => Promise<Runner>;
}

/** One JSON value as the only text on stdout. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
