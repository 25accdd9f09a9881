import { gaussLegendre, minimiseMany } from "../kernel/index.js";
import { frictionlessLeverageRatio, restingBand, type BandMarket, type BandSolution } from "./band.js";
import { logOdds, shareAt as shareOn } from "../odds/index.js";
import { densitySlope, payoffAt } from "./reflected.js";

const NODES = 16;

/** Logs of density across the first half width: beyond it the density cannot be told from 0. */
const STEEPEST = 20;

/** Log odds beyond which a share cannot be told from 0 or 1. */
const ODDS_MAX = 20;

/** One cycle: start at the target, run until an edge, trade back. */
interface Cycle {
  readonly years: number;
  readonly payoff: number;
  readonly mean: number;
  readonly meanSquare: number;
  readonly cost: number;
}

/** Expected integrals over a cycle by the Green's function of a diffusion with drift nu and variance s^2 on (a, b) from u0 (Karlin & Taylor 1981, ch. 15). */
function cycleOf(
  market: BandMarket,
  [a, u0, b]: readonly [number, number, number],
  shareAt: (u: number) => number,
): Cycle {
  const { excessAnnual, varianceAnnual, riskAversion, fixedCostShare, roundTripCost } = market;
  const slope = densitySlope(market);
  // (exp(slope x) - 1) / slope: the time spent near an edge grows like it with the distance x.
  const grown = (x: number): number => (Math.abs(slope) < 1e-12 ? x : Math.expm1(slope * x) / slope);
  const below = Math.exp(slope * (u0 - a)) * -grown(a - u0);
  const above = -grown(u0 - b);
  const upProbability = below / (below + above);
  const { nodes, weights } = gaussLegendre(NODES);
  let years = 0;
  let payoff = 0;
  let mean = 0;
  let meanSquare = 0;
  const add = (u: number, weight: number): void => {
    const share = shareAt(u);
    years += weight;
    mean += weight * share;
    meanSquare += weight * share * share;
    payoff += weight * (excessAnnual * share - (riskAversion * varianceAnnual * share * share) / 2);
  };
  const [halfBelow, halfAbove] = [(u0 - a) / 2, (b - u0) / 2];
  for (let i = 0; i < NODES; i++) {
    const [low, high] = [a + halfBelow * (1 + nodes[i]), u0 + halfAbove * (1 + nodes[i])];
    const weight = (2 / varianceAnnual) * weights[i];
    add(low, weight * halfBelow * (1 - upProbability) * grown(low - a));
    add(high, weight * halfAbove * upProbability * -grown(high - b));
  }
  const target = shareAt(u0);
  const tradeCost = (u: number): number => {
    const traded = Math.abs(shareAt(u) - target);
    return -Math.log1p(-Math.min(0.999999, fixedCostShare + (roundTripCost / 2) * traded));
  };
  return { years, payoff, mean, meanSquare, cost: upProbability * tradeCost(b) + (1 - upProbability) * tradeCost(a) };
}

/** A position that would not earn the cost of one trade in so many years is not worth opening. */
const WORTH_YEARS = 5;

/**
 * Best band where each trade also costs a fixed share of equity: outside (low, high), trade to the interior target. Found by
 * maximising the renewal reward of one cycle over both edges and the target, exactly, so that wide bands of small accounts
 * are right too (edges good to 1e-4). At small cost the half width is (12 phi L^2 (L-1)^2)^(1/4), the fourth root of Altarovici,
 * Muhle-Karbe & Soner 2015.
 * Where all of it would not earn the cost of one trade in five years, the answer rests at 0, or at 1.
 */
export function tradeToTargetBand(market: BandMarket): BandSolution {
  const centre = frictionlessLeverageRatio(market);
  const rest = centre > 1 ? 1 : 0;
  const gain = payoffAt(market, centre) - payoffAt(market, rest);
  const indistinct = Math.abs(logOdds(centre)) > ODDS_MAX - 1;
  if (indistinct || gain * WORTH_YEARS < market.fixedCostShare) return restingBand(market, rest);
  const shareAt = (u: number): number => shareOn(u, centre);
  const base = logOdds(centre);
  const quartic = (12 * market.fixedCostShare) / Math.max(1e-9, market.riskAversion);
  const start = Math.max(
    1e-6,
    (quartic / (centre * (centre - 1)) ** 2) ** 0.25,
    Math.cbrt(market.roundTripCost / Math.abs(centre * (centre - 1))),
  );
  const points = ([shift, below, above]: readonly number[]): readonly [number, number, number] => {
    const u0 = base + shift;
    return [u0 - Math.exp(below), u0, u0 + Math.exp(above)];
  };
  const valid = ([a, , b]: readonly [number, number, number]): boolean => (centre > 1 ? a > 0 : centre >= 0 || b < 0);
  const value = (cycle: Cycle): number => (cycle.payoff - cycle.cost) / cycle.years;
  const loss = (x: readonly number[]): number => {
    const at = points(x);
    if (!valid(at) || at[0] < -ODDS_MAX || at[2] > ODDS_MAX) return Infinity;
    const earned = value(cycleOf(market, at, shareAt));
    return Number.isFinite(earned) ? -earned / payoffAt(market, centre) : Infinity;
  };
  const branch = centre > 0 && centre < 1 ? 1 : 0.6 * Math.abs(base);
  let limited = Math.log(Math.min(start, branch, STEEPEST / Math.abs(densitySlope(market))));
  while (loss([0, limited, limited]) === Infinity && limited > -ODDS_MAX) limited -= 1;
  const found = minimiseMany(loss, [0, limited, limited], [0.2 * Math.exp(limited), 0.3, 0.3], {
    spread: 1e-4,
    tolerance: 1e-9,
    evaluationsMax: 1500,
    settles: true,
  });
  const at = points(found.at);
  const cycle = cycleOf(market, at, shareAt);
  const ends = [shareAt(at[0]), shareAt(at[2])];
  return {
    low: Math.min(...ends),
    high: Math.max(...ends),
    tradeTo: "target",
    target: shareAt(at[1]),
    mean: cycle.mean / cycle.years,
    meanSquare: cycle.meanSquare / cycle.years,
    valueAnnual: value(cycle),
    costAnnual: cycle.cost / cycle.years,
  };
}
