/** ln|share / (1 - share)|: the log odds of a share of wealth, which move as the price does. Leverage ratio and share of wealth are the same number. */
export const logOdds = (share: number): number => Math.log(Math.abs(share / (1 - share)));

/** The share whose log odds are `odds`, on the branch of `like`: below 0, between 0 and 1, or above 1, which no path leaves. d share / d odds = share (1 - share). */
export function shareAt(odds: number, like: number): number {
  const ratio = (like / (1 - like) > 0 ? 1 : -1) * Math.exp(odds);
  return ratio / (1 + ratio);
}
