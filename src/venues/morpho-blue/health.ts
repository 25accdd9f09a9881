import { lessOrNone, mulDivDown, mulDivUp, WORD_MAX } from "../../kernel/index.js";
import { ORACLE_PRICE_SCALE, toAssetsUp, WAD } from "./shares.js";
import { borrowSide, type MorphoLoan } from "./state.js";

type Debt = Pick<MorphoLoan, "totals" | "position">;
type Collateral = Pick<MorphoLoan, "position" | "oraclePrice">;

/** What the position owes, units of the loan token, rounded up (Morpho._isHealthy, `borrowed`). */
export const borrowedUp = ({ totals, position }: Debt): bigint => toAssetsUp(position.borrowShares, borrowSide(totals));

/** Value of the collateral, units of the loan token, rounded down. */
export const collateralValueDown = ({ position, oraclePrice }: Collateral): bigint =>
  mulDivDown(position.collateral, oraclePrice, ORACLE_PRICE_SCALE);

/** Most that the collateral lets the position owe, units of the loan token, rounded down twice (Morpho._isHealthy, `maxBorrow`). */
export const maxBorrowDown = (loan: Collateral & Pick<MorphoLoan, "lltvWad">): bigint =>
  mulDivDown(collateralValueDown(loan), loan.lltvWad, WAD);

/** What more may be borrowed, units of the loan token; 0 at or beyond the limit. The market's liquidity may allow less. */
export const borrowableDown = (loan: MorphoLoan): bigint => lessOrNone(maxBorrowDown(loan), borrowedUp(loan));

/** True where the position may not be liquidated: at the limit itself it may not (Morpho._isHealthy). */
export const isHealthy = (loan: MorphoLoan): boolean => maxBorrowDown(loan) >= borrowedUp(loan);

/**
 * Limit over debt, times 1e18, rounded down; the largest word without debt. The contract has no such figure: this is the
 * one its users are shown. It is 1e18 or above exactly where the position is healthy.
 */
export function healthFactorDown(loan: MorphoLoan): bigint {
  const borrowed = borrowedUp(loan);
  return borrowed === 0n ? WORD_MAX : mulDivDown(maxBorrowDown(loan), WAD, borrowed);
}

/**
 * The lowest oracle price at which the position is healthy: one unit below, it can be liquidated. Solves
 * floor(floor(collateral x price / 1e36) x LLTV / 1e18) >= borrowed exactly. Null without debt; the largest word where
 * no price is enough, because there is no collateral or it counts for nothing.
 */
export function healthyPriceUp(loan: Omit<MorphoLoan, "oraclePrice">): bigint | null {
  const borrowed = borrowedUp(loan);
  if (borrowed === 0n) return null;
  const { lltvWad, position } = loan;
  if (lltvWad === 0n || position.collateral === 0n) return WORD_MAX;
  return mulDivUp(mulDivUp(borrowed, WAD, lltvWad), ORACLE_PRICE_SCALE, position.collateral);
}
