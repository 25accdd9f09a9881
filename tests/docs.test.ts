import ts from "typescript";
import { describe, expect, test } from "vitest";
import { allBlocks, blocksOf, commandsOf, isCode, isConsole, rerun, run, type Block } from "../scripts/doc-blocks.js";
import { fromRoot } from "./house/source-tree.js";

const blocks = allBlocks();
const code = blocks.filter(isCode);
const consoles = blocks.filter(isConsole);
const title = ({ page, line }: Block): string => `${page}:${line}`;

/** The name that a block has for the compiler: beside package.json, so that "steelyard" means this package as built. */
const fileOf = (block: Block): string => fromRoot(`${title(block).replace(/[^\w]/g, "-")}.doc.ts`);

const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts"],
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  moduleDetection: ts.ModuleDetectionKind.Force,
  noEmit: true,
};

/** What the compiler has against the code blocks, each with its page and line. */
function complaints(): string[] {
  const texts = new Map(code.map((block) => [fileOf(block), block]));
  const host = ts.createCompilerHost(options);
  const onDisk = host.getSourceFile.bind(host);
  host.fileExists = (name) => texts.has(name) || ts.sys.fileExists(name);
  host.getSourceFile = (name, version, ...rest) => {
    const block = texts.get(name);
    return block === undefined
      ? onDisk(name, version, ...rest)
      : ts.createSourceFile(name, block.content, version, true);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const block = file === undefined ? undefined : texts.get(file.fileName);
    const line = file === undefined || start === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line;
    const where = block === undefined ? (file?.fileName ?? "") : `${block.page}:${block.line + line}`;
    return `${where} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

describe("docs", () => {
  test("the reader of pages finds blocks, lines, commands and the output that follows", () => {
    const page =
      "a\n\n```ts\nconst x = 1;\n```\n\n```text\n1\n```\n\n```console\n$ steelyard a \\\n  b\nout\n$ steelyard c\n```\n";
    const [first, , third] = blocksOf("p.md", page);
    expect(first).toMatchObject({ language: "ts", line: 4, output: { line: 8, content: "1\n" } });
    expect(third).toMatchObject({ language: "console", line: 12, output: null });
    expect(commandsOf(third?.content ?? "")).toEqual(["steelyard a \\\n  b", "steelyard c"]);
    expect(commandsOf("$ npm start\n$ steelyard printed by it\n")).toEqual(["npm start"]);
  });

  test("the README shows the main job and the library", () => {
    expect(consoles.some(({ page, content }) => page === "README.md" && content.startsWith("$ npm start"))).toBe(true);
    expect(code.some(({ page }) => page === "README.md")).toBe(true);
  });

  test("every ts block passes the compiler as a user of the package", () => {
    expect(complaints()).toEqual([]);
  });

  test.each(code.map((block) => [title(block), block] as const))(
    "%s runs, and prints what the page says",
    (_, block) => {
      const printed = run(block);
      if (block.output !== null) expect(printed).toBe(block.output.content);
    },
  );

  test.each(consoles.map((block) => [title(block), block] as const))("%s prints what the page says", (_, block) => {
    expect(block.content, "write it again with: npm run docs:update").toBe(rerun(block));
  });
});
