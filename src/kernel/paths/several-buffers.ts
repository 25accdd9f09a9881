import type { SeveralJob, SeveralMoves } from "./several-job.js";

/** What one path of prices does, before any account meets it. Step after step, and within a step asset after asset. */
export interface SeveralBuffers {
  readonly assets: number;
  /** Random words of the path. */
  readonly words: Int32Array;
  /** Each asset's own shock, of mean 0 and variance 1, before they are mixed; empty without shocks. */
  readonly own: Float64Array;
  /** Factor of each price over the step. */
  readonly factors: Float64Array;
  /** Move less its mean; and the deviation that the step gave it. 0 with bars. */
  readonly shocks: Float64Array;
  readonly deviations: Float64Array;
  /** Low and high of a bar over the close before it; empty without bars. */
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  /** By step: the uniform number that says whether a bridge touches the close. */
  readonly touches: Float64Array;
  /** Lower triangle that mixes the shocks of a step, row after row. */
  readonly factor: Float64Array;
  readonly bars: boolean;
  /** True where moves are of the log of a price. */
  readonly inLogs: boolean;
  /** True where a close beyond the level counts as one at the level. */
  readonly continuous: boolean;
}

/** Words that a path draws: of bars, where each block begins; of shocks, a pair for each asset of each step. */
const wordsOf = (moves: SeveralMoves, steps: number): number =>
  moves.kind === "bars" ? Math.ceil(steps / moves.blockLength) : 2 * moves.assets.length * steps;

/** Buffers of a job, to be filled path by path. */
export function severalBuffers({ moves, steps }: SeveralJob): SeveralBuffers {
  const assets = moves.assets.length;
  const words = assets * steps;
  const bars = moves.kind === "bars";
  const ofBars = (): Float64Array => new Float64Array(bars ? words : 0);
  return {
    assets,
    words: new Int32Array(wordsOf(moves, steps)),
    own: new Float64Array(bars ? 0 : words),
    factors: new Float64Array(words),
    shocks: new Float64Array(words),
    deviations: new Float64Array(words),
    lows: ofBars(),
    highs: ofBars(),
    touches: new Float64Array(bars ? 0 : steps),
    factor: moves.kind === "bars" ? new Float64Array(assets * assets) : moves.factor,
    bars,
    inLogs: moves.kind === "shocks" && moves.growth === "log",
    continuous: moves.continuous,
  };
}
