import type { AssetId } from "../../model/index.js";
import type { AavePoolRelease } from "./release.js";

/** Curve of a reserve's variable rate (DefaultReserveInterestRateStrategy of 3.0, V2 from 3.1); all in ray, rates a year. */
export interface PoolRateCurve {
  /** Usage at the kink, ray: 0.9 is 9e26. */
  readonly optimalUsageRay: bigint;
  readonly baseRateRay: bigint;
  readonly slope1Ray: bigint;
  readonly slope2Ray: bigint;
}

/** What governance sets for a reserve, as getReserveConfigurationData and the caps report it. */
export interface PoolReserveSettings {
  readonly asset: AssetId;
  /** Smallest units in one whole asset: 10^decimals. */
  readonly unit: bigint;
  readonly ltvBps: bigint;
  readonly liquidationThresholdBps: bigint;
  /** What a liquidator takes for 100 % repaid: 10500 is a bonus of 5 %; 0 where the asset is no collateral. */
  readonly liquidationBonusBps: bigint;
  /** Share of the bonus that goes to the treasury, bps. */
  readonly liquidationProtocolFeeBps: bigint;
  readonly reserveFactorBps: bigint;
  /** Whole assets; 0 is no cap. */
  readonly supplyCap: bigint;
  readonly borrowCap: bigint;
  readonly active: boolean;
  readonly frozen: boolean;
  readonly paused: boolean;
  readonly borrowingEnabled: boolean;
  /** Isolation mode, up to 3.6: most that may be borrowed against it, in 1/100 of the base currency; 0 is not isolated. */
  readonly debtCeiling: bigint;
  readonly borrowableInIsolation: boolean;
  /** Up to 3.6: whoever borrows it borrows nothing else. */
  readonly siloedBorrowing: boolean;
  readonly curve: PoolRateCurve;
}

/** A reserve as the pool stores it, at the last block that touched it. Amounts in smallest units of the asset. */
export interface PoolReserve extends PoolReserveSettings {
  /** Price of one whole asset in the base currency, 1e8. */
  readonly priceBase: bigint;
  readonly liquidityIndexRay: bigint;
  readonly variableBorrowIndexRay: bigint;
  /** A year, ray. */
  readonly liquidityRateRay: bigint;
  readonly variableBorrowRateRay: bigint;
  /** Time of the last update of the indexes, seconds. */
  readonly lastUpdateSeconds: bigint;
  /** scaledTotalSupply of the aToken. */
  readonly scaledSupply: bigint;
  /** scaledTotalSupply of the variable debt token. */
  readonly scaledDebt: bigint;
  /** Scaled. */
  readonly accruedToTreasury: bigint;
  /** Underlying that can be borrowed: the aToken's own balance in 3.0, the virtual underlying balance from 3.1. */
  readonly availableLiquidity: bigint;
  /** aTokens minted without backing (portals, to 3.3); 0 since. */
  readonly unbacked: bigint;
  /** Bad debt written off and not yet covered (from 3.3). */
  readonly deficit: bigint;
  /** Debt borrowed against it in isolation mode, in 1/100 of the base currency. */
  readonly isolationModeTotalDebt: bigint;
  /** No liquidation up to and including this second (from 3.1); 0 is none. */
  readonly liquidationGraceUntilSeconds: bigint;
}

/**
 * An efficiency mode. Before 3.2 an asset belongs to one category and is both collateral and borrowable there: list it
 * in both; from 3.2 the two are bitmaps.
 */
export interface EMode {
  /** 1 or above. */
  readonly id: number;
  readonly ltvBps: bigint;
  readonly liquidationThresholdBps: bigint;
  readonly liquidationBonusBps: bigint;
  /** Price of the category's own source, 1e8, in place of its members' prices (3.0 and 3.1); null where it has none. */
  readonly priceBase: bigint | null;
  readonly collateral: readonly AssetId[];
  readonly borrowable: readonly AssetId[];
  /** Collateral with LTV 0 in this category (from 3.6). */
  readonly ltvZero: readonly AssetId[];
  /** True where assets outside `collateral` have LTV 0 in this category (from 3.7). */
  readonly isolated: boolean;
}

/** A pool at one moment. */
export interface PoolState {
  readonly release: AavePoolRelease;
  /** Time of the block in which the question is asked, seconds. */
  readonly nowSeconds: bigint;
  /** In the order of the pool's list of reserves. */
  readonly reserves: readonly PoolReserve[];
  readonly eModes: readonly EMode[];
}

/** What one account has of one asset, scaled: divided by the index of the day, as the tokens store it. */
export interface PoolHolding {
  readonly asset: AssetId;
  /** scaledBalanceOf of the aToken. */
  readonly scaledBalance: bigint;
  readonly usedAsCollateral: boolean;
  /** scaledBalanceOf of the variable debt token. Stable debt is not modelled. */
  readonly scaledDebt: bigint;
}

/** One account of a pool. */
export interface PoolPosition {
  /** Its efficiency mode; 0 is none. */
  readonly eModeId: number;
  /** At most one line an asset. */
  readonly holdings: readonly PoolHolding[];
}
