import { equity, type Account, type MarketState, type Prices } from "../model/index.js";
import { liquidationRatios, type VenueMarket } from "../venues/index.js";
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

const HORIZON_MIN_YEARS = 1e-3;

/** Liquidation barriers of an account over `years`: none, one, or one on each side. Their growth is the mean over that time, exact where debt and collateral compound. */
export function liquidationBarriers({ market, account, prices, state }: Situation, years: number): readonly Barrier[] {
  const path = { name: market.asset, prices, moved: [market.asset] };
  const now = liquidationRatios(market.model, account, path);
  if (now.below === null && now.above === null) return [];
  const span = Math.max(years, HORIZON_MIN_YEARS);
  const later = liquidationRatios(market.model, market.model.accrue(account, prices, state, span), path);
  const barrier = (side: Barrier["side"]): Barrier | null => {
    const ratio = now[side];
    if (ratio === null || ratio <= 0) return null;
    const ratioLater = later[side] ?? ratio;
    return { side, distance: Math.abs(Math.log(ratio)), growthAnnual: Math.log(ratioLater / ratio) / span };
  };
  return [barrier("below"), barrier("above")].filter((found) => found !== null);
}

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

/** True where the venue would close the account at once. */
export function isLiquidatable({ market, account, prices }: Situation): boolean {
  return equity(account, prices) < market.model.equityDemand(account, prices);
}
