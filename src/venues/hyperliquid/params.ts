import type { AssetId } from "../../model/index.js";
import type { Dated } from "../dated.js";

/** One step of a margin table, as the venue writes it. */
export interface MarginStep {
  /** The step begins at this notional, USDC. */
  readonly lowerBound: number;
  /** Highest leverage of a position of this size; half of its inverse is the maintenance rate. */
  readonly maxLeverage: number;
}

/** The margin table of an asset in force from a day on. */
export interface MarginTable extends Dated {
  /** In ascending order, the first from 0. */
  readonly steps: readonly [MarginStep, ...MarginStep[]];
  /** Where table and day come from. */
  readonly source: string;
}

/** What a caller may put in place of the shipped parameters. What is left out stays. */
export interface HyperliquidOverrides {
  /** The venue's own answer to `meta` or `metaAndAssetCtxs`, as it is; with it its day must be given. */
  readonly meta?: unknown;
  /** Margin tables by asset, over those of `meta`; with them their day must be given. */
  readonly marginTables?: Readonly<Record<AssetId, readonly MarginStep[]>>;
  /** Fee for trading one side, a fraction of notional. */
  readonly tradingFeeRate?: number;
  /** Day on which these held, such as "2026-01-31". */
  readonly asOf?: string;
  readonly source?: string;
}

/** Fee of the lowest level for taking from the book, one side, a fraction of notional: the venue's page on fees, 2025. */
export const TRADING_FEE_RATE = 0.00045;

const flat = (maxLeverage: number): readonly [MarginStep] => [{ lowerBound: 0, maxLeverage }];

/** Two steps: above `lowerBound`, in USDC, less leverage is given. */
const stepped = (first: number, lowerBound: number, second: number): readonly [MarginStep, MarginStep] => [
  { lowerBound: 0, maxLeverage: first },
  { lowerBound, maxLeverage: second },
];

const RECORDED_2023 = "answer to `meta` recorded on 2023-07-17, tests of hyperliquid-python-sdk";
const RECORDED_2024 = "maximum leverage of real accounts, tests of freqtrade's Hyperliquid exchange, 2024-10-27";
const CUT_2025 = "announced by the venue on 2025-03-12, after the liquidation of a long of 160,000 ETH at 50x";
const TIERS_2025 =
  "answer to `metaAndAssetCtxs` in SwellNetwork/hyperliquid-go-sdk, of 2025-11-10 by its prices, as in the venue's page " +
  "on margin tiers; the second step may have begun earlier";

const from = (fromMs: number, steps: MarginTable["steps"], source: string): MarginTable => ({ fromMs, steps, source });
const TIERS_MS = Date.UTC(2025, 10, 10);
const tiered = (steps: MarginTable["steps"]): MarginTable => from(TIERS_MS, steps, TIERS_2025);

/**
 * Margin tables by asset, ascending. A day is that on which a table was announced or first seen; an asset whose leverage changed
 * on a day that is not known begins after it.
 */
export const hyperliquidTables: Readonly<Record<AssetId, readonly [MarginTable, ...MarginTable[]]>> = {
  BTC: [
    from(Date.UTC(2023, 6, 17), flat(50), RECORDED_2023),
    from(Date.UTC(2025, 2, 12), flat(40), CUT_2025),
    tiered(stepped(40, 150e6, 20)),
  ],
  ETH: [
    from(Date.UTC(2023, 6, 17), flat(50), RECORDED_2023),
    from(Date.UTC(2025, 2, 12), flat(25), CUT_2025),
    tiered(stepped(25, 100e6, 15)),
  ],
  SOL: [from(Date.UTC(2024, 9, 27), flat(20), RECORDED_2024), tiered(stepped(20, 70e6, 10))],
  XRP: [tiered(stepped(20, 40e6, 10))],
  DOGE: [tiered(stepped(10, 20e6, 5))],
  HYPE: [tiered(stepped(10, 20e6, 5))],
};
