import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { fromRoot } from "./house/source-tree.js";

/** What a script of package.json says when it fails; empty when it passes. */
function fault(script: string): string {
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", script], {
    cwd: fromRoot(),
    encoding: "utf8",
  });
  return status === 0 ? "" : `${stdout}${stderr}`;
}

describe("the other checks, so that one command runs everything", () => {
  test.each(["format:check", "lint", "types", "unused"])("npm run %s", (script) => {
    expect(fault(script)).toBe("");
  });
});
