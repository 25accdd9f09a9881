import ts from "typescript";
import { describe, expect, test } from "vitest";
import { targetOf } from "./house/imports.js";
import { lineOf, nodesOf, parsed, sourceFiles } from "./house/source-tree.js";

/** Files that count in whole amounts: a bigint is written or typed in them. */
const countsWhole = (name: string): boolean =>
  [...nodesOf(parsed(name))].some((node) => ts.isBigIntLiteral(node) || node.kind === ts.SyntaxKind.BigIntKeyword);

/**
 * Where whole amounts become floats, and nowhere else: the reader of a venue, the one conversion with its rounding in its name, the reader
 * of answers, and what makes prices and rates of the past from them, which are measured and not held.
 */
const isBoundary = (name: string): boolean =>
  /^src\/venues\/[^/]+\/parse\.ts$/.test(name) ||
  ["src/venues/chain-amount.ts", "src/venues/answer.ts", "src/venues/chain-history.ts"].includes(name);

/** Read market files, whose times and integers are words of 64 bits. */
const PARQUET = ["src/connectors/history-file.ts", "src/connectors/parquet.ts"];

/** Asks paths: a seed of their streams has 64 bits. */
const isSeeded = (name: string): boolean =>
  /^src\/(kernel|odds)\/paths\//.test(name) ||
  /^src\/decision\/(simulation|stated-path-odds|path-questions|verify|verify-questions)\.ts$/.test(name);

/** Says what a product's own contract does in whole amounts, to be held against it to the unit: no account is kept by it. */
const isContractOfPolicy = (name: string): boolean => name.startsWith("src/policies/practice/");

/** Files that a file loads when it is loaded itself. */
const loadedBy = (name: string): string[] =>
  [...nodesOf(parsed(name))].flatMap((node) => {
    if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return [];
    const named = node.moduleSpecifier;
    return named !== undefined && ts.isStringLiteral(named) && named.text.startsWith(".")
      ? [targetOf(name, named.text)]
      : [];
  });

/** What the venues' rules are made of: all that is there without asking anybody. What reads a live account is loaded when it is asked for. */
function ruleFiles(): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (name: string): void => {
    if (found.has(name) || !sourceFiles().includes(name)) return;
    found.add(name);
    loadedBy(name).forEach(walk);
  };
  walk("src/index.ts");
  walk("src/venues/registry.ts");
  return found;
}

const rules = ruleFiles();

/** Exact rules: what counts whole and is not the boundary. */
const exactFiles = (): string[] =>
  sourceFiles().filter((name) => rules.has(name) && countsWhole(name) && !isBoundary(name) && !isSeeded(name));

/** What reads a live account in whole amounts, and hands them to the boundary. */
const readerFiles = (): string[] =>
  sourceFiles().filter((name) => name.startsWith("src/venues/") && !rules.has(name) && countsWhole(name));

/** Conversions to a float of what no bound stands around in the same expression: decimals and numbers of a mode are small, amounts are not. */
const unboundedIn = (name: string): string[] =>
  [...nodesOf(parsed(name))]
    .filter((node) => ts.isCallExpression(node) && node.expression.getText() === "Number")
    .filter((node) => !/^Number\((wholeIn|whole|bits)\(/.test(node.getText()))
    .map((node) => `${name}:${lineOf(parsed(name), node)}: ${node.getText()}`);

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
    expect(exactFiles().length).toBeGreaterThan(25);
    expect(exactFiles().flatMap(crossings)).toEqual([]);
  });

  test("what reads a live account makes a float of nothing that it has not bounded: amounts go through the boundary", () => {
    expect(readerFiles().length).toBeGreaterThan(5);
    expect(
      readerFiles()
        .filter((name) => !isBoundary(name))
        .flatMap(unboundedIn),
    ).toEqual([]);
  });

  test("only venues' rules, their readers, the contracts of policies and the kernel's whole amounts know a bigint", () => {
    const outside = sourceFiles().filter(
      (name) => countsWhole(name) && !isSeeded(name) && !isContractOfPolicy(name) && !name.startsWith("src/venues/"),
    );
    expect(outside).toEqual([...PARQUET, DIVISIONS]);
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
