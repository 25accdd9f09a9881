import { gaussHermite } from "../kernel/index.js";
import { meanJump, type Account, type Jumps, type MarketState, type Prices } from "../model/index.js";
import { liquidationRatios, pricesAt, surplus, type VenueMarket } from "../venues/index.js";
import { firstPassageProbability, discreteBarrier } from "./first-passage.js";
import { jumpPassageProbability, type JumpPassage, type PassageJumps } from "./jump-passage.js";
import { overVolatility, type Beliefs, type UncertainVolatility } from "./posterior.js";

/** A price at which the venue may close an account, as a distance in logs that itself moves with carry. */
export interface Barrier {
  /** Which way the price must go. */
  readonly side: "below" | "above";
  /** |ln(liquidation price / price now)|, >= 0. */
  readonly distance: number;
  /** How fast the log of the liquidation price rises, a year: interest and funding move it. */
  readonly growthAnnual: number;
}

/** An account at a venue, at today's prices and rates. */
export interface Situation {
  readonly market: VenueMarket;
  readonly account: Account;
  readonly prices: Prices;
  readonly state: MarketState;
}

/** Doublings of the price tried to find one at which an account is safe. */
const DOUBLINGS_MAX = 60;

/**
 * Price ratio at which an account is liquidated on one side, wherever it lies: also beyond today's price, as after carry has
 * eaten the cushion. Solved from a price at which the account is safe; null where there is none.
 */
function ratioOn(side: Barrier["side"], { market, account, prices }: Omit<Situation, "state">): number | null {
  const path = { name: market.asset, prices, moved: [market.asset] };
  let safe = 1;
  for (let step = 0; surplus(market.model, account, pricesAt(path, safe)) < 0; step++) {
    if (step === DOUBLINGS_MAX) return null;
    safe *= side === "below" ? 2 : 0.5;
  }
  const found = liquidationRatios(market.model, account, { ...path, prices: pricesAt(path, safe) })[side];
  return found === null ? null : found * safe;
}

/** The barrier of one side; null where there is none within `years`. */
function barrierOn(side: Barrier["side"], situation: Situation, years: number): Barrier | null {
  const { market, account, prices, state } = situation;
  const ratio = ratioOn(side, situation);
  if (years === 0) return ratio === null ? null : { side, distance: Math.abs(Math.log(ratio)), growthAnnual: 0 };
  const path = { name: market.asset, prices, moved: [market.asset] };
  const laterAt = (paidAt: number): number | null =>
    ratioOn(side, {
      market,
      prices,
      account: market.model.accrue(account, pricesAt(path, paidAt), state, years / 2),
    });
  // Funding is paid on market value: on today's where that brings the barrier nearer, else on the mean of it and the barrier's.
  const laters = [laterAt(1), laterAt((1 + (ratio ?? 0)) / 2)].filter((later) => later !== null);
  const start = ratio ?? (laters.length === 0 ? null : nearest(side, laters));
  if (start === null) return null;
  const end = laters.length === 0 ? start : nearest(side, laters);
  const towards = (side === "below" ? 1 : -1) * Math.log(end / start);
  // Carry that moves the barrier by a multiple of the price does not move it evenly: it then counts from the start.
  if (towards > FAR) return { side, distance: Math.abs(Math.log(end)), growthAnnual: 0 };
  return { side, distance: Math.abs(Math.log(start)), growthAnnual: Math.log(end / start) / (years / 2) };
}

/** Log move of a barrier over half the time, beyond which it is not taken to be even. */
const FAR = 1;

/** The ratio that a price meets first. */
const nearest = (side: Barrier["side"], ratios: readonly number[]): number =>
  side === "below" ? Math.max(...ratios) : Math.min(...ratios);

/**
 * Liquidation barriers of an account over `years`: none, one, or one on each side. Their growth is the mean over the first half of that time:
 * exact where collateral and debt compound, and approximate for a perpetual, whose funding depends on the path (a test compares
 * it with simulation). A barrier that carry brings about only later counts from the start.
 */
export function liquidationBarriers(situation: Situation, years: number): readonly Barrier[] {
  const { market, account, prices } = situation;
  if (surplus(market.model, account, prices) < 0) return AT_ONCE;
  return [barrierOn("below", situation, years), barrierOn("above", situation, years)].filter((found) => found !== null);
}

/** Log moves of the price at which an account is closed on either side; wherever they lie, so that one that can be closed now has one behind it. Infinite where there is none. */
export function liquidationMoves(situation: Omit<Situation, "state">): {
  readonly below: number;
  readonly above: number;
} {
  const [below, above] = [ratioOn("below", situation), ratioOn("above", situation)];
  return { below: below === null ? -Infinity : Math.log(below), above: above === null ? Infinity : Math.log(above) };
}

/** An account that the venue may close now. */
const AT_ONCE: readonly Barrier[] = [{ side: "below", distance: 0, growthAnnual: 0 }];

/** How liquidation odds are asked for. */
export interface Watch {
  readonly years: number;
  /** Time between two looks of the venue, years; 0 where it looks always. */
  readonly checkYears: number;
}

/** Nodes over an uncertain drift, and over an uncertain volatility, of what jumps add to the closed form. */
const JUMP_NODES = 3;

/**
 * Probability that a price, its drift known with an error, meets the barrier within `years` when looked at every `checkYears`
 * (0: always): first passage against a barrier that moves at its own rate, of a log-normal price or, where jumps are given,
 * of a jump diffusion whose arithmetic drift contains them.
 */
export function barrierProbability(
  barrier: Barrier,
  price: Omit<Beliefs, "volatilityStandardError">,
  { years, checkYears }: Watch,
  jumps: Jumps | null = null,
): number {
  const { driftAnnual, driftStandardError, volatilityAnnual: volatility } = price;
  const inJumps = jumps === null ? 0 : jumps.intensityAnnual.value * meanJump(jumps);
  const logDrift = driftAnnual - inJumps - volatility ** 2 / 2 - barrier.growthAnnual;
  return driftedPassage({
    barrier: discreteBarrier({ barrier: barrier.distance, volatility, checkYears }),
    drift: barrier.side === "below" ? logDrift : -logDrift,
    driftStandardError,
    volatility,
    years,
    jumps: jumps === null ? null : jumpsTowards(jumps, barrier.side),
  });
}

/** First passage of a level by a path with a drift known with an error, and jumps or none. */
export interface DriftedPassage extends Omit<JumpPassage, "jumps"> {
  readonly driftStandardError: number;
  readonly jumps: PassageJumps | null;
}

/** Part of the way to the barrier that all jumps together may make without being counted. */
const TINY = 2e-4;

/** True of jumps all of which together, ten deviations more than expected, are nothing beside the way to the barrier. */
function areTiny(
  { intensityAnnual, downShare, meanDown, meanUp }: PassageJumps,
  { barrier, years }: Pick<JumpPassage, "barrier" | "years">,
): boolean {
  const expected = intensityAnnual * years;
  const size = Math.max(downShare > 0 ? meanDown : 0, downShare < 1 ? meanUp : 0);
  return (expected + 10 * Math.sqrt(expected) + 10) * size < TINY * barrier;
}

/** Its probability: the closed form over the error of the drift, and what jumps add to it by quadrature, which is smooth. */
export function driftedPassage({ driftStandardError, jumps, ...passage }: DriftedPassage): number {
  const closed = firstPassageProbability({ ...passage, driftStandardError });
  if (jumps === null || areTiny(jumps, passage)) return closed;
  const added = (drift: number): number =>
    withJumps({ ...passage, drift, jumps }) - firstPassageProbability({ ...passage, drift });
  if (driftStandardError === 0) return withJumps({ ...passage, jumps });
  const { nodes, weights } = gaussHermite(JUMP_NODES);
  const sum = nodes.reduce((all, node, i) => all + weights[i] * added(passage.drift + node * driftStandardError), 0);
  return Math.min(1, Math.max(0, closed + sum));
}

/** Mean of passage odds over an uncertain volatility: those of `at` without jumps by the full rule, and what jumps add by fewer nodes. */
export function overVolatilityWithJumps(
  beliefs: UncertainVolatility,
  hasJumps: boolean,
  at: (volatilityAnnual: number, withJumps: boolean) => number,
): number {
  const without = overVolatility(beliefs, (volatility) => at(volatility, false));
  if (!hasJumps) return without;
  const added = overVolatility(beliefs, (volatility) => at(volatility, true) - at(volatility, false), JUMP_NODES);
  return Math.min(1, Math.max(0, without + added));
}

/** Odds so close to certain that jumps towards the barrier, which only add to them, need not be counted. */
const CERTAIN = 1 - 1e-12;

/** Drift over diffusion within the horizon from which the path is a straight line to an eye that sees odds. */
const STRAIGHT = 25;

/** Odds below this are none. */
const NONE = 1e-14;

/**
 * True where neither ordinary moves nor falls can make half of the way: the first by the closed form, the sum of falls by
 * Chernoff's bound exp(-h / 2m + intensity years), at half the pole of its exponent.
 */
function isOutOfReach({ barrier, drift, volatility, years, jumps }: JumpPassage): boolean {
  const half = barrier / 2;
  const falls = -half / (2 * jumps.meanDown) + jumps.intensityAnnual * jumps.downShare * years;
  if (!(falls < Math.log(NONE))) return false;
  return firstPassageProbability({ barrier: half, drift: Math.min(0, drift), volatility, years }) < NONE;
}

/** Passage with jumps; where interest alone drives the barrier, by the closed form or the straight line that the odds then are. */
function withJumps(passage: JumpPassage): number {
  const { drift, volatility, years, jumps } = passage;
  if (jumps.downShare === 1) {
    const without = firstPassageProbability(passage);
    if (without >= CERTAIN) return without;
  }
  if (jumps.downShare > 0 && isOutOfReach(passage)) return 0;
  const straight = volatility > 0 && Math.abs(drift) * Math.sqrt(years) > STRAIGHT * volatility;
  return jumpPassageProbability(straight ? { ...passage, volatility: 0 } : passage);
}

/** The jumps with those towards the barrier as the falls. */
function jumpsTowards({ intensityAnnual, downShare, meanDown, meanUp }: Jumps, side: Barrier["side"]): PassageJumps {
  const intensity = intensityAnnual.value;
  if (side === "below") return { intensityAnnual: intensity, downShare, meanDown, meanUp };
  return { intensityAnnual: intensity, downShare: 1 - downShare, meanDown: meanUp, meanUp: meanDown };
}

/** P(liquidated within the horizon) if nobody touches the position, over the beliefs (first passage of one barrier, with the venue's looks counted). */
export function untouchedLiquidationProbability(
  situation: Situation,
  beliefs: Beliefs,
  watch: Watch,
  jumps: Jumps | null = null,
): number {
  const barriers = liquidationBarriers(situation, watch.years);
  if (barriers.length === 0) return 0;
  const at = (volatilityAnnual: number, counted: boolean): number =>
    barriers.reduce(
      (sum, barrier) =>
        sum + barrierProbability(barrier, { ...beliefs, volatilityAnnual }, watch, counted ? jumps : null),
      0,
    );
  return Math.min(1, overVolatilityWithJumps(beliefs, jumps !== null, at));
}
