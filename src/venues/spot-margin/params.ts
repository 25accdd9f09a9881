import type { AssetId } from "../../model/index.js";
import type { Dated } from "../dated.js";

/** Leverage classes that the venue offers. */
export type SpotMarginMode = "cross-3x" | "cross-5x";

/** Margin levels, assets over debt, at which something happens. All above 1. */
export interface MarginLevels {
  /** Above which one may borrow. */
  readonly borrowLevel: number;
  /** At or below which the venue asks for more. */
  readonly callLevel: number;
  /** At or below which everything is sold. */
  readonly liquidationLevel: number;
}

/** Terms of an account, with their date and source. */
export interface SpotMarginParameters extends MarginLevels {
  readonly asset: AssetId;
  /** Currency that a long borrows. */
  readonly quote: AssetId;
  readonly alsoCalled: readonly AssetId[];
  /** Fee of a liquidation, a fraction of all assets of the account as it begins. */
  readonly clearanceFeeRate: number;
  /** Cost of trading one side, a fraction of what is traded, where the market state has none. */
  readonly tradingFeeRate: number;
  /** Epoch ms UTC. */
  readonly asOfMs: number;
  readonly source: string;
}

/** What a caller states: the asset, and what differs from the shipped terms. */
export type SpotMarginTerms = {
  readonly asset: AssetId;
  readonly mode?: SpotMarginMode;
  readonly asOf?: string;
} & Partial<Omit<SpotMarginParameters, "asset" | "asOfMs">>;

/** What the venue asks from a day on. */
export interface SpotMarginRules extends Dated {
  readonly modes: Readonly<Record<SpotMarginMode, MarginLevels>>;
  readonly clearanceFeeRate: number;
  readonly source: string;
}

/** Rules of cross margin by day, oldest first. */
export const spotMarginRules: readonly [SpotMarginRules, ...SpotMarginRules[]] = [
  {
    fromMs: Date.UTC(2024, 8, 3),
    modes: {
      "cross-3x": { borrowLevel: 1.5, callLevel: 1.3, liquidationLevel: 1.1 },
      "cross-5x": { borrowLevel: 1.25, callLevel: 1.16, liquidationLevel: 1.1 },
    },
    clearanceFeeRate: 0.02,
    source:
      "Binance cross margin: FAQ 360030493931 (levels) and FAQ 152489b2032445c4a77a175d65b80533 of 3 September 2024 (fee)",
  },
];

/** Trading fee of the lowest account level. A stated default, no fact of the market. */
export const TRADING_FEE_RATE = 0.001;

/** Assets that are listed; the rules are the same for every one that may be borrowed. */
export const listedAssets: readonly AssetId[] = ["BTC", "ETH"];
