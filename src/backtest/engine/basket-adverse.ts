import { findRoot } from "../../kernel/index.js";
import type { Account, AssetId, Prices } from "../../model/index.js";
import { surplus, type VenueModel } from "../../venues/index.js";

/** Prices of every asset by name, the quote currency at 1. */
export function pricesBy(assets: readonly AssetId[], quote: AssetId, at: readonly number[]): Prices {
  const prices: Record<AssetId, number> = { [quote]: 1 };
  assets.forEach((asset, i) => (prices[asset] = at[i]));
  return prices;
}

/** The point that lies `way` of the way, 0 to 1, along a straight line. */
export const onLine = (from: readonly number[], to: readonly number[], way: number): number[] =>
  from.map((start, i) => start + (to[i] - start) * way);

/**
 * How far along a way of prices from 0 to 1 the venue may first close the account; null where it may not at its end. The way only
 * hurts: every asset moves against what is held of it, so that the surplus changes sign once.
 */
export function breachAlong(model: VenueModel, account: Account, priced: (way: number) => Prices): number | null {
  const at = (way: number): number => surplus(model, account, priced(way));
  if (at(1) >= 0) return null;
  return at(0) < 0 ? 0 : findRoot(at, 0, 1);
}

/** Ratios beyond which a level is rounding noise, as the venues' solver has it. */
const RATIO_MAX = 1e12;

/**
 * Levels of the basket over where it stands at which the venue may close: below, its longs falling and its shorts rising by one
 * fraction; above, the other way. 0 and Infinity where it may not.
 */
export function levelRatios(
  model: VenueModel,
  account: Account,
  priced: (ratio: number) => Prices,
): { readonly below: number; readonly above: number } {
  const at = (ratio: number): number => surplus(model, account, priced(ratio));
  if (at(1) < 0) return { below: 1, above: 1 };
  const below = at(0) < 0 ? findRoot(at, 1, 0) : 0;
  let high = 2;
  while (high < RATIO_MAX && at(high) >= 0) high *= 2;
  return {
    below: below > 1 / RATIO_MAX ? below : 0,
    above: high < RATIO_MAX ? findRoot(at, high / 2, high) : Infinity,
  };
}
