import { Command as Program, CommanderError, Option } from "commander";
import { resolve } from "node:path";
import { UnknownCommandError, UnknownOptionError } from "../errors/index.js";
import { version } from "../decision/index.js";
import { closest } from "./closest.js";
import type { Command, Switches } from "./command.js";
import { errorJson, errorText, knownError, stackText } from "./error-text.js";
import { flags, flagNames } from "./flags.js";
import { frontier } from "./frontier.js";
import type { Io } from "./io.js";
import { liquidation } from "./liquidation.js";
import { optimize } from "./optimize.js";
import { plan } from "./plan.js";
import { assertNoDuplicateFlags, fileSettings, flagSettings, merged } from "./settings.js";
import { stagesOn } from "./stages.js";
import { withAskedTolerance } from "./tolerance-inputs.js";
import { venues } from "./venues.js";

const commands: readonly Command[] = [optimize, frontier, liquidation, plan, venues];

/** Exit status of one who was interrupted. */
const INTERRUPTED = 130;

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

/** What the parser found: the command, its words and its options. */
interface Found {
  readonly command: Command;
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

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
  if (command.takesFlags) {
    for (const { name, value, help, group } of flags) add(`--${name} <${value}>`, help, group);
    add("--request <file.json>", "a whole request as JSON: its keys are these names; flags replace them");
  }
  if (command.name === "optimize") add("--brief", "the answer, what binds and the odds, in a few lines");
  for (const [name, help] of SWITCHES) add(`--${name}`, help);
  program.addHelpText(
    "after",
    `${command.takesFlags ? `${CONVENTIONS}\n` : ""}\nExample:\n${exampleText(command.example)}`,
  );
  program.action(() => found({ command, words: program.args, options: program.opts() }));
  return program;
}

/** The whole parser. Its own help and faults go where `io` says. */
function parser(io: Io, found: (result: Found) => void): Program {
  const program = new Program("steelyard")
    .description("Decides how much debt to hold against equity, and keeps it right.")
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

/** A fault of the parser in our own shape, with the nearest name. */
function parserError(error: CommanderError, argv: readonly string[]): UnknownOptionError | UnknownCommandError {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  const name = commands.find((command) => command.name === argv[0])?.name;
  const help = `steelyard ${name === undefined ? "" : `${name} `}--help`;
  if (error.code === "commander.unknownOption") {
    const near = closest(quoted.replace(/^--?/, ""), [
      ...flagNames,
      "request",
      "brief",
      ...SWITCHES.map(([word]) => word),
    ]);
    const hint = near === null ? `see ${help}` : `did you mean --${near}?`;
    return new UnknownOptionError(
      { field: quoted, got: "an option that does not exist here", want: `one that ${help} lists`, hint },
      { cause: error },
    );
  }
  if (error.code === "commander.optionMissingArgument") {
    const field = quoted.split(" ")[0] ?? quoted;
    return new UnknownOptionError(
      { field, got: "nothing", want: `a value after it: ${quoted}`, hint: `see ${help}` },
      { cause: error },
    );
  }
  const word =
    error.code === "commander.excessArguments"
      ? (argv.slice(1).find((each) => !each.startsWith("-")) ?? "")
      : quoted || (argv[0] ?? "nothing");
  if (error.code === "commander.excessArguments") {
    return new UnknownOptionError(
      {
        field: word,
        got: "a word that no option takes",
        want: "options, each with one value",
        hint: "put quotes around a value with spaces",
      },
      { cause: error },
    );
  }
  const near = closest(
    word,
    commands.map((command) => command.name),
  );
  const want = commands.map((command) => command.name).join(", ");
  return new UnknownCommandError(
    { field: "command", got: word, want, hint: near === null ? "see steelyard --help" : `did you mean ${near}?` },
    { cause: error },
  );
}

/** The command that these words ask for, or null where they asked for help or the version. @throws SteelyardError */
async function parsed(argv: readonly string[], io: Io): Promise<Found | null> {
  assertNoDuplicateFlags(argv);
  let result: Found | null = null;
  try {
    await parser(io, (found) => {
      result = found;
    }).parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return null;
    throw parserError(error, argv);
  }
  return result;
}

/** Runs a command; its exit status. Data goes to stdout in one piece when all is known, errors to stderr. */
async function executed({ command, words, options }: Found, io: Io): Promise<number> {
  const switches: Switches = {
    json: options["json"] === true,
    quiet: options["quiet"] === true,
    brief: options["brief"] === true,
  };
  const request = options["request"];
  const file = typeof request === "string" ? await fileSettings(resolve(io.folder, request)) : new Map();
  const settings = merged(file, flagSettings(options, io.folder));
  const asked = command.asksTolerance && !switches.json ? await withAskedTolerance(settings, io) : settings;
  if (asked === null) return INTERRUPTED;
  const stages = stagesOn(io.stderr, switches.quiet || switches.json, () => io.nowMs());
  try {
    const text = await command.run({ settings: asked, switches, io, stages, words });
    stages.done();
    io.stdout.write(text);
    return 0;
  } catch (error) {
    stages.done();
    throw error;
  }
}

/** Runs the program on its words and returns the exit status: 0 done, else that of the error (docs/errors.md). */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    const words = argv.length === 0 ? ["--help"] : argv;
    const found = await parsed(words, io);
    return found === null ? 0 : await executed(found, io);
  } catch (thrown) {
    const error = knownError(thrown);
    io.stderr.write(argv.includes("--json") ? errorJson(error) : errorText(error));
    if (argv.includes("--debug")) io.stderr.write(stackText(error));
    return error.exitStatus;
  }
}
