import type { AssetId } from "../model/index.js";
import type { ContractTerms } from "./contract.js";
import type { VenueModel } from "./venue.js";

/** An account that the venue may close, at the prices of the moment. Money in quote currency. */
export interface Closing {
  /** Equity of the account; may be below 0. */
  readonly equity: number;
  /** Value of all positions, > 0. */
  readonly value: number;
  /** Equity demanded when only this share of every position is left, in [0, 1]. */
  readonly demandAt: (share: number) => number;
}

/** What a venue's liquidation does. */
export interface Closed {
  /** Share of every position that is closed, in (0, 1]. */
  readonly share: number;
  /** What the holder loses beyond the market value of what was closed, quote currency, 0 to the equity where that is above 0. */
  readonly cost: number;
}

/** A venue of perpetuals as data. */
export interface PerpetualRule {
  readonly id: string;
  readonly release: string;
  readonly triggerPrice: VenueModel["triggerPrice"];
  /** Currency of prices and of all money figures. */
  readonly quote: AssetId;
  /** True where margin and profit are in the coin itself, as with inverse contracts; else they are in quote currency. */
  readonly coinMargined: boolean;
  /** Terms of each contract. */
  readonly contracts: Readonly<Record<AssetId, ContractTerms>>;
  /** Share of its value at which each asset counts as margin, in [0, 1]; the currency of margin counts whole and need not be listed. */
  readonly marginWeights: Readonly<Record<AssetId, number>>;
  /** What happens to an account below its demand and with equity above 0. */
  readonly close: (closing: Closing) => Closed;
  /** Cost of trading one side, a fraction of notional, where the market state has none. */
  readonly tradingFeeRate: number;
  /** Time between two looks of the venue at the account, ms; 0 where it looks all the time. */
  readonly checkIntervalMs: number;
}

/** Everything is taken over at the bankruptcy price: the whole margin is lost. */
export const takenOver = ({ equity }: Closing): Closed => ({ share: 1, cost: equity });

/** Everything is closed at the prices of the moment for a fee, a fraction of the value; the rest is returned. */
export const closedForFee =
  (feeRate: number) =>
  ({ equity, value }: Closing): Closed => ({ share: 1, cost: Math.min(equity, feeRate * value) });
