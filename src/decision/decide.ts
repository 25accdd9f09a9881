import type {
  BoundBy,
  Cap,
  CapName,
  Current,
  Decision,
  DecisionAnswer,
  DecisionCommon,
  Provenance,
} from "../model/index.js";
import { ceilingLimit, limitsOf, tightest, type Limit } from "./caps.js";
import { coordinatesOf } from "./coordinates.js";
import { driftsOf } from "./drifts.js";
import { carryRateAnnual, growthOf, marginalCarryAnnual, varianceAnnual } from "./growth.js";
import { holdOf } from "./hold.js";
import { planOf } from "./plan.js";
import { regretOf } from "./regret.js";
import type { DecisionRequest } from "./request.js";
import { oddsOf } from "./safety.js";
import { settingOf, type Setting } from "./setting.js";
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
function restAt(setting: Setting, leverageRatio: number, boundBy: BoundBy, limits: readonly Limit[]): Solution {
  return {
    setting,
    side: leverageRatio < 0 ? -1 : 1,
    leverageRatio,
    band: { low: leverageRatio, high: leverageRatio, tradeTo: "edge" },
    boundBy,
    limits,
    growthAnnual: policyGrowthAnnual(setting, leverageRatio),
    tradingAnnual: 0,
    shadowPriceAnnual: 0,
  };
}

/** With no view: what is held, up to 1x and not below the holder's least; nothing of a perpetual or a short. */
function solveWithoutView(setting: Setting): Solution {
  const { market, tolerance, notional, equity, wealth } = setting;
  const limits = limitsOf(setting, 1, ceilingLimit(setting, 1), (leverage) => floorProbability(setting, leverage));
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

/** The best of the sides allowed, not below the holder's least leverage. */
function bestSolution(setting: Setting): Solution {
  if (!setting.hasView) return solveWithoutView(setting);
  const best = setting.sides
    .map((side) => solve(setting, side))
    .reduce((a, b) => (b.growthAnnual > a.growthAnnual ? b : a));
  const { leverageRatioMin } = setting.tolerance;
  if (best.side < 0 || best.leverageRatio >= leverageRatioMin) return best;
  return restAt(setting, leverageRatioMin, "leverage-min", best.limits);
}

/** Caps that the holder's least leverage breaks. */
function conflictOf({ limits, setting }: Solution): readonly CapName[] {
  const { leverageRatioMin } = setting.tolerance;
  return limits.filter(({ max }) => max !== null && max < leverageRatioMin - 1e-12).map(({ name }) => name);
}

/** What is held now, priced against the decision; null when only cash is held. */
function currentOf(given: Setting, solution: Solution): Current | null {
  if (given.notional === 0) return null;
  const setting: Setting = { ...given, share: given.equity / given.wealth };
  const total = given.notional / given.wealth;
  const growthAnnual = policyGrowthAnnual(setting, total);
  const best = policyGrowthAnnual(solution.setting, solution.leverageRatio);
  const { band } = solution;
  const slack = 1e-9;
  const inside = total >= band.low - slack && total <= band.high + slack;
  const more = solution.side > 0 ? total > band.high : total < band.low;
  return {
    leverageRatio: given.notional / given.equity,
    growthAnnual: Number.isFinite(growthAnnual) ? growthAnnual : null,
    shortfallAnnual: Number.isFinite(growthAnnual) ? Math.max(0, best - growthAnnual) : null,
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

/** Highest leverage that every cap allows if the asset earned the lend rate and no more. */
function riskOnlyMax(setting: Setting): number {
  const driftAnnual = marginalCarryAnnual(setting, 0, 1);
  const neutral: Setting = { ...setting, beliefs: { ...setting.beliefs, driftAnnual, driftStandardError: 0 } };
  return (
    tightest(limitsOf(neutral, 1, ceilingLimit(neutral, 1), (leverage) => floorProbability(neutral, leverage)))?.max ??
    0
  );
}

/** Risk aversion that the decision amounts to, at least 1. */
function aversionOf({ setting, leverageRatio, side, boundBy }: Solution): number {
  if (leverageRatio === 0 || boundBy === "no-view" || boundBy === "leverage-min" || boundBy === "borrow-spread")
    return 1;
  const excess = setting.beliefs.driftAnnual - marginalCarryAnnual(setting, leverageRatio, side);
  return Math.max(1, excess / (leverageRatio * varianceAnnual(setting)));
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
    odds: oddsOf(setting, leverageRatio, farEdge(band, side), floorProbability(setting, farEdge(band, side))),
    driftsAtLeverageRatio: at / (at === leverageRatio ? share : 1),
    ...driftsOf(at === leverageRatio ? setting : given, at, aversionOf(solution)),
    riskOnlyLeverageRatioMax: riskOnlyMax(given),
    coordinates: coordinatesOf(setting, leverageRatio),
    plan: planOf(given, { leverageRatio, band, share }),
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
    const because = `you will not go below ${given.tolerance.leverageRatioMin}x, and ${conflict.join(" and ")} allow${conflict.length > 1 ? "" : "s"} less`;
    return { status: "infeasible", conflict: [...conflict, "leverage-min"], because, ...common };
  }
  const answer = answerOf(given, solution, common);
  return { status: borrows(given, solution.leverageRatio) ? "optimal" : "no-leverage", ...answer };
}
