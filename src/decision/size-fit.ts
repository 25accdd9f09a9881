import type { SizeFit } from "../model/index.js";
import type { VenueMarket } from "../venues/index.js";
import { bestSolution } from "./best.js";
import type { Setting } from "./setting.js";

/** Notionals beyond this are none that a venue limits, quote currency. */
const NOTIONAL_SEARCHED = 1e15;

/**
 * To fit the tier: the largest notional, quote currency, at which a leverage may be opened, where the highest leverage `maxAt`
 * a notional > 0 never rises with it; 0 where none may, null where no limit is found. By bisection to the last bit, so that a
 * tier's cap is met exactly.
 */
export function notionalToFit(maxAt: (notional: number) => number, leverageRatio: number): number | null {
  if (maxAt(NOTIONAL_SEARCHED) >= leverageRatio) return null;
  let [low, high] = [0, NOTIONAL_SEARCHED];
  for (let middle = 1; middle > low && middle < high; middle = low + (high - low) / 2) {
    if (maxAt(middle) >= leverageRatio) low = middle;
    else if (middle < SMALLEST) return 0;
    else high = middle;
  }
  return low;
}

/** Notionals below this are none that anyone opens, quote currency. */
const SMALLEST = 1e-6;

/** The market without its limit on leverage. */
const unlimited = (market: VenueMarket): VenueMarket => ({
  ...market,
  model: { ...market.model, leverageRatioMax: () => Infinity },
});

/** Leverage ratio of the equity at the venue that is asked for: the one insisted on, what would be the answer if the venue did not limit it, or the answer. */
function asked(
  setting: Setting,
  goal: { readonly leverageRatio: number; readonly share: number },
  bound: boolean,
): number {
  const { request, market } = setting;
  if (request.leverageRatio !== undefined) return request.leverageRatio;
  if (!bound) return goal.leverageRatio / goal.share;
  const wish = bestSolution({ ...setting, market: unlimited(market) });
  return wish.leverageRatio / wish.setting.share;
}

/**
 * How the size asked for stands to the venue's tiers, on the share of wealth that the goal keeps there; null where the highest
 * leverage at it is that of the smallest position.
 * @param bound true where the venue's limit holds the answer.
 */
export function sizeFitOf(
  setting: Setting,
  goal: { readonly leverageRatio: number; readonly share: number },
  bound: boolean,
): SizeFit | null {
  const { market, prices, wealth } = setting;
  const leverageRatio = asked(setting, goal, bound);
  const side = leverageRatio < 0 ? -1 : 1;
  const notional = Math.abs(leverageRatio) * goal.share * wealth;
  const maxAt = (size: number): number => market.model.leverageRatioMax(market.asset, side * size, prices);
  const leverageRatioMax = maxAt(notional);
  if (notional === 0 || leverageRatioMax === maxAt(Math.min(1, notional))) return null;
  return {
    leverageRatio: Math.abs(leverageRatio),
    notional,
    leverageRatioMax,
    notionalMax: notionalToFit(maxAt, Math.abs(leverageRatio)),
  };
}
