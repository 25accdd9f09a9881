import { assertAmount, mulDivDown, mulDivUp } from "../../kernel/index.js";
import type { AssetId } from "../../model/index.js";

/** 1 as a factor: collateral factors, utilisation, rates per second. */
export const FACTOR_SCALE = 10n ** 18n;

/** 1 as an index, at which a market starts. */
export const BASE_INDEX_SCALE = 10n ** 15n;

/** Releases whose rules are here, by what `version()` of the market's extension answers; see index.ts for what differs. */
export type CometRelease = "0" | "1.2.1";

/** One kinked curve, factors of 1e18 per second; the upper slope holds above the kink alone. */
export interface CometCurve {
  /** Utilisation at which the slope changes, 1e18. */
  readonly kink: bigint;
  readonly base: bigint;
  /** Added for each 1e18 of utilisation up to the kink ... */
  readonly slopeLow: bigint;
  /** ... and above it. */
  readonly slopeHigh: bigint;
}

/** One collateral asset, as `getAssetInfo` answers: factors of 1e18. */
export interface CometCollateral {
  /** 10^decimals of the asset. */
  readonly scale: bigint;
  /** Share of its value that one may borrow against. */
  readonly borrowCollateralFactor: bigint;
  /** Share of its value that keeps the account from being absorbed. */
  readonly liquidateCollateralFactor: bigint;
  /** Share of its value that is credited when it is absorbed. */
  readonly liquidationFactor: bigint;
  /** Most of the asset that the market takes, in its smallest units. */
  readonly supplyCap: bigint;
}

/** The configuration of one market: one base asset that is lent, and what may be pledged for it. */
export interface Comet {
  readonly release: CometRelease;
  /** 10^decimals of the base asset. */
  readonly baseScale: bigint;
  /** Smallest debt that a borrower may be left with by borrowing, base units. */
  readonly baseBorrowMin: bigint;
  /** Reserves at which the market stops selling collateral, base units. */
  readonly targetReserves: bigint;
  /** Share of the liquidation penalty that a buyer of absorbed collateral gets, 1e18. */
  readonly storeFrontPriceFactor: bigint;
  readonly supplyCurve: CometCurve;
  readonly borrowCurve: CometCurve;
  readonly collaterals: Readonly<Record<AssetId, CometCollateral>>;
}

/** What a market has lent and borrowed, as `totalsBasic` answers. */
export interface CometTotals {
  /** Indexes of 1e15. */
  readonly baseSupplyIndex: bigint;
  readonly baseBorrowIndex: bigint;
  /** Principals, base units at index 1e15. */
  readonly totalSupplyBase: bigint;
  readonly totalBorrowBase: bigint;
}

/** One account: a signed principal of the base asset, negative where it is owed, and what is pledged. */
export interface CometAccount {
  readonly principal: bigint;
  /** Smallest units of each collateral asset. */
  readonly collateral: Readonly<Record<AssetId, bigint>>;
}

/** Prices of 1e8 in the market's own unit of account. */
export interface CometPrices {
  readonly base: bigint;
  readonly collateral: Readonly<Record<AssetId, bigint>>;
}

/** n x factor / 1e18, down (Comet.mulFactor). */
export const mulFactorDown = (n: bigint, factor: bigint): bigint => mulDivDown(n, factor, FACTOR_SCALE);

/** Value at 1e8 of an amount, down (Comet.mulPrice). @param scale 10^decimals of the asset */
export const mulPriceDown = (amount: bigint, price: bigint, scale: bigint): bigint => mulDivDown(amount, price, scale);

/** Amount of an asset worth a value at 1e8, down (Comet.divPrice). @param scale 10^decimals of the asset */
export const divPriceDown = (value: bigint, price: bigint, scale: bigint): bigint => mulDivDown(value, scale, price);

/** Base units that a principal is worth at an index, down: for supply and debt alike (CometCore.presentValueSupply and presentValueBorrow). */
export const presentValueDown = (principal: bigint, index: bigint): bigint =>
  mulDivDown(principal, index, BASE_INDEX_SCALE);

/** Principal of what is supplied, down (CometCore.principalValueSupply). */
export const principalSupplyDown = (base: bigint, index: bigint): bigint => mulDivDown(base, BASE_INDEX_SCALE, index);

/** Principal of what is owed, up (CometCore.principalValueBorrow). */
export const principalBorrowUp = (base: bigint, index: bigint): bigint => mulDivUp(base, BASE_INDEX_SCALE, index);

/** Base units held (positive) or owed (negative) for a signed principal, each rounded towards 0 (CometCore.presentValue): debt is rounded in favour of the borrower. */
export function presentValue({ baseSupplyIndex, baseBorrowIndex }: CometTotals, principal: bigint): bigint {
  return principal >= 0n
    ? presentValueDown(principal, baseSupplyIndex)
    : -presentValueDown(-principal, baseBorrowIndex);
}

/** Signed principal for base units held or owed: supply down, debt up (CometCore.principalValue). */
export function principalValue({ baseSupplyIndex, baseBorrowIndex }: CometTotals, base: bigint): bigint {
  return base >= 0n ? principalSupplyDown(base, baseSupplyIndex) : -principalBorrowUp(-base, baseBorrowIndex);
}

/**
 * The totals after one account's principal changed (Comet.repayAndSupplyAmount and withdrawAndBorrowAmount).
 * @throws OutOfRangeError (E_OUT_OF_RANGE) where the account has more than the totals say, as the contract would underflow
 */
export function withPrincipalChanged(totals: CometTotals, before: bigint, after: bigint): CometTotals {
  const supplied = (principal: bigint): bigint => (principal > 0n ? principal : 0n);
  const totalSupplyBase = totals.totalSupplyBase + supplied(after) - supplied(before);
  const totalBorrowBase = totals.totalBorrowBase + supplied(-after) - supplied(-before);
  assertAmount(totalSupplyBase, "totals.totalSupplyBase");
  assertAmount(totalBorrowBase, "totals.totalBorrowBase");
  return { ...totals, totalSupplyBase, totalBorrowBase };
}
