import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { fromRoot } from "./source-tree.js";

/** No sandbox, since tests run as root; and nothing that a browser does on its own account. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-domain-reliability",
  "--disable-sync",
  "--metrics-recording-only",
  "--no-first-run",
  "--no-pings",
];

/** The first browser of these names on the path, or null. */
function onPath(): string | null {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const runs = (path: string): boolean => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(runs) ?? null;
}

/** The browser that comes as an npm package: unpacked once, inside this folder. */
async function fromPackage(): Promise<string> {
  const folder = fromRoot("node_modules/.cache/chromium");
  mkdirSync(folder, { recursive: true });
  process.env["TMPDIR"] = folder; // where the package unpacks to
  const { default: packaged } = await import("@sparticuz/chromium");
  return packaged.executablePath();
}

/** Debian's own browser, installed now: root alone may do it. */
function fromDebian(): string {
  if (!existsSync("/usr/bin/apt-get") || process.getuid?.() !== 0) {
    throw new Error("no browser: set STEELYARD_CHROMIUM to one, or install chromium");
  }
  execFileSync("apt-get", ["update", "-q"], { stdio: "pipe" });
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], { stdio: "pipe", env });
  return "/usr/bin/chromium";
}

const start = (executablePath: string): Promise<Browser> => chromium.launch({ executablePath, args: ARGUMENTS });

/**
 * A headless Chromium: the one that STEELYARD_CHROMIUM names, else the system's, else the one from npm, else Debian's,
 * which root installs. A browser that was named and does not start is an error; the others give way to the next.
 */
export async function launch(): Promise<Browser> {
  const named = process.env["STEELYARD_CHROMIUM"];
  if (named !== undefined) return start(named);
  const system = onPath();
  if (system !== null) return start(system);
  try {
    return await start(await fromPackage());
  } catch {
    return start(fromDebian());
  }
}
