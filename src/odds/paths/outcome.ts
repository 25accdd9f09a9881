/** A number that paths estimate, with one standard error. */
export interface Measured {
  readonly value: number;
  readonly standardError: number;
}

/** A value that is passed with a chance of 1 - `probability`, with one standard error. */
export interface Quantile extends Measured {
  readonly probability: number;
}

/** Outcomes up to one time. */
export interface Checkpoint {
  /** Time since the start. */
  readonly years: number;
  /** Of wealth over that at the start. */
  readonly quantiles: readonly Quantile[];
  /** Odds of a close by then. */
  readonly liquidated: Measured;
  /** Odds of wealth below the floor by then; null where none is asked for. */
  readonly belowFloor: Measured | null;
}

/** What became of a holding over many paths, up to the horizon. Money over wealth at the start. */
export interface PathOutcome {
  readonly paths: number;
  /** How many of them were closed by the venue, or came to have nothing left. */
  readonly closes: number;
  /** Odds of that. */
  readonly liquidation: Measured;
  /** How those were counted: by the chances of a close in each step given its start, or by closes that came. */
  readonly estimator: "hazard" | "count";
  /** Largest log distance between the venue's own closing price and that of these paths, over the leverage ratios stated, at half, the same and twice the wealth: above 0 where the venue's tiers are not one straight line. */
  readonly levelApart: number;
  /** Mean log of wealth at the horizon over the start. */
  readonly logWealth: Measured;
  /** How many times more paths the control variates of log wealth are worth; 1 where they do not help and are left out. */
  readonly controlGain: number;
  readonly growthAnnual: Measured;
  /** Odds of wealth at any end of a step below the floor; of bars, at any low. */
  readonly belowFloor: Measured | null;
  /** Wealth at the horizon. */
  readonly wealth: readonly Quantile[];
  /** Lowest wealth on the way, at ends of steps; of bars, at lows. */
  readonly lowestWealth: readonly Quantile[];
  /** Deepest fall from a highest wealth so far, a fraction, at ends of steps. */
  readonly drawdown: { readonly mean: Measured; readonly quantiles: readonly Quantile[] };
  /** Mean part of wealth before it that a close takes; null where fewer than two paths were closed. */
  readonly lossGivenLiquidation: Measured | null;
  /** Notional traded over wealth, what that cost of wealth, and how many trades: means over the horizon. */
  readonly traded: Measured;
  readonly cost: Measured;
  readonly trades: Measured;
  /** By checkpoint; its odds are the curve of first passage. */
  readonly fan: readonly Checkpoint[];
}

/** What one position has more than another on the same paths. */
export interface PathDifference {
  readonly liquidation: Measured;
  readonly logWealth: Measured;
  /** How many times more paths the control variates of log wealth are worth, as in `PathOutcome`. */
  readonly controlGain: number;
}
