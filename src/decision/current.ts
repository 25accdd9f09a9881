import type { Current } from "../model/index.js";
import { isAtVenue, tightest } from "./caps.js";
import { coordinatesOf } from "./coordinates.js";
import { gapLossAnnual, oddsOf } from "./safety.js";
import type { Setting } from "./setting.js";
import type { Solution } from "./solution.js";
import { floorProbability, policyGrowthAnnual } from "./under-policy.js";

/** Highest |leverage ratio| that the caps on the position itself allow at the venue. */
export function venueLeverageMax({ limits, setting }: Solution): number {
  return (tightest(limits.filter(isAtVenue))?.max ?? Infinity) / setting.share;
}

/** Share of wealth at the venue from which all of it counts as there. */
const ALL = 1 - 1e-9;

/** What is held now, priced against the decision; null when only cash is held. */
export function currentOf(given: Setting, solution: Solution): Current | null {
  if (given.notional === 0) return null;
  const setting: Setting = { ...given, share: given.equity / given.wealth };
  const total = given.notional / given.wealth;
  const { band } = solution;
  const countsGaps = setting.share < ALL && setting.policy.kind === "rebalanced";
  const growthOf = (at: Setting, leverage: number): number =>
    policyGrowthAnnual(at, leverage) - (countsGaps ? gapLossAnnual(at, leverage) : 0);
  const growth = growthOf(setting, total);
  const shortfall = growthOf(solution.setting, solution.leverageRatio) - growth;
  const slack = 1e-9;
  const over = Math.abs(total) / setting.share > venueLeverageMax(solution) * (1 + slack);
  const inside = !over && total >= band.low - slack && total <= band.high + slack;
  const more = over || (solution.side > 0 ? total > band.high : total < band.low);
  return {
    leverageRatio: given.notional / given.equity,
    growthAnnual: Number.isFinite(growth) ? growth : null,
    shortfallAnnual: Number.isFinite(shortfall) ? Math.max(0, shortfall) : null,
    side: inside ? "within-band" : more ? "too-much" : "too-little",
    odds: oddsOf(setting, total, total, floorProbability(setting, total)),
    coordinates: coordinatesOf(setting, total),
  };
}
