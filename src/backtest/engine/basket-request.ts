import type { AssetId } from "../../model/index.js";
import type { PriceSeries } from "../../series/index.js";
import type { BacktestRequest, RatePast, RatesPast } from "./request.js";

/** One asset of a basket: its prices, what holding it costs, and its share. */
export interface BasketLeg {
  /** As the venue's model calls it. */
  readonly asset: AssetId;
  /** Signed share of the basket's notional; below 0 is held short where the basket is long. Sizes sum to 1. */
  readonly weight: number;
  /** Trades of the asset, on the same closes as every other leg's. */
  readonly prices: PriceSeries;
  /** Mark or index price that the venue liquidates by, on the same closes; null: `prices` stand in. */
  readonly trigger: PriceSeries | null;
  /** Earned on the asset held. */
  readonly yield: RatePast;
  /** On the borrowed asset; null where it is not borrowed. */
  readonly assetBorrow: RatePast | null;
  /** Paid by longs to shorts; null at a venue that has none. */
  readonly funding: RatePast | null;
}

/**
 * One run of a policy on several assets that share one account. After each trade the notional of leg i is its weight x the leverage
 * ratio x equity; between trades the legs drift. The venue's model answers for every asset; the market that it stands in names the
 * quote currency.
 */
export interface BasketRequest extends Omit<BacktestRequest, "prices" | "trigger" | "rates"> {
  readonly legs: readonly [BasketLeg, ...BasketLeg[]];
  readonly rates: Pick<RatesPast, "borrow" | "lend">;
}
