/** Ratios of collateral to debt between which nothing may be done, and the one aimed at, in one unit. */
export interface CollateralBand {
  readonly min: number;
  readonly target: number;
  readonly max: number;
}

/** What decides whether a token may be rebalanced: shares in being, value pledged, collateral over debt. */
export interface TokenState {
  readonly totalSupply: number;
  readonly collateralValue: number;
  readonly collateralRatio: number;
}

/** True where it may be rebalanced: beyond the band, on its bound not; never while it is empty. CollateralRatiosRebalanceAdapter.isEligibleForRebalance. */
export const isEligible = (
  { totalSupply, collateralValue, collateralRatio }: TokenState,
  { min, max }: CollateralBand,
): boolean => totalSupply > 0 && collateralValue > 0 && (collateralRatio < min || collateralRatio > max);

/** True where the ratio came strictly closer to the target and did not cross it. CollateralRatiosRebalanceAdapter.isStateAfterRebalanceValid. */
export const isStateAfterValid = (before: number, after: number, target: number): boolean =>
  after !== before && after >= Math.min(before, target) && after <= Math.max(before, target);
