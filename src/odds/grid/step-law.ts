/** How mass lies over log moves. */
export interface Spread {
  /** Density at a log move. */
  density(move: number): number;
  /** Mass at moves up to `at`. */
  below(at: number): number;
  /** Mass at moves beyond `at`, without loss of figures in the far tail. */
  above(at: number): number;
}

/** The law of the log of the price over one step of the grid, as numbers. */
export interface StepLaw extends Spread {
  readonly mean: number;
  readonly deviation: number;
  /** Narrowest length over which the density bends: it sets the nodes. */
  readonly finest: number;
  /** Points, ascending, between any two of which the density is smooth; beyond the first and the last it is as good as none. */
  readonly edges: readonly number[];
  /** The part of it that comes without a jump, and is closed on its way, at the level: none, or all, or what is left of a law with jumps. */
  readonly ordinary: Spread | null;
  /** P(a level was met between two looks), given how far from it the path stood at each, both above 0. */
  crossing(startDistance: number, endDistance: number): number;
  /** End distance beyond which that chance is none. */
  crossingReach(startDistance: number): number;
}
