import type { AssetId } from "../../model/index.js";
import type { CloseRule, Reserve } from "../lending-rule.js";

/** Two assets that track each other, with the terms of the efficiency mode in which one is borrowed against the other. */
export interface AaveV3Pair {
  readonly asset: AssetId;
  /** What is borrowed. */
  readonly quote: AssetId;
  /** The asset's terms as collateral in that mode. */
  readonly reserve: Reserve;
}

/** Reserves of one chain's main market, with their date and source. */
export interface AaveV3Market {
  /** Currency borrowed by a long; prices are taken in it, 1 unit as 1 USD of the venue's base currency. */
  readonly quote: AssetId;
  readonly reserves: Readonly<Record<AssetId, Reserve>>;
  /** Correlated pairs, priced by the exchange rate between the two. */
  readonly pairs: readonly AaveV3Pair[];
  /** Other symbols of the same asset. */
  readonly alsoCalled: Readonly<Record<AssetId, readonly AssetId[]>>;
  /** Cost of a swap, a fraction of what is swapped: the fee of a pool and half its spread. A stated default, no fact of the venue. */
  readonly swapCostRate: number;
  /** Epoch ms UTC. */
  readonly asOfMs: number;
  readonly source: string;
}

/** What a caller may put in place of the shipped parameters. What is left out stays. */
export interface AaveV3Overrides {
  readonly quote?: AssetId;
  readonly reserves?: Readonly<Record<AssetId, Partial<Reserve>>>;
  /** Cost of a swap, a fraction of what is swapped. */
  readonly swapCostRate?: number;
  /** Day on which these held, such as "2026-01-31". Left out: the day of the shipped parameters. */
  readonly asOf?: string;
  readonly source?: string;
}

/**
 * Close factor and dust, release 3.3 and later (aave-v3-origin LiquidationLogic: CLOSE_FACTOR_HF_THRESHOLD 0.95e18,
 * MIN_BASE_MAX_CLOSE_FACTOR_THRESHOLD 2000e8, MIN_LEFTOVER_BASE 1000e8, DEFAULT_LIQUIDATION_CLOSE_FACTOR 50 %).
 */
export const aaveV3Close: CloseRule = {
  closeFactor: 0.5,
  closeFactorOf: "whole-debt",
  healthFactorFull: 0.95,
  valueFull: 2000,
  dust: 1000,
};

/** Markets that are shipped, by chain. Governance changes these figures: check them before use. */
export const aaveV3Markets: Readonly<Record<string, AaveV3Market>> = {
  ethereum: {
    quote: "USDC",
    reserves: {
      WETH: { loanToValueMax: 0.805, liquidationThreshold: 0.83, liquidationBonus: 0.05 },
      WBTC: { loanToValueMax: 0.73, liquidationThreshold: 0.78, liquidationBonus: 0.05 },
      wstETH: { loanToValueMax: 0.785, liquidationThreshold: 0.81, liquidationBonus: 0.06 },
      USDC: { loanToValueMax: 0.77, liquidationThreshold: 0.8, liquidationBonus: 0.045 },
    },
    // The ETH-correlated efficiency mode. The venue prices wstETH as an exchange rate times the price of ETH.
    pairs: [
      {
        asset: "wstETH",
        quote: "WETH",
        reserve: { loanToValueMax: 0.93, liquidationThreshold: 0.95, liquidationBonus: 0.01 },
      },
    ],
    alsoCalled: { WETH: ["ETH"], WBTC: ["BTC"] },
    swapCostRate: 0.001,
    asOfMs: 1_706_659_200_000, // 2024-01-31
    source:
      "Aave v3 Ethereum reserve configuration as published about January 2024, stated and not read from the chain: check before use; " +
      "swap cost 0.1 % is a stated default",
  },
};
