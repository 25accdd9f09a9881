import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { filesBelow, fromRoot } from "./source-tree.js";

const stamp = fromRoot("node_modules/.cache/steelyard/built");

/** True where dist is at least as new as everything that it is made from. */
function isFresh(): boolean {
  if (!existsSync(stamp) || !existsSync(fromRoot("dist"))) return false;
  const sources = [...filesBelow("src", /\.ts$/), "package.json", "tsconfig.json", "tsconfig.build.json"];
  const builtAtMs = statSync(stamp).mtimeMs;
  return sources.every((name) => statSync(fromRoot(name)).mtimeMs < builtAtMs);
}

/** Builds dist once for a whole run, before the first test that reads it. @throws with the compiler's own words */
export function setup(): void {
  if (isFresh()) return;
  mkdirSync(dirname(stamp), { recursive: true });
  const startedAt = new Date();
  try {
    execFileSync("npm", ["run", "--silent", "build"], { cwd: fromRoot(), encoding: "utf8", stdio: "pipe" });
  } catch (cause) {
    const said = cause instanceof Error && "stdout" in cause ? String(cause.stdout) : String(cause);
    throw new Error(`the build failed:\n${said}`, { cause });
  }
  writeFileSync(stamp, `${startedAt.toISOString()}\n`);
}
