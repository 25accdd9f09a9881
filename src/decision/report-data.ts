import { DAY_MS, YEAR_MS, yearsOf, type Decision } from "../model/index.js";
import { coordinatesOf } from "./coordinates.js";
import { decide } from "./decide.js";
import { growthIntervals } from "./joint-posterior.js";
import type { DecisionRequest } from "./request.js";
import type { WatchedBand } from "./managed.js";
import { heldAt, oddsByHorizon, type OddsAtHorizon } from "./odds.js";
import { settingOf, type Setting } from "./setting.js";
import { gapGrowthAnnual, policyGrowthAnnual } from "./under-policy.js";

/** Growth at one leverage ratio at the venue, before trading cost. */
export interface GrowthPoint {
  readonly leverageRatio: number;
  /** Log growth of wealth a year, net of carry and, where a share of wealth is out of reach, of gap losses; null where it is minus infinity. */
  readonly growthAnnual: number | null;
  /** 90 % credible interval [low, high]; null with it. */
  readonly credible90: readonly [number, number] | null;
}

/** How far liquidation is at one leverage ratio at the venue. */
export interface DistancePoint {
  readonly leverageRatio: number;
  /** Price ratio at which it is liquidated; null where no price does it. */
  readonly liquidationPriceRatio: number | null;
  /** The log of that ratio, without its sign, in standard deviations of one day and of 30 days; null with it. */
  readonly days: number | null;
  readonly months: number | null;
}

export type { OddsAtHorizon } from "./odds.js";

/** What a picture of a decision shows beyond the decision itself. Its leverage ratios are those at the venue. */
export interface ReportData {
  readonly decision: Decision;
  /** Where what is held stands beside the answer: its notional over the wealth that the answer keeps at the venue; its own leverage ratio where that is all there is. Null when only cash is held. */
  readonly heldAt: number | null;
  /** In ascending leverage, with the answer, the band's edges, what is held and 1x among them. */
  readonly growth: readonly GrowthPoint[];
  readonly distance: readonly DistancePoint[];
  /** Of the answer: untouched from where it stands, under the policy in its band; empty where there is no answer. */
  readonly answerOdds: readonly OddsAtHorizon[];
  /** Of what is held now; empty where only cash is held. */
  readonly heldOdds: readonly OddsAtHorizon[];
}

const HORIZONS_MS = [DAY_MS, 7 * DAY_MS, 30 * DAY_MS, YEAR_MS / 4, YEAR_MS] as const;

const MONTH_DAYS = 30;

/** Points of the curves, beside those that must be on them. */
const POINTS = 97;

/** Corners of growth: owning nothing, and all of it once on either side. */
const CORNERS = [-1, 0, 1] as const;

/** What is marked on the curves: the answer with its band, and what is held, by its own leverage and beside the answer. */
function marksOf(decision: Decision, heldAt: number | null): readonly number[] {
  const answer =
    decision.status === "infeasible" ? [] : [decision.leverageRatio, decision.band.low, decision.band.high];
  const held = decision.current === null || heldAt === null ? [] : [decision.current.leverageRatio, heldAt];
  return [...answer, ...held];
}

/** Caps within this many times what must be seen are drawn; those further out would leave the rest no room. */
const NEAR = 1.6;

/** Air beyond the last thing that is drawn, as a factor. */
const AIR = 1.12;

/** How far to draw: 1x, the answer, what is held, what costs under four points, and the caps near them, but no further than the venue lets one go. */
function reachOf(decision: Decision, marks: readonly number[]): number {
  const places = [1, ...marks.map(Math.abs)];
  const regret =
    decision.status === "infeasible" ? [] : decision.regret.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]);
  const seen = Math.max(...places, ...regret);
  const caps = decision.caps.map(({ leverageRatioMax }) => leverageRatioMax ?? 0).filter((max) => max <= NEAR * seen);
  const venue = decision.caps.find(({ name }) => name === "venue")?.leverageRatioMax ?? Infinity;
  return Math.max(...places, Math.min(venue, AIR * Math.max(seen, ...caps)));
}

/** Share of the reach that is drawn on the side of neither the answer nor what is held. */
const OTHER_SIDE = 0.5;

/** Ends of the curves. */
function endsOf(
  decision: Decision,
  marked: readonly number[],
  sides: readonly (1 | -1)[],
): readonly [low: number, high: number] {
  const reach = reachOf(decision, marked);
  const side = (sign: 1 | -1): number => {
    if (marked.some((at) => sign * at > 0)) return sign * reach;
    const other = marked.some((at) => sign * at < 0);
    return sides.includes(sign) ? sign * reach * (other ? OTHER_SIDE : 1) : 0;
  };
  const [low, high] = [side(-1), side(1)];
  return low === high ? [low, low + 1] : [low, high];
}

/** Leverage ratios at the venue from end to end, ascending, each once. */
function gridOf(marks: readonly number[], [low, high]: readonly [number, number]): readonly number[] {
  const even = Array.from({ length: POINTS }, (_, index) => low + ((high - low) * index) / (POINTS - 1));
  const places = [...CORNERS, ...marks].filter((at) => at >= low && at <= high);
  return [...new Set([...even, ...places])].sort((a, b) => a - b);
}

/** Growth of `leverageRatio` at the venue on the setting's share of wealth. */
function growthPoint(
  setting: Setting,
  leverageRatio: number,
  intervalAt: ReturnType<typeof growthIntervals>,
): GrowthPoint {
  const total = leverageRatio * setting.share;
  const growthAnnual = policyGrowthAnnual(setting, total) + gapGrowthAnnual(setting, total);
  return Number.isFinite(growthAnnual)
    ? { leverageRatio, growthAnnual, credible90: intervalAt(total, growthAnnual) }
    : { leverageRatio, growthAnnual: null, credible90: null };
}

function distancePoint(setting: Setting, leverageRatio: number): DistancePoint {
  const { liquidationPriceRatio } = coordinatesOf(setting, leverageRatio * setting.share);
  if (liquidationPriceRatio === null) return { leverageRatio, liquidationPriceRatio, days: null, months: null };
  const deviation = setting.beliefs.volatilityAnnual * Math.sqrt(yearsOf(DAY_MS));
  const days = Math.abs(Math.log(liquidationPriceRatio)) / deviation;
  return { leverageRatio, liquidationPriceRatio, days, months: days / Math.sqrt(MONTH_DAYS) };
}

/** Odds of a band by horizon; that of the tolerance is among them. */
function oddsOfBand(setting: Setting, band: WatchedBand): readonly OddsAtHorizon[] {
  const horizons = [...new Set([...HORIZONS_MS, setting.tolerance.liquidationHorizonMs])].sort((a, b) => a - b);
  return oddsByHorizon(setting, band, horizons);
}

/** The same of the answer. */
function answerOdds(setting: Setting, decision: Decision): readonly OddsAtHorizon[] {
  if (decision.status === "infeasible") return [];
  const { band, totalLeverageRatio } = decision;
  const { share } = setting;
  return oddsOfBand(setting, {
    ...band,
    low: band.low * share,
    high: band.high * share,
    target: totalLeverageRatio,
  });
}

/**
 * The decision with the curves and odds around it, as far as anything worth seeing.
 * @throws every error of `decide`.
 */
export function reportData(request: DecisionRequest): ReportData {
  const decision = decide(request);
  const given = settingOf(request);
  const setting: Setting = { ...given, share: decision.status === "infeasible" ? 1 : decision.isolatedShare };
  const held: Setting = { ...given, share: given.equity / given.wealth };
  const total = given.notional / given.wealth;
  const heldHere = given.notional === 0 ? null : total / setting.share;
  const marks = marksOf(decision, heldHere);
  const grid = gridOf(marks, endsOf(decision, marks, given.sides));
  const intervalAt = growthIntervals(setting);
  return {
    decision,
    heldAt: heldHere,
    growth: grid.map((leverageRatio) => growthPoint(setting, leverageRatio, intervalAt)),
    distance: grid.map((leverageRatio) => distancePoint(setting, leverageRatio)),
    answerOdds: answerOdds(setting, decision),
    heldOdds: given.notional === 0 ? [] : oddsOfBand(held, heldAt(total)),
  };
}
