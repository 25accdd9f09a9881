import { HOUR_MS, type AssetId } from "../../model/index.js";
import { fact, type FactHistory } from "../dated-facts.js";
import type { ReleaseEntry } from "../entry.js";
import type { FundingTerms } from "../funding.js";
import type { Tier } from "../tiers.js";

/** What a caller may put in place of the shipped parameters. What is left out stays. */
export interface BinanceUsdmOverrides {
  /** Bracket tables of contracts, by symbol; with them their day must be given. */
  readonly brackets?: Readonly<Record<AssetId, readonly Tier[]>>;
  /** Fee for trading one side, a fraction of notional. */
  readonly tradingFeeRate?: number;
  /** Hours between two payments of funding: the venue shortens the interval of a contract when its premium is large. */
  readonly fundingIntervalHours?: number;
  /** Largest |funding rate| of one interval, a fraction of notional. */
  readonly fundingRateMax?: number;
  /** Day on which these held, such as "2026-01-31". */
  readonly asOf?: string;
  readonly source?: string;
}

const tier = (
  notionalFloor: number,
  notionalCap: number,
  leverageRatioMax: number,
  maintenanceRate: number,
  maintenanceAmount: number,
): Tier => ({ notionalFloor, notionalCap, leverageRatioMax, maintenanceRate, maintenanceAmount });

const CHECK = "check before use";
const [march2021, february2022] = [Date.UTC(2021, 2, 18, 9), Date.UTC(2022, 1, 11)];
const october2024 = 1_729_728_000_000; // 2024-10-24

/**
 * Brackets by symbol and day: floor, cap (USDT), highest leverage, maintenance rate, maintenance amount (USDT). The venue changes
 * them often and these are the ones that a source was found for. A table that was seen on a day holds until the day on which
 * another is known to have stood, or to the last on which it was seen; what lies between is refused.
 */
export const bracketHistory: Readonly<Record<AssetId, FactHistory<readonly Tier[]>>> = {
  BTCUSDT: [
    fact(
      march2021,
      // The announcement gives no maintenance amounts: these are the ones that make the demand continuous.
      [
        tier(0, 50_000, 125, 0.004, 0),
        tier(50_000, 250_000, 100, 0.005, 50),
        tier(250_000, 1_000_000, 50, 0.01, 1_300),
        tier(1_000_000, 10_000_000, 20, 0.025, 16_300),
        tier(10_000_000, 20_000_000, 10, 0.05, 266_300),
        tier(20_000_000, 50_000_000, 5, 0.1, 1_266_300),
        tier(50_000_000, 100_000_000, 4, 0.125, 2_516_300),
        tier(100_000_000, 200_000_000, 3, 0.15, 5_016_300),
        tier(200_000_000, 300_000_000, 2, 0.25, 25_016_300),
        tier(300_000_000, 500_000_000, 1, 0.5, 100_016_300),
      ],
      "Binance announcement 86cf9aa472574b8cb2e05bb751c2a9a6 of 2021-03-18, in force from 09:00 UTC; positions opened before kept theirs",
      february2022,
    ),
    fact(
      february2022,
      [
        tier(0, 50_000, 125, 0.004, 0),
        tier(50_000, 250_000, 100, 0.005, 50),
        tier(250_000, 1_000_000, 50, 0.01, 1_300),
        tier(1_000_000, 7_500_000, 20, 0.025, 16_300),
        tier(7_500_000, 40_000_000, 10, 0.05, 203_800),
        tier(40_000_000, 100_000_000, 5, 0.1, 2_203_800),
        tier(100_000_000, 200_000_000, 4, 0.125, 4_703_800),
        tier(200_000_000, 400_000_000, 3, 0.15, 9_703_800),
        tier(400_000_000, 600_000_000, 2, 0.25, 49_703_800),
        tier(600_000_000, 1_000_000_000, 1, 0.5, 199_703_800),
      ],
      "the venue's answer of 2022-02-11 as printed in ccxt pull request 11937, seen again on 2022-04-17 in 12873",
      Date.UTC(2022, 3, 18),
    ),
    fact(
      october2024,
      [
        tier(0, 50_000, 125, 0.004, 0),
        tier(50_000, 600_000, 100, 0.005, 50),
        tier(600_000, 3_000_000, 75, 0.0065, 950),
        tier(3_000_000, 12_000_000, 50, 0.01, 11_450),
        tier(12_000_000, 70_000_000, 25, 0.02, 131_450),
        tier(70_000_000, 100_000_000, 20, 0.025, 481_450),
        tier(100_000_000, 230_000_000, 10, 0.05, 2_981_450),
        tier(230_000_000, 480_000_000, 5, 0.1, 14_481_450),
        tier(480_000_000, 600_000_000, 4, 0.125, 26_481_450),
        tier(600_000_000, 800_000_000, 3, 0.15, 41_481_450),
        tier(800_000_000, 1_200_000_000, 2, 0.25, 121_481_450),
        tier(1_200_000_000, 1_800_000_000, 1, 0.5, 421_481_450),
      ],
      `Binance USD-M leverage & margin brackets, October 2024: ${CHECK}`,
    ),
  ],
  ETHUSDT: [
    fact(
      october2024,
      [
        tier(0, 50_000, 125, 0.004, 0),
        tier(50_000, 600_000, 100, 0.005, 50),
        tier(600_000, 3_000_000, 75, 0.0065, 950),
        tier(3_000_000, 12_000_000, 50, 0.01, 11_450),
        tier(12_000_000, 50_000_000, 25, 0.02, 131_450),
        tier(50_000_000, 65_000_000, 20, 0.025, 381_450),
        tier(65_000_000, 150_000_000, 10, 0.05, 2_006_450),
        tier(150_000_000, 320_000_000, 5, 0.1, 9_506_450),
        tier(320_000_000, 400_000_000, 4, 0.125, 17_506_450),
        tier(400_000_000, 530_000_000, 3, 0.15, 27_506_450),
        tier(530_000_000, 800_000_000, 2, 0.25, 80_506_450),
        tier(800_000_000, 1_200_000_000, 1, 0.5, 280_506_450),
      ],
      `Binance USD-M leverage & margin brackets, October 2024: ${CHECK}`,
    ),
  ],
};

/** A month whose brackets are known: the venue numbers no releases of its rules. */
export interface BinanceUsdmRelease extends ReleaseEntry {
  readonly fromMs: number;
}

/** Oldest first. The rule itself, maintenance by tiers with an amount taken off, is the same in all of them. */
export const binanceUsdmReleases: readonly [BinanceUsdmRelease, ...BinanceUsdmRelease[]] = [
  {
    id: "2021-03",
    fromMs: march2021,
    differs: "BTCUSDT up to 500 M USDT, 20x from 1 M and 10x from 10 M; the brackets of other contracts were not found",
    proof: "read in the venue's announcement; maintenance amounts derived",
  },
  {
    id: "2022-02",
    fromMs: february2022,
    differs: "BTCUSDT up to 1,000 M USDT, 10x from 7.5 M; the brackets of other contracts were not found",
    proof: "the venue's own answer as others printed it, seen on that day and in force since an unknown one",
  },
  {
    id: "2024-10",
    fromMs: october2024,
    differs: "BTCUSDT up to 1,800 M USDT, 75x from 0.6 M, 20x from 70 M; ETHUSDT up to 1,200 M USDT",
    proof: "the venue's own answer as others stored it, seen on that day and in force since an unknown one",
  },
];

/** Fee for trading one side, a fraction of notional. */
export const tradingFeeRate = 0.0005;
/** Where the fee comes from. */
export const feeSource = "taker fee 0.05 % is a stated default, the fee of the lowest account level";

/** 00:00, 08:00 and 16:00 UTC at the mark price (FAQ 360033525031); the cap of the rate differs by contract and day. */
export const funding: FundingTerms = { intervalMs: 8 * HOUR_MS, offsetMs: 0, base: "mark", rateMax: null };
