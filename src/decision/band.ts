import { findRoot, minimiseMany } from "../kernel/index.js";
import type { Band } from "../model/index.js";
import { logOdds, shareAt } from "../odds/index.js";
import { densitySlope, edgeMeans, payoffAt, saleCostRate, type BandMarket, type EdgeMeans } from "./reflected.js";

export type { BandMarket } from "./reflected.js";

/** The best band and what it earns; `valueAnnual` is mean excess - aversion x variance / 2 - cost a year over the financing rate. */
export interface BandSolution extends Band, EdgeMeans {
  /** Where trades from outside go when they do not stop at the edge; the frictionless optimum otherwise. */
  readonly target: number;
}

/** Shares this close to 0 or to 1 hardly drift, and what trading them could earn is below rounding. */
const NARROWEST = 1e-6;

/** Frictionless optimum: excess / (aversion x variance). */
export function frictionlessLeverageRatio({ excessAnnual, varianceAnnual, riskAversion }: BandMarket): number {
  return excessAnnual / (riskAversion * varianceAnnual);
}

/** A band of no width: nothing is ever traded there, as at 0 and at exactly 1. */
export function restingBand(market: BandMarket, share: number): BandSolution {
  const still = { low: share, high: share, target: share, mean: share, meanSquare: share * share };
  return { ...still, tradeTo: "edge", valueAnnual: payoffAt(market, share), costAnnual: 0 };
}

/** Slope of the long-run value in the selling edge, up to a positive factor, where the value is `value`: 0 at the best edge. */
function saleSlope(market: BandMarket, share: number, value: number): number {
  const { roundTripCost } = market;
  const odds = 1 / share + (1 - roundTripCost) / (1 - share);
  const oddsSlope = -1 / share ** 2 + (1 - roundTripCost) / (1 - share) ** 2;
  const rate = saleCostRate(market, share);
  const rateSlope = (-rate * oddsSlope * share * (1 - share)) / odds;
  const outward = share > 0 && share < 1 ? 1 : -1;
  return payoffAt(market, share) - value - outward * (rateSlope + rate * densitySlope(market));
}

/** First point past `start`, in steps of `step` that double, at which `f` is below 0; with the point before it. */
function bracketBelow(f: (x: number) => number, start: number, step: number): readonly [number, number] {
  let [last, reach] = [start, step];
  while (f(last + reach) >= 0) {
    last += reach;
    reach *= 2;
  }
  return [last, last + reach];
}

/** The selling edge that goes with a buying edge: where the value no longer rises by selling later. Null where the band is too narrow for any. */
function saleEdge(market: BandMarket, target: number, value: number, width: number): number | null {
  const outward = target > 0 && target < 1 ? 1 : -1;
  const base = logOdds(target);
  const at = (away: number): number => saleSlope(market, shareAt(base + outward * away, target), value);
  if (at(0) <= 0) return null;
  const bounded = (away: number): number => (sellable(market, base + outward * away, target) ? at(away) : -1);
  const [from, to] = bracketBelow(bounded, 0, width);
  return shareAt(base + outward * findRoot(bounded, from, to, { tolerance: 1e-11 }), target);
}

/** Log odds beyond which a share cannot be told from 0 or 1. */
const ODDS_MAX = 20;

/** True where stock can still be sold to lower the share: on the branch, and below 1 / cost, from where a sale costs more equity than it frees. */
function sellable({ roundTripCost }: BandMarket, odds: number, target: number): boolean {
  return Math.abs(odds) < ODDS_MAX && (target < 1 || (odds > 0 && shareAt(odds, target) * roundTripCost < 1));
}

/**
 * Exact no-trade band of a proportional cost: the two edges that maximise the long-run value of the reflected diffusion
 * (Taksar, Klass & Assaf 1988 at aversion 1; Guasoni & Mayerhofer 2019). At the best buying edge the payoff
 * equals the value; the selling edge then follows; so one root in the buying edge solves both. Edges good to 1e-8.
 */
export function noTradeBand(market: BandMarket): BandSolution {
  const target = frictionlessLeverageRatio(market);
  const cannotTrade = Math.abs(target * (1 - target)) < NARROWEST || target * market.roundTripCost > 0.5;
  if (market.roundTripCost === 0 || cannotTrade) return restingBand(market, target);
  const inward = target > 0 && target < 1 ? -1 : 1;
  const base = logOdds(target);
  const width = guess(market, target);
  const buyEdge = (away: number): number => shareAt(base + inward * away, target);
  const saleEdgeFor = (low: number): number | null => saleEdge(market, target, payoffAt(market, low), width);
  const tooNarrow = (away: number): number => {
    const odds = base + inward * away;
    if (Math.abs(odds) >= ODDS_MAX || (target < 0 && odds >= 0)) return -1;
    const low = buyEdge(away);
    const high = saleEdgeFor(low);
    return high === null ? 1 : payoffAt(market, low) - edgeMeans(market, low, high).valueAnnual;
  };
  const [from, to] = bracketBelow(tooNarrow, 0, width / 4);
  const low = buyEdge(findRoot(tooNarrow, from, to, { tolerance: 1e-11 }));
  const high = saleEdgeFor(low);
  if (high === null) return searchedBand(market, target, width);
  return { low, high, tradeTo: "edge", target, ...edgeMeans(market, low, high) };
}

/** The same band by a plain search over both edges: for far leverage at a high cost, whose selling edge has several candidates. Edges good to 1e-4. */
function searchedBand(market: BandMarket, target: number, width: number): BandSolution {
  const base = logOdds(target);
  const inward = target > 0 && target < 1 ? -1 : 1;
  const edges = (buyAway: number, saleAway: number): readonly [number, number] => {
    const shares = [shareAt(base + inward * buyAway, target), shareAt(base - inward * saleAway, target)];
    return [Math.min(...shares), Math.max(...shares)];
  };
  const loss = ([logBuy, saleAway]: readonly number[]): number => {
    const buyAway = Math.exp(logBuy);
    const buy = base + inward * buyAway;
    const outside = Math.abs(buy) > ODDS_MAX || (target < 0 && buy >= 0) || saleAway <= -buyAway;
    if (outside || !sellable(market, base - inward * saleAway, target)) return Infinity;
    return -edgeMeans(market, ...edges(buyAway, saleAway)).valueAnnual / payoffAt(market, target);
  };
  const start = Math.min(width, Math.abs(base) / 4);
  const found = minimiseMany(loss, [Math.log(start), start], [0.2, 0.3 * start], {
    spread: 1e-6,
    tolerance: 1e-11,
    settles: true,
  });
  const [low, high] = edges(Math.exp(found.at[0]), found.at[1]);
  return { low, high, tradeTo: "edge", target: Math.max(low, Math.min(target, high)), ...edgeMeans(market, low, high) };
}

/** First guess of the half width in log odds: (3 eps / (4 gamma |L (1-L)|))^(1/3) (Gerhold, Guasoni, Muhle-Karbe & Schachermayer 2014). */
function guess({ riskAversion, roundTripCost }: BandMarket, target: number): number {
  return Math.min(1, Math.cbrt((0.75 * roundTripCost) / (riskAversion * Math.abs(target * (1 - target)))));
}

/** A number in (0, 1) from any number, and back. */
const squashed = (x: number): number => 1 / (1 + Math.exp(-x));
const unsquashed = (share: number): number => Math.log(share / (1 - share));

/** Where the multiple is this close to 1, leverage earns nothing under this cost. */
const SQUASHED_MIN = -20;

/**
 * Risk-neutral band: the ceiling of leverage under cost. Its low edge is the highest multiple of the asset's excess return that
 * any policy can earn (Guasoni & Mayerhofer 2019, The Limits of Leverage). Needs an excess above 0; edges good to 1e-5. Both
 * edges are searched below 1 / cost, from where a sale costs more equity than it frees.
 */
export function leverageCeiling(market: Omit<BandMarket, "riskAversion" | "fixedCostShare">): BandSolution {
  const neutral: BandMarket = { ...market, riskAversion: 0, fixedCostShare: 0 };
  const most = 1 / market.roundTripCost;
  const edges = (lowAt: number, highAt: number): readonly [number, number] => {
    const low = 1 + (most - 1) * squashed(lowAt);
    return [low, low + (most - low) * squashed(highAt)];
  };
  const loss = ([lowAt, highAt]: readonly number[]): number => {
    if (Math.min(lowAt, highAt) < SQUASHED_MIN || highAt > -SQUASHED_MIN) return Infinity;
    return -edgeMeans(neutral, ...edges(lowAt, highAt)).valueAnnual / neutral.excessAnnual;
  };
  const multiple = 0.3185 * Math.sqrt(market.excessAnnual / market.varianceAnnual / market.roundTripCost);
  const start = Math.min(0.3, Math.max(1e-6, multiple / (most - 1)));
  const widthStart = Math.min(0.7, (1.4 * start) / (1 - start));
  const options = { spread: 1e-6, tolerance: 1e-11, settles: true };
  const found = minimiseMany(loss, [unsquashed(start), unsquashed(widthStart)], [0.05, 0.05], options);
  const [low, high] = edges(found.at[0], found.at[1]);
  return { low, high, tradeTo: "edge", target: low, ...edgeMeans(neutral, low, high) };
}

/** What trading inside a band earns a year over resting at its target without cost, as growth (aversion 1): <= 0. */
export function bandDrag(
  { excessAnnual, varianceAnnual }: BandMarket,
  { target, mean, meanSquare, costAnnual }: BandSolution,
): number {
  return excessAnnual * (mean - target) - (varianceAnnual * (meanSquare - target * target)) / 2 - costAnnual;
}
