import { gaussLegendre } from "../kernel/index.js";
import { logOdds, shareAt } from "../odds/index.js";

/** A constant-coefficient market as a rebalanced position sees it. */
export interface BandMarket {
  /** Drift of the position's notional less what its financing costs at the margin, a year; its sign is that of the best leverage. */
  readonly excessAnnual: number;
  /** Variance of log returns a year. */
  readonly varianceAnnual: number;
  /** Risk aversion >= 0: 1 is growth, 0 the risk-neutral limit. */
  readonly riskAversion: number;
  /** Round-trip cost as a fraction of what is traded: two sides. */
  readonly roundTripCost: number;
  /** Cost of one trade as a share of equity, whatever its size; 0 for none. */
  readonly fixedCostShare: number;
}

/** Objective a year at a share, before trading cost: excess x share - aversion x variance x share^2 / 2. */
export const payoffAt = ({ excessAnnual, varianceAnnual, riskAversion }: BandMarket, share: number): number =>
  excessAnnual * share - (riskAversion * varianceAnnual * share * share) / 2;

/** Twice the drift of the log odds over their variance: the stationary density is exp(slope x odds). */
export const densitySlope = ({ excessAnnual, varianceAnnual }: BandMarket): number =>
  (2 * excessAnnual) / varianceAnnual - 1;

/** Cost a year per unit of stationary density at an edge where stock is sold: half the variance x cost / (log odds moved per unit sold). */
export function saleCostRate({ varianceAnnual, roundTripCost }: BandMarket, share: number): number {
  return ((varianceAnnual / 2) * roundTripCost) / Math.abs(1 / share + (1 - roundTripCost) / (1 - share));
}

/** What a band earns in the long run when trades stop at its edges. */
export interface EdgeMeans {
  readonly valueAnnual: number;
  readonly costAnnual: number;
  readonly mean: number;
  readonly meanSquare: number;
}

const NODES = 32;

/**
 * Long-run means of the share reflected between two edges. Wealth is counted at the ask, so buying is free and a sale loses the
 * whole spread (Guasoni & Mayerhofer 2019): stationary density exp(slope x odds), local time variance/2 x density at the edge.
 */
export function edgeMeans(market: BandMarket, low: number, high: number): EdgeMeans {
  const slope = densitySlope(market);
  const lowOdds = logOdds(low);
  const highOdds = logOdds(high);
  const centre = (lowOdds + highOdds) / 2;
  const half = Math.abs(highOdds - lowOdds) / 2;
  const highest = Math.abs(slope) * half;
  const { nodes, weights } = gaussLegendre(NODES);
  let mass = 0;
  let mean = 0;
  let meanSquare = 0;
  for (let i = 0; i < NODES; i++) {
    const offset = half * nodes[i];
    const density = weights[i] * half * Math.exp(slope * offset - highest);
    const share = shareAt(centre + offset, low);
    mass += density;
    mean += density * share;
    meanSquare += density * share * share;
  }
  mean /= mass;
  meanSquare /= mass;
  const costAnnual = (saleCostRate(market, high) * Math.exp(slope * (highOdds - centre) - highest)) / mass;
  const valueAnnual =
    market.excessAnnual * mean - (market.riskAversion * market.varianceAnnual * meanSquare) / 2 - costAnnual;
  return { valueAnnual, costAnnual, mean, meanSquare };
}
