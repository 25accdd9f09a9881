import { existsSync } from "node:fs";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { doors, type Door } from "./house/doors.js";
import { fromRoot } from "./house/source-tree.js";

const all = doors();
const open = all.filter(({ types }) => existsSync(fromRoot(types)));
const program = ts.createProgram(
  open.map(({ types }) => fromRoot(types)),
  {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
  },
);
const checker = program.getTypeChecker();
const printer = ts.createPrinter({ removeComments: true });

/** The symbol itself, where an index only passes it on. */
const original = (symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

/** A variable's declaration with its `const`; any other as it stands. */
const whole = (node: ts.Declaration): ts.Node =>
  ts.isVariableDeclaration(node) && ts.isVariableStatement(node.parent.parent) ? node.parent.parent : node;

/** One export as its declarations say it, without comments. */
function printed(symbol: ts.Symbol): string {
  const declarations = original(symbol).getDeclarations() ?? [];
  const texts = declarations.map((node) => {
    if (ts.isSourceFile(node)) return `namespace of ${symbol.name}`;
    return printer.printNode(ts.EmitHint.Unspecified, whole(node), node.getSourceFile());
  });
  const text = texts.join("\n").replace(/^export (declare )?/gm, "");
  const renamed = original(symbol).name === symbol.name ? "" : ` (${original(symbol).name})`;
  return `## ${symbol.name}${renamed}\n${text}`;
}

/** Everything that a door lets through, by name. */
function contents({ specifier, types }: Door): string {
  const source = program.getSourceFile(fromRoot(types));
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${specifier} exports nothing`);
  const names = checker.getExportsOfModule(module).sort((a, b) => (a.name < b.name ? -1 : 1));
  return `# ${specifier}\n\n${names.map(printed).join("\n\n")}\n`;
}

describe("doors: a wider API is always a seen decision (accept one with: npx vitest run tests/doors.test.ts -u)", () => {
  test("every sub-path of package.json leads to a built module with types", () => {
    expect(all.flatMap(({ types, module }) => [types, module]).filter((name) => !existsSync(fromRoot(name)))).toEqual(
      [],
    );
  });

  test.each(open)("$specifier lets through what it did before", async (door) => {
    await expect(contents(door)).toMatchFileSnapshot(`doors/${door.specifier.replaceAll("/", "-")}.txt`);
  });
});
