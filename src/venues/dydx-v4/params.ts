import type { AssetId } from "../../model/index.js";
import type { Dated } from "../dated.js";

/** Names of the chain's groups of markets. */
export const tierNames = ["Large-Cap", "Mid-Cap", "Small-Cap", "Long-Tail", "Safety", "Isolated", "FX"] as const;

/** One of the chain's groups of markets. */
export type TierName = (typeof tierNames)[number];

/** Margin of one market. Fractions of notional; money in USDC. */
export interface DydxMargins {
  /** Base initial margin, a fraction of notional. */
  readonly initialMarginFraction: number;
  /** Maintenance as a share of the base initial margin. */
  readonly maintenanceFraction: number;
  /** Open interest above which the initial margin rises, USDC. */
  readonly openInterestLowerCap: number;
  /** Open interest from which it is the whole notional, USDC; null: it never rises. */
  readonly openInterestUpperCap: number | null;
}

/** Margins of a tier from a day on. */
export interface TierTerms extends Dated, DydxMargins {
  readonly source: string;
}

/** One market as the model needs it. */
export interface DydxMarket extends DydxMargins {
  /** Open interest of all others, units of the asset; 0 where it is not given: the holder's own position is then all that counts. */
  readonly openInterest: number;
  /** Initial margin that the holder has set for the market, a fraction; counts where it is the larger; 0: none. */
  readonly customInitialMarginFraction: number;
}

/** How the chain sells what it liquidates. */
export interface DydxLiquidation {
  /** Largest fee, a fraction of what is closed, paid to the insurance fund. */
  readonly feeRateMax: number;
  /** Share of a position that one order closes, one order a block. */
  readonly orderShareMax: number;
  /** An order closes at least this much of it, USDC. */
  readonly orderValueMin: number;
  /** Largest value closed of one subaccount in one block, USDC. */
  readonly blockValueMax: number;
}

/** What a caller may put in place of the shipped parameters. What is left out stays. */
export interface DydxV4Overrides {
  /** Terms of markets by ticker. A market that is not shipped needs a tier or the margins themselves. */
  readonly markets?: Readonly<Record<AssetId, Partial<DydxMarket> & { readonly tier?: TierName }>>;
  readonly liquidation?: Partial<DydxLiquidation>;
  /** Fee for trading one side, a fraction of notional. */
  readonly tradingFeeRate?: number;
  /** Day on which these held, such as "2026-01-31". */
  readonly asOf?: string;
  readonly source?: string;
}

const augustGenesis = {
  fromMs: Date.UTC(2024, 7, 15),
  source: "v4-chain pull request 2093: liquidity tiers of genesis",
};
const octoberGenesis = { fromMs: Date.UTC(2024, 9, 2), source: "v4-chain pull request 2431: Large-Cap in genesis" };

const tier = (
  since: Pick<TierTerms, "fromMs" | "source">,
  initialMarginFraction: number,
  maintenanceFraction: number,
  openInterestLowerCap: number,
  openInterestUpperCap: number | null,
): TierTerms => ({ ...since, initialMarginFraction, maintenanceFraction, openInterestLowerCap, openInterestUpperCap });

/** Tiers by name, oldest first: those of the genesis that the chain's repository shares between its networks. Votes on the main network may differ by weeks. */
export const dydxTiers: Readonly<Record<TierName, readonly [TierTerms, ...TierTerms[]]>> = {
  "Large-Cap": [tier(augustGenesis, 0.05, 0.6, 0, null), tier(octoberGenesis, 0.02, 0.6, 0, null)],
  "Mid-Cap": [tier(augustGenesis, 0.05, 0.6, 40e6, 100e6)],
  "Small-Cap": [tier(augustGenesis, 0.1, 0.5, 20e6, 50e6)],
  "Long-Tail": [tier(augustGenesis, 0.2, 0.5, 5e6, 10e6)],
  Safety: [tier(augustGenesis, 1, 0.2, 2e6, 5e6)],
  Isolated: [tier(augustGenesis, 0.05, 0.6, 0.5e6, 1e6)],
  FX: [tier(augustGenesis, 0.01, 0.5, 0.5e6, 1e6)],
};

/** Markets that are shipped, by ticker, with their tier in that genesis. */
export const dydxMarkets: Readonly<Record<AssetId, TierName>> = {
  "BTC-USD": "Large-Cap",
  "ETH-USD": "Large-Cap",
  "LINK-USD": "Small-Cap",
};

/** Main network's liquidation settings as launched on 2023-10-26 (dydx-mainnet-1 genesis, clob.liquidations_config). */
export const dydxLiquidation: DydxLiquidation = {
  feeRateMax: 0.015,
  orderShareMax: 0.1,
  orderValueMin: 1000,
  blockValueMax: 100_000,
};

/** A stated default: the taker fee of the lowest account level. */
export const TRADING_FEE_RATE = 0.0005;

/** Clamp of the funding rate of eight hours, a multiple of (initial - maintenance margin) (genesis perpetuals.params, 6,000,000 ppm). */
export const FUNDING_CLAMP_FACTOR = 6;
