import { Command as Program, CommanderError, Option } from "commander";
import { version } from "../model/index.js";
import type { Command } from "./command.js";
import { commands } from "./commands.js";
import { flags, type Flag } from "./flags.js";
import type { Io } from "./io.js";
import { parserError } from "./parser-error.js";
import { assertNoDuplicateFlags } from "./duplicate-flags.js";

/** What the parser found: the command, its words and its options. */
export interface Found {
  readonly command: Command;
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

const CONVENTIONS = `
Figures are typed as people write them: 60% or 0.6, 90d, 1h, 2x, 50000. A bare
60 where a share is wanted is refused. Rates are annual percentage rates (APR)
as a venue quotes them; the model compounds them continuously. A drift is
arithmetic, E[dS/S]: the median growth it implies is lower by half the squared
volatility. A value may carry its standard error: 5%±1% or 5%+-1%.`;

const SWITCHES = [
  ["json", "print one JSON object on stdout (schemas/<name>-1.json) and nothing else"],
  ["quiet", "print the answer alone, in one sentence"],
  ["debug", "show the stack of an error"],
] as const;

/** An example as it is typed, continued over lines of at most 78 columns. */
function exampleText(example: string): string {
  const lines: string[] = [];
  for (const option of `steelyard ${example}`.split(/ (?=--)/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + option.length < 74) lines[lines.length - 1] = `${last} ${option}`;
    else lines.push(option);
  }
  return lines.map((line, index) => (index === 0 ? "  " : "    ") + line).join(" \\\n");
}

/** True where the command takes the flag of this name. */
const takes = ({ name: command, takesFlags }: Command, { name, only }: Flag): boolean =>
  typeof takesFlags === "boolean"
    ? takesFlags && (only === undefined || only.includes(command))
    : takesFlags.some((taken) => taken === name);

/** The texts of an option that is given several times, as one. */
const gathered = (text: string, before: string | undefined): string =>
  before === undefined ? text : `${before};${text}`;

/** A sub-command of the parser with its flags; calls `found` when its words have been read. */
function described(command: Command, found: (result: Found) => void): Program {
  const program = new Program(command.name)
    .description(command.summary)
    .allowExcessArguments(false)
    .configureHelp({ helpWidth: 80 });
  program.addHelpOption(new Option("-h, --help", "show this").helpGroup("Input and output:"));
  const add = (words: string, help: string, group = "Input and output"): Program =>
    program.addOption(new Option(words, help).helpGroup(`${group}:`));
  if (command.word !== undefined) program.argument(command.word);
  for (const flag of flags) {
    const { name, value, help, group } = flag;
    if (!takes(command, flag)) continue;
    const option = new Option(value === "" ? `--${name}` : `--${name} <${value}>`, help).helpGroup(`${group}:`);
    program.addOption("repeats" in flag ? option.argParser(gathered) : option);
  }
  if (command.takesFlags === true)
    add("--request <file.json>", "a whole request as JSON: its keys are these names; flags replace them");
  if (command.name === "optimize") {
    add("--brief", "the answer, what binds and the odds, in a few lines");
    add("--report <file.html>", "write the answer as a page with pictures as well; a report of ours is replaced");
    add("--verify", "prove the answer by simulated paths; exit status 1 where they contradict it");
  }
  if (command.name === "backtest") {
    add("--report <file.html>", "write the result as a page with pictures as well; a report of ours is replaced");
    add("--parquet <file.parquet>", "with --sweep: write a row for each policy as it is done; no file is replaced");
  }
  if (command.name === "simulate") {
    add("--brief", "the answer and its numbers, in a few lines");
    add("--parquet <file.parquet>", "write a row for each path and position as well; no file is replaced");
  }
  for (const [name, help] of SWITCHES) add(`--${name}`, help);
  program.addHelpText(
    "after",
    `${command.takesFlags === true ? `${CONVENTIONS}\n` : ""}\nExample:\n${exampleText(command.example)}`,
  );
  program.action(() => found({ command, words: program.args, options: program.opts() }));
  return program;
}

/** The whole parser. Its own help and faults go where `io` says. */
function parser(io: Io, found: (result: Found) => void): Program {
  const program = new Program("steelyard")
    .description("Decides how much debt to hold against equity.")
    .version(version, "--version", "print the version")
    .helpCommand(false)
    .configureHelp({ helpWidth: 80 });
  for (const command of commands) program.addCommand(described(command, found));
  program.addHelpText("after", "\nOne command's options: steelyard optimize --help");
  for (const each of [program, ...program.commands]) {
    each.exitOverride().configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: () => undefined });
  }
  return program;
}

/** "help" and "help optimize" as "--help" and "optimize --help"; a name that is no command is left to be refused. */
function withoutHelpCommand(argv: readonly string[]): readonly string[] {
  const [first, name, ...rest] = argv;
  if (first !== "help") return argv;
  if (name === undefined || name.startsWith("-")) return ["--help"];
  return commands.some((command) => command.name === name) ? [name, "--help"] : [name, ...rest];
}

/** The command that these words ask for, or null where they asked for help or the version. @throws SteelyardError */
export async function parsed(argv: readonly string[], io: Io): Promise<Found | null> {
  assertNoDuplicateFlags(argv);
  const words = withoutHelpCommand(argv);
  let result: Found | null = null;
  const program = parser(io, (found) => {
    result = found;
  });
  try {
    await program.parseAsync([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return null;
    throw parserError(error, words, program);
  }
  return result;
}
