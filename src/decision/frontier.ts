import { varianceAnnual } from "./growth.js";
import { decide } from "./decide.js";
import type { DecisionRequest } from "./request.js";
import { policyOdds, untouchedProbability } from "./safety.js";
import { horizonsOf, settingOf } from "./setting.js";
import { floorProbability, policyGrowthAnnual } from "./under-policy.js";
import type { Decision } from "../model/index.js";

/** Growth and risk of one leverage ratio. */
export interface FrontierPoint {
  readonly leverageRatio: number;
  /** Log growth a year, net of carry, before trading cost; null where it is minus infinity. */
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

/** The frontier from no leverage (or the far short) to past the answer, with `points` points. */
export function frontier(request: DecisionRequest, { points = 33 }: { readonly points?: number } = {}): Frontier {
  const decision = decide(request);
  const setting = settingOf(request);
  const years = horizonsOf(setting).liquidation;
  const most = reach(decision, setting.notional / setting.equity);
  const low = setting.sides.includes(-1) ? -most : 0;
  const high = setting.sides.includes(1) ? most : 0;
  const list = Array.from({ length: points }, (_, index): FrontierPoint => {
    const leverageRatio = low + ((high - low) * index) / (points - 1);
    const growthAnnual = policyGrowthAnnual(setting, leverageRatio);
    return {
      leverageRatio,
      growthAnnual: Number.isFinite(growthAnnual) ? growthAnnual : null,
      volatilityAnnual: Math.abs(leverageRatio) * Math.sqrt(varianceAnnual(setting)),
      belowFloorProbability: floorProbability(setting, leverageRatio),
      liquidationUntouched: untouchedProbability(setting, leverageRatio, years),
      liquidationUnderPolicy: policyOdds(setting, leverageRatio, years).probability,
    };
  });
  return { points: list, decision };
}
