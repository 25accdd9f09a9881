import type { QuantileTable } from "./quantile-table.js";

/** Shock of one step, of mean 0 and variance 1. */
export type PathShock =
  /** Student's t with 4 degrees of freedom, by an algebraic formula (Bailey 1994): the cheapest law with fat tails. */
  | { readonly kind: "student-t-4" }
  /** Any other law, by its quantiles. */
  | { readonly kind: "quantiles"; readonly table: QuantileTable };

/** Variance of the shock of a step. */
export type PathVariance =
  | { readonly kind: "constant"; readonly variance: number }
  /** GJR(1,1): next = omega + (alpha + (gamma where the shock was below 0)) x shock^2 + beta x this one. `variance` is the first. */
  | {
      readonly kind: "garch";
      readonly omega: number;
      readonly alpha: number;
      readonly gamma: number;
      readonly beta: number;
      readonly variance: number;
    }
  /**
   * Up to three states that follow each other as a Markov chain; switching[i][j] is the chance of j after a step in i. `means`
   * is added to a step's mean in each: where all have one arithmetic drift, the log moves of the wilder ones fall by more.
   */
  | {
      readonly kind: "states";
      readonly means: readonly number[];
      readonly variances: readonly number[];
      readonly switching: readonly (readonly number[])[];
      readonly start: readonly number[];
    };

/** At most one sudden move in a step, beside the shock. */
export interface PathJumps {
  /** Chance of one in a step. */
  readonly probability: number;
  /** Quantiles of its size, as a simple return above -1: the price is multiplied by 1 + size. */
  readonly sizes: QuantileTable;
}

/** How the price moves, step by step. */
export type PathMoves =
  | {
      readonly kind: "shocks";
      /** True where a move without a jump passes all prices between (a diffusion): what ends beyond a level was closed at it; false: where it ended. */
      readonly continuous: boolean;
      /** What a step's move is before its shock. */
      readonly mean: number;
      /** A move m multiplies the price by 1 + max(-.9, m) if simple, by exp(m) if log, m then within -6.9 and 6.9. */
      readonly growth: "simple" | "log";
      readonly shock: PathShock;
      readonly variance: PathVariance;
      readonly jumps: PathJumps | null;
    }
  /** Real bars, drawn in blocks of `blockLength` that begin anywhere and run on past the last to the first (Politis & Romano 1992, circular blocks). */
  | {
      readonly kind: "bars";
      /** As above: true closes at the level also where a bar's close lies beyond it. */
      readonly continuous: boolean;
      /** Close, low and high of each bar over the close before it. */
      readonly closes: Float64Array;
      readonly lows: Float64Array;
      readonly highs: Float64Array;
      readonly blockLength: number;
    };

/** A rate that returns to its level, its surprises correlated with the price's (Ornstein-Uhlenbeck, an Euler step). */
export interface PathRate {
  /** Rate a year now, and that which it returns to. */
  readonly start: number;
  readonly level: number;
  /** Part of the distance to the level that is lost in a step. */
  readonly reversion: number;
  /** Standard deviation of its surprise in a step, a rate a year; and correlation with the price's shock. */
  readonly deviation: number;
  readonly correlation: number;
  /** It counts as this where it is below it. */
  readonly least: number;
  /** Length of a step, years. */
  readonly stepYears: number;
}

/** Wealth over that at a step's start below which it is not followed: what a close or a trade that leaves nothing counts as. */
export const WEALTH_LEAST = 1e-9;

/**
 * Where the venue closes, and what it leaves. Of an account with signed notional N and cash C (debt below 0; of a perpetual the
 * margin less the notional at entry, so that N + C is equity), both over the wealth at the path's start: closed where
 * ofNotional x N + ofCash x C + constant <= 0, for a long (N > 0) as for a short (N < 0).
 */
export interface PathClosing {
  /** Above 0. */
  readonly ofNotional: number;
  readonly ofCash: number;
  readonly constant: number;
  /**
   * Equity that a close leaves, over |C|: at u = i / (left.length - 1), linear between, where u in [0, 1] is N over the
   * notional at which it closes for a long, and the inverse for a short; never below 0 without recourse.
   */
  readonly left: Float64Array;
}

/** How a position is kept in a band of leverage. */
export interface PathPolicy {
  /** Part of wealth at the venue, restored after each step by moving cash, in (0, 1]. */
  readonly share: number;
  /** Sizes of leverage of wealth beyond which a check trades; 0 and Infinity: never on that side. */
  readonly low: number;
  readonly high: number;
  /** Where to: the edge that was passed, or `target`. */
  readonly tradeTo: "edge" | "target";
  readonly target: number;
  /** Steps from one check to the next, >= 1; 0: nobody checks. */
  readonly stepsPerCheck: number;
  /** Cost of trading, a fraction of what is traded; and of each trade, a fraction of wealth. */
  readonly costRate: number;
  readonly fixedCostShare: number;
}

/** A position of one asset under a band policy. All money over the wealth at the path's start. */
export interface PathPosition extends PathPolicy {
  /** 1 long, -1 short. */
  readonly side: 1 | -1;
  /** Signed notional over wealth at the start. */
  readonly leverageRatio: number;
  /** Growth factor over a step of cash at the venue, of units of the asset, and of wealth that is elsewhere or was left by a close. */
  readonly cashFactor: number;
  readonly assetFactor: number;
  readonly idleFactor: number;
  /** Funding over a step, a fraction of signed notional at its start that cash pays at its end. */
  readonly fundingPerStep: number;
  /** What the job's rate at a step's start moves, in place of the constant above: growth of cash (1 + rate x stepYears), or funding (rate x stepYears). */
  readonly rateOn: "cash" | "funding" | "none";
  /** Null where nothing closes it. */
  readonly closing: PathClosing | null;
}

/** What to simulate. */
export interface PathJob {
  readonly moves: PathMoves;
  readonly rate: PathRate | null;
  /** Positions on the same paths: common random numbers. */
  readonly positions: readonly PathPosition[];
  readonly steps: number;
  /** Steps after which the state of a path is written down, ascending, the last of them `steps`. */
  readonly checkpoints: readonly number[];
  /** A whole number from 0 to 2^64 - 1. */
  readonly seed: bigint;
  /** True to sum the chances of a close step by step, which says more than whether one came (speed of convergence: its variance is smaller). Not with bars. */
  readonly hazard: boolean;
  /** Beliefs drawn for each path: what is added to the mean of a step, and what the shock of a step (its variance by the square) is multiplied by; by path index. Null: none; not with bars. */
  readonly beliefs: { readonly means: Float64Array; readonly scales: Float64Array } | null;
}

/** Words of a row that come before the checkpoints. */
export const ROW = {
  /** Deepest fall from a highest wealth so far, a fraction, at ends of steps. */
  drawdown: 0,
  /** Notional traded over wealth, summed; what that cost of wealth, summed; how many trades. */
  traded: 1,
  cost: 2,
  trades: 3,
  /** Step in which the venue closed it, or nothing was left of it, from 1; 0: never. */
  closedStep: 4,
  /** Sum of leverage x shock of each step that it was open at its start: mean 0, a control of log wealth. 0 with bars. */
  control: 5,
  /** Wealth at the start of the step in which the venue closed it; 0: never closed. What a close takes is told by it. */
  beforeClose: 6,
} as const;
export const ROW_HEAD = 7;

/** Words of a checkpoint, after the head, one after the other. */
export const AT = {
  wealth: 0,
  /** Lowest wealth so far; of bars, at the low (for a short the high) within each. */
  lowest: 1,
  /** Sum so far of the chances of a close in each step, given its start; the count of closes where `hazard` is false. */
  hazard: 2,
} as const;
export const AT_WORDS = 3;

/** Words of the row of one position on one path. */
export const rowWords = ({ checkpoints }: PathJob): number => ROW_HEAD + AT_WORDS * checkpoints.length;

/** Words of all rows of one path: the rows of its positions, in their order. */
export const pathWords = (job: PathJob): number => job.positions.length * rowWords(job);
