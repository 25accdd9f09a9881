/** The same leverage in every coordinate; null where the venue has no such thing or the account no debt. */
export interface Coordinates {
  readonly debtToEquity: number;
  readonly loanToValue: number;
  /** Collateral / debt; null without debt. */
  readonly collateralRatio: number | null;
  /** Below 1 can be liquidated: the inverse of utilisation; null without debt. */
  readonly healthFactor: number | null;
  /** Share of what the venue allows before liquidation that is in use; 1 is liquidation on every venue. */
  readonly utilisation: number;
  /** Price at which the venue may close the account, quote currency; null where there is none. */
  readonly liquidationPrice: number | null;
  /** The same over today's price. */
  readonly liquidationPriceRatio: number | null;
}
