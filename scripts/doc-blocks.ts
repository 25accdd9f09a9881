import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("..", import.meta.url));

/** One fenced block of a page. */
export interface Block {
  /** Page, named from the root of the repository. */
  readonly page: string;
  /** Line of its first line of content; 1 is the first line of the page. */
  readonly line: number;
  readonly language: string;
  readonly content: string;
  /** For code that is followed at once by a ```text block: what it must print. Null where nothing follows. */
  readonly output: { readonly line: number; readonly content: string } | null;
}

/** README.md, every page of docs without what is generated whole, and the page of each venue. */
export function pages(): string[] {
  const docs = existsSync(join(root, "docs"))
    ? readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    : [];
  const names = docs
    .map((name) => `docs/${name}`)
    .filter((name) => name.endsWith(".md") && !name.startsWith("docs/api/"));
  const venues = readdirSync(join(root, "src/venues")).map((name) => `src/venues/${name}/README.md`);
  return ["README.md", ...names.sort(), ...venues.sort()].filter((name) => existsSync(join(root, name)));
}

/** Every fenced block of one page. */
export function blocksOf(page: string, text: string): Block[] {
  const fence = /^```([a-z]*)[^\n]*\n([\s\S]*?)^```$/gm;
  const found = [...text.matchAll(fence)].map((match) => {
    const [whole, language = "", content = ""] = match;
    const line = text.slice(0, match.index).split("\n").length + 1;
    return { language, line, content, start: match.index, end: match.index + whole.length };
  });
  return found.map(({ language, line, content, end }, index) => {
    const next = found[index + 1];
    const follows = next?.language === "text" && text.slice(end, next.start).trim() === "";
    return { page, line, language, content, output: follows ? { line: next.line, content: next.content } : null };
  });
}

/** Every block of every page. */
export const allBlocks = (): Block[] =>
  pages().flatMap((page) => blocksOf(page, readFileSync(join(root, page), "utf8")));

/** True for a block of commands that can be run from here: its first line calls steelyard or `npm start`. */
export const isConsole = ({ language, content }: Block): boolean =>
  (language === "console" || language === "sh") && /^\$ (steelyard\b|npm start\b)/.test(content);

/** True for code that is type-checked and run. */
export const isCode = ({ language }: Block): boolean => language === "ts";

/** What a reader's terminal would show: 80 columns, no colour, UTC, the day on which it was written, no one at the keyboard. */
const environment = {
  ...process.env,
  COLUMNS: "80",
  NO_COLOR: "1",
  FORCE_COLOR: undefined,
  TZ: "UTC",
  LANG: "C.UTF-8",
  NODE_OPTIONS: `--import ${new URL("fixed-clock.mjs", import.meta.url).href}`,
};

/**
 * The commands of a block: each starts with "$ ", and goes on while its line ends in a backslash. `npm start` stands
 * alone in its block, since what it prints has lines that start with "$ " as well.
 */
export function commandsOf(content: string): string[] {
  if (content.startsWith("$ npm start\n")) return ["npm start"];
  const commands: string[] = [];
  let open = false;
  for (const line of content.split("\n")) {
    if (open) commands[commands.length - 1] += `\n${line}`;
    else if (line.startsWith("$ ")) commands.push(line.slice(2));
    else continue;
    open = line.endsWith("\\");
  }
  return commands;
}

/** What one command prints on both streams, as it would stand in a terminal. */
function printedBy(command: string): string {
  const functions = [
    `steelyard() { node ${JSON.stringify(join(root, "dist/cli/main.js"))} "$@"; }`,
    `npm() { if [ "$*" = "start" ]; then node scripts/start.mjs; else command npm "$@"; fi; }`,
  ];
  const script = `exec 2>&1\n${functions.join("\n")}\n${command}\n`;
  const { stdout, error } = spawnSync("bash", ["-c", script], {
    cwd: root,
    encoding: "utf8",
    env: environment,
    input: "",
  });
  if (error !== undefined) throw error;
  if (stdout.includes(root)) throw new Error(`not fit for a page, it names a folder of this machine:\n${stdout}`);
  return stdout === "" || stdout.endsWith("\n") ? stdout : `${stdout}\n`;
}

/** The block as it should read now: each command, and what it prints. */
export const rerun = ({ content }: Block): string =>
  commandsOf(content)
    .map((command) => `$ ${command}\n${printedBy(command)}`)
    .join("");

/** Runs a block of code as a user of the built package would, and returns what it prints. */
export function run({ content }: Block): string {
  const { outputText } = ts.transpileModule(content, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
  });
  const argv = ["--input-type=module", "--eval", outputText];
  return execFileSync("node", argv, { cwd: root, encoding: "utf8", env: environment, stdio: "pipe" });
}
