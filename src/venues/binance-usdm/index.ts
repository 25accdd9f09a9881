import type { ExchangeDialect } from "../../ports/index.js";
import type { AssetId } from "../../model/index.js";
import type { Venue } from "../entry.js";
import { find, listMarkets, marketOf, releaseOf } from "./market.js";
import { readOverrides } from "./parse.js";
import { binanceUsdmReleases, type BinanceUsdmOverrides } from "./params.js";

export type { BinanceUsdmOverrides } from "./params.js";
export type { Tier } from "../tiers.js";
export * from "./auto-deleveraging.js";

/** How the connector of exchanges is asked about it (ccxt 4.5). */
const dialect: ExchangeDialect = {
  connector: "binanceusdm",
  permissions: "sapiGetAccountApiRestrictions",
  settings: "fapiPrivateGetAccountConfig",
  marketTypes: ["linear"],
  pageRows: { bars: 1000, payments: 1000 },
};

/** Binance USD-M futures: linear perpetuals with margin in USDT and a tiered maintenance table. */
export const binanceUsdm: Venue<[symbol: AssetId, overrides?: BinanceUsdmOverrides]> = {
  id: "binance-usdm",
  name: "Binance USD-M futures",
  summary: "Linear perpetuals, long and short, margin in USDT, maintenance by tiers of notional.",
  release: releaseOf(undefined),
  releases: binanceUsdmReleases,
  exact: [
    "the liquidation price in one-way mode, isolated or with several contracts on one margin, across all tiers",
    "maximum leverage and size by tier, on the days of which the brackets are known",
    "funding at the mark price at 00:00, 08:00 and 16:00 UTC; the interval is a parameter",
  ],
  approximate: [
    "brackets are those of their date; the venue changes them often, and days between two known tables are refused",
    "a liquidation takes the whole margin: how much is closed in parts before the bankruptcy price is not published in full",
    "the mark price is taken as the market price; clearance fees are left out, and auto-deleveraging is a score and no event",
    "hedge mode and margin in several assets are left out; all contracts pay the same funding rate",
  ],
  source: { via: "exchange", name: "binance", dialect, load: () => import("./source.js") },
  listMarkets,
  find,
  market: (symbol, overrides) => marketOf(symbol, readOverrides(overrides ?? {})),
};
