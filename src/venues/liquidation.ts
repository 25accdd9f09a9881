import { equity } from "../model/index.js";
import type { Account, Prices } from "../model/index.js";
import { pricesAt, type PricePath } from "./price-path.js";
import type { VenueModel } from "./venue.js";

/** Equity less the equity demanded, quote currency; below 0 the venue may close the account. */
export function surplus(model: VenueModel, account: Account, prices: Prices): number {
  return equity(account, prices) - model.equityDemand(account, prices);
}

/** Price ratios at which the account may be closed, on either side of today's prices; null where there is none. */
export interface LiquidationRatios {
  /** In (0, 1]: the nearest when prices fall. */
  readonly below: number | null;
  /** 1 or above: the nearest when prices rise. */
  readonly above: number | null;
}

/**
 * Ratios beyond 1e-12 and 1e12 are rounding noise of an account that nothing on this path can close: a perpetual long
 * whose collateral equals its notional reaches its bankruptcy at a price of 0, which no market prints.
 */
const RATIO_MAX = 1e12;

/** Where the straight line through (x0, s0 >= 0) and (x1, s1 < 0) is 0. A sum of terms of one sign: nothing cancels. */
const rootBetween = (x0: number, s0: number, x1: number, s1: number): number => (x1 * s0 - x0 * s1) / (s0 - s1);

const bounded = (ratio: number): number | null => (ratio > 1 / RATIO_MAX && ratio < RATIO_MAX ? ratio : null);

/** First ratio below 1 at which the surplus turns negative. The last piece ends at a ratio of 0. */
function ratioBelow(at: (ratio: number) => number, breaks: readonly number[], atOne: number): number | null {
  let [x, s] = [1, atOne];
  for (const next of [...breaks.filter((ratio) => ratio < 1).reverse(), 0]) {
    const value = at(next);
    if (value < 0) return bounded(rootBetween(x, s, next, value));
    [x, s] = [next, value];
  }
  return null;
}

/** First ratio above 1 at which the surplus turns negative. The last piece is measured over one doubling and extended. */
function ratioAbove(at: (ratio: number) => number, breaks: readonly number[], atOne: number): number | null {
  let [x, s] = [1, atOne];
  for (const next of breaks.filter((ratio) => ratio > 1)) {
    const value = at(next);
    if (value < 0) return bounded(rootBetween(x, s, next, value));
    [x, s] = [next, value];
  }
  const value = at(2 * x);
  if (value < 0) return bounded(rootBetween(x, s, 2 * x, value));
  return value < s ? bounded(x + (x * s) / (s - value)) : null;
}

/**
 * Price ratios along `path` at which the venue may close the account: where equity falls below what it demands.
 * The surplus is piecewise linear in the ratio, with the breaks that the model names, so
 * the first sign change is found at the breaks and the piece solved exactly. An account already below its demand is at
 * its liquidation whichever way prices go: both ratios are then 1. One that stands exactly at its demand is closed by
 * the first move that hurts it, and only that side is 1.
 */
export function liquidationRatios(model: VenueModel, account: Account, path: PricePath): LiquidationRatios {
  const at = (ratio: number): number => surplus(model, account, pricesAt(path, ratio));
  const atOne = at(1);
  if (atOne < 0) return { below: 1, above: 1 };
  const breaks = model.demandBreaks(account, path).filter((ratio) => ratio > 0 && ratio < Infinity);
  const ascending = [...breaks].sort((a, b) => a - b);
  return { below: ratioBelow(at, ascending, atOne), above: ratioAbove(at, ascending, atOne) };
}

/** The nearer of the two liquidation ratios in log distance; null where there is none. */
export function liquidationRatio(model: VenueModel, account: Account, path: PricePath): number | null {
  const { below, above } = liquidationRatios(model, account, path);
  if (below === null || above === null) return below ?? above;
  return below * above >= 1 ? below : above;
}

/** The prices at the nearer liquidation ratio; null where there is none. */
export function liquidationPrice(model: VenueModel, account: Account, path: PricePath): Prices | null {
  const ratio = liquidationRatio(model, account, path);
  return ratio === null ? null : pricesAt(path, ratio);
}
