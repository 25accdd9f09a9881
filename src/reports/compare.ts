import type { VenueDifference } from "../decision/index.js";
import type { Decision } from "../model/index.js";

/** A market as it is named in a comparison. */
export interface NamedVenue {
  readonly id: string;
  /** Null where it is on none. */
  readonly chain: string | null;
  readonly asset: string;
  readonly quote: string;
}

/** What one market answers to the wish that all are asked. */
export interface ComparedAnswer {
  readonly market: NamedVenue;
  readonly decision: Decision;
  /** This answer less the first one's, part by part; null for the first itself. */
  readonly difference: VenueDifference | null;
}

/** A market that was not asked, and what it lacks. */
export interface NotCompared extends NamedVenue {
  readonly because: string;
}

/** The same wish at several markets of one asset. */
export interface CompareReport {
  /** The asset, as people call it. */
  readonly asset: string;
  /** Fastest growth first; those at which none fits are last. */
  readonly answers: readonly ComparedAnswer[];
  readonly lacking: readonly NotCompared[];
  /** What was assumed of the wish. */
  readonly notes: readonly string[];
}
