import { liquidationThresholdOf, loanToValueMaxOf } from "../lending-position.js";
import type { PolicyView } from "../../view.js";
import type { Lender } from "./whole-amounts.js";

/** What is held and what its lender allows. Units of the asset, its price, value owed; fractions. */
export interface LenderLimits {
  readonly units: number;
  readonly price: number;
  readonly debt: number;
  readonly loanToValueMax: number;
  readonly liquidationThreshold: number;
  readonly unutilized: number;
}

/** The limits of the venue on what the view holds. */
export const lenderLimitsOf = (view: PolicyView, unutilized: number): LenderLimits => ({
  units: view.notional / view.price,
  price: view.price,
  debt: view.notional - view.equity,
  loanToValueMax: loanToValueMaxOf(view),
  liquidationThreshold: liquidationThresholdOf(view),
  unutilized,
});

/** Share of the collateral's value up to which one may owe. */
function factorOf(lender: Lender, limits: LenderLimits, levering: boolean): number {
  const used = 1 - limits.unutilized;
  if (lender === "compound") return limits.loanToValueMax * used;
  if (lender === "morpho") return limits.liquidationThreshold * (levering ? used : 1);
  if (levering) return limits.loanToValueMax * used;
  return limits.liquidationThreshold * (lender === "aave-v2" ? used : 1);
}

/**
 * Units of the asset that one trade may be at most; null where more is owed than the limit, so that the contract reverts:
 * the Compound version then cannot delever at all. `maxBorrow` in floating point. _calculateMaxBorrowCollateral of each version.
 */
export function tradeLimit(lender: Lender, limits: LenderLimits, levering: boolean): number | null {
  const limit = limits.units * limits.price * factorOf(lender, limits, levering);
  if (limit < limits.debt || limit <= 0) return null;
  const spare = limit - limits.debt;
  return levering ? spare / limits.price : (limits.units * spare) / limit;
}
