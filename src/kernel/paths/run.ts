import { pathWords, rowWords, type PathJob } from "./job.js";
import { assertPathJob, assertPathRange } from "./job-check.js";
import { followPosition, preparedPosition } from "./position.js";
import { fillPath, pathBuffers } from "./shocks.js";

/**
 * Simulates the paths `from` to `to` - 1 of a job into `into`: rows in the order of paths, of a path in the order of positions,
 * each `rowWords(job)` long. A row depends on the job and the index of its path alone.
 * @throws NotFiniteError, OutOfRangeError, ConflictError naming the field of the job, or the range, that is refused.
 */
export function runPaths(job: PathJob, from: number, to: number, into: Float64Array): void {
  assertPathJob(job);
  assertPathRange(job, from, to, into);
  const buffers = pathBuffers(job);
  const positions = job.positions.map((position) => preparedPosition(position, job));
  const [words, all] = [rowWords(job), pathWords(job)];
  for (let path = from; path < to; path++) {
    fillPath(buffers, job, path);
    positions.forEach((position, i) => {
      followPosition(position, buffers, into, (path - from) * all + i * words);
    });
  }
}
