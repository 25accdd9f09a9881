import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bytesSource, compiledPaths } from "../scripts/build-paths.js";
import { pathEngine, pathWords, runPaths } from "../src/kernel/index.js";
import { fromRoot } from "./house/source-tree.js";
import { randomPathTask, rowsOf } from "./random-path-jobs.js";

const TASKS = 1000;
const { kind, because, run } = pathEngine();

/** Index of the first word in which two arrays differ, bit for bit; -1: none. */
function firstDifference(a: Float64Array, b: Float64Array): number {
  const [left, right] = [a, b].map((words) => new BigUint64Array(words.buffer));
  return left.findIndex((word, i) => word !== right[i]);
}

describe("the accelerator of the paths", () => {
  test("it is what runs on this Node", () => {
    expect({ kind, because }).toEqual({ kind: "wasm-simd", because: null });
  });

  test(`it equals the reference in every word of ${TASKS} random jobs, counts of paths that eight does not divide among them`, () => {
    const apart: string[] = [];
    const seen = { words: 0, closed: 0, open: 0, traded: 0 };
    for (let index = 0; index < TASKS; index++) {
      const task = randomPathTask(index);
      const rows = rowsOf(task, runPaths);
      const at = firstDifference(rows, rowsOf(task, run));
      if (at >= 0) apart.push(`job ${index}, word ${at}`);
      const length = pathWords(task.job) / task.job.positions.length;
      for (let row = 0; row < rows.length; row += length) {
        if (rows[row + 4] > 0) seen.closed++;
        else seen.open++;
        if (rows[row + 3] > 0) seen.traded++;
      }
      seen.words += rows.length;
    }
    expect(apart).toEqual([]);
    // The jobs try what they are for.
    expect(Math.min(seen.closed, seen.open, seen.traded)).toBeGreaterThan(2500);
    expect(seen.words).toBeGreaterThan(500_000);
  });

  test("chunks of any size give the rows of one run", () => {
    for (const index of [3, 14, 159, 265]) {
      const { job } = randomPathTask(index);
      const single = { ...job, beliefs: null };
      const whole = rowsOf({ job: single, from: 0, to: 40 }, run);
      for (const size of [1, 7, 8, 9, 39]) {
        const rows = new Float64Array(whole.length);
        for (let from = 0; from < 40; from += size) {
          const to = Math.min(from + size, 40);
          rows.set(rowsOf({ job: single, from, to }, run), from * pathWords(job));
        }
        expect(firstDifference(rows, whole)).toBe(-1);
      }
    }
  });

  test("paths beyond 2^32 have streams of their own, as in the reference", () => {
    const { job } = randomPathTask(5);
    const far = { job: { ...job, beliefs: null }, from: 2 ** 32 - 3, to: 2 ** 32 + 6 };
    expect(firstDifference(rowsOf(far, run), rowsOf(far, runPaths))).toBe(-1);
  });

  test("it refuses what the reference refuses", () => {
    const { job } = randomPathTask(5);
    expect(() => rowsOf({ job: { ...job, steps: 0 }, from: 0, to: 1 }, run)).toThrow("steps");
    expect(() => run(job, 0, 8, new Float64Array(7))).toThrow("into.length");
  });

  test("its bytes are what assembly/ compiles to (npm run build:paths)", async () => {
    const committed = readFileSync(fromRoot("src/kernel/paths/wasm-bytes.ts"), "utf8");
    expect(bytesSource(await compiledPaths()) === committed).toBe(true);
  });
});
