import ts from "typescript";
import { describe, expect, test } from "vitest";
import { lineOf, nodesOf, parsed, sourceFiles } from "./house/source-tree.js";

/** Files that count in whole amounts: a bigint is written or typed in them. */
const countsWhole = (name: string): boolean =>
  [...nodesOf(parsed(name))].some((node) => ts.isBigIntLiteral(node) || node.kind === ts.SyntaxKind.BigIntKeyword);

/** Where whole amounts become floats, and nowhere else: the reader of a venue, and the one conversion with its rounding in its name. */
const isBoundary = (name: string): boolean =>
  /^src\/venues\/[^/]+\/parse\.ts$/.test(name) || name === "src/venues/chain-amount.ts";

/** Reads market files, whose times and integers are words of 64 bits. */
const PARQUET = "src/connectors/parquet.ts";

/** Asks paths: a seed of their streams has 64 bits. */
const isSeeded = (name: string): boolean =>
  /^src\/(kernel|odds)\/paths\//.test(name) ||
  /^src\/decision\/(simulation|stated-path-odds|path-questions|verify|verify-questions)\.ts$/.test(name);

/** Exact rules: what counts whole and is not the boundary. */
const exactFiles = (): string[] =>
  sourceFiles().filter((name) => countsWhole(name) && !isBoundary(name) && !isSeeded(name) && name !== PARQUET);

/** The kernel's own named divisions. */
const DIVISIONS = "src/kernel/integers.ts";

/** What leads from one kind of number to the other, or rounds without saying which way. */
function unnamed(name: string, node: ts.Node): string | null {
  if (ts.isCallExpression(node)) {
    const called = node.expression.getText();
    if (["Number", "BigInt", "parseFloat", "parseInt"].includes(called)) return `${called}()`;
    if (called.startsWith("Math.") || called.startsWith("Number.")) return `${called}()`;
  }
  if (ts.isNumericLiteral(node) && /[.e]/i.test(node.getText()) && !/^0x/i.test(node.getText())) return node.getText();
  const divides = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.SlashToken;
  return divides && name !== DIVISIONS ? "a division that does not name its rounding" : null;
}

const crossings = (name: string): string[] =>
  [...nodesOf(parsed(name))].flatMap((node) => {
    const found = unnamed(name, node);
    return found === null ? [] : [`${name}:${lineOf(parsed(name), node)}: ${found}`];
  });

describe("the boundary between amounts on chain and floats", () => {
  test("exact rules hold no float, convert nothing and divide only by functions that name the rounding", () => {
    expect(exactFiles().length).toBeGreaterThan(5);
    expect(exactFiles().flatMap(crossings)).toEqual([]);
  });

  test("only venues' rules, their readers and the kernel's whole amounts know a bigint", () => {
    const outside = sourceFiles().filter(
      (name) => countsWhole(name) && !isSeeded(name) && !name.startsWith("src/venues/"),
    );
    expect(outside).toEqual([PARQUET, DIVISIONS]);
  });

  test("what decides on an account never meets a whole amount", () => {
    const floats = ["lending-model", "lending-liquidation", "liquidation", "cash-legs", "perpetual-model"];
    const deciding = sourceFiles().filter(
      (name) => floats.some((file) => name === `src/venues/${file}.ts`) || /^src\/venues\/[^/]+\/model\.ts$/.test(name),
    );
    expect(deciding.length).toBeGreaterThan(floats.length);
    expect(deciding.filter(countsWhole)).toEqual([]);
  });
});
