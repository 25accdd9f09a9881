import type { ExchangeDialect } from "../../ports/index.js";
import type { Venue } from "../entry.js";
import { bybitMarkets } from "./market.js";
import type { BybitOverrides } from "./params.js";

export type { BybitOverrides, BybitTierRow } from "./params.js";

/** How the connector of exchanges is asked about it (ccxt 4.5). */
const dialect: ExchangeDialect = {
  connector: "bybit",
  permissions: "privateGetV5UserQueryApi",
  settings: "privateGetV5AccountInfo",
  marketTypes: ["linear", "inverse"],
  pageRows: { bars: 1000, payments: 200 },
  positionsOf: (settleCoin) => ({ settleCoin, subType: /^USD[TC]$/.test(settleCoin) ? "linear" : "inverse" }),
};

/** Bybit perpetuals: linear in USDT or USDC, and inverse ones with margin in the coin. */
export const bybit: Venue<[symbol: string, overrides?: BybitOverrides, release?: string]> = {
  ...bybitMarkets,
  source: { via: "exchange", name: "bybit", dialect, load: () => import("./source.js") },
};
