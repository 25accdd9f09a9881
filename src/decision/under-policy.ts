import { growthAt } from "./growth.js";
import { gapLossAnnual, jumpGrowthAnnual } from "./losses.js";
import { rebalancedFloorProbability } from "./rebalanced-floor.js";
import type { Setting } from "./setting.js";
import { unattendedFloorProbability } from "./unattended-floor.js";
import { unattendedOutcome } from "./unattended.js";

/** Log growth a year of a leverage ratio of total wealth under the request's policy, net of jumps, before trading cost and gap losses. */
export function policyGrowthAnnual(setting: Setting, leverageRatio: number): number {
  const { policy } = setting;
  if (policy.kind === "rebalanced") return growthAt(setting, leverageRatio) + jumpGrowthAnnual(setting, leverageRatio);
  return unattendedOutcome(setting, leverageRatio, policy).growthAnnual;
}

/** What gaps add to that, never above 0: nothing where nobody watches or all wealth is at the venue, where the gap cap alone guards. */
export function gapGrowthAnnual(setting: Setting, leverageRatio: number): number {
  const counts = setting.policy.kind === "rebalanced" && setting.share < 1;
  return counts ? -gapLossAnnual(setting, leverageRatio) : 0;
}

/** P(wealth below the tolerance's floor within its horizon) at a leverage ratio of total wealth under the request's policy. */
export function floorProbability(setting: Setting, leverageRatio: number): number {
  const { policy } = setting;
  if (policy.kind === "rebalanced") return rebalancedFloorProbability(setting, leverageRatio);
  return unattendedFloorProbability(setting, leverageRatio, policy);
}
