import { normalCdf } from "../../kernel/index.js";

/** A European put on an asset, by what its price depends on. Rates and volatility a year, fractions. */
export interface Put {
  readonly price: number;
  readonly strike: number;
  readonly years: number;
  readonly rateAnnual: number;
  /** What the asset yields to who holds it, and not to who holds the option. */
  readonly yieldAnnual: number;
  readonly volatilityAnnual: number;
}

/** Price of the put, in the unit of the asset's price (Black & Scholes 1973; Merton 1973 for the yield). At its end, or without volatility, what it pays for sure. */
export function putPrice({ price, strike, years, rateAnnual, yieldAnnual, volatilityAnnual }: Put): number {
  const owed = strike * Math.exp(-rateAnnual * years);
  const held = price * Math.exp(-yieldAnnual * years);
  const deviation = volatilityAnnual * Math.sqrt(years);
  if (!(deviation > 0)) return Math.max(0, owed - held);
  const upper = Math.log(held / owed) / deviation + deviation / 2;
  return owed * normalCdf(deviation - upper) - held * normalCdf(-upper);
}
