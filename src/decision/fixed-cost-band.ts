import { gaussLegendre, minimiseMany } from "../kernel/index.js";
import { frictionlessLeverageRatio, restingBand, type BandMarket, type BandSolution } from "./band.js";
import { densitySlope, logOdds, payoffAt, shareAt as shareOn } from "./reflected.js";

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
  const scale = (from: number, to: number): number =>
    Math.abs(slope) < 1e-12 ? to - from : (-Math.expm1(-slope * (to - from)) / slope) * Math.exp(-slope * (from - u0));
  const whole = scale(a, b);
  const upProbability = scale(a, u0) / whole;
  const { nodes, weights } = gaussLegendre(NODES);
  let years = 0;
  let payoff = 0;
  let mean = 0;
  let meanSquare = 0;
  for (const [from, to] of [
    [a, u0],
    [u0, b],
  ] as const) {
    const half = (to - from) / 2;
    for (let i = 0; i < NODES; i++) {
      const u = from + half * (1 + nodes[i]);
      const green = u <= u0 ? (scale(a, u) * scale(u0, b)) / whole : (scale(a, u0) * scale(u, b)) / whole;
      const time = weights[i] * half * green * (2 / varianceAnnual) * Math.exp(slope * (u - u0));
      const share = shareAt(u);
      years += time;
      mean += time * share;
      meanSquare += time * share * share;
      payoff += time * (excessAnnual * share - (riskAversion * varianceAnnual * share * share) / 2);
    }
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
 * are right too; the small-cost half width is (12 phi L^2 (L-1)^2)^(1/4) (mathematics §4, after Altarovici, Muhle-Karbe & Soner).
 * Where all of it would not earn the cost of one trade in five years, the answer rests at 0, or at 1.
 */
export function tradeToTargetBand(market: BandMarket): BandSolution {
  const centre = frictionlessLeverageRatio(market);
  const rest = centre > 1 ? 1 : 0;
  const gain = payoffAt(market, centre) - payoffAt(market, rest);
  if (gain * WORTH_YEARS < market.fixedCostShare) return restingBand(market, rest);
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
  const limited = Math.log(Math.min(start, branch, STEEPEST / Math.abs(densitySlope(market))));
  const found = minimiseMany(loss, [0, limited, limited], [0.2 * Math.exp(limited), 0.3, 0.3], {
    spread: 1e-6,
    tolerance: 1e-11,
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
