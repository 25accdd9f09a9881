import { mulDivDown, mulDivUp } from "../../kernel/index.js";
import {
  percentDivHalfUp,
  percentDivUp,
  percentMulDown,
  percentMulHalfUp,
  rayDivDown,
  rayDivHalfUp,
  rayDivUp,
  rayMulDown,
  rayMulHalfUp,
  rayMulUp,
} from "./ray.js";
import { rulesOf, type AavePoolRelease } from "./release.js";

/** How a release rounds balances and values. Indexes in ray, prices in base currency 1e8 a whole asset. */
export interface PoolBalances {
  /** Amount of an aToken balance. */
  readonly held: (scaled: bigint, indexRay: bigint) => bigint;
  /** Amount of a debt balance. */
  readonly owed: (scaled: bigint, indexRay: bigint) => bigint;
  /** Scaled aTokens minted for an amount supplied. */
  readonly scaledOfSupply: (amount: bigint, indexRay: bigint) => bigint;
  /** Scaled aTokens burned or moved for an amount. */
  readonly scaledOfTaking: (amount: bigint, indexRay: bigint) => bigint;
  /** Scaled debt minted for an amount borrowed. */
  readonly scaledOfBorrow: (amount: bigint, indexRay: bigint) => bigint;
  /** Scaled debt burned for an amount repaid. */
  readonly scaledOfRepayment: (amount: bigint, indexRay: bigint) => bigint;
  /** Value of a debt in base currency 1e8. */
  readonly debtBase: (amount: bigint, priceBase: bigint, unit: bigint) => bigint;
  /** Most that a collateral of that value may back at that LTV, base currency 1e8. */
  readonly borrowableBase: (collateralBase: bigint, ltvBps: bigint) => bigint;
  /** What must be repaid for collateral of that worth in the debt's units, bonus included in it. */
  readonly repaidFor: (worth: bigint, bonusBps: bigint) => bigint;
}

/** To 3.4: every step to the nearest, halves up; values down. */
const HALF_UP: PoolBalances = {
  held: rayMulHalfUp,
  owed: rayMulHalfUp,
  scaledOfSupply: rayDivHalfUp,
  scaledOfTaking: rayDivHalfUp,
  scaledOfBorrow: rayDivHalfUp,
  scaledOfRepayment: rayDivHalfUp,
  debtBase: mulDivDown,
  borrowableBase: percentMulHalfUp,
  repaidFor: percentDivHalfUp,
};

/** From 3.5: every step against the user (TokenMath; GenericLogic; MathUtils.mulDivCeil). */
const AGAINST_USER: PoolBalances = {
  held: rayMulDown,
  owed: rayMulUp,
  scaledOfSupply: rayDivDown,
  scaledOfTaking: rayDivUp,
  scaledOfBorrow: rayDivUp,
  scaledOfRepayment: rayDivDown,
  debtBase: mulDivUp,
  borrowableBase: percentMulDown,
  repaidFor: percentDivUp,
};

/** The rounding of a release. */
export const balancesOf = (release: AavePoolRelease): PoolBalances =>
  rulesOf(release).balances === "half-up" ? HALF_UP : AGAINST_USER;
