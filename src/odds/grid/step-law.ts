/** The law of the log of the price over one step of the grid, as numbers. */
export interface StepLaw {
  /** Density at a log move. */
  density(move: number): number;
  /** P(move <= at). */
  below(at: number): number;
  /** P(move > at), without loss of figures in the far tail. */
  above(at: number): number;
  readonly mean: number;
  readonly deviation: number;
  /** Narrowest length over which the density bends: it sets the nodes. */
  readonly finest: number;
  /** Points, ascending, between any two of which the density is smooth; beyond the first and the last it is as good as none. */
  readonly edges: readonly number[];
  /** Part of the density at a log move that came there without a jump: it was closed on its way, at the level, and not beyond. */
  unbroken(move: number): number;
  /** P(a level was met between two looks), given how far from it the path stood at each, both above 0. */
  crossing(startDistance: number, endDistance: number): number;
  /** End distance beyond which that chance is none. */
  crossingReach(startDistance: number): number;
}
