import {
  version,
  type Cap,
  type Decision,
  type DecisionAnswer,
  type DecisionCommon,
  type Provenance,
} from "../model/index.js";
import { bestSolution, conflictOf, conflictWords, riskOnlyMax, worstFloorProbability } from "./best.js";
import { tightest } from "./caps.js";
import { breakEvenJumpsAnnual } from "./break-even-jumps.js";
import { certificateOf } from "./certificate.js";
import { coordinatesOf } from "./coordinates.js";
import { currentOf, isThin } from "./current.js";
import { driftsOf } from "./drifts.js";
import { growthOf } from "./growth-answer.js";
import { carryRateAnnual } from "./growth.js";
import { holdOf } from "./hold.js";
import { intervalsOf } from "./joint-posterior.js";
import { planOf } from "./plan.js";
import { regretOf } from "./regret.js";
import type { DecisionRequest } from "./request.js";
import { oddsOf } from "./odds.js";
import { onGrid, watchedOf, type GridSolution } from "./on-grid.js";
import { settingOf, type Setting } from "./setting.js";
import { sizeFitOf } from "./size-fit.js";
import { farEdge, type Solution } from "./solution.js";
import { policyGrowthAnnual } from "./under-policy.js";
import { becauseOf, notesOf } from "./words.js";

/** Where the answer comes from. */
function provenanceOf({ market, request, seed, accuracy }: Setting, solution: GridSolution, draws: number): Provenance {
  const { model, asOfMs, source } = market;
  return {
    prices: request.estimates.prices,
    venue: { id: model.id, release: model.release, asOfMs, source },
    engine: solution.grid === null ? "closed-form" : "grid",
    grid: solution.grid,
    accuracy,
    growthErrorAnnual: solution.growthErrorAnnual,
    seed: draws === 0 ? null : seed,
    draws,
    model: request.estimates.model ?? null,
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

/** Whether an answer borrows: more than 1x, or short, or any perpetual. */
export const borrows = ({ market }: Setting, leverageRatio: number): boolean =>
  market.model.twoSided ? Math.abs(leverageRatio) > 1e-9 : leverageRatio > 1 + 1e-9 || leverageRatio < -1e-9;

const LEVERAGE_SHOWN = 2;

/** Leverage ratio of the two drifts: the decision's own, or where it borrows nothing the one held, else 2x. */
function driftsLeverage(setting: Setting, leverageRatio: number): number {
  if (borrows(setting, leverageRatio)) return leverageRatio;
  const held = setting.notional / setting.equity;
  return borrows(setting, held) ? held : LEVERAGE_SHOWN;
}

/** Everything of an answer that has a leverage ratio. */
function answerOf(given: Setting, solution: Solution, thin: boolean, common: DecisionCommon): DecisionAnswer {
  const { setting, leverageRatio, band, side } = solution;
  const { share } = setting;
  const at = driftsLeverage(given, leverageRatio);
  const growth = (size: number): number => policyGrowthAnnual(setting, side * size);
  const intervals = intervalsOf(solution);
  const size = sizeFitOf(given, { leverageRatio, share }, solution.boundBy === "venue");
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
    growth: growthOf(setting, leverageRatio, solution.growthAnnual, intervals.growth90),
    bestIfKnown90: intervals.bestIfKnown90,
    certificate: certificateOf(setting, leverageRatio, side),
    breakEvenJumpsAnnual: breakEvenJumpsAnnual(at === leverageRatio ? setting : given, at),
    odds: oddsOf(setting, watchedOf(solution), worstFloorProbability(solution)),
    driftsAtLeverageRatio: at / (at === leverageRatio ? share : 1),
    ...driftsOf(at === leverageRatio ? setting : given, at),
    riskOnlyLeverageRatioMax: riskOnlyMax(given),
    coordinates: coordinatesOf(setting, leverageRatio),
    plan: planOf(given, { leverageRatio, band, share, thin, size }),
    cost: { carryAnnual: carryRateAnnual(setting, leverageRatio), tradingAnnual: solution.tradingAnnual },
  };
}

/** A decision and the solution that it states. */
export interface Decided {
  readonly decision: Decision;
  readonly solution: GridSolution;
}

/** The decision with its solution, for who goes on from there. @throws every error of bad input, as decide. */
export function decided(request: DecisionRequest): Decided {
  const given = settingOf(request);
  const solution = onGrid(bestSolution(given));
  const thin = isThin(given, solution);
  const common: DecisionCommon = {
    caps: capsOf(solution),
    wealth: given.wealth,
    tolerance: given.tolerance,
    policy: given.policy,
    current: currentOf(given, solution, thin),
    hold: request.leverageRatio === undefined ? null : holdOf(given, request.leverageRatio),
    estimates: request.estimates,
    provenance: provenanceOf(given, solution, 0),
    notes: notesOf(given),
  };
  const conflict = conflictOf(solution);
  if (conflict.length > 0) {
    const because = conflictWords(solution, conflict);
    return { decision: { status: "infeasible", conflict, because, ...common }, solution };
  }
  const answer = answerOf(given, solution, thin, { ...common, provenance: provenanceOf(given, solution, given.draws) });
  const { leverageRatio, setting } = solution;
  const status = borrows(given, leverageRatio / setting.share) ? "optimal" : "no-leverage";
  return { decision: { status, ...answer }, solution };
}

/**
 * How much debt to hold against equity: the leverage ratio, its band, the rule that binds, the odds, and what to do now.
 * Synchronous and pure. An outcome that a user may well get, also "borrow nothing" and "no answer fits", is a value.
 * @throws every error of bad input (E_NOT_FINITE, E_OUT_OF_RANGE, E_MISSING, E_CONFIG_CONFLICT, E_UNKNOWN_KEY), naming the field.
 */
export function decide(request: DecisionRequest): Decision {
  return decided(request).decision;
}
