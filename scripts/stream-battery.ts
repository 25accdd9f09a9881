// Reads the kernel's streams in several orders into a battery of statistical tests and writes docs/streams.md. Takes most of an
// hour: run by hand, `npx tsx scripts/stream-battery.ts`, when the streams change.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ways, type WayName } from "./stream-battery-ways.js";
import { writePage } from "./stream-battery-page.js";

/** What the battery says of one test. */
export interface Verdict {
  /** Name of the test, and the length of its tuples where it has one. */
  readonly test: string;
  readonly value: number;
  readonly assessment: "PASSED" | "WEAK" | "FAILED";
}

/** All that the battery says of one order of the streams under one seed. */
export interface Reading {
  readonly way: WayName;
  readonly seed: bigint;
  /** Number and arguments of the test. */
  readonly test: string;
  readonly verdicts: readonly Verdict[];
  /** Words that were written to it, up to a buffer more than it read. */
  readonly words: number;
}

const SEED = 20_261_123n;
/** For tests of which a value is called weak, again: far apart, since a walk by one bit visits the same seeds from any of its own. */
const OTHER_SEEDS = [0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn];
const WORDS = fileURLToPath(new URL("stream-battery-words.ts", import.meta.url));

/** The tests of dieharder that its authors call good, by their arguments; without those that take longer than all others together. */
const TESTS: readonly string[] = [
  ...["0", "1", "2", "3", "4", "8", "9", "10", "11", "12", "13", "15", "16", "100", "101", "102"],
  ...[1, 2, 3, 4, 6, 8].map((length) => `200 -n ${length}`),
  ...[2, 3, 4, 5].map((dimensions) => `201 -n ${dimensions}`),
  ...[2, 3, 4, 5].map((length) => `202 -n ${length}`),
  ...[1, 3, 7].map((lag) => `203 -n ${lag}`),
  ...["204", "205", "206", "207", "208", "209"],
];

const FIELDS = ["test_name", "ntuple", "pvalues", "assessment"].map((field) => `-D ${field}`).join(" ");

/** One line of the battery's table. */
function verdictOf(line: string): Verdict[] {
  const [, name = "", ntuple = "", value = "", assessment = ""] =
    /^ *(\w+)\| *(\d+)\|([\d.]+)\| *(PASSED|WEAK|FAILED) *$/.exec(line) ?? [];
  if (name === "") return [];
  const test = ntuple === "0" ? name : `${name} ${ntuple}`;
  return [{ test, value: Number(value), assessment: assessment as Verdict["assessment"] }];
}

/** Runs one test of the battery. @throws Error where it says nothing */
function read(way: WayName, seed: bigint, test: string): Reading {
  const counted = join(tmpdir(), `stream-words-${process.pid}`);
  const writer = `"${process.execPath}" --import tsx "${WORDS}" ${way} ${seed} 2>"${counted}"`;
  const command = `${writer} | dieharder -g 200 -d ${test} ${FIELDS}`;
  const { stdout } = spawnSync("bash", ["-c", command], { encoding: "utf8" });
  const verdicts = stdout.split("\n").flatMap(verdictOf);
  const words = Number(readFileSync(counted, "utf8"));
  rmSync(counted);
  if (verdicts.length === 0 || !(words > 0)) throw new Error(`test ${test} of ${way} says nothing`);
  console.error(`${way} ${seed}, test ${test}: ${verdicts.map(({ value }) => value.toFixed(4)).join(" ")}`);
  return { way, seed, test, verdicts, words };
}

/** All readings of one order, as one. */
function together(way: WayName, readings: readonly Reading[]): Reading {
  const own = readings.filter((each) => each.way === way);
  const words = own.reduce((sum, each) => sum + each.words, 0);
  return { way, seed: SEED, test: "all", verdicts: own.flatMap(({ verdicts }) => verdicts), words };
}

/** Name and version of the battery, or null where it is not installed. */
function battery(): string | null {
  const { stdout, error } = spawnSync("dieharder", ["-l"], { encoding: "utf8" });
  return error === undefined ? (/dieharder version [\d.]+/.exec(stdout)?.[0] ?? null) : null;
}

const version = battery();
if (version === null) console.error("skipped: dieharder is not installed (Debian: apt-get install dieharder)");
else {
  const names = Object.keys(ways) as WayName[];
  const readings = names.flatMap((way) => TESTS.map((test) => read(way, SEED, test)));
  const doubted = readings.filter(({ verdicts }) => verdicts.some(({ assessment }) => assessment !== "PASSED"));
  const again = doubted.flatMap(({ way, test }) => OTHER_SEEDS.map((seed) => read(way, seed, test)));
  await writePage(
    version,
    names.map((way) => together(way, readings)),
    again,
  );
}
