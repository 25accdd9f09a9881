import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { fromRoot } from "./house/source-tree.js";
import { AAVE, words } from "./cli-io.js";

/** Where the modules come from that the built command line loads for these words: packages by name, our own by room. */
function loadedBy(argv: readonly string[]): ReadonlySet<string> {
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--import", fromRoot("tests/house/loaded-modules.mjs"), fromRoot("dist/cli/main.js"), ...argv],
    { encoding: "utf8", input: "" },
  );
  expect(status).toBe(0);
  const loaded = [...stderr.matchAll(/^loaded (\S+)$/gm)].map(([, url = ""]) => url);
  const places = loaded.map((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)|dist\/([^/]+)\//.exec(url));
  return new Set(places.flatMap((place) => place?.[1] ?? place?.[2] ?? []));
}

const CONNECTED = ["viem", "ccxt", "undici", "ws"];

describe("what a start of the command line loads", () => {
  test.each([["--version"], ["--help"], ["optimize --help"]])("steelyard %s: words and flags, and no venue", (line) => {
    expect([...loadedBy(words(line))].sort()).toEqual(["cli", "commander", "errors", "model"]);
  });

  test.each([["venues"], ["models"], [`optimize --json ${AAVE}`]])(
    "steelyard %s: neither the chain nor the exchanges, no picture, no question, no Parquet, no form",
    (line) => {
      const loaded = loadedBy(words(line));
      expect(loaded).toContain("venues");
      for (const name of [
        ...CONNECTED,
        "zod",
        "echarts",
        "@clack",
        "@clack/prompts",
        "hyparquet",
        "hyparquet-writer",
      ]) {
        expect(loaded).not.toContain(name);
      }
    },
  );
});
