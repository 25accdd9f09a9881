import type { Account, MarketState, Prices } from "../model/index.js";
import { liquidationRatios, pricesAt, surplus, type VenueMarket } from "../venues/index.js";
import { firstPassageProbability, discreteBarrier } from "./first-passage.js";
import { overVolatility, type Beliefs } from "./posterior.js";

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
  return { side, distance: Math.abs(Math.log(start)), growthAnnual: Math.log(end / start) / (years / 2) };
}

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

/** An account that the venue may close now. */
const AT_ONCE: readonly Barrier[] = [{ side: "below", distance: 0, growthAnnual: 0 }];

/** How liquidation odds are asked for. */
export interface Watch {
  readonly years: number;
  /** Time between two looks of the venue, years; 0 where it looks always. */
  readonly checkYears: number;
}

/** Probability that a log-normal price, its drift known with an error, meets the barrier within `years` when looked at every `checkYears` (0: always). First passage against a barrier that moves at its own rate. */
export function barrierProbability(
  barrier: Barrier,
  price: Omit<Beliefs, "volatilityStandardError">,
  { years, checkYears }: Watch,
): number {
  const { driftAnnual, driftStandardError, volatilityAnnual: volatility } = price;
  const logDrift = driftAnnual - volatility ** 2 / 2 - barrier.growthAnnual;
  return firstPassageProbability({
    barrier: discreteBarrier({ barrier: barrier.distance, volatility, checkYears }),
    drift: barrier.side === "below" ? logDrift : -logDrift,
    driftStandardError,
    volatility,
    years,
  });
}

/** P(liquidated within the horizon) if nobody touches the position, over the beliefs (first passage of one barrier, with the venue's looks counted). */
export function untouchedLiquidationProbability(situation: Situation, beliefs: Beliefs, watch: Watch): number {
  const barriers = liquidationBarriers(situation, watch.years);
  if (barriers.length === 0) return 0;
  const probability = overVolatility(beliefs, (volatilityAnnual) =>
    barriers.reduce((sum, barrier) => sum + barrierProbability(barrier, { ...beliefs, volatilityAnnual }, watch), 0),
  );
  return Math.min(1, probability);
}
