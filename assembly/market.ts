/** What all positions of a job share: numbers in the order in which wasm-job.ts writes them; a truth is 1 or 0, a place an address. */
@unmanaged
export class Market {
  steps: f64;
  seedLow: f64;
  seedHigh: f64;
  /** Where the checkpoints are, and how many. */
  checkpoints: f64;
  checkpointCount: f64;
  positionCount: f64;
  /** Truths: chances are summed; a diffusion between the ends of steps; bars. */
  hazard: f64;
  continuous: f64;
  bars: f64;
  /** Of shocks: mean of a move; growth in logs; where the quantiles are, 0 for Student's t with 4 degrees of freedom. */
  mean: f64;
  log: f64;
  nodes: f64;
  /** Variance of a step, of states none. */
  variance: f64;
  /** A truth, and the rest of the law. */
  garch: f64;
  omega: f64;
  alpha: f64;
  gamma: f64;
  beta: f64;
  /** Where three means, variances, first and second chances of volatility states are, and the two chances of the first; 0: none. */
  states: f64;
  start: f64;
  /** Chance of a jump, and where the quantiles of its size are; 0: none. */
  jumpProbability: f64;
  jumps: f64;
  /** Where the numbers of the rate's law are, 0: none; where it starts; where the normal quantiles are. */
  rate: f64;
  rateStart: f64;
  normal: f64;
  /** Of bars: where closes, lows, highs and standardised closes are, one after the other; how many; and in a block. */
  barsAt: f64;
  barCount: f64;
  blockLength: f64;
  /** Words drawn before the first step, and a step. */
  firstDraws: f64;
  draws: f64;
  /** Room for the words drawn before the first step; where means and scales that each of eight paths believes are; where rows go. */
  firstWords: f64;
  beliefs: f64;
  rows: f64;
}
