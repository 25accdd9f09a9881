import type { AssetId } from "../../model/index.js";
import type { Dated } from "../dated.js";

/** What one market says of one collateral asset. All fractions of its value. */
export interface CollateralFactors {
  /** Up to which one may borrow against it. */
  readonly borrowCollateralFactor: number;
  /** That keeps the account from being absorbed, above the borrow factor. */
  readonly liquidateCollateralFactor: number;
  /** Credited against the debt when it is absorbed; the rest, 1 - factor, is the penalty, on all of the collateral. */
  readonly liquidationFactor: number;
}

/** The factors of one collateral from a day on. */
export interface CollateralTerms extends Dated, CollateralFactors {
  /** Which price the market's feed follows, in units of its base asset. */
  readonly triggerPrice: "market" | "exchange-rate";
  /** True where the collateral tracks the base asset, such as a staked asset and its own. */
  readonly correlated: boolean;
  readonly source: string;
}

/** One kinked curve: rates and slopes per year as the configuration writes them, fractions; utilisation a fraction. */
export interface RateCurve {
  /** Utilisation at which the slope changes. */
  readonly kink: number;
  readonly baseAnnual: number;
  /** Added from no use to full use at the lower slope, of which the part up to the kink counts. */
  readonly slopeLowAnnual: number;
  /** The same at the slope above the kink. */
  readonly slopeHighAnnual: number;
}

/** The curves of one market from a day on. */
export interface RateTerms extends Dated {
  readonly supply: RateCurve;
  readonly borrow: RateCurve;
  readonly source: string;
}

/** Terms of one asset as collateral of one market, oldest first. */
export type CollateralHistory = readonly [CollateralTerms, ...CollateralTerms[]];

/** One market: the base asset that it lends is the key under which it stands. */
export interface CompoundV3Comet {
  readonly rates: readonly [RateTerms, ...RateTerms[]];
  readonly collaterals: Readonly<Record<AssetId, CollateralHistory>>;
}

/** Markets of one chain, by base asset. */
export type CompoundV3Chain = Readonly<Record<AssetId, CompoundV3Comet>>;

/** What a caller may put in place of the shipped parameters. What is left out stays. */
export interface CompoundV3Overrides {
  /** Factors by base asset and by collateral. */
  readonly comets?: Readonly<Record<AssetId, Readonly<Record<AssetId, Partial<CollateralFactors>>>>>;
  /** Cost of a swap, a fraction of what is swapped. */
  readonly swapCostRate?: number;
  /** Which price triggers absorption. */
  readonly triggerPrice?: "market" | "exchange-rate";
  /** Day on which these held, such as "2026-01-31". Left out: the day of the shipped parameters. */
  readonly asOf?: string;
  readonly source?: string;
}

/** Other symbols of the same asset. */
export const alsoCalled: Readonly<Record<AssetId, readonly AssetId[]>> = { WETH: ["ETH"], WBTC: ["BTC"] };

/** Cost of a swap, a fraction of what is swapped: the fee of a pool and half its spread. A stated default, no fact of the venue. */
export const SWAP_COST_RATE = 0.001;
