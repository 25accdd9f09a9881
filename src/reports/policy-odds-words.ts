import type { Decision, Gap, Odds, PolicyOddsBasis } from "../model/index.js";
import { percent, probability } from "./format.js";

/** What odds under the policy rest on at every leverage ratio of a decision; a stated gap that reaches liquidation leaves "none" at that one. */
export function policyBasis(decision: Decision): PolicyOddsBasis {
  const { policy, estimates } = decision;
  const known = decision.status === "infeasible" ? "none" : decision.odds.liquidation.underPolicyBasis;
  if (known !== "none") return known;
  if (policy.kind === "unattended" && policy.rescue === undefined) return "untouched";
  if (estimates.gap === null) return estimates.jumps ? "jump-hazard-bound" : "none";
  return estimates.gap.kind === "estimated" ? "gap-hazard-bound" : "diffusion-only";
}

/** Heading of a column of odds under the policy. */
export const policyColumnTitle: Readonly<Record<PolicyOddsBasis, string>> = {
  "gap-hazard-bound": "under the policy, at most",
  "jump-hazard-bound": "under the policy, at most",
  "diffusion-only": "under the policy, ordinary moves",
  untouched: "under the policy",
  none: "under the policy",
};

const basisWords = {
  "gap-hazard-bound": "a bound that counts gaps too fast to react to",
  "jump-hazard-bound": "a bound that counts sudden jumps, and no gaps",
  "diffusion-only": "ordinary moves alone, no gap beyond the stated one",
  untouched: "nobody watches between resets",
  none: "cannot be said",
} as const;

/** Why odds under the policy are not known; of one who does not know the gap itself, both reasons. */
export function notKnownWords(gap: Gap | null | undefined): string {
  if (gap === undefined) return "not known: no gap is given, or the one given would liquidate it";
  return gap === null
    ? "not known: no gap is known (give prices with lows, or --gap)"
    : "not known: the stated gap would liquidate it";
}

/** A bound of a probability above this says nothing. */
const BOUND_MAX = 0.5;

/** A bound in words: one that is no bound says so. */
const atMost = (value: number): string =>
  value < 1e-9 ? probability(value) : value > 0.999 ? "at most 100 %" : `at most ${probability(value)}`;

/** The odds of liquidation under the policy, with what they rest on; a bound is called a bound. */
export function underPolicyWords({ liquidation }: Odds, gap?: Gap | null): string {
  const { underPolicy, underPolicyBasis } = liquidation;
  if (underPolicy === null) return notKnownWords(gap);
  if (underPolicyBasis.endsWith("-bound") && underPolicy > BOUND_MAX)
    return `not known: the bound, ${percent(underPolicy)}, is too loose to say anything`;
  const value = underPolicyBasis.endsWith("-bound") ? atMost(underPolicy) : probability(underPolicy);
  return `${value} (${basisWords[underPolicyBasis]})`;
}
