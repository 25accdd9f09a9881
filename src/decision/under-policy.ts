import { growthAt } from "./growth.js";
import { jumpGrowthAnnual } from "./losses.js";
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

/** P(wealth below the tolerance's floor within its horizon) at a leverage ratio of total wealth under the request's policy. */
export function floorProbability(setting: Setting, leverageRatio: number): number {
  const { policy } = setting;
  if (policy.kind === "rebalanced") return rebalancedFloorProbability(setting, leverageRatio);
  return unattendedFloorProbability(setting, leverageRatio, policy);
}
