import { yearsOf } from "../model/index.js";
import { growthIntervals } from "./joint-posterior.js";
import { heldAt, policyOdds } from "./odds.js";
import type { DecisionRequest } from "./request.js";
import { untouchedProbability } from "./safety.js";
import { settingOf, type Setting } from "./setting.js";
import { floorProbability, policyGrowthAnnual } from "./under-policy.js";

/** A leverage ratio that is held, with all of the equity at the venue. */
export interface HeldLeverage {
  /** Notional / equity, signed. */
  readonly leverageRatio: number;
  /** Leverage ratios between which a watched position is let be; left out: it is traded back at each check. */
  readonly band?: { readonly low: number; readonly high: number };
}

/** Chances within one horizon, fractions. */
export interface StatedOdds {
  readonly horizonMs: number;
  /** That the venue closes the position; null where that cannot be said. */
  readonly liquidation: number | null;
  /** That wealth is below the floor of the tolerance at any time; a liquidation counts. */
  readonly belowFloor: number;
}

const wholeOf = (request: DecisionRequest): Setting => {
  const given = settingOf(request);
  return { ...given, share: 1, wealth: given.equity };
};

/**
 * The odds that a decision states of a leverage ratio, by the functions that `decide` uses, within each horizon (ms): under the
 * request's policy where it is watched, and left alone for the whole horizon where it is not. This is what calibration judges.
 * @throws what decide throws.
 */
export function statedOdds(
  request: DecisionRequest,
  { leverageRatio, band }: HeldLeverage,
  horizonsMs: readonly number[],
): readonly StatedOdds[] {
  const setting = wholeOf(request);
  const watched = setting.policy.kind === "rebalanced";
  const kept = band === undefined ? heldAt(leverageRatio) : { ...heldAt(leverageRatio), ...band };
  const managed = watched ? policyOdds(setting, kept, horizonsMs.map(yearsOf)) : [];
  return horizonsMs.map((horizonMs, i) => {
    const tolerance = { ...setting.tolerance, horizonMs };
    const policy = watched ? setting.policy : ({ kind: "unattended", resetMs: horizonMs } as const);
    return {
      horizonMs,
      liquidation: watched ? managed[i].probability : untouchedProbability(setting, leverageRatio, yearsOf(horizonMs)),
      belowFloor: floorProbability({ ...setting, tolerance, policy }, leverageRatio),
    };
  });
}

/** The 90 % credible interval of the log growth a year of a leverage ratio under the request's policy, before trading cost, by the draws that `decide` makes. @throws what decide throws. */
export function statedGrowth90(request: DecisionRequest, leverageRatio: number): readonly [number, number] {
  const setting = wholeOf(request);
  return growthIntervals(setting)(leverageRatio, policyGrowthAnnual(setting, leverageRatio));
}
