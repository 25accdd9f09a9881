import { gapIntensityAnnual, jumpHazardAnnual, type Gap, type Jumps, type PolicyOddsBasis } from "../model/index.js";
import { barrierProbability, type Barrier } from "./liquidation-barrier.js";
import { overVolatility, type UncertainVolatility } from "./posterior.js";

/** Liquidation odds of a watched position, and what they rest on. */
export interface PolicyOdds {
  readonly probability: number | null;
  /** The same with gaps and jumps as often as is expected, never above it; null with it. */
  readonly expected: number | null;
  readonly basis: PolicyOddsBasis;
}

/** A watched position at its band's far edge. */
export interface Watched {
  readonly barriers: readonly Barrier[];
  readonly gap: Gap | null;
  /** Sudden moves beside the gaps; null where none is known. */
  readonly jumps: Jumps | null;
  /** Standard deviation of log returns over a year, and its error. */
  readonly volatility: UncertainVolatility;
  readonly years: number;
  /** Time between two checks, years, > 0. */
  readonly checkYears: number;
}

/**
 * P(diffusion alone crosses a barrier between two checks within the horizon), from the far edge all the time, at no drift of the
 * price against the barrier: the sum over the checks, averaged over the volatility.
 */
export function betweenChecksProbability({
  barriers,
  volatility,
  checkYears,
  years,
}: Omit<Watched, "gap" | "jumps">): number {
  const once = { years: checkYears, checkYears: 0 };
  return overVolatility(volatility, (volatilityAnnual) => {
    const price = { driftAnnual: volatilityAnnual ** 2 / 2, driftStandardError: 0, volatilityAnnual };
    const hazard = barriers.reduce((sum, barrier) => sum + barrierProbability(barrier, price, once) / checkYears, 0);
    return -Math.expm1(-hazard * years);
  });
}

/** Yearly rate of gaps beyond the barriers, expected and upper bound; null where a stated gap cannot say. */
export function gapHazardAnnual(
  gap: Gap,
  barriers: readonly Barrier[],
): { readonly value: number; readonly upper: number } | null {
  let value = 0;
  let upper = 0;
  for (const barrier of barriers) {
    const ratio = Math.exp(barrier.side === "below" ? -barrier.distance : barrier.distance);
    const intensity = gapIntensityAnnual(gap, ratio);
    if (intensity === null) return null;
    value += intensity.value;
    upper += intensity.upper;
  }
  return { value, upper };
}

/** A yearly rate: what is expected, and its upper confidence bound. */
interface RateAnnual {
  readonly value: number;
  readonly upper: number;
}

const NEVER: RateAnnual = { value: 0, upper: 0 };

/** Yearly rate of jumps beyond the barriers. */
function jumpsBeyondAnnual(jumps: Jumps, barriers: readonly Barrier[]): RateAnnual {
  const rates = barriers.map(({ side, distance }) => jumpHazardAnnual(jumps, side, distance));
  return rates.reduce((sum, { value, upper }) => ({ value: sum.value + value, upper: sum.upper + upper }), NEVER);
}

/**
 * Upper bound of P(liquidated within the horizon) for a position kept inside its band: it stands at the far edge all the
 * time, and dies of a gap within one reaction window or of a jump (upper confidence bounds), or of diffusion between two checks;
 * and the same with gaps and jumps at their expected rates. With a stated gap that does not reach the barrier it counts no gap,
 * and says so; where neither gap nor jump is known, or the stated gap reaches the barrier, it says nothing.
 */
export function policyLiquidationOdds(watched: Watched): PolicyOdds {
  const { barriers, gap, jumps, years } = watched;
  if (barriers.length === 0) return { probability: 0, expected: 0, basis: "gap-hazard-bound" };
  const gaps = gap === null ? NEVER : gapHazardAnnual(gap, barriers);
  if ((gap === null && jumps === null) || gaps === null) return { probability: null, expected: null, basis: "none" };
  const jumping = jumps === null ? NEVER : jumpsBeyondAnnual(jumps, barriers);
  const diffusion = betweenChecksProbability(watched);
  const within = (hazardAnnual: number): number => 1 - (1 - diffusion) * Math.exp(-hazardAnnual * years);
  return {
    probability: within(gaps.upper + jumping.upper),
    expected: within(gaps.value + jumping.value),
    basis: gap?.kind === "estimated" ? "gap-hazard-bound" : jumps === null ? "diffusion-only" : "jump-hazard-bound",
  };
}
