import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** Absolute path of the repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** Absolute path of a file named from the root of the repository. */
export const fromRoot = (...parts: string[]): string => join(root, ...parts);

/** Path from the root of the repository, with forward slashes. */
export const nameOf = (path: string): string => relative(root, path).split(sep).join("/");

/** Every file below a folder of the repository, as names from the root, sorted; empty where there is no such folder. */
export function filesBelow(folder: string, extension: RegExp): string[] {
  const path = fromRoot(folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .map((name) => nameOf(join(path, name)))
    .filter((name) => extension.test(name) && statSync(fromRoot(name)).isFile())
    .sort();
}

/** The product's own source files: no tests, no proofs. */
export const sourceFiles = (): string[] =>
  filesBelow("src", /\.ts$/).filter((name) => !/\.(test|prove)\.ts$/.test(name));

const trees = new Map<string, ts.SourceFile>();

/** The syntax tree of one file; each file is read once. */
export function parsed(name: string): ts.SourceFile {
  const known = trees.get(name);
  if (known !== undefined) return known;
  const tree = ts.createSourceFile(name, readFileSync(fromRoot(name), "utf8"), ts.ScriptTarget.ES2022, true);
  trees.set(name, tree);
  return tree;
}

/** Every node of a tree, outermost first. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesOf(child);
}

/** Line of a node's first character; 1 is the first line of the file. */
export const lineOf = (file: ts.SourceFile, node: ts.Node): number =>
  file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
