/**
 * Times a start of the built command line beside a start of Node that does nothing, in alternating rounds. Prints the minimum of
 * each, what the command adds to it, and their ratio. The last two commands also decide.
 */
import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { AAVE, words } from "../tests/cli-io.js";

const ROUNDS = 15;
const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const NOTHING = ["--eval", "0"];
const started: readonly (readonly string[])[] = [
  NOTHING,
  ...["--version", "optimize --help", "venues --quiet", `liquidation --quiet ${AAVE}`, `optimize --json ${AAVE}`].map(
    (line) => [main, ...words(line)],
  ),
];

/** Time of one start, ms. @throws Error where it fails: build first */
function timeMs(argv: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8", input: "" });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - start;
}

const best = started.map(() => Infinity);
for (let round = 0; round < ROUNDS; round++)
  started.forEach((argv, at) => (best[at] = Math.min(best[at] ?? Infinity, timeMs(argv))));
const [nothing = NaN] = best;
console.log(`node -e 0: ${nothing.toFixed(0)} ms`);
started.slice(1).forEach(([, ...argv], at) => {
  const time = best[at + 1] ?? NaN;
  const name = argv.slice(0, 2).join(" ").padEnd(20);
  console.log(
    `${name} ${time.toFixed(0)} ms: ${(time - nothing).toFixed(0)} more, ${(time / nothing).toFixed(2)} times`,
  );
});
