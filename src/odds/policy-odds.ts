import { gapIntensityAnnual, type Gap, type PolicyOddsBasis } from "../model/index.js";
import { barrierProbability, type Barrier } from "./liquidation-barrier.js";

/** Liquidation odds of a watched position, and what they rest on. */
export interface PolicyOdds {
  readonly probability: number | null;
  readonly basis: PolicyOddsBasis;
}

/** A watched position at its band's far edge. */
export interface Watched {
  readonly barriers: readonly Barrier[];
  readonly gap: Gap | null;
  /** Standard deviation of log returns over a year. */
  readonly volatilityAnnual: number;
  readonly years: number;
  /** Time between two checks, years, > 0. */
  readonly checkYears: number;
}

/** Yearly rate at which diffusion alone crosses the barrier within one check interval, at zero drift: the sum over the checks of a year bounds the probability from above. */
export function diffusionHazardAnnual({
  barriers,
  volatilityAnnual,
  checkYears,
}: Omit<Watched, "gap" | "years">): number {
  const price = { driftAnnual: volatilityAnnual ** 2 / 2, driftStandardError: 0, volatilityAnnual };
  const once = { years: checkYears, checkYears: 0 };
  return barriers.reduce((sum, barrier) => sum + barrierProbability(barrier, price, once) / checkYears, 0);
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

/**
 * Upper bound of P(liquidated within the horizon) for a position kept inside its band: it stands at the far edge all the
 * time, and dies of a gap within one reaction window (upper confidence bound) or of diffusion between two checks.
 * Without a gap estimate it counts diffusion alone and says so; with a stated gap that reaches the barrier it says nothing.
 */
export function policyLiquidationOdds(watched: Watched): PolicyOdds {
  const { barriers, gap, years } = watched;
  if (barriers.length === 0) return { probability: 0, basis: gap === null ? "diffusion-only" : "gap-hazard-bound" };
  const diffusion = diffusionHazardAnnual(watched);
  if (gap === null) return { probability: -Math.expm1(-diffusion * years), basis: "diffusion-only" };
  const gaps = gapHazardAnnual(gap, barriers);
  if (gaps === null) return { probability: null, basis: "none" };
  const basis = gap.kind === "stated" ? "diffusion-only" : "gap-hazard-bound";
  return { probability: -Math.expm1(-(gaps.upper + diffusion) * years), basis };
}
