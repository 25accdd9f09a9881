import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { pathWords, runPaths } from "../src/kernel/index.js";
import type * as Threads from "../src/threads/index.js";
import { fromRoot } from "./house/source-tree.js";
import { bitsOf, threadedJob } from "./threaded-jobs.js";

/** The room as it was built: a worker is a file of its own. */
const { runOnThreads } = (await import(fromRoot("dist/threads/index.js"))) as typeof Threads;

const PATHS = 2003;
const job = threadedJob(PATHS);
const plain = new Float64Array(PATHS * pathWords(job));
runPaths(job, 0, PATHS, plain);

/** A run in pieces so small that workers are started for it. */
const onWorkers = (options: Parameters<typeof runOnThreads>[2] = {}): Promise<Threads.ThreadedRun> =>
  runOnThreads(job, PATHS, { threads: 2, pathsPerChunk: 40, ...options });

/** Runs a program of its own; what it printed and how it ended. A program that does not end by itself has no status. */
function program(text: string): { readonly status: number | null; readonly stdout: string } {
  const head = `
    import { runOnThreads } from ${JSON.stringify(fromRoot("dist/threads/index.js"))};
    import { runOnWorkers } from ${JSON.stringify(fromRoot("dist/threads/worker-pool.js"))};
    const job = { ...${JSON.stringify({ ...job, seed: 0, beliefs: null, positions: [] })}, seed: 7n };
    const left = Float64Array.of(0, 0.05, 0.1);
    job.positions = ${JSON.stringify(job.positions.slice(0, 1))}.map((each) => ({ ...each, closing: { ...each.closing, left } }));
    const small = { threads: 2, pathsPerChunk: 40 };
  `;
  const argv = ["--input-type=module", "--eval", head + text];
  const { status, stdout } = spawnSync(process.execPath, argv, { encoding: "utf8", timeout: 60_000 });
  return { status, stdout };
}

describe("threads", () => {
  test.each([1, 2, 3])("%i threads give the words of one call on one thread, of either engine", async (threads) => {
    for (const engine of ["fastest", "typescript"] as const) {
      const run = await onWorkers({ threads, engine });
      expect(run.threads).toBe(threads);
      expect(bitsOf(run.rows)).toBe(bitsOf(plain));
    }
  });

  test.each([1, 13, 125])("pieces of %i paths give the same words", async (pathsPerChunk) => {
    const run = await onWorkers({ pathsPerChunk });
    expect(run.threads).toBe(2);
    expect(bitsOf(run.rows)).toBe(bitsOf(plain));
  });

  test("progress never falls and ends with all paths", async () => {
    const told: number[] = [];
    await onWorkers({ onProgress: (done, of) => told.push(done / of) });
    expect(told.length).toBe(51);
    expect(told.every((share, i) => i === 0 || share > told[i - 1]!)).toBe(true);
    expect(told.at(-1)).toBe(1);
  });

  test("a cancelled run ends with E_CANCELLED before its paths are done; the next is none the worse", async () => {
    const controller = new AbortController();
    let last = 0;
    const run = onWorkers({
      signal: controller.signal,
      onProgress: (done) => {
        last = done;
        controller.abort("enough");
      },
    });
    await expect(run).rejects.toMatchObject({ code: "E_CANCELLED", cause: "enough" });
    expect(last).toBeLessThan(PATHS);
    expect(bitsOf((await onWorkers()).rows)).toBe(bitsOf(plain));
  });

  test("what the caller throws on being told ends the run, as it was thrown", async () => {
    const fault = new Error("the terminal is gone");
    const onProgress = (): never => {
      throw fault;
    };
    await expect(onWorkers({ onProgress })).rejects.toBe(fault);
  });

  test("work that no worker can be sent is one E_INTERNAL", async () => {
    const bad = { ...job, note: () => 0 };
    await expect(runOnThreads(bad, PATHS, { threads: 2, pathsPerChunk: 40 })).rejects.toMatchObject({
      code: "E_INTERNAL",
      field: "threads",
    });
  });
});

describe("a program that ran threads ends by itself", () => {
  test("when they are done", () => {
    const text = `const { threads, rows } = await runOnThreads(job, 2000, small); console.log(threads, rows.length > 0);`;
    expect(program(text)).toEqual({ status: 0, stdout: "2 true\n" });
  });

  test("when they are cancelled at once, long before they would be done", () => {
    const text = `
      const controller = new AbortController();
      const onProgress = (done, of) => { controller.abort(); console.log(done < of / 100); };
      const run = runOnThreads(job, 1e7, { threads: 2, onProgress, signal: controller.signal });
      await run.catch(({ code }) => console.log(code));`;
    expect(program(text)).toEqual({ status: 0, stdout: "true\nE_CANCELLED\n" });
  });

  test("when a worker throws, which is one E_INTERNAL", () => {
    const text = `
      const chunks = Array.from({ length: 50 }, (_, i) => ({ from: i, to: i + 1 }));
      const work = { job: null, choice: "fastest", rows: new Float64Array(0) };
      await runOnWorkers({ worker: "path-worker", data: work }, chunks, 2, { ran() {} }).catch(({ code, field }) => console.log(code, field));`;
    expect(program(text)).toEqual({ status: 0, stdout: "E_INTERNAL threads\n" });
  });
});
