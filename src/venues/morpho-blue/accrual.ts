import { assertAmount, mulDivDown } from "../../kernel/index.js";
import { toSharesDown, WAD } from "./shares.js";
import { supplySide, type MorphoTotals } from "./state.js";

/**
 * Growth of a debt over some seconds at a rate per second, less 1, times 1e18, rounded down: the first three terms of
 * e^(rate x seconds) - 1 (MathLib.wTaylorCompounded). Below the exponential, by 3e-8 of the debt after a year at 3 %.
 */
export function compoundedDown(ratePerSecondWad: bigint, seconds: bigint): bigint {
  const first = ratePerSecondWad * seconds;
  const second = mulDivDown(first, first, 2n * WAD);
  return first + second + mulDivDown(second, first, 3n * WAD);
}

/** A market after an accrual, with what it booked. */
export interface Accrual {
  readonly totals: MorphoTotals;
  /** Interest that borrowers now owe more and lenders own more, units of the loan token. */
  readonly interest: bigint;
  /** Supply shares minted to the fee recipient. */
  readonly feeShares: bigint;
}

/**
 * The market once interest is accrued up to `nowSeconds` (Morpho._accrueInterest). The rate is the one that the market's
 * rate model answers for the whole time since the last update, per second, times 1e18; 0 where the market has no model.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for a time before the last update
 */
export function accrued(totals: MorphoTotals, ratePerSecondWad: bigint, nowSeconds: bigint): Accrual {
  const elapsed = nowSeconds - totals.lastUpdateSeconds;
  assertAmount(elapsed, "nowSeconds - lastUpdateSeconds");
  const interest = mulDivDown(totals.totalBorrowAssets, compoundedDown(ratePerSecondWad, elapsed), WAD);
  const totalSupplyAssets = totals.totalSupplyAssets + interest;
  const feeAmount = mulDivDown(interest, totals.feeWad, WAD);
  // The fee's shares are priced as if the fee had not yet been earned by the other lenders.
  const feeShares = toSharesDown(feeAmount, { ...supplySide(totals), totalAssets: totalSupplyAssets - feeAmount });
  return {
    interest,
    feeShares,
    totals: {
      ...totals,
      totalSupplyAssets,
      totalSupplyShares: totals.totalSupplyShares + feeShares,
      totalBorrowAssets: totals.totalBorrowAssets + interest,
      lastUpdateSeconds: nowSeconds,
    },
  };
}
