import { stepsOf, tiersOfSteps } from "../tier-answer.js";
import type { DatedTable, TieredOverrides } from "../tiered-venue.js";
import type { Tier } from "../tiers.js";

/** One row of the venue's answer to /v5/market/risk-limit; numbers as texts, as it writes them, or plain. */
export interface BybitTierRow {
  /** Contract, such as "BTCUSDT". */
  readonly symbol?: string;
  /** Largest value of the tier: quote currency, or coins for an inverse contract. */
  readonly riskLimitValue: string | number;
  /** Fraction of value, marginal. */
  readonly maintenanceMargin: string | number;
  readonly maxLeverage: string | number;
  /** Taken off value x maintenanceMargin; empty or left out: derived. */
  readonly mmDeduction?: string | number;
}

/** What a caller may put in place of the shipped parameters: the venue's answer as it is, its list, or rows by symbol. */
export type BybitOverrides = TieredOverrides<
  | { readonly result: { readonly list: readonly BybitTierRow[] } }
  | readonly BybitTierRow[]
  | Readonly<Record<string, readonly BybitTierRow[]>>
>;

/** Cap (USDT), highest leverage, maintenance rate, deduction (USDT). The venue changes these tables often. */
const bitcoin = tiersOfSteps(
  stepsOf([
    [2_000_000, 100, 0.005, 0],
    [2_600_000, 90, 0.0056, 1200],
    [3_200_000, 80, 0.0063, 3020],
    [3_800_000, 75, 0.0067, 4300],
    [4_400_000, 70, 0.0071, 5820],
    [5_000_000, 65, 0.0077, 8460],
    [5_600_000, 55, 0.0091, 15_460],
    [8_500_000, 50, 0.01, 20_500],
    [10_000_000, 45, 0.013, 46_000],
    [14_000_000, 40, 0.015, 66_000],
    [20_000_000, 35, 0.016, 80_000],
    [28_000_000, 30, 0.02, 160_000],
    [38_000_000, 25, 0.025, 300_000],
    [50_000_000, 20, 0.029, 452_000],
    [55_000_000, 19, 0.03, 502_000],
    [60_000_000, 18, 0.035, 777_000],
    [65_000_000, 17, 0.036, 837_000],
    [70_000_000, 16, 0.038, 967_000],
    [75_000_000, 15, 0.04, 1_107_000],
    [80_000_000, 14, 0.045, 1_482_000],
    [85_000_000, 13, 0.05, 1_882_000],
    [90_000_000, 12, 0.055, 2_307_000],
    [95_000_000, 11, 0.06, 2_757_000],
    [100_000_000, 10, 0.065, 3_232_000],
    [105_000_000, 9, 0.07, 3_732_000],
    [110_000_000, 8, 0.085, 5_307_000],
    [115_000_000, 7, 0.095, 6_407_000],
    [120_000_000, 6, 0.1, 6_982_000],
    [150_000_000, 5, 0.12, 9_382_000],
    [200_000_000, 4, 0.14, 12_382_000],
    [250_000_000, 3, 0.18, 20_382_000],
    [400_000_000, 2, 0.3, 50_382_000],
    [600_000_000, 1.43, 0.42, 98_382_000],
    [800_000_000, 1.28, 0.5, 146_382_000],
    [1_200_000_000, 1, 0.6, 226_382_000],
  ]),
  "bybit.BTCUSDT",
);

const ether = tiersOfSteps(
  stepsOf([
    [900_000, 100, 0.005, 0],
    [1_200_000, 90, 0.0056, 540],
    [1_500_000, 80, 0.0063, 1380],
    [1_800_000, 75, 0.0067, 1980],
    [2_400_000, 70, 0.0071, 2700],
    [3_200_000, 65, 0.0077, 4140],
    [4_000_000, 55, 0.0091, 8620],
    [5_000_000, 50, 0.01, 12_220],
    [8_000_000, 45, 0.012, 22_220],
    [12_000_000, 40, 0.013, 30_220],
    [16_000_000, 35, 0.014, 42_220],
    [22_000_000, 30, 0.015, 58_220],
    [28_000_000, 25, 0.02, 168_220],
    [32_000_000, 20, 0.025, 308_220],
    [34_000_000, 19, 0.03, 468_220],
    [36_000_000, 18, 0.033, 570_220],
    [38_000_000, 17, 0.035, 642_220],
    [40_000_000, 16, 0.038, 756_220],
    [42_000_000, 15, 0.039, 796_220],
    [44_000_000, 14, 0.042, 922_220],
    [46_000_000, 13, 0.045, 1_054_220],
    [48_000_000, 12, 0.05, 1_284_220],
    [50_000_000, 11, 0.055, 1_524_220],
    [52_000_000, 10, 0.06, 1_774_220],
    [54_000_000, 9, 0.068, 2_190_220],
    [58_000_000, 8, 0.075, 2_568_220],
    [62_000_000, 7, 0.09, 3_438_220],
    [66_000_000, 6, 0.1, 4_058_220],
    [72_000_000, 5, 0.12, 5_378_220],
    [80_000_000, 4, 0.14, 6_818_220],
    [100_000_000, 3, 0.18, 10_018_220],
    [200_000_000, 2, 0.3, 22_018_220],
    [400_000_000, 1.43, 0.42, 46_018_220],
    [600_000_000, 1.28, 0.5, 78_018_220],
    [1_000_000_000, 1, 0.6, 138_018_220],
  ]),
  "bybit.ETHUSDT",
);

/** The same in BTC. Only the first two tiers are known to us. */
const bitcoinInverse = tiersOfSteps(
  stepsOf([
    [150, 100, 0.005, 0],
    [300, 66.67, 0.01, 0.75],
  ]),
  "bybit.BTCUSD",
);

const linear = {
  asOfMs: Date.UTC(2025, 11, 29),
  source:
    "/v5/market/risk-limit?category=linear, recorded 2025-12-29 (erikubingf-del/tradingtest, user_data/data/bybit): check before use",
  fundingRateMax: null,
};

/** Tables that are shipped, by symbol. */
export const bybitTables: Readonly<Record<string, DatedTable<readonly Tier[]>>> = {
  BTCUSDT: { table: bitcoin, ...linear },
  ETHUSDT: { table: ether, ...linear },
  BTCUSD: {
    table: bitcoinInverse,
    asOfMs: Date.UTC(2026, 8, 26),
    source:
      "first two tiers of /v5/market/risk-limit?category=inverse, recorded 2026-09-26 (BYTEX-TRADE/bytex, test fixtures): check before use",
    fundingRateMax: 0.005,
  },
};

/** Taker fee of the lowest account level, a stated default. */
export const bybitTakerFeeRate = 0.000_55;
