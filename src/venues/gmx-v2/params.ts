import type { AssetId } from "../../model/index.js";
import type { Dated } from "../dated.js";

/** What one market asks, from a day on. Sizes are those at entry, in USD; rates and factors are fractions of the size. */
export interface GmxV2Terms {
  /** Collateral needed to open. */
  readonly minCollateralFactor: number;
  /** Collateral that must remain, fees of closing taken off, to stay open. */
  readonly minCollateralFactorForLiquidation: number;
  /** Collateral needed to open, for each USD of open interest on the side; counts where it is above `minCollateralFactor`. */
  readonly openInterestMultiplier: number;
  /** Collateral that must remain whatever the size, USD. */
  readonly minCollateralUsd: number;
  /** Fee of opening or closing that leaves the market less balanced, the dearer of two. */
  readonly positionFeeRate: number;
  /** Fee of a liquidation, on top of that of closing; it does not count in the test of whether to liquidate. */
  readonly liquidationFeeRate: number;
  /** Largest negative price impact of closing that counts in that test. */
  readonly liquidationImpactRateMax: number;
  /** Largest open interest of each side, USD. */
  readonly openInterestMax: number;
  /** Traders' profit over the pool at which winners may be closed, and down to which they are. */
  readonly deleverageAbove: number;
  readonly deleverageDownTo: number;
  /** Limits of the adaptive funding rate, a year. */
  readonly fundingRateAnnualMin: number;
  readonly fundingRateAnnualMax: number;
}

/** Open interest of one market, each side, USD at entry, other positions' only. */
export interface OpenInterest {
  readonly openInterestLong: number;
  readonly openInterestShort: number;
}

/** Terms of a market on a day, with their source. */
export interface DatedGmxV2Terms extends GmxV2Terms, Dated {
  readonly source: string;
}

/** One market: an index, and the token that backs its longs and is also taken as collateral. */
export interface GmxV2Market {
  readonly alsoCalled: readonly AssetId[];
  /** Taken as collateral beside the quote currency; the index itself where the market is backed by it. */
  readonly longToken: AssetId;
  readonly terms: readonly [DatedGmxV2Terms, ...DatedGmxV2Terms[]];
}

/** What a caller may put in place of the shipped terms. What is left out stays; open interest left out is 0. */
export type GmxV2Overrides = Partial<GmxV2Terms & OpenInterest> & { readonly asOf?: string; readonly source?: string };

/** Day from which the shipped terms hold here: that of the commit in which the base configuration was read. */
export const READ_MS = Date.UTC(2026, 2, 13);

/** The base configuration. */
const base: GmxV2Terms = {
  minCollateralFactor: 0.01,
  minCollateralFactorForLiquidation: 0.01,
  openInterestMultiplier: 0,
  minCollateralUsd: 1,
  positionFeeRate: 0.0006,
  liquidationFeeRate: 0.002,
  liquidationImpactRateMax: 0,
  openInterestMax: 0,
  deleverageAbove: 0.85,
  deleverageDownTo: 0.77,
  fundingRateAnnualMin: 0.01,
  fundingRateAnnualMax: 0.9,
};

/** What differs in markets whose index is not the token that backs them. */
const synthetic: Partial<GmxV2Terms> = { liquidationFeeRate: 0.003, deleverageAbove: 0.55, deleverageDownTo: 0.5 };

const factor = (share: number): Partial<GmxV2Terms> => ({
  minCollateralFactor: share,
  minCollateralFactorForLiquidation: share,
});

const market = (
  longToken: AssetId,
  alsoCalled: readonly AssetId[],
  ...changes: readonly Partial<GmxV2Terms>[]
): GmxV2Market => {
  const terms = changes.reduce<GmxV2Terms>((all, change) => ({ ...all, ...change }), base);
  const source =
    "gmx-synthetics config/markets.ts, base at a5c0c883 of 2026-03-13; what differs by market from a version of that file " +
    "whose day is not known; by hand, not read from the chain: check before use";
  return { longToken, alsoCalled, terms: [{ ...terms, fromMs: READ_MS, source }] };
};

/** Markets by chain and index token. Margin in the token that backs a market is listed under the index where it is one. */
export const gmxV2Chains: Readonly<Record<string, Readonly<Record<AssetId, GmxV2Market>>>> = {
  arbitrum: {
    BTC: market("BTC", ["WBTC"], factor(0.005), {
      openInterestMultiplier: 6e-11,
      openInterestMax: 60e6,
      fundingRateAnnualMax: 0.75,
    }),
    WETH: market("WETH", ["ETH"], factor(0.005), {
      openInterestMultiplier: 6e-11,
      openInterestMax: 80e6,
      fundingRateAnnualMax: 0.75,
    }),
    DOGE: market("WETH", [], synthetic, factor(0.005), {
      openInterestMultiplier: 1e-9,
      openInterestMax: 19e6,
      deleverageAbove: 0.65,
      deleverageDownTo: 0.6,
    }),
    UNI: market("WETH", [], synthetic, factor(0.00833), {
      openInterestMultiplier: 3.5e-9,
      openInterestMax: 2e6,
      deleverageAbove: 0.7,
      deleverageDownTo: 0.65,
    }),
    AAVE: market("WETH", [], synthetic, {
      openInterestMultiplier: 3.8e-9,
      openInterestMax: 2e6,
      deleverageAbove: 0.7,
      deleverageDownTo: 0.65,
    }),
  },
};
