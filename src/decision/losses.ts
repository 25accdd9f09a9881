import { gaussLegendre } from "../kernel/index.js";
import { gapIntensityAnnual, meanJump, type Jumps } from "../model/index.js";
import { liquidationBarriers, type Barrier } from "../odds/index.js";
import { growthAt } from "./growth.js";
import { seesMarket, situationAt, barrierRatio, wealthAfterLiquidation } from "./safety.js";
import { allAtVenue, isWhole, type Setting } from "./setting.js";

/** One way in which a sudden move ends, of several of a position. */
export interface Loss {
  /** How often a year it comes. */
  readonly rateAnnual: number;
  /** Equity at the venue after it over before, >= 0; above 1 where the move was welcome. */
  readonly left: number;
}

const TAIL_POINTS = 8;

/** Moves of the price at which a position's outcome is asked for: the place of the barrier, and what lies beyond. */
type Outcome = (priceRatio: number) => number;

/** True where some price liquidates a leverage ratio of all wealth at the venue. */
export const isTouchable = (setting: Setting, leverageRatio: number): boolean =>
  barriersOf(setting, leverageRatio).length > 0;

/** What the venue's liquidation leaves of the equity there, all of it at the venue, at a leverage ratio. */
function liquidated(setting: Setting, leverageRatio: number): Outcome {
  const whole = allAtVenue(setting);
  const { account } = situationAt(whole, leverageRatio);
  return (ratio) => Math.max(0, wealthAfterLiquidation(whole, account, ratio));
}

/** The barriers of a leverage ratio at the venue. */
const barriersOf = (setting: Setting, leverageRatio: number): readonly Barrier[] =>
  liquidationBarriers(situationAt(allAtVenue(setting), leverageRatio), 0);

/** What gaps beyond the barriers leave, at a leverage ratio of all wealth at the venue: the tail of a power law, at midpoints of equal probability. Empty where no gap is estimated, nothing can be liquidated, or the venue's oracle sees no market. */
export function gapLosses(setting: Setting, leverageRatio: number): readonly Loss[] {
  const { gap } = setting.request.estimates;
  if (gap?.kind !== "estimated" || !seesMarket(setting)) return [];
  const left = liquidated(setting, leverageRatio);
  return barriersOf(setting, leverageRatio).flatMap((barrier) => {
    const ratio = barrierRatio(barrier);
    const index = (barrier.side === "below" ? gap.drops : gap.rises).tailIndex;
    const rateAnnual = (gapIntensityAnnual(gap, ratio)?.value ?? 0) / TAIL_POINTS;
    return Array.from({ length: TAIL_POINTS }, (_, point) => {
      const beyond = ((point + 0.5) / TAIL_POINTS) ** (-1 / index);
      return { rateAnnual, left: left(ratio ** beyond) };
    });
  });
}

/** Jumps of one direction: how many a year, their mean log size, and from which size they liquidate the position. */
interface JumpSide {
  readonly sign: 1 | -1;
  readonly rateAnnual: number;
  readonly meanSize: number;
  /** Infinity where none does. */
  readonly barrier: number;
}

/** Rises and falls; where the oracle sees the exchange rate alone, falls that it does not see liquidate nothing. */
function jumpSides(setting: Setting, jumps: Jumps, leverageRatio: number): readonly JumpSide[] {
  const barriers = barriersOf(setting, leverageRatio);
  const at = (side: Barrier["side"]): number => barriers.find((barrier) => barrier.side === side)?.distance ?? Infinity;
  const { downShare, meanDown, meanUp, exchangeRateShare } = jumps;
  const rate = jumps.intensityAnnual.value;
  const falls = { sign: -1, meanSize: meanDown } as const;
  const rises = { sign: 1, meanSize: meanUp, rateAnnual: rate * (1 - downShare) } as const;
  const sides = seesMarket(setting)
    ? [
        { ...falls, rateAnnual: rate * downShare, barrier: at("below") },
        { ...rises, barrier: at("above") },
      ]
    : [
        { ...falls, rateAnnual: rate * downShare * exchangeRateShare, barrier: at("below") },
        { ...falls, rateAnnual: rate * downShare * (1 - exchangeRateShare), barrier: Infinity },
        { ...rises, barrier: Infinity },
      ];
  return sides.filter((side) => side.rateAnnual > 0);
}

const INSIDE_NODES = 20;

/** Log size beyond which a jump is so rare that none is: exp(-40). */
const SIZES_MAX = 40;

/** Jumps short of the barrier, which the position survives, by Gauss-Legendre over their probability density. */
function survivedLosses({ sign, rateAnnual, meanSize, barrier }: JumpSide, leverageRatio: number): readonly Loss[] {
  const { nodes, weights } = gaussLegendre(INSIDE_NODES);
  const top = Math.min(SIZES_MAX, barrier / meanSize);
  // Quadrature in u = exp(-size/2): exact for the probability, and dense where small sizes are.
  const low = Math.exp(-top / 2);
  return Array.from(nodes, (node, i) => {
    const u = low + ((1 - low) * (node + 1)) / 2;
    const ratio = Math.exp(-2 * sign * meanSize * Math.log(u));
    const left = Math.max(0, 1 + leverageRatio * (ratio - 1));
    return { rateAnnual: rateAnnual * (1 - low) * weights[i] * u, left };
  });
}

/** Jumps beyond the barrier, at midpoints of equal probability: beyond any size an exponential law begins anew. */
function liquidatingLosses({ sign, rateAnnual, meanSize, barrier }: JumpSide, left: Outcome): readonly Loss[] {
  if (barrier === Infinity) return [];
  const each = (rateAnnual * Math.exp(-barrier / meanSize)) / TAIL_POINTS;
  return Array.from({ length: TAIL_POINTS }, (_, point) => {
    const size = barrier - meanSize * Math.log((point + 0.5) / TAIL_POINTS);
    return { rateAnnual: each, left: left(Math.exp(sign * size)) };
  });
}

/** What jumps leave, at a leverage ratio of all wealth at the venue; empty where none is known. */
export function jumpLosses(setting: Setting, leverageRatio: number): readonly Loss[] {
  const jumps = setting.request.estimates.jumps ?? null;
  if (jumps === null || leverageRatio === 0) return [];
  const left = liquidated(setting, leverageRatio);
  return jumpSides(setting, jumps, leverageRatio).flatMap((side) => [
    ...survivedLosses(side, leverageRatio),
    ...liquidatingLosses(side, left),
  ]);
}

/** The same of the jumps alone that close the position. */
export function closingJumpLosses(setting: Setting, leverageRatio: number): readonly Loss[] {
  const jumps = setting.request.estimates.jumps ?? null;
  if (jumps === null || leverageRatio === 0) return [];
  const left = liquidated(setting, leverageRatio);
  return jumpSides(setting, jumps, leverageRatio).flatMap((side) => liquidatingLosses(side, left));
}

/** Expected log loss of wealth a year from sudden moves with `share` of it at the venue; infinite where all wealth may be lost. */
export function meanLogLossAnnual(losses: readonly Loss[], share: number): number {
  return losses.reduce(
    (sum, { rateAnnual, left }) => (rateAnnual === 0 ? sum : sum - rateAnnual * Math.log(1 - share + share * left)),
    0,
  );
}

/** Expected log loss of wealth a year from gaps at a leverage ratio of total wealth; 0 where the venue has recourse, which the gap cap alone guards. */
export function gapLossAnnual(setting: Setting, leverageRatio: number): number {
  const { share, market } = setting;
  return market.model.recourse ? 0 : meanLogLossAnnual(gapLosses(setting, leverageRatio / share), share);
}

/**
 * What jumps add to the log growth of wealth a year at a leverage ratio of total wealth, beside their part in the drift, which
 * `beliefs.driftAnnual` contains: E[ln(1 + L(e^J - 1))] - L E[e^J - 1] for each (Merton 1971, section 8; crash Kelly where all have
 * one size). With all wealth at the venue, or recourse, a jump past the barrier counts as a liquidation at the barrier, since
 * beyond it everything may be lost, which the jump cap alone guards.
 */
export function jumpGrowthAnnual(setting: Setting, leverageRatio: number): number {
  const jumps = setting.request.estimates.jumps ?? null;
  if (jumps === null || leverageRatio === 0) return 0;
  const { share, market } = setting;
  const compensated = -leverageRatio * jumps.intensityAnnual.value * meanJump(jumps);
  const atVenue = leverageRatio / share;
  if (!isWhole(setting) && !market.model.recourse)
    return compensated - meanLogLossAnnual(jumpLosses(setting, atVenue), share);
  const left = liquidated(setting, atVenue);
  const barriers = barriersOf(setting, atVenue);
  const stopped = jumpSides(setting, jumps, atVenue).flatMap((side) => {
    const distance = barriers.find((barrier) => barrier.side === (side.sign < 0 ? "below" : "above"))?.distance;
    const kept = distance === undefined ? 0 : left(Math.exp(side.sign * distance));
    const rest = { rateAnnual: side.rateAnnual * Math.exp(-side.barrier / side.meanSize), left: kept };
    const survived = survivedLosses(side, atVenue).map((loss) => ({ ...loss, left: Math.max(kept, loss.left) }));
    return side.barrier === Infinity ? survived : [...survived, rest];
  });
  return compensated - meanLogLossAnnual(stopped, share);
}

/** Log growth of wealth a year at a leverage ratio of total wealth, net of carry, jumps and gap losses, before trading cost. */
export const netGrowthAnnual = (setting: Setting, leverageRatio: number): number =>
  growthAt(setting, leverageRatio) + jumpGrowthAnnual(setting, leverageRatio) - gapLossAnnual(setting, leverageRatio);
