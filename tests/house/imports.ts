import { dirname, posix } from "node:path";
import ts from "typescript";
import { nodesOf, parsed } from "./source-tree.js";

/** The module named by one import, export-from, import() or import type, or null for any other node. */
function specifierOf(node: ts.Node): string | null {
  let named: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) named = node.moduleSpecifier;
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) named = node.argument.literal;
  else if (ts.isExternalModuleReference(node)) named = node.expression;
  else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) named = node.arguments[0];
  if (named === undefined) return null;
  return ts.isStringLiteralLike(named) ? named.text : "(computed)";
}

/** Every module that a file names, in order, types included. */
export function importsOf(name: string): string[] {
  return [...nodesOf(parsed(name))].map(specifierOf).filter((specifier) => specifier !== null);
}

/** The file of the repository that a relative import means. */
export const targetOf = (from: string, specifier: string): string =>
  posix.join(dirname(from), specifier).replace(/\.js$/, ".ts");

/** The room of a source file; null for src/index.ts, which is the main door. */
export const roomOf = (name: string): string | null => /^src\/([^/]+)\//.exec(name)?.[1] ?? null;
