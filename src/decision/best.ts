import { findRoot } from "../kernel/index.js";
import type { CapName } from "../model/index.js";
import { ceilingLimit, limitsOf, tightest, type Limit } from "./caps.js";
import { marginalCarryAnnual } from "./growth.js";
import { allAtVenue, type Setting } from "./setting.js";
import { solve, type Solution } from "./solution.js";
import { floorProbability, policyGrowthAnnual } from "./under-policy.js";

/** A solution that rests at a leverage ratio of total wealth for a reason other than growth. */
function restAt(
  setting: Setting,
  leverageRatio: number,
  boundBy: "leverage-min" | "tolerance" | "no-view",
  limits: readonly Limit[],
): Solution {
  const growthAnnual = policyGrowthAnnual(setting, leverageRatio);
  return {
    setting,
    side: leverageRatio < 0 ? -1 : 1,
    leverageRatio,
    band: { low: leverageRatio, high: leverageRatio, tradeTo: "edge" },
    boundBy,
    least: boundBy === "no-view" ? null : boundBy,
    feasible: Number.isFinite(growthAnnual),
    limits,
    growthAnnual,
    tradingAnnual: 0,
    shadowPriceAnnual: 0,
  };
}

/** Every limit of one side with all wealth at the venue. */
const limitsOfWhole = (setting: Setting, side: 1 | -1): readonly Limit[] =>
  limitsOf(setting, side, ceilingLimit(setting, side), (leverage) => floorProbability(setting, leverage));

/** With no view: what is held, up to 1x of wealth and not below the holder's least; nothing of a perpetual or a short. */
function solveWithoutView(setting: Setting): Solution {
  const { market, tolerance, notional, wealth } = setting;
  const limits = limitsOfWhole(setting, 1);
  const held = market.model.twoSided ? 0 : Math.min(1, Math.max(0, notional) / wealth);
  if (tolerance.leverageRatioMin > held) return restAt(setting, tolerance.leverageRatioMin, "leverage-min", limits);
  return restAt(setting, Math.min(held, tightest(limits)?.max ?? Infinity), "no-view", limits);
}

/** P(wealth below the floor) at the edge of a band where it is likelier: against holding that may be the near one. */
export const worstFloorProbability = ({ setting, band }: Pick<Solution, "setting" | "band">): number =>
  Math.max(floorProbability(setting, band.low), floorProbability(setting, band.high));

/** Losses against holding also bound leverage from below: the least that keeps the tolerance, at most what is simply held. */
function raisedToTolerance(solution: Solution): Solution {
  const { setting, leverageRatio } = solution;
  const { tolerance, holding } = setting;
  if (tolerance.measuredAgainst === "cash" || leverageRatio >= holding) return solution;
  if (worstFloorProbability(solution) <= tolerance.probabilityMax) return solution;
  const whole = allAtVenue(setting);
  const room = (leverage: number): number => tolerance.probabilityMax - floorProbability(whole, leverage);
  // A perpetual may cost so much that even as much of it as is held lags too far behind the asset itself.
  if (room(holding) < 0) return { ...restAt(whole, holding, "tolerance", limitsOfWhole(whole, 1)), feasible: false };
  const least = room(leverageRatio) >= 0 ? leverageRatio : findRoot(room, leverageRatio, holding, { tolerance: 1e-9 });
  return restAt(whole, least, "tolerance", limitsOfWhole(whole, least < 0 ? -1 : 1));
}

/** The best of the sides allowed, not below the holder's least leverage. */
export function bestSolution(setting: Setting): Solution {
  if (!setting.hasView) return raisedToTolerance(solveWithoutView(setting));
  const best = setting.sides
    .map((side) => solve(setting, side))
    .reduce((a, b) => (b.growthAnnual > a.growthAnnual ? b : a));
  const { leverageRatioMin } = setting.tolerance;
  if (best.side < 0 && leverageRatioMin <= 0) return raisedToTolerance(best);
  if (best.leverageRatio >= leverageRatioMin - 1e-12) return raisedToTolerance(best);
  return raisedToTolerance(restAt(setting, leverageRatioMin, "leverage-min", limitsOfWhole(setting, 1)));
}

/** Caps that allow less than what bounds leverage from below. */
export function conflictOf({
  limits,
  leverageRatio,
  least,
  feasible,
}: Solution): readonly (CapName | "leverage-min")[] {
  if (!feasible) return [least ?? "tolerance"];
  if (least === null) return [];
  const broken = limits.filter(({ name, max }) => name !== least && max !== null && max < leverageRatio - 1e-9);
  return broken.length === 0 ? [] : [...broken.map(({ name }) => name), least];
}

/** Why no leverage fits, in one sentence. */
export function conflictWords({ least, leverageRatio, feasible }: Solution, conflict: readonly string[]): string {
  if (!feasible && least === "leverage-min") return "at your least leverage a liquidation can take everything";
  if (!feasible) return "nothing that this venue offers keeps up with holding the asset as closely as you ask";
  const caps = conflict.slice(0, -1);
  const floor = least === "tolerance" ? "your tolerance against holding asks for" : "you will not go below";
  return `${floor} ${Number(leverageRatio.toPrecision(4))}x, and ${caps.join(" and ")} allow${caps.length > 1 ? "" : "s"} less`;
}

/** The tightest cap on the first side allowed if the asset earned its carry and no more; null where none applies. */
export function riskOnlyLimit(setting: Setting): (Limit & { readonly max: number }) | null {
  const side = setting.sides[0];
  const driftAnnual = marginalCarryAnnual(setting, 0, side);
  const neutral: Setting = { ...setting, beliefs: { ...setting.beliefs, driftAnnual, driftStandardError: 0 } };
  return tightest(limitsOfWhole(neutral, side));
}

/** Highest leverage that it permits. */
export const riskOnlyMax = (setting: Setting): number | null => riskOnlyLimit(setting)?.max ?? null;
