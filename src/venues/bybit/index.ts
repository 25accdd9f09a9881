import type { Venue } from "../entry.js";
import { bybitMarkets } from "./market.js";
import type { BybitOverrides } from "./params.js";

export type { BybitOverrides, BybitTierRow } from "./params.js";

/** Bybit perpetuals: linear in USDT or USDC, and inverse ones with margin in the coin. */
export const bybit: Venue<[symbol: string, overrides?: BybitOverrides, release?: string]> = {
  ...bybitMarkets,
  source: { via: "exchange", name: "bybit", connector: "bybit", load: () => import("./source.js") },
};
