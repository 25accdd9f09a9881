/**
 * Are the odds that steelyard states right? Walks through recorded prices, at each date with what was known by then, and writes
 * docs/calibration.md with its pictures. Nothing else is kept.
 *
 *   npm run calibrate -- <folder of price files> [--only BTC] [--out <folder>]
 */
import { fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { assetsFrom, type Asset } from "./assets.js";
import type { Walked } from "./asset-walk.js";
import type { Run } from "./judge.js";
import { pageOf, picturesOf } from "./page.js";
import { Book } from "./records.js";

/** One asset, walked through in a process of its own. */
function runOf(asset: Asset, folder: string): Promise<Run> {
  const file = fileURLToPath(new URL("./asset-walk.ts", import.meta.url));
  const walk = fork(file, [folder, asset.id], { execArgv: ["--import", "tsx"], serialization: "advanced" });
  return new Promise((resolve, reject) => {
    walk.once("message", ({ records, growth, dates }: Walked) => {
      resolve({ asset, book: new Book(records), growth, dates });
    });
    walk.once("error", reject);
    walk.once("exit", (code) => {
      if (code !== 0) reject(new Error(`the walk through ${asset.id} ended with ${String(code)}`));
    });
  });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: "string" }, out: { type: "string" } },
  });
  const [folder] = positionals;
  if (folder === undefined)
    throw new Error("usage: npm run calibrate -- <folder of price files> [--only BTC] [--out <folder>]");
  const start = performance.now();
  const assets = (await assetsFrom(folder)).filter(({ id }) => values.only === undefined || id === values.only);
  const runs = await Promise.all(assets.map((asset) => runOf(asset, folder)));
  const out = values.out ?? fileURLToPath(new URL("../../docs", import.meta.url));
  mkdirSync(join(out, "calibration"), { recursive: true });
  for (const [name, picture] of picturesOf(runs)) writeFileSync(join(out, "calibration", name), picture);
  const style = await resolveConfig(fileURLToPath(import.meta.url));
  const text = pageOf(runs, (performance.now() - start) / 1000);
  writeFileSync(join(out, "calibration.md"), await format(text, { ...style, parser: "markdown" }));
}

await main();
