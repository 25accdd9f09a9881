import { findRoot, minimise } from "../kernel/index.js";
import type { Decision } from "../model/index.js";
import { coordinatesOf } from "./coordinates.js";
import { decided } from "./decide.js";
import { bestLeverageRatio, growthAt, varianceAnnual } from "./growth.js";
import { jumpGrowthAnnual } from "./losses.js";
import type { DecisionRequest } from "./request.js";
import { tippingPointsOf, type TippingPoint } from "./sensitivity.js";
import { accountAt, type Setting } from "./setting.js";
import { bestUnattended, UNATTENDED_SEARCHED } from "./unattended.js";
import { gapGrowthAnnual, policyGrowthAnnual } from "./under-policy.js";

/** What a leverage ratio earns and costs a year, as parts of the log growth of wealth: each adds where positive. */
export interface GrowthTerms {
  /** Leverage times the drift of the price. */
  readonly drift: number;
  readonly yield: number;
  /** Idle cash, out of the venue's reach or in it. */
  readonly lend: number;
  readonly borrow: number;
  readonly assetBorrow: number;
  readonly funding: number;
  /** Half the variance of wealth: what volatility costs of compounding. */
  readonly varianceDrag: number;
  /** Sudden jumps, beside their part in the drift; null where one may take everything. */
  readonly jumps: number | null;
  /** Gaps that close the position; null where one may take everything. */
  readonly gaps: number | null;
  /** What being left alone adds: leverage that drifts, liquidations, rescues and resets; 0 where it is watched, null where it may take everything. */
  readonly leftAlone: number | null;
}

/** One leverage ratio of total wealth with the terms of its growth. */
export interface ExplainedLeverage {
  readonly leverageRatio: number;
  readonly terms: GrowthTerms;
  /** Their sum, log growth a year before the cost of trading; null where a liquidation may take everything. */
  readonly growthAnnual: number | null;
}

/** Why an answer is what it is. */
export interface Explanation {
  readonly decision: Decision;
  /** A step less, the answer, a step more; empty where no answer fits. */
  readonly leverage: readonly ExplainedLeverage[];
  /** Leverage ratio of total wealth at which growth as in `terms` is highest, on the answer's share of wealth and with no cap; null without a view on the drift, or an answer. */
  readonly byGrowthAlone: number | null;
  /** What trading at the band's edges takes of the answer's growth a year, and its wandering inside the band; as a rule below 0. */
  readonly tradingAnnual: number;
  readonly tippingPoints: readonly TippingPoint[];
}

/** A growth, or null where it is minus infinity. */
const finite = (growth: number): number | null => (Number.isFinite(growth) ? growth : null);

/** The terms of one leverage ratio of total wealth, at the share of it that the setting keeps at the venue. */
function explained(setting: Setting, leverageRatio: number): ExplainedLeverage {
  const { market, prices, state, wealth, share, beliefs } = setting;
  const { parts } = market.model.carryAnnual(accountAt(setting, leverageRatio), prices, state);
  const watched = setting.policy.kind === "rebalanced";
  const gaps = gapGrowthAnnual(setting, leverageRatio);
  const jumps = jumpGrowthAnnual(setting, leverageRatio);
  const growth = policyGrowthAnnual(setting, leverageRatio) + gaps;
  const terms: GrowthTerms = {
    drift: leverageRatio * beliefs.driftAnnual,
    yield: -parts.yield / wealth,
    lend: -parts.lend / wealth + (1 - share) * state.lendRateAnnual,
    borrow: -parts.borrow / wealth,
    assetBorrow: -parts.assetBorrow / wealth,
    funding: -parts.funding / wealth,
    varianceDrag: -(leverageRatio ** 2 * varianceAnnual(setting)) / 2,
    jumps: finite(jumps),
    gaps: finite(gaps),
    leftAlone: watched ? 0 : finite(growth - growthAt(setting, leverageRatio) - jumps),
  };
  return { leverageRatio, terms, growthAnnual: finite(growth) };
}

/** A step of leverage: a tenth of a turn, or of the answer where that is more. */
const stepOf = (leverageRatio: number): number => Math.max(0.1, Math.abs(leverageRatio) / 10);

/**
 * Why the answer is what it is: the terms of its growth and of a step to each side, and what each input would have to be for it to
 * change by a tenth, or for an answer to fit where none does. @throws every error of bad input, as decide.
 */
export function explain(request: DecisionRequest): Explanation {
  const { decision, solution } = decided(request);
  if (decision.status === "infeasible")
    return { decision, leverage: [], byGrowthAlone: null, tradingAnnual: 0, tippingPoints: tippingPointsOf(request) };
  const { setting, leverageRatio, side, growthAnnual } = solution;
  const step = stepOf(leverageRatio);
  const towards = side * Math.max(0, Math.abs(leverageRatio) - step);
  const leverage = [towards, leverageRatio, leverageRatio + side * step].map((each) => explained(setting, each));
  const before = leverage[1]?.growthAnnual ?? growthAnnual;
  return {
    decision,
    leverage,
    byGrowthAlone: byGrowthAlone(setting),
    tradingAnnual: growthAnnual - before,
    tippingPoints: tippingPointsOf(request),
  };
}

/** Largest leverage of one side, up to `most`, that the venue does not liquidate today. */
function standingMost(setting: Setting, side: 1 | -1, most: number): number {
  const room = (size: number): number => 1 - coordinatesOf(setting, side * size).utilisation;
  return room(most) >= 0 ? most : findRoot(room, 0, most, { tolerance: 1e-9 }) * (1 - 1e-6);
}

/** The leverage of highest growth on one side. Jumps and gaps only ask for less, so that without them is the most. */
function growthPeak(setting: Setting, side: 1 | -1): ExplainedLeverage {
  const { policy } = setting;
  if (policy.kind === "unattended")
    return explained(setting, bestUnattended(setting, side, UNATTENDED_SEARCHED, policy));
  const most = standingMost(setting, side, Math.abs(bestLeverageRatio(setting, side, 1)));
  if (most === 0) return explained(setting, 0);
  const lost = (size: number): number => -(explained(setting, side * size).growthAnnual ?? -Infinity);
  const { at, value } = minimise(lost, 0, most, { tolerance: 1e-6 });
  return explained(setting, side * (lost(most) <= value ? most : at));
}

/** The same on the best of the sides allowed. */
function byGrowthAlone(setting: Setting): number | null {
  if (!setting.hasView) return null;
  return setting.sides
    .map((side) => growthPeak(setting, side))
    .reduce((a, b) => ((b.growthAnnual ?? -Infinity) > (a.growthAnnual ?? -Infinity) ? b : a)).leverageRatio;
}
