import { findRoot } from "../kernel/index.js";
import { assertInRange, assertPositive } from "../errors/index.js";

/** A market with one borrow and one lend rate. Per year, fractions, continuously compounded. */
export interface SpreadMarket {
  /** Arithmetic drift of the price, plus any yield of the asset. */
  readonly driftAnnual: number;
  readonly lendRateAnnual: number;
  readonly borrowRateAnnual: number;
  readonly volatilityAnnual: number;
}

/** Log growth a year at a long leverage ratio >= 0, with lending below 1 and borrowing above (Merton 1971). */
export function spreadGrowthAnnual(market: SpreadMarket, leverageRatio: number): number {
  const rate = leverageRatio <= 1 ? market.lendRateAnnual : market.borrowRateAnnual;
  return rate + leverageRatio * (market.driftAnnual - rate) - (leverageRatio ** 2 * market.volatilityAnnual ** 2) / 2;
}

/**
 * Best long leverage ratio at a risk aversion >= 1 inside the piecewise rates: below 1 by the lend rate, above 1 by the
 * borrow rate, exactly 1 between (the aversion belongs inside the rates: multiplied on afterwards it would move the kink).
 */
export function spreadLeverageRatio(market: SpreadMarket, riskAversion = 1): number {
  const variance = riskAversion * market.volatilityAnnual ** 2;
  const lending = (market.driftAnnual - market.lendRateAnnual) / variance;
  const borrowing = (market.driftAnnual - market.borrowRateAnnual) / variance;
  return Math.max(0, lending <= 1 ? lending : Math.max(1, borrowing));
}

/** A bet that wins `payoff` times the stake with probability `winProbability`, and else loses the stake. */
export interface Bet {
  readonly winProbability: number;
  /** Payoff ratio: net win per unit staked, > 0. */
  readonly payoff: number;
}

/** Best share of wealth to stake on a repeated bet, >= 0 (Kelly 1956): p - (1 - p)/b. @throws OutOfRangeError */
export function betFraction({ winProbability, payoff }: Bet): number {
  assertInRange(winProbability, "winProbability", { min: 0, max: 1, want: "a probability from 0 to 1" });
  assertPositive(payoff, "payoff");
  return Math.max(0, winProbability - (1 - winProbability) / payoff);
}

/** Expected log growth a bet when `fraction` of wealth is staked each time. */
export function betGrowth({ winProbability, payoff }: Bet, fraction: number): number {
  return winProbability * Math.log1p(fraction * payoff) + (1 - winProbability) * Math.log1p(-fraction);
}

/** Share of wealth above the best one at which growth is back at zero (Thorp 2006); 0 where there is no edge. */
export function betFractionBreakEven(bet: Bet): number {
  const best = betFraction(bet);
  if (best === 0) return 0;
  return findRoot((fraction) => betGrowth(bet, fraction), best, 1 - 1e-12);
}
