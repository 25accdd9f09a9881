import { lessOrNone, mulDivDown, mulDivUp, WORD_MAX } from "../../kernel/index.js";
import { WAD } from "./shares.js";
import type { MorphoTotals } from "./state.js";

/** What is supplied to a market and borrowed from it, units of the loan token. */
export type Pooled = Pick<MorphoTotals, "totalSupplyAssets" | "totalBorrowAssets">;

/** Borrowed over supplied, times 1e18, rounded down; 0 where nothing is supplied (AdaptiveCurveIrm._borrowRate). */
export function utilisationDown({ totalSupplyAssets, totalBorrowAssets }: Pooled): bigint {
  if (totalSupplyAssets === 0n) return totalBorrowAssets === 0n ? 0n : WORD_MAX;
  return mulDivDown(totalBorrowAssets, WAD, totalSupplyAssets);
}

/** Least supply that brings utilisation down to `utilisationWad`; the largest word where no supply does. */
export function supplyTo(pooled: Pooled, utilisationWad: bigint): bigint {
  if (utilisationWad === 0n) return utilisationDown(pooled) === 0n ? 0n : WORD_MAX;
  return lessOrNone(mulDivUp(pooled.totalBorrowAssets, WAD, utilisationWad), pooled.totalSupplyAssets);
}

/** Largest withdrawal that leaves utilisation at or below `utilisationWad`, units of the loan token. */
export function withdrawTo({ totalSupplyAssets, totalBorrowAssets }: Pooled, utilisationWad: bigint): bigint {
  if (utilisationWad === 0n) return totalBorrowAssets === 0n ? totalSupplyAssets : 0n;
  return lessOrNone(totalSupplyAssets, mulDivUp(totalBorrowAssets, WAD, utilisationWad));
}

/** Largest loan that leaves utilisation at or below `utilisationWad`, units of the loan token. */
export const borrowTo = ({ totalSupplyAssets, totalBorrowAssets }: Pooled, utilisationWad: bigint): bigint =>
  lessOrNone(mulDivDown(totalSupplyAssets, utilisationWad, WAD), totalBorrowAssets);

/** Least repayment that brings utilisation down to `utilisationWad`, units of the loan token. */
export const repayTo = ({ totalSupplyAssets, totalBorrowAssets }: Pooled, utilisationWad: bigint): bigint =>
  lessOrNone(totalBorrowAssets, mulDivDown(totalSupplyAssets, utilisationWad, WAD));
