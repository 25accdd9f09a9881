import type { Measured } from "../../odds/index.js";
import { yearsOf } from "../../model/index.js";
import type { ProtectedPaths } from "./protected-paths.js";
import { follow, opened, positionOf, type ProtectionPlan } from "./protected-position.js";
import type { ProtectionOutcome, ProtectionRequest } from "./request.js";

/** Mean of values, and its standard error. */
function meanOf(values: Float64Array): Measured {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { value: mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}

/** Share of paths, and its standard error. */
const shareOf = (count: number, paths: number): Measured => {
  const value = count / paths;
  return { value, standardError: Math.sqrt((value * (1 - value)) / paths) };
};

/** What becomes of a plan on the paths. */
export function followed(request: ProtectionRequest, plan: ProtectionPlan, paths: ProtectedPaths): ProtectionOutcome {
  const { tolerance } = request;
  const years = yearsOf(tolerance.horizonMs);
  const position = positionOf(opened(request, plan, paths.stepYears));
  const wealths = new Float64Array(paths.paths);
  const logs = new Float64Array(paths.paths);
  let [below, liquidated, ruined, cost] = [0, 0, 0, 0];
  for (let path = 0; path < paths.paths; path++) {
    const end = follow(position, paths, path, { floor: 1 - tolerance.lossMax, toFloor: false });
    wealths[path] = end.wealth;
    logs[path] = Math.log(Math.max(end.wealth, Number.MIN_VALUE)) / years;
    below += end.belowFloor ? 1 : 0;
    liquidated += end.liquidated ? 1 : 0;
    ruined += end.wealth <= 0 ? 1 : 0;
    cost += end.cost;
  }
  const { leverageRatio, share, stop, strike } = plan;
  return {
    setting: { leverageRatio, share, stop, strike },
    growthAnnual: ruined > 0 ? null : meanOf(logs),
    belowFloor: shareOf(below, paths.paths),
    liquidated: shareOf(liquidated, paths.paths),
    ruined: shareOf(ruined, paths.paths),
    medianWealth: wealths.sort()[Math.floor(paths.paths / 2)],
    costAnnual: cost / paths.paths / years,
  };
}

/** Share of the paths on which wealth under a plan is at some time below the floor. */
export function oddsBelowFloor(request: ProtectionRequest, plan: ProtectionPlan, paths: ProtectedPaths): Measured {
  const position = positionOf(opened(request, plan, paths.stepYears));
  const asked = { floor: 1 - request.tolerance.lossMax, toFloor: true };
  let below = 0;
  for (let path = 0; path < paths.paths; path++) below += follow(position, paths, path, asked).belowFloor ? 1 : 0;
  return shareOf(below, paths.paths);
}
