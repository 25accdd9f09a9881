/** A standing order that brings a position left alone back to its leverage before the venue closes it. */
export interface Rescue {
  /** Health factor, above 1, at which it acts: the debt may then still grow by this factor before liquidation. */
  readonly healthFactor: number;
  /** Time between two of its looks, ms. */
  readonly checkIntervalMs: number;
}

/** When and how a position will be adjusted, as data. */
export type Policy =
  | {
      /** Watched: checked at an interval, and traded back when it leaves its band. */
      readonly kind: "rebalanced";
      /** Time between two checks, ms. */
      readonly checkIntervalMs: number;
    }
  | {
      /** Left alone until a date, then re-opened at the same leverage. */
      readonly kind: "unattended";
      /** Time between two resets, ms. */
      readonly resetMs: number;
      /** What is done before the venue does it; left out: nothing. */
      readonly rescue?: Rescue | undefined;
    };
