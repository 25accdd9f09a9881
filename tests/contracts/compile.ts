import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Abi, Hex } from "viem";
import { fromRoot } from "../house/source-tree.js";

const require = createRequire(import.meta.url);

/** Longest time that a first run may compile, ms. */
export const COMPILE_MS_MAX = 600_000;

/** A contract as a compiler leaves it. */
export interface Artifact {
  readonly abi: Abi;
  readonly bytecode: string;
  /** By file and library: where in the bytecode its address goes, bytes. */
  readonly linkReferences: Readonly<Record<string, Readonly<Record<string, readonly { readonly start: number }[]>>>>;
}

/** What to compile: entry files and their settings. */
export interface Compilation {
  /** Installed name of the compiler's package. */
  readonly compiler: "solc-0.8.19" | "solc-0.8.27";
  /** Package that holds the sources, and its folder of them. */
  readonly sources: string;
  /** Files within the package, whose contracts are wanted. */
  readonly entries: readonly string[];
  /** Prefixes of imports and what they stand for. */
  readonly remappings: readonly string[];
  /** The optimiser's runs; null is without it: three times as fast to compile, larger code, the same behaviour. */
  readonly optimizerRuns: number | null;
  readonly evmVersion: string;
}

/** Where compiled contracts are kept between runs: with the installed packages, so never in the repository. */
const CACHE = fromRoot("node_modules/.cache/steelyard-contracts");

const modules = fromRoot("node_modules");

const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")) as { readonly version: string }).version;

interface Compiled {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Readonly<
    Record<string, Readonly<Record<string, { readonly abi: Abi; readonly evm: { readonly bytecode: Bytecode } }>>>
  >;
}

interface Bytecode {
  readonly object: string;
  readonly linkReferences: Artifact["linkReferences"];
}

/** The compiler's standard JSON for what is asked. */
function inputOf({ sources, entries, remappings, optimizerRuns, evmVersion }: Compilation): string {
  const contentOf = (name: string) => ({ content: readFileSync(join(modules, sources, name), "utf8") });
  const optimizer = optimizerRuns === null ? { enabled: false } : { enabled: true, runs: optimizerRuns };
  return JSON.stringify({
    language: "Solidity",
    sources: Object.fromEntries(entries.map((name) => [name, contentOf(name)])),
    settings: {
      ...{ optimizer, evmVersion, remappings },
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.bytecode.linkReferences"] } },
    },
  });
}

/**
 * Runs the compiler's own program, in a process of its own so that the test's goes on answering. It writes to a file:
 * it ends without waiting for a pipe to be read.
 */
async function compiled({ compiler, sources }: Compilation, input: string, path: string): Promise<string> {
  const program = join(dirname(require.resolve(`${compiler}/package.json`)), "solc.js");
  const folders = ["--base-path", join(modules, sources), "--include-path", modules];
  const output = openSync(path, "w");
  const child = spawn(process.execPath, [program, "--standard-json", ...folders], {
    stdio: ["pipe", output, "inherit"],
  });
  child.stdin?.end(input);
  await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  closeSync(output);
  return readFileSync(path, "utf8");
}

/** The wanted part of a compiler's answer, by contract. @throws Error with its own words */
function artifactsOf(output: string): Record<string, Artifact> {
  const { errors = [], contracts } = JSON.parse(output.slice(output.indexOf("{"))) as Compiled;
  const fatal = errors.filter(({ severity }) => severity === "error").map((error) => error.formattedMessage);
  if (fatal.length > 0) throw new Error(fatal.join("\n"));
  const all = Object.values(contracts).flatMap((file) => Object.entries(file));
  return Object.fromEntries(
    all
      .filter(([, { evm }]) => evm.bytecode.object !== "")
      .map(([name, { abi, evm }]) => [
        name,
        { abi, bytecode: `0x${evm.bytecode.object}`, linkReferences: evm.bytecode.linkReferences },
      ]),
  );
}

/**
 * The contracts of a package, by name: from the cache, or compiled now and kept there. The cache's key is all that can
 * change the result: versions of the package and of the compiler, the entries' text and the settings.
 */
export async function compile(what: Compilation): Promise<Readonly<Record<string, Artifact>>> {
  const input = inputOf(what);
  const key = createHash("sha256").update(input).digest("hex").slice(0, 16);
  const label = `${what.sources}@${versionOf(what.sources)}-${versionOf(what.compiler)}`.replaceAll("/", "-");
  const path = join(CACHE, `${label}-${key}.json`);
  if (!existsSync(path)) {
    const startedMs = Date.now();
    mkdirSync(CACHE, { recursive: true });
    const draft = `${path}.${process.pid}`;
    const artifacts = artifactsOf(await compiled(what, input, draft));
    writeFileSync(draft, JSON.stringify(artifacts));
    renameSync(draft, path);
    console.log(`compiled ${label} in ${Math.round((Date.now() - startedMs) / 1000)} s`);
  }
  return JSON.parse(readFileSync(path, "utf8")) as Record<string, Artifact>;
}

/** The artifact's code with the libraries' addresses in it. @throws Error for a library that was not given */
export function linked({ bytecode, linkReferences }: Artifact, libraries: Readonly<Record<string, Hex>>): Hex {
  let code = bytecode;
  for (const file of Object.values(linkReferences)) {
    for (const [name, places] of Object.entries(file)) {
      const address = libraries[name];
      if (address === undefined) throw new Error(`no library ${name}`);
      for (const { start } of places) {
        const at = 2 + 2 * start;
        code = code.slice(0, at) + address.slice(2) + code.slice(at + 40);
      }
    }
  }
  return code as Hex;
}
