import { expect, test } from "vitest";
import { bitsOf, threadedJob } from "../../tests/threaded-jobs.js";
import { createStream, pathWords, runPaths } from "../kernel/index.js";
import { pathsPerChunk, threadsFor } from "./chunks.js";
import { runOnThreads } from "./index.js";

const PATHS = 1003;
const job = threadedJob(PATHS);

const words = pathWords(job);
const plain = new Float64Array(PATHS * words);
runPaths(job, 0, PATHS, plain);

/** The numbers below `count` in an order of chance. */
function shuffled(count: number): readonly number[] {
  const stream = createStream(7, 0);
  return Array.from({ length: count }, (_, at) => ({ at, key: stream.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ at }) => at);
}

test("100 chunks in an order of chance give the words of one call", () => {
  const rows = new Float64Array(PATHS * words);
  for (const chunk of shuffled(100)) {
    const [from, to] = [Math.floor((chunk * PATHS) / 100), Math.floor(((chunk + 1) * PATHS) / 100)];
    runPaths(job, from, to, rows.subarray(from * words, to * words));
  }
  expect(bitsOf(rows)).toBe(bitsOf(plain));
});

test.each([1, 7, 100, 1003, 5000])("the caller's thread gives the same words in pieces of %i paths", async (size) => {
  for (const engine of ["typescript", "fastest"] as const) {
    const run = await runOnThreads(job, PATHS, { threads: 1, pathsPerChunk: size, engine });
    expect(run.threads).toBe(1);
    expect(bitsOf(run.rows)).toBe(bitsOf(plain));
  }
});

test("the engine that was asked for ran, and one that is not the fastest says why", async () => {
  expect(await runOnThreads(job, 8, { engine: "typescript" })).toMatchObject({ engine: "typescript", because: null });
  const { engine, because } = await runOnThreads(job, 8);
  expect(because === null).toBe(engine === "wasm-simd");
});

test("progress never falls and ends with all paths; whoever waits has a turn between pieces", async () => {
  const told: (readonly [number, number])[] = [];
  let turns = 0;
  const timer = setInterval(() => (turns += 1));
  await runOnThreads(threadedJob(400), 400, {
    threads: 1,
    pathsPerChunk: 30,
    onProgress: (...each) => told.push(each),
  }).finally(() => clearInterval(timer));
  expect(told.map(([done]) => done)).toEqual([...Array.from({ length: 13 }, (_, i) => 30 * (i + 1)), 400]);
  expect(told.every(([, of]) => of === 400)).toBe(true);
  expect(turns).toBeGreaterThan(0);
});

test("a cancelled run ends after the piece at hand, with E_CANCELLED and the reason as its cause", async () => {
  const controller = new AbortController();
  let done = 0;
  const run = runOnThreads(job, PATHS, {
    threads: 1,
    pathsPerChunk: 10,
    signal: controller.signal,
    onProgress: (each) => {
      done = each;
      if (each >= 50) controller.abort("enough");
    },
  });
  await expect(run).rejects.toMatchObject({ code: "E_CANCELLED", exitStatus: 130, cause: "enough" });
  expect(done).toBe(50);
});

test("a signal that was given long ago lets nothing start", async () => {
  const run = runOnThreads(job, PATHS, { signal: AbortSignal.abort(), onProgress: () => expect.unreachable() });
  await expect(run).rejects.toMatchObject({ code: "E_CANCELLED" });
});

test.each([
  [{ ...job, steps: 0 }, PATHS, {}, "E_OUT_OF_RANGE", "steps"],
  [{ ...job, moves: { ...job.moves, mean: NaN } }, PATHS, {}, "E_NOT_FINITE", "moves.mean, of all steps"],
  [job, 0, {}, "E_OUT_OF_RANGE", "paths"],
  [job, 2.5, {}, "E_OUT_OF_RANGE", "paths"],
  [job, PATHS + 1, {}, "E_NOT_FINITE", "beliefs.means"],
  [job, PATHS, { threads: 0 }, "E_OUT_OF_RANGE", "threads"],
  [job, PATHS, { threads: 1.5 }, "E_OUT_OF_RANGE", "threads"],
  [job, PATHS, { pathsPerChunk: 0 }, "E_OUT_OF_RANGE", "pathsPerChunk"],
  [job, 1e9, {}, "E_TOO_LARGE", "paths"],
] as const)("a job or an option that is none is refused by name: %#", async (bad, paths, options, code, field) => {
  await expect(runOnThreads(bad as typeof job, paths, options)).rejects.toMatchObject({ code, field });
});

test("pieces hang on the job alone; a worker is not started for less than eight of them", () => {
  expect(pathsPerChunk({ ...job, positions: job.positions.slice(0, 1), steps: 365 })).toBe(2880);
  expect(pathsPerChunk({ ...job, steps: 1_000_000 })).toBe(8);
  expect([1, 15, 16, 1000].map((chunks) => threadsFor(chunks, 4))).toEqual([1, 1, 2, 4]);
});
