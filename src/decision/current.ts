import type { Current } from "../model/index.js";
import { isAtVenue, tightest } from "./caps.js";
import { coordinatesOf } from "./coordinates.js";
import { gapLossAnnual } from "./losses.js";
import { heldAt, oddsOf } from "./odds.js";
import { isWhole, type Setting } from "./setting.js";
import type { Solution } from "./solution.js";
import { floorProbability, policyGrowthAnnual } from "./under-policy.js";

/** Growth a year lost to gaps for which equity is worth adding to a position of the right size. */
const THIN = 1e-3;

/** True where what is held stands on too little: past a cap on the position itself, or where gaps cost much more than on the decision's share. */
export function isThin(given: Setting, { limits, setting: best, leverageRatio }: Solution): boolean {
  const setting: Setting = { ...given, share: given.equity / given.wealth };
  const most = (tightest(limits.filter(isAtVenue))?.max ?? Infinity) / best.share;
  if (Math.abs(given.notional) / given.equity > most * (1 + 1e-9)) return true;
  if (setting.share >= best.share || setting.policy.kind === "unattended") return false;
  return gapLossAnnual(setting, given.notional / given.wealth) - gapLossAnnual(best, leverageRatio) > THIN;
}

/** What is held now, priced against the decision; null when only cash is held. `thin`: see isThin. */
export function currentOf(given: Setting, solution: Solution, thin: boolean): Current | null {
  if (given.notional === 0) return null;
  const setting: Setting = { ...given, share: given.equity / given.wealth };
  const total = given.notional / given.wealth;
  const { band } = solution;
  const countsGaps = !isWhole(setting) && setting.policy.kind === "rebalanced";
  const growthOf = (at: Setting, leverage: number): number =>
    policyGrowthAnnual(at, leverage) - (countsGaps ? gapLossAnnual(at, leverage) : 0);
  const growth = growthOf(setting, total);
  const shortfall = growthOf(solution.setting, solution.leverageRatio) - growth;
  const slack = 1e-9;
  const inside = !thin && total >= band.low - slack && total <= band.high + slack;
  const more = thin || (solution.side > 0 ? total > band.high : total < band.low);
  return {
    leverageRatio: given.notional / given.equity,
    growthAnnual: Number.isFinite(growth) ? growth : null,
    shortfallAnnual: Number.isFinite(shortfall) ? Math.max(0, shortfall) : null,
    side: inside ? "within-band" : more ? "too-much" : "too-little",
    odds: oddsOf(setting, heldAt(total), floorProbability(setting, total)),
    coordinates: coordinatesOf(setting, total),
  };
}
