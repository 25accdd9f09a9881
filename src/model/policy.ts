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
    };
