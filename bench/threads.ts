/**
 * Times a job of paths on the caller's thread beside the same on two workers, started and stopped within the time. First checks
 * that the rows are the same words. Prints the minimum and the median of alternating rounds of each and the ratio of the minima,
 * and says so where the machine was busy: two workers cannot be twice as fast as one where something else has a core.
 */
import { loadavg } from "node:os";
import { performance } from "node:perf_hooks";
import type { PathJob } from "../src/kernel/index.js";
import { runOnThreads, type ThreadOptions } from "../src/threads/index.js";
import { bitsOf, threadedJob } from "../tests/threaded-jobs.js";

const ROUNDS = 7;
const STEPS = 365;

/** Load above which a machine is not quiet: processes that run or wait for a core, over the last minute. */
const QUIET_LOAD = 0.3;

/** One position, which nobody's beliefs change, over a year of days. */
const job: PathJob = { ...threadedJob(0, STEPS), beliefs: null };
const one: PathJob = { ...job, positions: job.positions.slice(0, 1) };

/** @throws Error unless both ways give the same words, on the threads that they say. */
async function checkAgreement(paths: number, engine: "fastest" | "typescript"): Promise<void> {
  const [alone, together] = [
    await runOnThreads(one, paths, { threads: 1, engine }),
    await runOnThreads(one, paths, { threads: 2, engine }),
  ];
  if (alone.threads !== 1 || together.threads !== 2) throw new Error("not the threads that were asked for");
  if (bitsOf(alone.rows) !== bitsOf(together.rows)) throw new Error("the rows are not the same words");
}

/** Time of one run, ms. */
async function timeMs(paths: number, options: ThreadOptions): Promise<number> {
  const start = performance.now();
  await runOnThreads(one, paths, options);
  return performance.now() - start;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const text = (values: readonly number[]): string =>
  `${Math.min(...values).toFixed(0)} ms (median ${median(values).toFixed(0)})`;

const load = loadavg()[0] ?? NaN;
if (!(load < QUIET_LOAD))
  console.log(`not quiet: load average ${load.toFixed(1)}; the ratios are below what two cores give`);
for (const engine of ["fastest", "typescript"] as const) {
  for (const paths of [100_000, 400_000]) {
    await checkAgreement(paths, engine);
    const times: Record<1 | 2, number[]> = { 1: [], 2: [] };
    for (let round = 0; round < ROUNDS; round++)
      for (const threads of [1, 2] as const) times[threads].push(await timeMs(paths, { threads, engine }));
    const ratio = (Math.min(...times[1]) / Math.min(...times[2])).toFixed(2);
    const name = `${engine}, ${paths} paths of ${STEPS} steps`.padEnd(40);
    console.log(`${name} 1 thread ${text(times[1])}, 2 workers ${text(times[2])}: ${ratio} times as fast`);
  }
}
