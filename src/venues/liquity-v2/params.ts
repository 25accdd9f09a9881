import type { AssetId } from "../../model/index.js";
import { BARRIER_TOLERANCE } from "../barrier.js";
import { fact, type FactHistory } from "../dated-facts.js";
import type { CloseRule, Reserve } from "../lending-rule.js";

/** Terms of one branch, whose troves pledge one asset; all fractions. */
export interface LiquityV2Branch extends Reserve {
  /** What other borrowers get beyond the debt that is handed on to them, where the Stability Pool does not take it, as a fraction of it. */
  readonly redistributionPenalty: number;
}

/**
 * Terms from the minimum collateral ratio, collateral / debt, below which a trove is closed. One may borrow up to the same ratio, while
 * the branch as a whole stands well: here as little below it as an account that is not yet on its barrier can lie. The Stability
 * Pool gets 5 % beyond the debt that it takes.
 */
const branch = (minimumCollateralRatio: number, redistributionPenalty: number): LiquityV2Branch => ({
  loanToValueMax: (1 - 2 * BARRIER_TOLERANCE) / minimumCollateralRatio,
  liquidationThreshold: 1 / minimumCollateralRatio,
  liquidationBonus: 0.05,
  redistributionPenalty,
});

/** Day of block 22,516,078, in which BOLD was deployed, by 12 s a block from block 22,456,373 of 2025-05-10 23:54:35. */
export const deployedMs = 1_747_612_800_000; // 2025-05-19

const source =
  "liquity/bold, contracts/src/Dependencies/Constants.sol, as in docs-v2, Borrowing and Liquidations; deployed on the day shown, unchanged since: the contracts cannot be changed";

const staked: FactHistory<LiquityV2Branch> = [fact(deployedMs, branch(1.2, 0.2), source)];

/** Branches by the asset that is pledged. */
export const liquityV2Terms: Readonly<Record<AssetId, FactHistory<LiquityV2Branch>>> = {
  WETH: [fact(deployedMs, branch(1.1, 0.1), source)],
  wstETH: staked,
  rETH: staked,
};

/** Other symbols by which people call an asset. */
export const liquityV2AlsoCalled: Readonly<Record<AssetId, readonly AssetId[]>> = { WETH: ["ETH"] };

/** A liquidation closes a trove whole (TroveManager._liquidate). */
const close: CloseRule = {
  closeFactor: 1,
  closeFactorOf: "whole-debt",
  healthFactorFull: 1,
  valueFull: 0,
  dust: 0,
};

/** BOLD backs no debt: a trove pledges the asset of its branch and nothing else. */
const quoteReserve: Reserve = { loanToValueMax: 0, liquidationThreshold: 0, liquidationBonus: 0 };

/** What holds for every branch. */
export const liquityV2Facts = {
  chain: "ethereum",
  /** What a long borrows; prices are taken in it, 1 BOLD as 1 US dollar, as the contracts do. */
  quote: "BOLD",
  /** Chainlink prices in US dollars; a staked asset's with its own rate (contracts/src/PriceFeeds). */
  triggerPrice: "market",
  quoteReserve,
  close,
  /** Share of the collateral that who liquidates gets (COLL_GAS_COMPENSATION_DIVISOR) ... */
  gasCompensationShare: 1 / 200,
  /** ... up to this many units of it (COLL_GAS_COMPENSATION_CAP). */
  gasCompensationUnitsMax: 2,
  /** Fee of a swap, a fraction of what is swapped; a stated default, no fact of the venue. */
  swapCostRate: 0.001,
} as const;

/** What a caller may put in place of the shipped parameters. What is left out stays. */
export interface LiquityV2Overrides {
  readonly reserves?: Readonly<Record<AssetId, Partial<Reserve>>>;
  /** Share of the debt that the Stability Pool can take, 0 to 1; the rest goes to other borrowers. Left out: 1. */
  readonly stabilityPoolShare?: number;
  /** Cost of a swap, a fraction of what is swapped. */
  readonly swapCostRate?: number;
  /** Day on which these held, such as "2026-01-31". Left out: the day of the shipped parameters. */
  readonly asOf?: string;
  readonly source?: string;
}
