import { UnknownKeyError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import type { MarketListing, MarketRequest, Venue } from "../entry.js";
import { findListing } from "../find-listing.js";
import type { VenueMarket } from "../venue.js";
import { binanceUsdmModel, binanceUsdmRelease, quoteOf } from "./model.js";
import { overriddenParameters, parseBinanceUsdmOverrides } from "./parse.js";
import { binanceUsdmParameters, type BinanceUsdmOverrides } from "./params.js";

export type { BinanceUsdmOverrides, BinanceUsdmParameters } from "./params.js";
export type { Tier } from "../tiers.js";

/** "ETH" for "ETHUSDT". */
const baseOf = (symbol: AssetId): AssetId => symbol.replace(/(USDT|USDC)(?:_\d{6})?$/, "");

function marketOf(symbol: AssetId, overrides: unknown): VenueMarket {
  const parameters = overriddenParameters(binanceUsdmParameters, overrides);
  const quote = quoteOf(symbol);
  if (quote === null || parameters.brackets[symbol] === undefined) {
    const want = `one of ${Object.keys(parameters.brackets).slice(0, 5).join(", ")}`;
    throw new UnknownKeyError({
      field: "asset",
      got: symbol,
      want,
      hint: "give the venue's bracket file for another contract",
    });
  }
  const { asOfMs, source } = parameters;
  return {
    model: binanceUsdmModel(parameters, quote),
    asset: symbol,
    quote,
    alsoCalled: [baseOf(symbol)],
    asOfMs,
    source,
  };
}

function listMarkets(): readonly MarketListing[] {
  const { brackets, asOfMs, source } = binanceUsdmParameters;
  return Object.keys(brackets).map((asset) => ({
    chain: null,
    asset,
    quote: quoteOf(asset) ?? "USDT",
    alsoCalled: [baseOf(asset)],
    asOfMs,
    source,
    triggerPrice: "mark",
  }));
}

/** The market of a request; a contract that only the given brackets list is taken as it is written. */
function find({ asset, parameters }: MarketRequest): VenueMarket {
  const given = parameters === undefined ? {} : parseBinanceUsdmOverrides(parameters);
  if (overriddenParameters(binanceUsdmParameters, given).brackets[asset] !== undefined) return marketOf(asset, given);
  return marketOf(findListing(listMarkets(), { asset }).asset, given);
}

/** Binance USD-M futures: linear perpetuals with margin in USDT and a tiered maintenance table. */
export const binanceUsdm: Venue<[symbol: AssetId, overrides?: BinanceUsdmOverrides]> = {
  id: "binance-usdm",
  name: "Binance USD-M futures",
  summary: "Linear perpetuals, long and short, margin in USDT, maintenance by tiers of notional.",
  release: binanceUsdmRelease,
  releases: [],
  exact: [
    "the liquidation price in one-way mode, isolated or with several contracts on one margin, across all tiers",
    "maximum leverage and size by tier",
  ],
  approximate: [
    "brackets are those of their date; the venue changes them often",
    "a liquidation takes the whole margin: how much is closed in parts before the bankruptcy price is not published in full",
    "the mark price is taken as the market price; clearance fees and auto-deleveraging are left out",
    "hedge mode and margin in several assets are left out; all contracts pay the same funding rate",
  ],
  listMarkets,
  find,
  market: (symbol, overrides) => marketOf(symbol, overrides ?? {}),
};
