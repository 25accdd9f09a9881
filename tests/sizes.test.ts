import { readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { filesBelow, fromRoot, lineOf, nodesOf, parsed } from "./house/source-tree.js";

const FUNCTION_LINES_MAX = 70;
const FILE_LINES_MAX = 400;

const files = ["src", "tests", "scripts", "bench", "examples"].flatMap((folder) => filesBelow(folder, /\.(ts|mjs)$/));

/** The callback of describe() holds tests and does nothing itself: each test in it is measured instead. */
const holdsTests = (node: ts.Node): boolean =>
  ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText());

/** Functions of one file that are longer than a screen. */
function longFunctions(name: string): string[] {
  const file = parsed(name);
  return [...nodesOf(file)].flatMap((node) => {
    if (!ts.isFunctionLike(node) || holdsTests(node)) return [];
    const lines = file.getLineAndCharacterOfPosition(node.getEnd()).line + 2 - lineOf(file, node);
    return lines > FUNCTION_LINES_MAX ? [`${name}:${lineOf(file, node)} has ${lines} lines`] : [];
  });
}

/** Lines of a file; a newline at its end opens none. */
const linesOf = (name: string): number => readFileSync(fromRoot(name), "utf8").trimEnd().split("\n").length;

describe("sizes", () => {
  test(`no function is longer than ${FUNCTION_LINES_MAX} lines`, () => {
    expect(files.flatMap(longFunctions)).toEqual([]);
  });

  test(`no file is longer than ${FILE_LINES_MAX} lines`, () => {
    expect(files.filter((name) => linesOf(name) > FILE_LINES_MAX)).toEqual([]);
  });
});
