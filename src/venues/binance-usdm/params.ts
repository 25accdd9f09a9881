import type { AssetId } from "../../model/index.js";
import type { Tier } from "../tiers.js";

/** What a caller may put in place of the shipped parameters. What is left out stays. */
export interface BinanceUsdmOverrides {
  /** Bracket tables of contracts, by symbol; with them their day must be given. */
  readonly brackets?: Readonly<Record<AssetId, readonly Tier[]>>;
  /** Fee for trading one side, a fraction of notional. */
  readonly tradingFeeRate?: number;
  /** Day on which these held, such as "2026-01-31". */
  readonly asOf?: string;
  readonly source?: string;
}

/** Contracts and fee with their date and source. */
export interface BinanceUsdmParameters {
  readonly brackets: Readonly<Record<AssetId, readonly Tier[]>>;
  /** Fee for trading one side, a fraction of notional. */
  readonly tradingFeeRate: number;
  /** Epoch ms UTC. */
  readonly asOfMs: number;
  readonly source: string;
}

const tier = (
  notionalFloor: number,
  notionalCap: number,
  leverageRatioMax: number,
  maintenanceRate: number,
  maintenanceAmount: number,
): Tier => ({ notionalFloor, notionalCap, leverageRatioMax, maintenanceRate, maintenanceAmount });

/** Floor, cap (USDT), highest leverage, maintenance rate, maintenance amount (USDT). The venue changes these tables often. */
const brackets: Readonly<Record<AssetId, readonly Tier[]>> = {
  BTCUSDT: [
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
  ETHUSDT: [
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
};

/** The parameters that are shipped. */
export const binanceUsdmParameters: BinanceUsdmParameters = {
  brackets,
  tradingFeeRate: 0.0005,
  asOfMs: 1_729_728_000_000, // 2024-10-24
  source:
    "Binance USD-M leverage & margin brackets, October 2024: check before use; taker fee 0.05 % is a stated default, " +
    "the fee of the lowest account level",
};
