import type { Estimates, Tolerance, Watching } from "../../model/index.js";
import type { Measured } from "../../odds/index.js";
import type { VenueMarket } from "../../venues/index.js";

/** What each way to be safe is asked: a long, opened now at one venue, and how much of all wealth may be lost. */
export interface ProtectionRequest {
  readonly venue: VenueMarket;
  /** Price of the asset now, quote currency. */
  readonly price: number;
  /** All wealth, in cash, quote currency. */
  readonly wealth: number;
  /** Leverage wished, >= 1: that at the venue. */
  readonly leverageRatio: number;
  readonly estimates: Estimates;
  /** Its floor, horizon and probability are what every way is tuned to; losses are counted in money. */
  readonly tolerance: Tolerance;
  readonly watching: Watching;
  /** Cost of one side of a trade, a fraction of what is traded. */
  readonly tradingCostRate: number;
  /** What a stop is filled worse than its price, or than the price after a gap, a fraction. */
  readonly slippageRate: number;
  readonly put: {
    /** Volatility by which it is sold over that believed: .1 for a tenth more. */
    readonly volatilityPremium: number;
    /** Time to its end, and to the next one, years. */
    readonly periodYears: number;
  };
  readonly paths: number;
  readonly seed: number;
}

/** Every way to be safe, in the order of a table. */
export const PROTECTIONS = ["less-leverage", "reserve", "isolation", "resting-stop", "watched-stop", "put"] as const;

/** One way to be safe. */
export type ProtectionName = (typeof PROTECTIONS)[number];

/** How a way is set. What does not belong to it is null. */
export interface ProtectionSetting {
  /** Leverage ratio at the venue at the start. */
  readonly leverageRatio: number;
  /** Part of all wealth at the venue at the start. */
  readonly share: number;
  /** Fall of the price from the entry at which all is sold, a fraction. */
  readonly stop: number | null;
  /** Strike of the put over the price when it is bought. */
  readonly strike: number | null;
}

/** What became of wealth within the horizon, over all paths. */
export interface ProtectionOutcome {
  readonly setting: ProtectionSetting;
  /** Log growth of all wealth a year; null where some paths left nothing, so that there is none. */
  readonly growthAnnual: Measured | null;
  /** Odds that wealth was at some time below the floor; that the venue closed the position, or a part; that nothing was left. */
  readonly belowFloor: Measured;
  readonly liquidated: Measured;
  readonly ruined: Measured;
  /** Wealth at the end over that at the start: half of the paths end below. */
  readonly medianWealth: number;
  /** Mean cost a year over wealth at the start: trading, slippage, what liquidation takes, premiums less what the puts paid. */
  readonly costAnnual: number;
}

/** One way, set as far as the tolerance lets it. */
export interface Protection extends ProtectionOutcome {
  readonly name: ProtectionName;
  /** False: no setting of it keeps the tolerance, and this one comes nearest. */
  readonly keeps: boolean;
  /** Odds below the floor at the same setting if the watcher were never down; null where nobody watches. */
  readonly belowFloorNeverDown: Measured | null;
  /** Least wealth over that at the start after the stated gap came at once; null where none is stated. */
  readonly afterGap: number | null;
}

/** All ways at the same safety, beside the wish without any, and the asset held with all wealth and nothing borrowed. */
export interface Protections {
  /** Those that keep the tolerance first, by growth. */
  readonly ways: readonly Protection[];
  readonly unprotected: ProtectionOutcome;
  readonly unlevered: ProtectionOutcome;
  /** Length of a step of the paths, years. */
  readonly stepYears: number;
  readonly notes: readonly string[];
}
