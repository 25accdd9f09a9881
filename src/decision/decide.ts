import { findRoot } from "../kernel/index.js";
import type { Cap, CapName, Current, Decision, DecisionAnswer, DecisionCommon, Provenance } from "../model/index.js";
import { ceilingLimit, isAtVenue, limitsOf, tightest, type Limit } from "./caps.js";
import { coordinatesOf } from "./coordinates.js";
import { driftsOf } from "./drifts.js";
import { carryRateAnnual, growthOf, marginalCarryAnnual } from "./growth.js";
import { holdOf } from "./hold.js";
import { planOf } from "./plan.js";
import { regretOf } from "./regret.js";
import type { DecisionRequest } from "./request.js";
import { gapLossAnnual, oddsOf } from "./safety.js";
import { allAtVenue, settingOf, type Setting } from "./setting.js";
import { farEdge, solve, type Solution } from "./solution.js";
import { floorProbability, policyGrowthAnnual } from "./under-policy.js";
import { version } from "./version.js";
import { becauseOf, notesOf } from "./words.js";

/** Where the answer comes from. */
function provenanceOf({ market, request }: Setting): Provenance {
  const { model, asOfMs, source } = market;
  return {
    prices: request.estimates.prices,
    venue: { id: model.id, release: model.release, asOfMs, source },
    engine: "closed-form",
    seed: null,
    version,
  };
}

/** Caps in leverage ratios at the venue, with their slack to the band's far edge. */
function capsOf(solution: Solution): readonly Cap[] {
  const { limits, setting, band, side, boundBy, shadowPriceAnnual } = solution;
  return limits.map(({ name, max, reason }): Cap => {
    const leverageRatioMax = max === null ? null : max / setting.share;
    return {
      name,
      leverageRatioMax,
      slack: leverageRatioMax === null ? null : leverageRatioMax - Math.abs(farEdge(band, side)) / setting.share,
      shadowPriceAnnual: name === boundBy ? shadowPriceAnnual * setting.share : 0,
      reason,
    };
  });
}

/** A solution that rests at a leverage ratio of total wealth for a reason other than growth. */
function restAt(
  setting: Setting,
  leverageRatio: number,
  boundBy: "leverage-min" | "tolerance" | "no-view",
  limits: readonly Limit[],
): Solution {
  return {
    setting,
    side: leverageRatio < 0 ? -1 : 1,
    leverageRatio,
    band: { low: leverageRatio, high: leverageRatio, tradeTo: "edge" },
    boundBy,
    least: boundBy === "no-view" ? "leverage-min" : boundBy,
    limits,
    growthAnnual: policyGrowthAnnual(setting, leverageRatio),
    tradingAnnual: 0,
    shadowPriceAnnual: 0,
  };
}

/** Every limit of one side with all wealth at the venue. */
const limitsOfWhole = (setting: Setting, side: 1 | -1): readonly Limit[] =>
  limitsOf(setting, side, ceilingLimit(setting, side), (leverage) => floorProbability(setting, leverage));

/** With no view: what is held, up to 1x and not below the holder's least; nothing of a perpetual or a short. */
function solveWithoutView(setting: Setting): Solution {
  const { market, tolerance, notional, equity, wealth } = setting;
  const limits = limitsOfWhole(setting, 1);
  const held = market.model.twoSided ? 0 : Math.min(1, Math.max(0, notional / equity)) * (equity / wealth);
  const cap = tightest(limits);
  const wanted = Math.max(tolerance.leverageRatioMin, held);
  return restAt(
    setting,
    Math.min(wanted, Math.max(tolerance.leverageRatioMin, cap?.max ?? Infinity)),
    "no-view",
    limits,
  );
}

/** P(wealth below the floor) at the edge of a band where it is likelier: against holding that may be the near one. */
const worstFloorProbability = ({ setting, band }: Pick<Solution, "setting" | "band">): number =>
  Math.max(floorProbability(setting, band.low), floorProbability(setting, band.high));

/** Losses against holding also bound leverage from below: the least that keeps the tolerance, at most what is simply held. */
function raisedToTolerance(solution: Solution): Solution {
  const { setting, leverageRatio } = solution;
  const { tolerance, holding } = setting;
  if (tolerance.measuredAgainst === "cash" || leverageRatio >= holding) return solution;
  if (worstFloorProbability(solution) <= tolerance.probabilityMax) return solution;
  const room = (leverage: number): number => tolerance.probabilityMax - floorProbability(allAtVenue(setting), leverage);
  const least = room(leverageRatio) >= 0 ? leverageRatio : findRoot(room, leverageRatio, holding, { tolerance: 1e-9 });
  return restAt(allAtVenue(setting), least, "tolerance", limitsOfWhole(allAtVenue(setting), 1));
}

/** The best of the sides allowed, not below the holder's least leverage. */
function bestSolution(setting: Setting): Solution {
  if (!setting.hasView) return solveWithoutView(setting);
  const best = setting.sides
    .map((side) => solve(setting, side))
    .reduce((a, b) => (b.growthAnnual > a.growthAnnual ? b : a));
  const { leverageRatioMin } = setting.tolerance;
  if (best.side < 0 && leverageRatioMin <= 0) return raisedToTolerance(best);
  if (best.leverageRatio >= leverageRatioMin - 1e-12) return raisedToTolerance(best);
  return restAt(setting, leverageRatioMin, "leverage-min", limitsOfWhole(setting, 1));
}

/** Caps that allow less than what bounds leverage from below. */
function conflictOf({ limits, leverageRatio, least }: Solution): readonly (CapName | "leverage-min")[] {
  if (least === null) return [];
  const broken = limits.filter(({ name, max }) => name !== least && max !== null && max < leverageRatio - 1e-9);
  return broken.length === 0 ? [] : [...broken.map(({ name }) => name), least];
}

/** Why no leverage fits, in one sentence. */
function conflictWords({ least, leverageRatio }: Solution, conflict: readonly string[]): string {
  const caps = conflict.slice(0, -1);
  const floor = least === "tolerance" ? "your tolerance against holding asks for" : "you will not go below";
  return `${floor} ${Number(leverageRatio.toPrecision(4))}x, and ${caps.join(" and ")} allow${caps.length > 1 ? "" : "s"} less`;
}

/** Highest |leverage ratio| that the caps on the position itself allow at the venue. */
function venueLeverageMax({ limits, setting }: Solution): number {
  return (tightest(limits.filter(isAtVenue))?.max ?? Infinity) / setting.share;
}

/** Growth of a setting's leverage, and the same net of gap losses where those leave something. */
function growthsOf(setting: Setting, leverageRatio: number): { readonly gross: number; readonly net: number } {
  const gross = policyGrowthAnnual(setting, leverageRatio);
  return { gross, net: setting.policy.kind === "unattended" ? gross : gross - gapLossAnnual(setting, leverageRatio) };
}

/** What is held now, priced against the decision; null when only cash is held. */
function currentOf(given: Setting, solution: Solution): Current | null {
  if (given.notional === 0) return null;
  const setting: Setting = { ...given, share: given.equity / given.wealth };
  const total = given.notional / given.wealth;
  const { band } = solution;
  const growth = growthsOf(setting, total);
  const best = growthsOf(solution.setting, solution.leverageRatio);
  const shortfall = Number.isFinite(growth.net) ? best.net - growth.net : best.gross - growth.gross;
  const slack = 1e-9;
  const over = Math.abs(total) / setting.share > venueLeverageMax(solution) * (1 + slack);
  const inside = !over && total >= band.low - slack && total <= band.high + slack;
  const more = over || (solution.side > 0 ? total > band.high : total < band.low);
  return {
    leverageRatio: given.notional / given.equity,
    growthAnnual: Number.isFinite(growth.gross) ? growth.gross : null,
    shortfallAnnual: Number.isFinite(shortfall) ? Math.max(0, shortfall) : null,
    side: inside ? "within-band" : more ? "too-much" : "too-little",
    odds: oddsOf(setting, total, total, floorProbability(setting, total)),
    coordinates: coordinatesOf(setting, total),
  };
}

/** Whether an answer borrows: more than 1x, or short, or any perpetual. */
const borrows = ({ market }: Setting, leverageRatio: number): boolean =>
  market.model.twoSided ? Math.abs(leverageRatio) > 1e-9 : leverageRatio > 1 + 1e-9 || leverageRatio < -1e-9;

const LEVERAGE_SHOWN = 2;

/** Leverage ratio of the two drifts: the decision's own, or where it borrows nothing the one held, else 2x. */
function driftsLeverage(setting: Setting, leverageRatio: number): number {
  if (borrows(setting, leverageRatio)) return leverageRatio;
  const held = setting.notional / setting.equity;
  return borrows(setting, held) ? held : LEVERAGE_SHOWN;
}

/** Highest leverage of the first side allowed that every cap permits if the asset earned its carry and no more. */
function riskOnlyMax(setting: Setting): number {
  const side = setting.sides[0];
  const driftAnnual = marginalCarryAnnual(setting, 0, side);
  const neutral: Setting = { ...setting, beliefs: { ...setting.beliefs, driftAnnual, driftStandardError: 0 } };
  return tightest(limitsOfWhole(neutral, side))?.max ?? 0;
}

/** Everything of an answer that has a leverage ratio. */
function answerOf(given: Setting, solution: Solution, common: DecisionCommon): DecisionAnswer {
  const { setting, leverageRatio, band, side } = solution;
  const { share } = setting;
  const at = driftsLeverage(given, leverageRatio);
  const growth = (size: number): number => policyGrowthAnnual(setting, side * size);
  return {
    ...common,
    leverageRatio: leverageRatio / share,
    band: { ...band, low: band.low / share, high: band.high / share },
    boundBy: solution.boundBy,
    because: becauseOf(solution),
    regret: regretOf(
      { at: Math.abs(leverageRatio), limit: tightest(solution.limits)?.max ?? null, growthAnnual: growth },
      side,
      share,
    ),
    isolatedShare: share,
    totalLeverageRatio: leverageRatio,
    growth: growthOf(setting, leverageRatio, solution.growthAnnual),
    odds: oddsOf(setting, leverageRatio, farEdge(band, side), worstFloorProbability(solution)),
    driftsAtLeverageRatio: at / (at === leverageRatio ? share : 1),
    ...driftsOf(at === leverageRatio ? setting : given, at),
    riskOnlyLeverageRatioMax: riskOnlyMax(given),
    coordinates: coordinatesOf(setting, leverageRatio),
    plan: planOf(given, { leverageRatio, band, share, venueLeverageMax: venueLeverageMax(solution) }),
    cost: { carryAnnual: carryRateAnnual(setting, leverageRatio), tradingAnnual: solution.tradingAnnual },
  };
}

/**
 * How much debt to hold against equity: the leverage ratio, its band, the rule that binds, the odds, and what to do now.
 * Synchronous and pure. An outcome that a user may well get, also "borrow nothing" and "no answer fits", is a value.
 * @throws every error of bad input (E_NOT_FINITE, E_OUT_OF_RANGE, E_MISSING, E_CONFIG_CONFLICT, E_UNKNOWN_KEY), naming the field.
 */
export function decide(request: DecisionRequest): Decision {
  const given = settingOf(request);
  const solution = bestSolution(given);
  const common: DecisionCommon = {
    caps: capsOf(solution),
    wealth: given.wealth,
    tolerance: given.tolerance,
    policy: given.policy,
    current: currentOf(given, solution),
    hold: request.leverageRatio === undefined ? null : holdOf(given, request.leverageRatio),
    estimates: request.estimates,
    provenance: provenanceOf(given),
    notes: notesOf(given),
  };
  const conflict = conflictOf(solution);
  if (conflict.length > 0) {
    return { status: "infeasible", conflict, because: conflictWords(solution, conflict), ...common };
  }
  const answer = answerOf(given, solution, common);
  return { status: borrows(given, solution.leverageRatio) ? "optimal" : "no-leverage", ...answer };
}
