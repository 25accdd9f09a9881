import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { TestProject } from "vitest/node";
import { filesBelow, fromRoot } from "./source-tree.js";

declare module "vitest" {
  interface ProvidedContext {
    /** What the compiler has against the build; empty where it has nothing. */
    readonly buildFault: string;
  }
}

const stamp = fromRoot("node_modules/.cache/steelyard/built");

/** Everything that dist is made from. */
const sources = (): string[] => [
  ...filesBelow("src", /\.ts$/),
  ...["package.json", "tsconfig.json", "tsconfig.build.json"],
];

/** True where dist was built from just these files, and none has changed since. */
function isFresh(): boolean {
  if (!existsSync(stamp) || !existsSync(fromRoot("dist"))) return false;
  const builtAtMs = statSync(stamp).mtimeMs;
  const names = sources();
  return (
    readFileSync(stamp, "utf8") === names.join("\n") &&
    names.every((name) => statSync(fromRoot(name)).mtimeMs < builtAtMs)
  );
}

/** Builds, and returns what the compiler has against it; empty where it has nothing. */
function build(): string {
  if (isFresh()) return "";
  mkdirSync(dirname(stamp), { recursive: true });
  const startedAt = new Date();
  try {
    execFileSync("npm", ["run", "--silent", "build"], { cwd: fromRoot(), encoding: "utf8", stdio: "pipe" });
  } catch (cause) {
    return cause instanceof Error && "stdout" in cause ? String(cause.stdout) : String(cause);
  }
  writeFileSync(stamp, sources().join("\n"));
  utimesSync(stamp, startedAt, startedAt); // a file changed while it was built makes it stale
  return "";
}

/** Builds dist once for a whole run, before the first test that reads it; a fault is for each of those tests to report. */
export function setup(project: TestProject): void {
  project.provide("buildFault", build());
}
