import type { SideTotals } from "./shares.js";

/** What `Morpho.market(id)` answers: totals of one market in units of the loan token and in shares. */
export interface MorphoTotals {
  readonly totalSupplyAssets: bigint;
  readonly totalSupplyShares: bigint;
  readonly totalBorrowAssets: bigint;
  readonly totalBorrowShares: bigint;
  /** Time of the last accrual, seconds since 1970. */
  readonly lastUpdateSeconds: bigint;
  /** Share of the interest that goes to the fee recipient, a fraction times 1e18. */
  readonly feeWad: bigint;
}

/** What `Morpho.position(id, user)` answers of a borrower. */
export interface MorphoPosition {
  readonly borrowShares: bigint;
  /** Units of the collateral token. */
  readonly collateral: bigint;
}

/** A borrower's position with all that its health depends on; interest accrued to now (`accrued`). */
export interface MorphoLoan {
  readonly totals: MorphoTotals;
  readonly position: MorphoPosition;
  /** What `IOracle.price()` answers: loan token units for a collateral token unit, times 1e36. */
  readonly oraclePrice: bigint;
  /** Liquidation loan to value of the market, a fraction times 1e18. */
  readonly lltvWad: bigint;
}

/** The borrowed side of a market. */
export const borrowSide = ({ totalBorrowAssets, totalBorrowShares }: MorphoTotals): SideTotals => ({
  totalAssets: totalBorrowAssets,
  totalShares: totalBorrowShares,
});

/** The supplied side of a market. */
export const supplySide = ({ totalSupplyAssets, totalSupplyShares }: MorphoTotals): SideTotals => ({
  totalAssets: totalSupplyAssets,
  totalShares: totalSupplyShares,
});
