// Runs every benchmark of bench/, one process each, so that none warms up or slows down another.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";

const root = new URL("..", import.meta.url);
let failed = 0;
for (const name of readdirSync(new URL("bench", root)).sort()) {
  if (!name.endsWith(".ts")) continue;
  process.stdout.write(`bench/${name}\n`);
  const { status } = spawnSync(process.execPath, ["--import", "tsx", `bench/${name}`], { cwd: root, stdio: "inherit" });
  if (status !== 0) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
