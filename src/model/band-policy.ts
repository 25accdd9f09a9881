/** When a watched position trades, and where to. Sizes of leverage ratios of total wealth, |notional / wealth|. */
export interface BandPolicy {
  /** Trades when a check finds less than `low` or more than `high`; null: never on that side. Both null: untouched; `low` null: deleverages only. */
  readonly low: number | null;
  readonly high: number | null;
  /** Outside, trade to the nearer of the two, or to `target`. */
  readonly tradeTo: "edge" | "target";
  /** The leverage at which it is opened, and opened again after a liquidation. */
  readonly target: number;
}

/** Who looks after a position, and how often. */
export interface Watching {
  /** Time between two checks, years. */
  readonly checkYears: number;
  /** Part of the time that nobody acts on a check, a fraction; 0 unless given. */
  readonly downShare?: number;
  /** Mean length of such an outage, years; one check unless given. */
  readonly downYears?: number;
}
