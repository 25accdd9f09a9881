import { build, type Rollup } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import { exampleDecision } from "./house/browser-entry.js";
import { launch } from "./house/chromium.js";
import { fromRoot } from "./house/source-tree.js";

/** Bundles for a browser, as one script that defines a global `steelyard`. */
async function bundled(format: "es" | "iife"): Promise<Rollup.OutputChunk> {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    root: fromRoot(),
    publicDir: false,
    build: {
      write: false,
      minify: false,
      // What is loaded only when it is asked for, such as the readers of live accounts, is part of the one script.
      rolldownOptions: { output: { codeSplitting: false } },
      lib: {
        entry: fromRoot("tests/house/browser-entry.ts"),
        formats: [format],
        name: "steelyard",
        fileName: "steelyard",
      },
    },
  });
  const outputs = Array.isArray(result)
    ? result.flatMap(({ output }) => output)
    : "output" in result
      ? result.output
      : [];
  const chunk = outputs.find((output) => output.type === "chunk");
  if (chunk === undefined || outputs.length !== 1) throw new Error(`want one chunk, got ${outputs.length}`);
  return chunk;
}

/** Every number of a JSON document with the path to it, and everything else as it stands. */
function leaves(value: unknown, path = ""): [path: string, leaf: unknown][] {
  if (value === null || typeof value !== "object") return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}/${key}`));
}

describe("the pure rooms in a browser", () => {
  let browser: Browser;
  let chunk: Rollup.OutputChunk;
  beforeAll(async () => {
    browser = await launch();
    chunk = await bundled("iife");
  });
  afterAll(() => browser?.close());

  test("the bundle imports nothing and names no node: module", async () => {
    const { imports, dynamicImports, code, fileName } = await bundled("es");
    expect(imports).toEqual([]);
    expect(dynamicImports.filter((name) => name !== fileName)).toEqual([]);
    expect(code).not.toMatch(/\bnode:|\brequire\s*\(|^import\b/m);
  });

  test("a browser loads it without a request and decides as Node does", async () => {
    const page = await browser.newPage();
    const requests: string[] = [];
    const faults: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("pageerror", (error) => faults.push(String(error)));
    await page.addScriptTag({ content: chunk.code });
    const inBrowser = leaves(JSON.parse(await page.evaluate<string>("steelyard.exampleDecision()")));
    const inNode = leaves(JSON.parse(exampleDecision()));
    expect(inBrowser.map(([path]) => path)).toEqual(inNode.map(([path]) => path));
    inNode.forEach(([path, leaf], index) => {
      const other = inBrowser[index]?.[1];
      // Two releases of V8 may differ in the last bits of exp, log and pow; root finding carries that to about 1e-10.
      if (typeof leaf === "number")
        expect(Math.abs(Number(other) - leaf), path).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(leaf)));
      else expect(other, path).toEqual(leaf);
    });
    expect({ requests, faults }).toEqual({ requests: [], faults: [] });
  });
});
