import type { Band, BoundBy, CapName } from "../model/index.js";
import { bestSolution, conflictOf, conflictWords, riskOnlyLimit } from "./best.js";
import { isAtVenue, tightest } from "./caps.js";
import { borrows } from "./decide.js";
import { guardOf, type Guard } from "./hold.js";
import { onGrid } from "./on-grid.js";
import type { DecisionRequest } from "./request.js";
import { settingOf } from "./setting.js";
import { bandAround, type Solution } from "./solution.js";
import { becauseOf } from "./words.js";

/** How much to hold, and between what. */
export interface LeverageAnswer {
  /** As in the whole answer: signed notional / equity at the venue. */
  readonly leverageRatio: number;
  readonly band: Band;
  readonly boundBy: BoundBy;
  readonly because: string;
  readonly isolatedShare: number;
  readonly totalLeverageRatio: number;
  /** Where the band has no width and trading costs, the one in which the answer is kept, in no breach of a cap: to be traded at each move of the price would cost more than it is worth. Else the band. */
  readonly keptBand: Band;
  /** Highest |leverage ratio| that the caps on the position allow at the venue; null where none applies. */
  readonly leverageRatioMax: number | null;
}

/** A decision without its odds, intervals, drifts and plan. */
export type LeverageDecision =
  | ({ readonly status: "optimal" | "no-leverage" } & LeverageAnswer)
  | {
      readonly status: "infeasible";
      readonly conflict: readonly (CapName | "leverage-min")[];
      readonly because: string;
    };

/** The band in which a solution that rests is kept: no further out than its caps allow, and no nearer than its least. Leverage ratios of total wealth. */
function keptBandOf({ setting, side, leverageRatio: at, band, limits, least }: Solution): Band {
  if (band.low < band.high || setting.policy.kind === "unattended") return band;
  const { low, high, tradeTo } = bandAround(setting, at, side);
  const most = tightest(limits)?.max ?? Infinity;
  const [from, to] = side > 0 ? [least === null ? low : at, Math.min(high, most)] : [Math.max(low, -most), high];
  return { low: Math.min(from, at), high: Math.max(to, at), tradeTo };
}

/**
 * The leverage ratio of a decision with its band, share and what binds, as `decide` has them, and nothing that tells of them: for who
 * decides often. A fifth of its time or less.
 * @throws every error of bad input, as decide.
 */
export function decideLeverage(request: DecisionRequest): LeverageDecision {
  const given = settingOf(request);
  const best = bestSolution(given);
  const solution: Solution = given.accuracy === "fast" ? best : onGrid(best);
  const conflict = conflictOf(solution);
  if (conflict.length > 0) return { status: "infeasible", conflict, because: conflictWords(solution, conflict) };
  const { setting, leverageRatio, band, boundBy, limits } = solution;
  const { share } = setting;
  const atVenue = (of: Band): Band => ({ ...of, low: of.low / share, high: of.high / share });
  const most = tightest(limits.filter(isAtVenue))?.max ?? null;
  return {
    status: borrows(given, leverageRatio / share) ? "optimal" : "no-leverage",
    leverageRatio: leverageRatio / share,
    band: atVenue(band),
    boundBy,
    because: becauseOf(solution),
    isolatedShare: share,
    totalLeverageRatio: leverageRatio,
    keptBand: atVenue(keptBandOf(solution)),
    leverageRatioMax: most === null ? null : most / share,
  };
}

/** What a holder's tolerance allows of one side, without a view of the drift. */
export interface LeverageAllowed {
  /** Highest |leverage ratio| that every cap allows if the asset earned its carry and no more; null where no cap applies. */
  readonly leverageRatioMax: number | null;
  /** The cap that says so; null with it. */
  readonly boundBy: CapName | null;
  /** |Leverage ratio| to sell down to from above it: itself, or less by what a fixed cost of each trade makes worth trading at once. */
  readonly sellTo: number | null;
}

/**
 * The highest leverage that every cap allows at zero excess drift, as `riskOnlyLeverageRatioMax` of a decision, for who wants protection
 * and no advice: of the first side that may be held, with all of wealth at the venue.
 * @throws every error of bad input, as decide.
 */
export function allowedLeverage(request: DecisionRequest): LeverageAllowed {
  const setting = settingOf(request);
  const limit = riskOnlyLimit(setting);
  if (limit === null) return { leverageRatioMax: null, boundBy: null, sellTo: null };
  const { name, max } = limit;
  const side = setting.sides[0];
  const { low, high, tradeTo } = bandAround(setting, side * max, side);
  const far = Math.max(Math.abs(low), Math.abs(high));
  return { leverageRatioMax: max, boundBy: name, sellTo: tradeTo === "edge" || max === 0 ? max : (max * max) / far };
}

/** A leverage ratio that the holder insists on, and how it is kept. */
export interface HeldGuard extends Guard {
  /** Signed notional / equity at the venue. */
  readonly leverageRatio: number;
  /** Band in which it costs least to keep; of no width where trading is free, and where nothing is borrowed. */
  readonly band: Band;
}

/**
 * Share of wealth, trigger and stop of a leverage ratio that the holder insists on, as the `hold` of a decision has them, and the band
 * in which it would be kept if it were the best.
 * @throws every error of bad input, as decide.
 */
export function guardedLeverage(request: DecisionRequest, leverageRatio: number): HeldGuard {
  const setting = settingOf({ ...request, leverageRatio });
  const { low, high, tradeTo } = bandAround(setting, leverageRatio, leverageRatio < 0 ? -1 : 1);
  return { leverageRatio, ...guardOf(setting, leverageRatio), band: { low, high, tradeTo } };
}
