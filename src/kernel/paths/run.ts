import { pathWords, rowWords, type PathJob } from "./job.js";
import { assertPathJob, assertPathRange } from "./job-check.js";
import { followPosition, preparedPosition } from "./position.js";
import { fillPath, pathBuffers } from "./shocks.js";

/*
 * The contract, which a twin follows bit for bit. Every operation is + - x / or a square root of doubles, a comparison, or of 32-bit
 * integers, rounded one by one in the order of the source: none is fused, regrouped or left out where it would change a number.
 *
 * Draws. The stream of a path is sfc32 seeded by (seed, path). Words before the first step: the first volatility state, if there
 * are states; where each block begins, if there are bars. Then of each step, in this order and each only if the job has it: two of
 * the shock (always, but for bars), one of the state's switching, two of a jump (whether, how large), one of the rate's surprise.
 * How many are drawn depends on the job alone. The bridge's uniform number is a hash of a step's two words of the shock.
 *
 * Shocks. For all steps of a path: squares and signs (the standardised shock is sqrt(square) x sign), variances and means, shocks and
 * factors (shock = sqrt(variance x square) x sign), jumps, rates. A belief's scale s multiplies variances and omega by s x s.
 *
 * Positions. Of each step: cash grows and pays funding on the notional at the start; notional moves; idle wealth grows; the
 * chance of a close is added; closed at the end, by a bar's extreme, or by the bridge; wealth is summed as (notional + cash) + idle;
 * a check trades; the share is restored; closed at the next start where that left no room; peak, fall and lowest wealth are kept;
 * a checkpoint is written. What a close leaves is multiplied by a power of the idle factor that was made by multiplication.
 */

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
