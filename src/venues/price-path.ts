import { assertPositive } from "../errors/index.js";
import { priceOf } from "../model/index.js";
import type { AssetId, Prices } from "../model/index.js";

/** A straight path of prices: those of `moved` are multiplied by one ratio x > 0, the others stay. */
export interface PricePath {
  /** What moves, in words, such as "ETH" or "all risky assets". */
  readonly name: string;
  /** Prices at ratio 1, quote currency. */
  readonly prices: Prices;
  readonly moved: readonly AssetId[];
}

/** Path on which the price of one asset moves alone; a depeg is this path on the pegged asset. @throws MissingError (E_MISSING) if it has no price. */
export function onePath(prices: Prices, asset: AssetId): PricePath {
  assertPositive(priceOf(prices, asset), `prices.${asset}`);
  return { name: asset, prices, moved: [asset] };
}

/** Path on which every priced asset but the quote currency moves by the same ratio. */
export function riskyPath(prices: Prices, quote: AssetId): PricePath {
  const moved = Object.keys(prices).filter((asset) => asset !== quote);
  for (const asset of moved) assertPositive(priceOf(prices, asset), `prices.${asset}`);
  return { name: "all risky assets", prices, moved };
}

/** The prices at ratio `ratio` of the path. */
export function pricesAt(path: PricePath, ratio: number): Prices {
  const prices: Record<AssetId, number> = { ...path.prices };
  for (const asset of path.moved) prices[asset] = priceOf(path.prices, asset) * ratio;
  return prices;
}
