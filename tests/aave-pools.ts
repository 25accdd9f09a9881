import type { AavePoolRelease } from "../src/venues/aave-pool/release.js";
import type { EMode, PoolHolding, PoolPosition, PoolReserve, PoolState } from "../src/venues/aave-pool/state.js";

const RAY = 10n ** 27n;

/** A decimal text as a whole amount with that many decimals. @throws Error if it has more */
export function amount(text: string, decimals: number): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  if (fraction.length > decimals) throw new Error(`${text} has more than ${String(decimals)} decimals`);
  return BigInt(whole + fraction.padEnd(decimals, "0"));
}

/** Base currency, 1e8, of a decimal text. */
export const base = (text: string): bigint => amount(text, 8);

const DEFAULTS: Omit<PoolReserve, "asset" | "unit" | "priceBase"> = {
  ltvBps: 8_000n,
  liquidationThresholdBps: 8_250n,
  liquidationBonusBps: 10_500n,
  liquidationProtocolFeeBps: 0n,
  reserveFactorBps: 1_000n,
  supplyCap: 0n,
  borrowCap: 0n,
  active: true,
  frozen: false,
  paused: false,
  borrowingEnabled: true,
  debtCeiling: 0n,
  borrowableInIsolation: false,
  siloedBorrowing: false,
  curve: {
    optimalUsageRay: (RAY * 9n) / 10n,
    baseRateRay: 0n,
    slope1Ray: (RAY * 4n) / 100n,
    slope2Ray: (RAY * 6n) / 10n,
  },
  liquidityIndexRay: RAY,
  variableBorrowIndexRay: RAY,
  liquidityRateRay: 0n,
  variableBorrowRateRay: 0n,
  lastUpdateSeconds: 1_700_000_000n,
  scaledSupply: 10n ** 30n,
  scaledDebt: 10n ** 29n,
  accruedToTreasury: 0n,
  availableLiquidity: 10n ** 30n,
  unbacked: 0n,
  deficit: 0n,
  isolationModeTotalDebt: 0n,
  liquidationGraceUntilSeconds: 0n,
};

/** A reserve of the measured cases (LTV 80 %, threshold 82.5 %, bonus 5 %, kink 90 %, 4 % and 60 %), with what is given. */
export const aaveReserve = (
  given: Pick<PoolReserve, "asset" | "unit" | "priceBase"> & Partial<PoolReserve>,
): PoolReserve => ({ ...DEFAULTS, ...given });

/** 18 decimals, at a price in base currency. */
export const weth = (priceBase: bigint, given: Partial<PoolReserve> = {}): PoolReserve =>
  aaveReserve({ asset: "WETH", unit: 10n ** 18n, priceBase, ...given });

/** 6 decimals, at one. */
export const usdc = (given: Partial<PoolReserve> = {}): PoolReserve =>
  aaveReserve({
    asset: "USDC",
    unit: 10n ** 6n,
    priceBase: base("1"),
    ltvBps: 7_500n,
    liquidationThresholdBps: 7_800n,
    ...given,
  });

/** A pool at the second of its reserves' last update. */
export const aavePool = (
  release: AavePoolRelease,
  reserves: readonly PoolReserve[],
  eModes: readonly EMode[] = [],
): PoolState => ({ release, nowSeconds: 1_700_000_000n, reserves, eModes });

/** An efficiency mode of WETH and USDC: 93 %, 95 %, bonus 1 %, unless told otherwise. */
export const aaveEMode = (given: Partial<EMode> = {}): EMode => ({
  id: 1,
  ltvBps: 9_300n,
  liquidationThresholdBps: 9_500n,
  liquidationBonusBps: 10_100n,
  priceBase: null,
  collateral: ["WETH"],
  borrowable: ["USDC"],
  ltvZero: [],
  isolated: false,
  ...given,
});

/** A line of collateral. */
export const supplied = (asset: string, scaledBalance: bigint, usedAsCollateral = true): PoolHolding => ({
  asset,
  scaledBalance,
  usedAsCollateral,
  scaledDebt: 0n,
});

/** A line of debt. */
export const owing = (asset: string, scaledDebt: bigint): PoolHolding => ({
  asset,
  scaledBalance: 0n,
  usedAsCollateral: false,
  scaledDebt,
});

/** An account outside efficiency modes unless told otherwise. */
export const aavePosition = (holdings: readonly PoolHolding[], eModeId = 0): PoolPosition => ({ eModeId, holdings });

/** The release that a measured case was run on. @throws Error if its source is neither package */
export function measuredOn(source: string): AavePoolRelease {
  if (source.includes("core-v3")) return "3.0.2";
  if (source.includes("aave-v3-origin@3.6")) return "3.6";
  throw new Error(`no release for ${source}`);
}
