import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runPaths } from "./run.js";

declare const WebAssembly: { readonly Module: new (bytes: Uint8Array) => object };

beforeEach(() => {
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** What an engine of its own says of itself where WebAssembly is this. */
async function engineWith(webAssembly: unknown): Promise<{ kind: string; because: string | null; reference: boolean }> {
  vi.stubGlobal("WebAssembly", webAssembly);
  const { pathEngine } = await import("./wasm-engine.js");
  const { kind, because, run } = pathEngine();
  return { kind, because, reference: String(run) === String(runPaths) };
}

test("without WebAssembly, or without its vectors, the reference runs, and the engine says why", async () => {
  expect(await engineWith(undefined)).toEqual({
    kind: "typescript",
    because: "this engine has no WebAssembly",
    reference: true,
  });
  vi.resetModules();
  expect(await engineWith({ validate: () => false })).toEqual({
    kind: "typescript",
    because: "this engine has no WebAssembly SIMD",
    reference: true,
  });
});

test("the module is compiled once, and only when it is asked for", async () => {
  const compiled: unknown[] = [];
  class Counted extends WebAssembly.Module {
    constructor(bytes: Uint8Array) {
      super(bytes);
      compiled.push(bytes.length);
    }
  }
  vi.stubGlobal("WebAssembly", Object.assign(Object.create(WebAssembly) as object, { Module: Counted }));
  const { pathEngine } = await import("./wasm-engine.js");
  expect(compiled).toHaveLength(0);
  expect(pathEngine()).toBe(pathEngine());
  expect(compiled).toHaveLength(1);
});
