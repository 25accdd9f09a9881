import { varianceAnnual } from "./growth.js";
import { decide } from "./decide.js";
import type { DecisionRequest } from "./request.js";
import { managedPoint } from "./managed.js";
import { closedOdds, heldAt } from "./odds.js";
import { untouchedProbability } from "./safety.js";
import { horizonsOf, settingOf, type Setting } from "./setting.js";
import { bandAround } from "./solution.js";
import { floorProbability, policyGrowthAnnual } from "./under-policy.js";
import type { Decision } from "../model/index.js";

/** Growth and risk of one leverage ratio. */
export interface FrontierPoint {
  readonly leverageRatio: number;
  /** Log growth a year, net of carry and, where it is watched, of what trading in its band costs; null where it is minus infinity. */
  readonly growthAnnual: number | null;
  /** Standard deviation of log wealth over a year. */
  readonly volatilityAnnual: number;
  readonly belowFloorProbability: number;
  /** Within the tolerance's liquidation horizon. */
  readonly liquidationUntouched: number;
  readonly liquidationUnderPolicy: number | null;
}

/** Growth against risk over leverage, with the decision on it. All wealth at the venue. */
export interface Frontier {
  readonly points: readonly FrontierPoint[];
  readonly decision: Decision;
}

/** How far to draw: past the answer, what is held and every cap below three times that, but no further than the venue lets one go. */
function reach(decision: Decision, held: number): number {
  const answer =
    decision.status === "infeasible" ? 1 : Math.max(Math.abs(decision.leverageRatio), Math.abs(decision.band.high));
  const seen = Math.max(2, answer, Math.abs(held));
  const caps = decision.caps.map((cap) => cap.leverageRatioMax ?? 0).filter((max) => max < 3 * seen);
  const venue = decision.caps.find((cap) => cap.name === "venue")?.leverageRatioMax ?? Infinity;
  return Math.min(venue, 1.1 * Math.max(seen, ...caps));
}

/** One leverage ratio in the band that would keep it there: on a coarse grid, growth at the variance expected and odds over the volatilities believed; by closed forms where the band has no width or the grid says nothing. */
function pointAt(setting: Setting, leverageRatio: number, years: number): FrontierPoint {
  const watched = setting.policy.kind === "rebalanced";
  const band = watched ? bandAround(setting, leverageRatio, leverageRatio < 0 ? -1 : 1) : heldAt(leverageRatio);
  const [closed] = closedOdds(setting, band, [years]);
  // A band of no width is one that is never left, and not one that is traded at each check.
  const managed = band.low === band.high ? null : managedPoint(setting, band, years);
  const growthAnnual = managed?.growthAnnual ?? policyGrowthAnnual(setting, leverageRatio);
  return {
    leverageRatio,
    growthAnnual: Number.isFinite(growthAnnual) ? growthAnnual : null,
    volatilityAnnual: Math.abs(leverageRatio) * Math.sqrt(varianceAnnual(setting)),
    belowFloorProbability: floorProbability(setting, leverageRatio),
    liquidationUntouched: untouchedProbability(setting, leverageRatio, years),
    // Where nothing can be said of sudden moves, nothing is.
    liquidationUnderPolicy: closed.probability === null ? null : (managed?.liquidation ?? closed.probability),
  };
}

/** The frontier from no leverage (or the far short) to past the answer, with `points` points, 32 unless told. */
export function frontier(request: DecisionRequest, { points = 32 }: { readonly points?: number } = {}): Frontier {
  const decision = decide(request);
  const setting = settingOf(request);
  const years = horizonsOf(setting).liquidation;
  const most = reach(decision, setting.notional / setting.equity);
  const low = setting.sides.includes(-1) ? -most : 0;
  const high = setting.sides.includes(1) ? most : 0;
  const list = Array.from({ length: points }, (_, index): FrontierPoint => {
    const leverageRatio = low + ((high - low) * index) / (points - 1);
    return pointAt(setting, leverageRatio, years);
  });
  return { points: list, decision };
}
