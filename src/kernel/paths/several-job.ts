import { AT_WORDS, ROW_HEAD, type PathPolicy, type PathShock, type PathVariance } from "./job.js";
import type { QuantileTable } from "./quantile-table.js";

/** Most assets of one account on paths: each costs a pair of draws a step. */
export const ASSETS_MAX = 8;

/** How one of several assets moves. */
export interface SeveralAsset {
  /** What a step's move is before its shock. */
  readonly mean: number;
  /** Its own part of a step's shock, of mean 0 and variance 1, independent of the others before they are mixed. */
  readonly shock: PathShock;
  readonly variance: Exclude<PathVariance, { readonly kind: "states" }>;
  /**
   * Quantiles of a factor above 0 of mean square 1, by which the mixed shock is multiplied; null: none. Normal shocks times the
   * root of (nu - 2) / chi-square(nu) are Student's t with nu degrees of freedom whatever the correlations.
   */
  readonly scale: QuantileTable | null;
}

/** Bars of one of several assets, on the times of the others: close, low and high of each over the close before it. */
export interface SeveralBars {
  readonly closes: Float64Array;
  readonly lows: Float64Array;
  readonly highs: Float64Array;
}

/** How several prices move together, step by step. */
export type SeveralMoves =
  | {
      readonly kind: "shocks";
      /** True where a step's moves pass all prices between (a diffusion): what ends beyond a close was closed at it; false: where it ended. */
      readonly continuous: boolean;
      /** A move m multiplies a price by 1 + max(-.9, m) if simple, by exp(m) if log, m then within -6.9 and 6.9. */
      readonly growth: "simple" | "log";
      readonly assets: readonly SeveralAsset[];
      /** Lower triangle, row after row of all assets: an asset's shock is its row times the independent shocks. The Cholesky factor of their correlations. */
      readonly factor: Float64Array;
      /** True: one draw says the scale of all assets, so that wild steps are wild for all (comonotone scales: grouped t, Daul et al. 2003; with one nu the multivariate t); false: each has its own. */
      readonly sharedScale: boolean;
    }
  /**
   * Real bars of all assets at the same times, drawn in blocks that begin anywhere and run on past the last to the first. Within
   * a bar an account is looked at where all stand at their lows, and where all stand at their highs: no bar says which
   * low came with which, and assets that fall together make these the nearest to the truth.
   */
  | {
      readonly kind: "bars";
      /** As above. */
      readonly continuous: boolean;
      readonly assets: readonly SeveralBars[];
      readonly blockLength: number;
    };

/** One line of an account that moves with a price. */
export interface SeveralLeg {
  /** Which asset's price it moves with: its place among the moves. */
  readonly asset: number;
  /** Signed notional over wealth at the start; debt and shorts below 0. */
  readonly notional: number;
  /** Growth factor of its units over a step; and funding over a step, a fraction of signed notional that cash pays. */
  readonly factor: number;
  readonly fundingPerStep: number;
}

/** Cash of one sign: the quote currency held, or owed. */
export interface SeveralCash {
  /** Growth factor over a step. */
  readonly factor: number;
  /** What one unit counts towards the venue's surplus. */
  readonly counts: number;
}

/**
 * Where the venue closes the account, and what it leaves. With N the signed notionals and C the cash, so that their sum is equity:
 * closed where sum(ofNotional N) + counts C + constant <= 0; that sum is the surplus, and equity less the surplus is what the venue demands.
 */
export interface SeveralClosing {
  /** By leg. */
  readonly ofNotional: readonly number[];
  readonly constant: number;
  /** Equity that a close leaves, over the equity demanded, at u = i / (left.length - 1), linear between, u in [0, 1] the equity over that demanded; nothing is left below 0, and nothing more than at 1. */
  readonly left: Float64Array;
}

/** An account of several assets under a policy that keeps the weights of its legs to each other: its leverage is sum |N| over wealth, and a check trades all legs in one proportion. All money over the wealth at the path's start. */
export interface SeveralPosition extends PathPolicy {
  readonly legs: readonly SeveralLeg[];
  readonly held: SeveralCash;
  readonly owed: SeveralCash;
  /** Growth factor over a step of wealth that is elsewhere, and of all of it after a close. */
  readonly idleFactor: number;
  /** Null where nothing closes it. */
  readonly closing: SeveralClosing | null;
}

/** What to simulate of accounts of several assets. Rows are those of `PathJob`; closes are counted as they come, without chances of each step. */
export interface SeveralJob {
  readonly moves: SeveralMoves;
  /** Positions on the same paths: common random numbers. */
  readonly positions: readonly SeveralPosition[];
  readonly steps: number;
  /** Steps after which the state of a path is written down, ascending, the last of them `steps`. */
  readonly checkpoints: readonly number[];
  /** A whole number from 0 to 2^64 - 1. */
  readonly seed: bigint;
}

/** Words of all rows of one path: the rows of its positions, in their order, each as `PathJob` has them. */
export const severalPathWords = ({ positions, checkpoints }: SeveralJob): number =>
  positions.length * (ROW_HEAD + AT_WORDS * checkpoints.length);
