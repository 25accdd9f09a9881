import { fact } from "../dated-facts.js";
import { collateral, type PoolChain } from "../aave-pool/pool-chain.js";
import type { PoolReleaseEntry } from "../aave-pool/pool-venue.js";

// A spell is named for its day and cast on it or within days.
const august2023 = 1_690_934_400_000; // 2023-08-02
const march2024 = 1_709_683_200_000; // 2024-03-06
const september2024 = 1_727_308_800_000; // 2024-09-26
const november2024 = 1_732_752_000_000; // 2024-11-28
const january2025 = 1_736_380_800_000; // 2025-01-09

const spell = (name: string): string => `Spark spell ${name} (spark-spells, diffs)`;
const firstKnown = `${spell("20230802")}; sparklend-deployments, reports/post-Spark-Ethereum-rETH-Listing`;
const byMarch2024 = spell("20240306");

const staked = [
  fact(august2023, collateral(0.685, 0.795, 0.07), firstKnown),
  fact(march2024, collateral(0.79, 0.8, 0.07), byMarch2024),
] as const;

/** The ETH efficiency mode. */
const ethMode = [
  fact(august2023, collateral(0.9, 0.93, 0.01), firstKnown),
  fact(march2024, collateral(0.92, 0.93, 0.01), byMarch2024),
] as const;

/** Markets of which something is known, by chain. Governance changes these figures: check the newest before use. */
export const sparkChains: Readonly<Record<"ethereum", PoolChain>> = {
  ethereum: {
    quote: "DAI",
    terms: {
      WETH: [
        fact(august2023, collateral(0.8, 0.825, 0.05), firstKnown),
        fact(march2024, collateral(0.82, 0.83, 0.05), byMarch2024),
      ],
      wstETH: staked,
      rETH: staked,
      cbBTC: [
        fact(september2024, collateral(0.65, 0.7, 0.08), spell("20240926")),
        fact(november2024, collateral(0.74, 0.75, 0.08), spell("20241128")),
      ],
      // Taken out as collateral by that spell: what is left of its terms backs next to nothing.
      DAI: [fact(august2023, collateral(0.01, 0.01, 0.045), firstKnown)],
    },
    // The venue prices a staked token as an exchange rate times the price of ETH.
    pairs: [
      { asset: "wstETH", quote: "WETH", terms: ethMode },
      { asset: "rETH", quote: "WETH", terms: ethMode },
    ],
    curves: {
      wstETH: [
        fact(
          august2023,
          {
            optimalUtilisation: 0.45,
            baseAnnual: 0.0025,
            slopeBelowAnnual: 0.045,
            slopeAboveAnnual: 0.8,
            reserveFactor: 0.15,
          },
          firstKnown,
        ),
        fact(
          january2025,
          { optimalUtilisation: 0.7, baseAnnual: 0, slopeBelowAnnual: 0.02, slopeAboveAnnual: 3, reserveFactor: 0.3 },
          spell("20250109"),
        ),
      ],
    },
    alsoCalled: { WETH: ["ETH"], cbBTC: ["BTC"] },
    swapCostRate: 0.001,
  },
};

/** Releases of the pool's rules, with their days on Ethereum. */
export const sparkReleases: readonly PoolReleaseEntry[] = [
  {
    id: "3.0.2",
    fromMs: august2023,
    differs: "Aave's rules of 3.0.2: half of the called debt at a call; bad debt stays on the account",
    proof: "the close factor read in sparklend-v1-core; integers those of Aave 3.0.2",
  },
];
