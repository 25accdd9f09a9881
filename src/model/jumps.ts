import { assertInRange, assertNotNegative, assertPositive } from "../errors/index.js";
import type { Estimate } from "./estimate.js";

/**
 * Sudden moves that ordinary volatility does not make: crashes, a lost peg, slashing. They come at random times (a Poisson
 * process) and their log sizes are exponential (Kou 2002), so that no size is impossible. The volatility beside them is that
 * of ordinary moves alone.
 */
export interface Jumps {
  /** Expected jumps a year, falls and rises together, > 0. After n years without one never below 3 / n. */
  readonly intensityAnnual: Estimate;
  /** Share of them that are falls, 0 to 1; 1 for a lost peg. */
  readonly downShare: number;
  /** Mean log size of a fall, > 0: 0.03 is about 3 %. */
  readonly meanDown: number;
  /** Mean log size of a rise, in (0, 1). */
  readonly meanUp: number;
  /** Share of the falls that are losses of the asset itself, such as slashing, which an oracle of the exchange rate sees too; 0 to 1. */
  readonly exchangeRateShare: number;
  /** True where the drift believed was learnt from prices that contain such jumps, so that they cost variance but no drift. */
  readonly countedInDrift: boolean;
  readonly source: string;
}

/** The jumps themselves, checked. @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the figure. */
export function checkedJumps(jumps: Jumps, field = "jumps"): Jumps {
  const share = { min: 0, max: 1, want: "a fraction from 0 to 1" };
  const size = { min: 0, max: 1, open: true, want: "a mean log size between 0 and 1, such as 0.03" };
  assertPositive(jumps.intensityAnnual.value, `${field}.intensityAnnual`);
  assertNotNegative(jumps.intensityAnnual.standardError, `${field}.intensityAnnual.standardError`);
  assertInRange(jumps.downShare, `${field}.downShare`, share);
  assertInRange(jumps.meanDown, `${field}.meanDown`, size);
  assertInRange(jumps.meanUp, `${field}.meanUp`, size);
  assertInRange(jumps.exchangeRateShare, `${field}.exchangeRateShare`, share);
  return jumps;
}

const NORMAL_95 = 1.6448536269514722;

/** The same jumps as often as they may well come: their number at its upper 95 % bound. */
export function jumpsAtMost(jumps: Jumps): Jumps {
  const { value, standardError } = jumps.intensityAnnual;
  return { ...jumps, intensityAnnual: { ...jumps.intensityAnnual, value: value + NORMAL_95 * standardError } };
}

/** Expected jumps a year of one side beyond the log size `distance` >= 0, and their upper 95 % bound. */
export function jumpHazardAnnual(
  jumps: Jumps,
  side: "below" | "above",
  distance: number,
): { readonly value: number; readonly upper: number } {
  const [share, mean] = side === "below" ? [jumps.downShare, jumps.meanDown] : [1 - jumps.downShare, jumps.meanUp];
  const beyond = share * Math.exp(-distance / mean);
  return {
    value: jumps.intensityAnnual.value * beyond,
    upper: jumpsAtMost(jumps).intensityAnnual.value * beyond,
  };
}

/** The jumps that an oracle of the exchange rate sees: its share of the falls, and no rises; null where it sees none. */
export function seenByExchangeRate(jumps: Jumps): Jumps | null {
  const share = jumps.downShare * jumps.exchangeRateShare;
  if (share === 0) return null;
  const { value, standardError } = jumps.intensityAnnual;
  const intensityAnnual = { ...jumps.intensityAnnual, value: value * share, standardError: standardError * share };
  return { ...jumps, intensityAnnual, downShare: 1, exchangeRateShare: 1 };
}

/** Mean relative move of the price in one jump, E[exp(J) - 1]: negative where falls prevail. */
export const meanJump = ({ downShare, meanDown, meanUp }: Jumps): number =>
  downShare / (1 + meanDown) + (1 - downShare) / (1 - meanUp) - 1;
