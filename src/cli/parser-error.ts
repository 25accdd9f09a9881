import type { Command as Program, CommanderError } from "commander";
import { UnknownCommandError, UnknownOptionError, closest } from "../errors/index.js";

/** Names of the options of a command, without their dashes. */
const optionNames = (program: Program): readonly string[] =>
  program
    .createHelp()
    .visibleOptions(program)
    .flatMap(({ long }) => (long ? [long.replace(/^--/, "")] : []));

/** The command that the words are for, or the program itself. */
const commandOf = (program: Program, argv: readonly string[]): Program =>
  program.commands.find((command) => command.name() === argv[0]) ?? program;

/** What to do about an option that the command does not have. */
function optionHint(typed: string, command: Program, program: Program, help: string): string {
  const name = typed.replace(/^--?/, "");
  const near = closest(name, optionNames(command));
  if (near !== null) return `did you mean --${near}?`;
  const others = program.commands.filter((each) => optionNames(each).includes(name)).map((each) => each.name());
  if (others.length === 0) return `see ${help}`;
  if (command === program) return `options come after the command: steelyard ${others[0] ?? ""} ${typed} ...`;
  return `it belongs to ${others.join(", ")}; see ${help}`;
}

/** An option that does not exist, one that lacks its value, or a word too many. */
function optionError(
  { code, message }: CommanderError,
  argv: readonly string[],
  program: Program,
): ConstructorParameters<typeof UnknownOptionError>[0] | null {
  const command = commandOf(program, argv);
  const quoted = /'([^']*)'/.exec(message)?.[1] ?? "";
  const help = command === program ? "steelyard --help" : `steelyard ${command.name()} --help`;
  if (code === "commander.unknownOption") {
    const hint = optionHint(quoted, command, program, help);
    return { field: quoted, got: "an option that does not exist here", want: `one that ${help} lists`, hint };
  }
  if (code === "commander.optionMissingArgument") {
    const field = quoted.split(" ")[0] ?? quoted;
    return { field, got: "nothing", want: `a value after it: ${quoted}`, hint: `see ${help}` };
  }
  if (code !== "commander.excessArguments") return null;
  return {
    field: command.args[command.registeredArguments.length] ?? "",
    got: "a word that no option takes",
    want: "options, each with its one value; a switch such as --json takes none",
    hint: "remove it, or put quotes around a value with spaces",
  };
}

/** A fault of the parser in our own shape, with the nearest name. */
export function parserError(
  error: CommanderError,
  argv: readonly string[],
  program: Program,
): UnknownOptionError | UnknownCommandError {
  const detail = optionError(error, argv, program);
  if (detail !== null) return new UnknownOptionError(detail, { cause: error });
  const names = program.commands.map((command) => command.name());
  const got = /'([^']*)'/.exec(error.message)?.[1] ?? argv[0] ?? "nothing";
  const near = closest(got, names);
  const hint = near === null ? "see steelyard --help" : `did you mean ${near}?`;
  return new UnknownCommandError({ field: "command", got, want: names.join(", "), hint }, { cause: error });
}
