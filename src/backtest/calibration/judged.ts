/** A chance that was stated, and what came. */
export interface Judged {
  /** When it was stated, epoch ms UTC. */
  readonly atMs: number;
  /** The chance stated, 0 to 1. */
  readonly stated: number;
  /** 1 if it happened, 0 if not. */
  readonly happened: 0 | 1;
}

/** Mean of a figure over what was judged; NaN never: 0 of nothing. */
export const meanOver = (judged: readonly Judged[], figure: (each: Judged) => number): number =>
  judged.length === 0 ? 0 : judged.reduce((sum, each) => sum + figure(each), 0) / judged.length;
