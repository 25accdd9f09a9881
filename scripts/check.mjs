// The daily check: format, lint, types and the quick tests. All of them run, whatever the first one says.
import { spawnSync } from "node:child_process";

const steps = [
  ["format", "npm", ["run", "--silent", "format:check"]],
  ["lint", "npm", ["run", "--silent", "lint"]],
  ["types", "npm", ["run", "--silent", "types"]],
  ["tests", "npx", ["vitest", "run", "--project", "rooms", "--project", "built"]],
];

const failed = [];
for (const [name, program, args] of steps) {
  const startedMs = Date.now();
  const { status } = spawnSync(program, args, { cwd: new URL("..", import.meta.url), stdio: "inherit" });
  if (status !== 0) failed.push(name);
  process.stdout.write(
    `${status === 0 ? "ok    " : "FAILED"} ${name}, ${Math.round((Date.now() - startedMs) / 1000)} s\n`,
  );
}
process.stdout.write(failed.length === 0 ? "check passed\n" : `check failed: ${failed.join(", ")}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
