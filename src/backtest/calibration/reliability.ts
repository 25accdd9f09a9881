import { dateSums, frequencyOf, type Frequency } from "./intervals.js";
import { meanOver, type Judged } from "./judged.js";
import { groupOf } from "./scores.js";

/** How overlapping windows are counted. */
export interface WindowTerms {
  /** Every date of the walk, ascending, epoch ms UTC. */
  readonly dates: readonly number[];
  /** Length of the window that each chance is of, ms. */
  readonly windowMs: number;
  /** Length of the bootstrap's blocks, ms; at least the window. */
  readonly blockMs: number;
}

/** Chances of about one size, and how often it happened. */
export interface ReliabilityPoint {
  /** Mean chance stated. */
  readonly stated: number;
  /** How often it happened, with a 95 % interval. */
  readonly observed: Frequency;
  readonly count: number;
  /** True where what was stated lies in the interval. */
  readonly holds: boolean;
}

/** What was stated against what came, all together. @throws TooFewError (E_TOO_FEW) for no forecast. */
export function reliabilityOf(judged: readonly Judged[], { dates, ...terms }: WindowTerms): ReliabilityPoint {
  const stated = meanOver(judged, (each) => each.stated);
  const observed = frequencyOf(
    dateSums(dates, judged, ({ happened }) => happened),
    terms,
  );
  return { stated, observed, count: judged.length, holds: stated >= observed.low && stated <= observed.high };
}

/** The reliability curve: the same for each group of chances, grouped at `edges` (lower edges, ascending, the first 0); groups without a chance left out. */
export const reliabilityCurve = (
  judged: readonly Judged[],
  edges: readonly number[],
  terms: WindowTerms,
): readonly ReliabilityPoint[] =>
  edges
    .map((_, k) => judged.filter(({ stated }) => groupOf(stated, edges) === k))
    .filter((group) => group.length > 0)
    .map((group) => reliabilityOf(group, terms));
