/**
 * Returns over blocks as long as volatility clusters, by which a bound for independent returns holds for clustered ones. Log
 * returns are net of their mean: where the market goes is the drift's to say, not the history's.
 */
export interface BlockReturns {
  /** Log return of each block, net of the mean log return of the history. */
  readonly logReturns: readonly number[];
  /** Realised variance of each block: the sum of its squared log returns. */
  readonly variances: readonly number[];
  /** Length of a block, ms. */
  readonly blockMs: number;
  readonly source: string;
}
