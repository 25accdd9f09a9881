import { fact, type FactHistory } from "../dated-facts.js";
import { collateral, type PoolChain, type PoolCurve } from "../aave-pool/pool-chain.js";
import type { PoolReleaseEntry } from "../aave-pool/pool-venue.js";
import { rulesOf, type AavePoolRelease } from "../aave-pool/release.js";
import type { Reserve } from "../lending-rule.js";

// A change holds from the block that executed it. Where only the vote was found, the day is the earliest on which it could
// be executed (voting over, then one day of delay): executions have followed within the hour.
const launch = 1_674_806_003_000; // 2023-01-27, governance v2 proposal 147 executed
const proposal247 = 1_687_226_375_000; // 2023-06-20, executed
const proposal277 = 1_690_702_283_000; // 2023-07-30, executed
const draftOfAugust2023 = 1_693_180_800_000; // 2023-08-28
const payload50 = 1_706_711_903_000; // 2024-01-31, sent the day before
const payload98 = 1_712_786_087_000; // 2024-04-10, sent the day before
const payload122 = 1_715_443_667_000; // 2024-05-11, voting over the day before

const atLaunch = "Aave v3 Ethereum at launch (bgd-labs/aave-v3-ethereum-proposal, reports; proposal 147)";
const by247 = "Aave governance proposal 247 (2023-06-20)";
const by277 = "Aave governance proposal 277 (2023-07-30)";
const by11 = "Aave governance v3 proposal 11, payload 50 (2024-01-31)";
const by71 = "Aave governance v3 proposal 71, payload 98 (2024-04-10)";
const by100 = "Aave governance v3 proposal 100, payload 122 (2024-05-11)";
const byAugust2023 =
  "Aave payload ChaosLabsRiskParameterUpdates_AaveV3Ethereum_20230828 (day of execution not found; in force by 2024-01-31)";

const wstEthCurve: PoolCurve = {
  optimalUtilisation: 0.45,
  baseAnnual: 0.0025,
  slopeBelowAnnual: 0.045,
  slopeAboveAnnual: 0.8,
  reserveFactor: 0.15,
};

const wstEth: FactHistory<Reserve> = [
  fact(launch, collateral(0.685, 0.795, 0.07), atLaunch),
  fact(proposal247, collateral(0.69, 0.8, 0.07), by247),
  fact(proposal277, collateral(0.69, 0.8, 0.06), by277, draftOfAugust2023),
  fact(payload50, collateral(0.785, 0.81, 0.06), byAugust2023),
];

const usdc: FactHistory<Reserve> = [
  fact(launch, collateral(0.74, 0.76, 0.045), atLaunch),
  fact(proposal247, collateral(0.77, 0.79, 0.045), by247),
  fact(proposal277, collateral(0.77, 0.8, 0.045), by277),
  fact(payload98, collateral(0.76, 0.79, 0.045), by71),
  fact(payload122, collateral(0.75, 0.78, 0.045), by100),
];

/** Markets of which something is known, by chain. Governance changes these figures: check the newest before use. */
export const aaveV3Chains: Readonly<Record<"ethereum", PoolChain>> = {
  ethereum: {
    quote: "USDC",
    terms: {
      WETH: [
        fact(launch, collateral(0.8, 0.825, 0.05), atLaunch),
        fact(proposal247, collateral(0.805, 0.83, 0.05), by247),
      ],
      WBTC: [
        fact(launch, collateral(0.7, 0.75, 0.0625), atLaunch),
        fact(proposal247, collateral(0.73, 0.78, 0.05), by247),
      ],
      wstETH: wstEth,
      USDC: usdc,
    },
    // The ETH-correlated efficiency mode. The venue prices wstETH as an exchange rate times the price of ETH.
    pairs: [
      {
        asset: "wstETH",
        quote: "WETH",
        terms: [
          fact(launch, collateral(0.9, 0.93, 0.01), atLaunch),
          fact(payload50, collateral(0.93, 0.95, 0.01), by11),
        ],
      },
    ],
    curves: {
      WETH: [
        fact(
          payload50,
          {
            optimalUtilisation: 0.9,
            baseAnnual: 0,
            slopeBelowAnnual: 0.028,
            slopeAboveAnnual: 0.8,
            reserveFactor: 0.15,
          },
          by11,
        ),
      ],
      wstETH: [fact(launch, wstEthCurve, `${atLaunch}; the same contract was in place in July 2024`)],
    },
    alsoCalled: { WETH: ["ETH"], WBTC: ["BTC"] },
    swapCostRate: 0.001,
  },
};

const release = (id: AavePoolRelease, fromMs: number | null, differs: string): PoolReleaseEntry => ({
  id,
  fromMs,
  differs,
  proof: rulesOf(id).proof === "run" ? "integers equal to those of the contracts, run" : "read in the source, not run",
});

/** Releases of the pool's rules, with their days on Ethereum. */
export const aaveV3Releases: readonly PoolReleaseEntry[] = [
  release("3.0.2", launch, "half of the called debt at a call; bad debt stays on the account; stands for 3.0.1 to 3.2"),
  release(
    "3.3",
    1_740_410_615_000, // 2025-02-24, payload 249 queued the day before
    "half of the whole debt, and only of large accounts; no dust may be left; bad debt is written off",
  ),
  release("3.4", 1_751_553_443_000, "debt compounds by three terms of the exponential"), // 2025-07-03, payload 301 sent the day before
  release(
    "3.5",
    1_754_556_539_000, // 2025-08-07, voting on proposal 353 over the day before
    "the threshold of several collaterals is no longer cut to basis points; amounts are rounded in the pool's favour",
  ),
  release(
    "3.6",
    1_768_572_779_000, // 2026-01-16, voting on proposal 433 over the day before
    "efficiency modes have terms of their own for assets that are no collateral outside them",
  ),
  release("3.7", null, "isolation mode and siloed borrowing are gone; isolated efficiency modes"),
];
