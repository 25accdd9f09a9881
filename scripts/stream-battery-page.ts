// Writes what the battery said of the streams as docs/streams.md.
import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { ways } from "./stream-battery-ways.js";
import type { Reading, Verdict } from "./stream-battery.js";

/** Share of the values of a faultless generator that the battery calls weak: below .005 or above .995. */
const WEAK_SHARE = 0.01;

const INTRODUCTION = `# Random streams

Written by \`scripts/stream-battery.ts\`; not by hand.

Every path draws from a stream of its own: sfc32, whose three state words are each a hash of the 64-bit seed and the path's
index, after twelve turns. One stream is as good as sfc32 is known to be. What had to be seen is whether many of them, read side
by side as paths read them, look like independent draws. So they were read into a battery of statistical tests in four orders:
`;

const LIMITS = `The battery's tests that its own authors mark as suspect or not to be used are left out, as are the greatest-common-divisor test
and longer lags of the lagged-sum test, which take longer than all others together. TestU01 and PractRand, which are harder to
pass, were not run on the interleaved streams.

A small part of the same, with fixed seeds, runs with every test of the package (\`tests/streams.test.ts\`): bits, equal shares
across paths, correlation of neighbouring paths and seeds, spacings of start states, and that no two of a million pairs of seed
and path, random and made to collide, start alike.
`;

const isDoubted = ({ assessment }: Verdict): boolean => assessment !== "PASSED";
const count = (verdicts: readonly Verdict[], assessment: string): number =>
  verdicts.filter((each) => each.assessment === assessment).length;
const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(row)].join("\n");

/** Results by order. */
function summary(readings: readonly Reading[]): string {
  const rows = readings.map(({ way, words, verdicts }) => [
    way,
    (words / 1e9).toFixed(1),
    String(verdicts.length),
    (verdicts.length * WEAK_SHARE).toFixed(1),
    String(count(verdicts, "WEAK")),
    String(count(verdicts, "FAILED")),
  ]);
  return table(["order", "10^9 words", "p-values", "weak by chance", "weak", "failed"], rows);
}

/** Each doubted value beside those of the same test on fresh seeds. */
function doubts(readings: readonly Reading[], again: readonly Reading[]): string {
  const rows = readings.flatMap(({ way, verdicts }) =>
    verdicts.filter(isDoubted).map(({ test, value, assessment }) => {
      const repeated = again.filter((each) => each.way === way);
      const values = repeated.flatMap((each) => each.verdicts.filter((verdict) => verdict.test === test));
      return [way, test, value.toFixed(4), assessment, values.map((each) => each.value.toFixed(4)).join(", ")];
    }),
  );
  return table(["order", "test", "p-value", "called", "on the other seeds"], rows);
}

/** Every p-value of every order; a test that gives several under one name has them in its order. */
function values(readings: readonly Reading[]): string {
  const tests = [...new Set(readings.flatMap(({ verdicts }) => verdicts.map(({ test }) => test)))];
  const cell = ({ verdicts }: Reading, test: string): string =>
    verdicts
      .filter((verdict) => verdict.test === test)
      .map(({ value }) => value.toFixed(4))
      .join(" ");
  return table(
    ["test", ...readings.map(({ way }) => way)],
    tests.map((test) => [test, ...readings.map((reading) => cell(reading, test))]),
  );
}

/** Writes the page: `again` are the doubted tests on other seeds. */
export async function writePage(
  battery: string,
  readings: readonly Reading[],
  again: readonly Reading[],
): Promise<void> {
  const seeds = (each: readonly Reading[]): string => [...new Set(each.map(({ seed }) => String(seed)))].join(", ");
  const orders = Object.entries(ways).map(([name, { says }]) => `- **${name}**: ${says};`);
  const doubted = readings.some(({ verdicts }) => verdicts.some(isDoubted));
  const page = [
    `${INTRODUCTION}\n${orders.join("\n").replace(/;$/, ".")}`,
    `Battery: ${battery}, seed ${seeds(readings)}. It calls a p-value below .005 or above .995 weak, and one beyond a millionth\nfailed; "weak by chance" is what a faultless generator gets. Each test reads from the first stream on; words are those of all tests.`,
    summary(readings),
    ...(doubted
      ? [
          `What was called weak or failed, and all values of the same test on seeds ${seeds(again)}:`,
          doubts(readings, again),
        ]
      : []),
    LIMITS.trimEnd(),
    "## Every p-value",
    values(readings),
  ].join("\n\n");
  writeFileSync(new URL("../docs/streams.md", import.meta.url), await format(page, { parser: "markdown" }));
}
