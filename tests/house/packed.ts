import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromRoot } from "./source-tree.js";

/** The package as it would be published, and an empty folder that it was installed into. */
export interface Installed {
  /** Path of the tarball. */
  readonly tarball: string;
  /** Names of its files, without the leading "package/". */
  readonly files: readonly string[];
  /** The folder that it was installed into. */
  readonly folder: string;
  /** Runs a program in that folder and returns what it prints. */
  readonly run: (program: string, args: readonly string[]) => string;
  readonly remove: () => void;
}

interface PackReport {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Packs what was built and installs it as a stranger would, with no script run. */
export function packAndInstall(): Installed {
  const folder = mkdtempSync(join(tmpdir(), "steelyard-installed-"));
  const run = (program: string, args: readonly string[]): string =>
    execFileSync(program, args, { cwd: folder, encoding: "utf8", stdio: "pipe", input: "" });
  const packed = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    cwd: fromRoot(),
    encoding: "utf8",
    stdio: "pipe",
  });
  const [report] = JSON.parse(packed) as [PackReport];
  const tarball = join(folder, report.filename);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "stranger", private: true, type: "module" }));
  run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", tarball]);
  return {
    tarball,
    files: report.files.map(({ path }) => path),
    folder,
    run,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Version that package.json states. */
export const statedVersion = (): string =>
  (JSON.parse(readFileSync(fromRoot("package.json"), "utf8")) as { readonly version: string }).version;
