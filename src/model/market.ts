import type { Account } from "./account.js";
import type { LendingPool } from "./lending-pool.js";

/** What a venue charges and pays now. Rates per year of 365 days, continuously compounded, fractions; null where not known. */
export interface MarketState {
  /** Paid on borrowed quote currency. */
  readonly borrowRateAnnual: number;
  /** Paid on the borrowed asset. */
  readonly assetBorrowRateAnnual: number | null;
  /** Earned on idle quote currency, including idle margin. */
  readonly lendRateAnnual: number;
  /** Earned on the asset held. */
  readonly yieldAnnual: number;
  /** Paid by longs to shorts on notional; null where the venue has none. */
  readonly fundingRateAnnual: number | null;
  /** The pool of the quote currency, and what of its debt is the holder's own now; null or left out: the rate does not move with size. */
  readonly pool?: { readonly terms: LendingPool; readonly ownDebt: number } | null;
  /** Cost of trading one side as a fraction of what is traded: fee and half spread. Null: the venue's own fee alone. */
  readonly tradingCostRate: number | null;
}

/** Cost of holding for a year, in quote currency; positive costs, negative earns. */
export interface Carry {
  readonly annual: number;
  /** The same, part by part; they sum to `annual`. */
  readonly parts: Readonly<Record<"borrow" | "assetBorrow" | "lend" | "yield" | "funding", number>>;
}

/** What a liquidation does to an account. */
export interface LiquidationOutcome {
  /** Legs left with the holder. */
  readonly account: Account;
  /** Market value closed, in quote currency, >= 0. */
  readonly closedNotional: number;
  /** What the holder pays beyond the market value of what was closed: bonus, fee, in quote currency, >= 0. */
  readonly cost: number;
  /** Debt that nothing is left to pay, in quote currency, >= 0. */
  readonly badDebt: number;
}
