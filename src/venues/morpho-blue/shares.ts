import { mulDivDown, mulDivUp } from "../../kernel/index.js";

/** One in the contract's fixed point: rates, thresholds, fees and factors are fractions times 1e18. */
export const WAD = 10n ** 18n;

/** Scale of the oracle's price: units of the loan token for one unit of the collateral token, times 1e36 (ConstantsLib). */
export const ORACLE_PRICE_SCALE = 10n ** 36n;

/** One side of a market, supplied or borrowed: units of the loan token, and the shares that claim or owe them. */
export interface SideTotals {
  readonly totalAssets: bigint;
  readonly totalShares: bigint;
}

/** Virtual shares and assets, which fix the price of a share in an empty market (SharesMathLib). */
const VIRTUAL_SHARES = 1_000_000n;
const VIRTUAL_ASSETS = 1n;

const sharesIn = ({ totalShares }: SideTotals): bigint => totalShares + VIRTUAL_SHARES;
const assetsIn = ({ totalAssets }: SideTotals): bigint => totalAssets + VIRTUAL_ASSETS;

/** Shares for an amount of the loan token, rounded down (SharesMathLib.toSharesDown). */
export const toSharesDown = (assets: bigint, side: SideTotals): bigint =>
  mulDivDown(assets, sharesIn(side), assetsIn(side));

/** Shares for an amount of the loan token, rounded up (SharesMathLib.toSharesUp). */
export const toSharesUp = (assets: bigint, side: SideTotals): bigint =>
  mulDivUp(assets, sharesIn(side), assetsIn(side));

/** Units of the loan token for a number of shares, rounded down (SharesMathLib.toAssetsDown). */
export const toAssetsDown = (shares: bigint, side: SideTotals): bigint =>
  mulDivDown(shares, assetsIn(side), sharesIn(side));

/** Units of the loan token for a number of shares, rounded up (SharesMathLib.toAssetsUp). */
export const toAssetsUp = (shares: bigint, side: SideTotals): bigint =>
  mulDivUp(shares, assetsIn(side), sharesIn(side));
