import type { MarkovMoves } from "./move-law.js";

/** How a market moves from step to step, for paths of it. Log moves unless said. */
export type PathLaw =
  /** Laws of `MoveLaw` in up to three volatility states; step lengths as the laws have them. */
  | { readonly kind: "moves"; readonly moves: MarkovMoves; readonly source: string }
  /** GJR(1,1) of log moves with Student-t innovations; gamma 0 for GARCH. `variance` is that of the first step. */
  | {
      readonly kind: "garch";
      readonly stepYears: number;
      readonly mean: number;
      readonly omega: number;
      readonly alpha: number;
      readonly gamma: number;
      readonly beta: number;
      readonly degreesOfFreedom: number;
      readonly variance: number;
      readonly source: string;
    }
  /** Real bars in blocks: close, low and high over the close before. */
  | {
      readonly kind: "bars";
      readonly stepYears: number;
      readonly closes: Float64Array;
      readonly lows: Float64Array;
      readonly highs: Float64Array;
      readonly blockLength: number;
      readonly source: string;
    };

/** A borrow rate or a funding rate that moves with the market: returns to its level, surprises correlated with the price's. */
export interface PathRateLaw {
  /** Rate a year now, and in the long run. */
  readonly start: number;
  readonly level: number;
  /** Speed of return a year. */
  readonly reversionAnnual: number;
  /** Standard deviation of its surprises, a rate a year per root of a year. */
  readonly volatility: number;
  /** Correlation of its surprises with the log moves of the price. */
  readonly correlation: number;
  /** It counts as this where it is below it. */
  readonly least: number;
  readonly source: string;
}
