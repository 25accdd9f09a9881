/**
 * The arithmetic of the contract in whole amounts of 1e-18, truncated at each multiplication and division.
 * IndexCoop/index-coop-smart-contracts, contracts/adapters/FlexibleLeverageStrategyExtension.sol and its Aave and Morpho versions.
 */

/** One, in 1e-18. */
export const UNIT = 10n ** 18n;

/** PreciseUnitMath.preciseMul: a b, truncated. */
export const preciseMul = (a: bigint, b: bigint): bigint => (a * b) / UNIT;

/** PreciseUnitMath.preciseDiv: a / b, truncated; b > 0. */
export const preciseDiv = (a: bigint, b: bigint): bigint => (a * UNIT) / b;

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Where the leverage ratio is to be and how fast it returns, all in 1e-18. */
export interface WholeMethodology {
  readonly min: bigint;
  readonly target: bigint;
  readonly max: bigint;
  /** Weight of the target in the next leverage ratio. */
  readonly recenteringSpeed: bigint;
}

/** Leverage ratio after the next rebalance, in 1e-18: max(min, min(max, current (1 - speed) + target speed)). _calculateNewLeverageRatio. */
export function newLeverageRatio(current: bigint, { min, target, max, recenteringSpeed }: WholeMethodology): bigint {
  const wanted = preciseMul(target, recenteringSpeed) + preciseMul(UNIT - recenteringSpeed, current);
  return larger(min, smaller(wanted, max));
}

/** What the product lends from: each has limits of its own on one trade. */
export type Lender = "compound" | "aave-v2" | "aave-v3" | "morpho";

/**
 * Units of the asset to trade in all, in 1e-18: |next - current| / current x balance. _calculateChunkRebalanceNotional; the
 * Aave v3 version multiplies before it divides.
 */
export function rebalanceNotional(lender: Lender, current: bigint, next: bigint, balance: bigint): bigint {
  const difference = next > current ? next - current : current - next;
  if (lender === "aave-v3") return preciseDiv(preciseMul(difference, balance), current);
  return preciseMul(preciseDiv(difference, current), balance);
}

/** What is held and what its lender allows, in 1e-18. */
export interface WholeAction {
  /** Units of the asset held, and its price in the currency of the debt. */
  readonly collateralBalance: bigint;
  readonly collateralPrice: bigint;
  /** Value owed. */
  readonly borrowValue: bigint;
  /** Highest loan to value at which more may be borrowed, and from which the lender may close. */
  readonly loanToValueMax: bigint;
  readonly liquidationThreshold: bigint;
  /** Part of the limit that is left unused. */
  readonly unutilized: bigint;
}

/** Value up to which one may owe, as each version of the contract takes it. */
function limitOf(lender: Lender, action: WholeAction, levering: boolean): bigint {
  const value = preciseMul(action.collateralPrice, action.collateralBalance);
  const used = UNIT - action.unutilized;
  const factor =
    lender === "morpho" || (lender !== "compound" && !levering) ? "liquidationThreshold" : "loanToValueMax";
  const limit = preciseMul(value, action[factor]);
  const bare = !levering && (lender === "aave-v3" || lender === "morpho");
  return bare ? limit : preciseMul(limit, used);
}

/**
 * Units of the asset that one trade may be at most, in 1e-18; null where more is owed than the limit, so that the contract
 * reverts. _calculateMaxBorrowCollateral of each version. Morpho has one threshold for both limits, taken as `liquidationThreshold`.
 */
export function maxBorrow(lender: Lender, action: WholeAction, levering: boolean): bigint | null {
  const limit = limitOf(lender, action, levering);
  if (limit < action.borrowValue) return null;
  const spare = limit - action.borrowValue;
  if (levering) return preciseDiv(spare, action.collateralPrice);
  return limit === 0n ? null : preciseDiv(preciseMul(action.collateralBalance, spare), limit);
}

/** Units traded now, in 1e-18: the smallest of all that is to be traded, what the lender allows and the largest trade. */
export const chunk = (total: bigint, borrowMax: bigint, tradeMax: bigint): bigint =>
  smaller(smaller(borrowMax, total), tradeMax);
