import { severalBuffers } from "./several-buffers.js";
import { assertSeveralJob, assertSeveralRange } from "./several-check.js";
import { severalPathWords, type SeveralJob } from "./several-job.js";
import { runPosition, runsOf } from "./several-position.js";
import { fillSeveralBars, fillSeveralShocks } from "./several-shocks.js";
import { fillWords } from "./words.js";

const WORD_MASK = 0xffffffffn;

/**
 * Runs paths `from` to `to` - 1 of accounts of several assets into `into`: rows path by path, and within a path position by position, as
 * `severalPathWords` has them. A path depends on the job and its index alone.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming the first fault of the job
 */
export function runSeveralPaths(job: SeveralJob, from: number, to: number, into: Float64Array): void {
  assertSeveralJob(job);
  assertSeveralRange(job, from, to, into);
  const { moves, positions, seed } = job;
  const buffers = severalBuffers(job);
  const runs = runsOf(job, buffers);
  const words = severalPathWords(job);
  const row = words / positions.length;
  for (let path = from; path < to; path++) {
    fillWords(buffers.words, Number(seed & WORD_MASK), Number(seed >> 32n), path);
    if (moves.kind === "bars") fillSeveralBars(buffers, moves);
    else fillSeveralShocks(buffers, moves);
    runs.forEach((run, i) => {
      const at = (path - from) * words + i * row;
      runPosition(run, job, into.subarray(at, at + row));
    });
  }
}
