/** Runs a benchmark as what is published runs: compiled by tsc, for a loader that names each closure when it is made costs a third more. */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Compiles the sources and the benchmark into a folder of its own, runs it there from here, and says its exit status. */
export function runCompiled(benchmark: string): number {
  const root = resolve(".");
  const folder = join(root, "node_modules", ".cache", "steelyard-bench");
  mkdirSync(folder, { recursive: true });
  const compilerOptions = { noEmit: false, noCheck: true, rootDir: root, outDir: folder, types: [] };
  const include = ["src", `bench/${benchmark}.ts`].map((name) => join(root, name));
  const exclude = [join(root, "src/**/*.test.ts"), join(root, "src/**/*.prove.ts")];
  const config = { extends: join(root, "tsconfig.json"), compilerOptions, include, exclude };
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const run = (...args: readonly string[]): number =>
    spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
  const status = run(join(root, "node_modules/typescript/bin/tsc"), "-p", folder);
  const ran = status === 0 ? run(join(folder, "bench", `${benchmark}.js`)) : status;
  rmSync(folder, { recursive: true });
  return ran;
}
