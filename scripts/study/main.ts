/**
 * Which policy survives? Runs every policy that there is on every past that there is, and writes docs/study.md with its pictures.
 * Nothing else is kept.
 *
 *   npm run study -- <folder of price files> [--only eth-loop] [--out <folder>]
 */
import { fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { HOUR_MS } from "../../src/model/index.js";
import { marketsFrom, type StudyMarket } from "./markets.js";
import { pageOf } from "./page.js";
import { assertAllStudied } from "./policies.js";
import { Book } from "./records.js";
import { picturesOf } from "./study-pictures.js";
import type { Task, Worked } from "./work.js";

/** Processes at once. */
const PROCESSES = 2;

/** Takes tasks from the list, one after another, in a process of its own. */
function worked(folder: string, tasks: Task[]): Promise<readonly Worked[]> {
  const file = fileURLToPath(new URL("./work.ts", import.meta.url));
  const child = fork(file, [folder], { execArgv: ["--import", "tsx"], serialization: "advanced" });
  const found: Worked[] = [];
  let isDone = false;
  return new Promise((resolve, reject) => {
    child.on("message", (message: Worked | "ready") => {
      if (message !== "ready") found.push(message);
      const task = tasks.shift();
      if (task !== undefined) {
        process.stderr.write(`${task.market}, checked every ${task.checkMs / HOUR_MS} h\n`);
        child.send(task);
        return;
      }
      isDone = true;
      child.kill();
      resolve(found);
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      if (!isDone) reject(new Error(`a process ended with ${String(code)}`));
    });
  });
}

/** Every cell of every market, the longest past first, then hourly checks: they take longest. */
async function bookOf(folder: string, markets: readonly StudyMarket[]): Promise<Book> {
  const tasks = markets.flatMap(({ id, checksMs }) => checksMs.map((checkMs) => ({ market: id, checkMs })));
  const yearsOf = (task: Task): number => markets.find(({ id }) => id === task.market)?.years.length ?? 0;
  tasks.sort((a, b) => Number(yearsOf(b) > 10) - Number(yearsOf(a) > 10) || a.checkMs - b.checkMs);
  return new Book((await Promise.all(Array.from({ length: PROCESSES }, () => worked(folder, tasks)))).flat());
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: "string" }, out: { type: "string" } },
  });
  const [folder] = positionals;
  if (folder === undefined)
    throw new Error("usage: npm run study -- <folder of price files> [--only eth-loop] [--out <folder>]");
  assertAllStudied();
  const start = performance.now();
  const all = await marketsFrom(folder);
  const markets = all.filter(({ id }) => values.only === undefined || values.only.split(",").includes(id));
  const book = await bookOf(folder, markets);
  const out = values.out ?? fileURLToPath(new URL("../../docs", import.meta.url));
  mkdirSync(join(out, "study"), { recursive: true });
  for (const [name, picture] of picturesOf(markets, book)) writeFileSync(join(out, "study", name), picture);
  const style = await resolveConfig(fileURLToPath(import.meta.url));
  const text = pageOf(markets, book, (performance.now() - start) / 1000);
  writeFileSync(join(out, "study.md"), await format(text, { ...style, parser: "markdown" }));
}

await main();
