import { findRoot } from "../kernel/index.js";
import type { Jumps } from "../model/index.js";
import { settingOf, type Setting } from "./setting.js";
import { policyGrowthAnnual } from "./under-policy.js";

/** How many times the intensity believed, and what part of it, is looked for. */
const TIMES_MAX = 1e6;
const TIMES_MIN = 1e-9;

/** The setting with `times` as many jumps. */
function withJumps(setting: Setting, jumps: Jumps, times: number): Setting {
  const { request, share } = setting;
  const intensityAnnual = { ...jumps.intensityAnnual, value: jumps.intensityAnnual.value * times };
  const estimates = { ...request.estimates, jumps: { ...jumps, intensityAnnual } };
  return { ...settingOf({ ...request, estimates }), share };
}

/**
 * Jumps a year, of the sizes believed, at which a leverage ratio of total wealth grows no faster than 1x of it, which suffers
 * them as well (of a two-sided venue: than none). Null where no jumps are given, or where it grows no faster without any.
 */
export function breakEvenJumpsAnnual(setting: Setting, leverageRatio: number): number | null {
  const jumps = setting.request.estimates.jumps ?? null;
  const against = setting.market.model.twoSided ? 0 : 1;
  if (jumps === null || leverageRatio === against) return null;
  const ahead = (logTimes: number): number => {
    const at = withJumps(setting, jumps, Math.exp(logTimes));
    const growth = policyGrowthAnnual(at, leverageRatio);
    const unlevered = policyGrowthAnnual({ ...at, share: 1 }, against);
    return Number.isFinite(growth) && Number.isFinite(unlevered) ? growth - unlevered : -Infinity;
  };
  const [low, high] = [Math.log(TIMES_MIN), Math.log(TIMES_MAX)];
  if (!(ahead(low) > 0) || ahead(high) > 0) return null;
  const bounded = (logTimes: number): number => Math.max(-1e6, ahead(logTimes));
  return jumps.intensityAnnual.value * Math.exp(findRoot(bounded, low, high, { tolerance: 1e-9 }));
}
