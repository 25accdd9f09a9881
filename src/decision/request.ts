import type { Accuracy, AssetId, Estimates, Policy, StatedTolerance } from "../model/index.js";
import type { VenueMarket } from "../venues/index.js";

/** What a person holds of one asset at one venue. */
export interface Holding {
  readonly asset: AssetId;
  /** Price of the asset now, quote currency. */
  readonly price: number;
  /** Units held; negative is short. Left out: nothing yet, only `equity` in cash. */
  readonly quantity?: number;
  /** Quote currency owed, >= 0. */
  readonly debt?: number;
  /** What is left if all is closed now, quote currency. Left out: quantity x price - debt. */
  readonly equity?: number;
}

/** Everything that a decision depends on. */
export interface DecisionRequest {
  readonly account: Holding;
  readonly estimates: Estimates;
  readonly venue: VenueMarket;
  readonly tolerance: StatedTolerance;
  /** Total wealth, quote currency; left out: the equity. */
  readonly wealth?: number;
  /** Left out: rebalanced, checked every hour. */
  readonly policy?: Policy;
  /** Which side may be held. Left out: either on a two-sided venue, else long. */
  readonly side?: "long" | "short" | "either";
  readonly costs?: {
    /** One side, as a fraction of what is traded: fee and half spread. Left out: the venue's own fee. */
    readonly tradingCostRate?: number;
    /** Per trade, quote currency: gas. Left out: 0. */
    readonly fixedCost?: number;
  };
  readonly mandate?: {
    /** Highest |leverage ratio| that the holder's own rules allow. */
    readonly leverageRatioMax?: number;
    /** Largest |notional| that the market can take, quote currency. */
    readonly notionalMax?: number;
  };
  /** Hold my leverage: answer for this leverage ratio as well. */
  readonly leverageRatio?: number;
  /** Draws of drift, volatility and rates behind the intervals, 100 to 100,000. Left out: 500. */
  readonly draws?: number;
  /** How hard to look: `fast` takes the band and share of closed forms, `full` searches them on the grid. Left out: fast. */
  readonly accuracy?: Accuracy;
  /** Seed of those draws, a whole number >= 0. Left out: 1. The same seed gives the same answer. */
  readonly seed?: number;
}
