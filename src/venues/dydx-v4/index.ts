import { MissingError, UnknownKeyError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { inForce, releaseNamed } from "../dated.js";
import type { MarketListing, MarketRequest, ReleaseEntry, Venue } from "../entry.js";
import { findListing } from "../find-listing.js";
import type { VenueMarket } from "../venue.js";
import { dydxFunding, dydxV4Model, dydxV4Release, QUOTE } from "./model.js";
import { dydxMarkets, dydxTiers, type DydxV4Overrides, type TierName } from "./params.js";
import { parseDydxV4Overrides, parsedOverrides, type DatedTerms, type ParsedOverrides } from "./parse.js";

export type { DydxLiquidation, DydxMargins, DydxMarket, DydxV4Overrides, TierName, TierTerms } from "./params.js";
export { dydxTiers } from "./params.js";
export * from "./margin.js";
export * from "./funding-index.js";
export * from "./subaccount.js";
export { accountFromChain, marginsFromChain, priceFromChain, unitsFromChain } from "./parse.js";

const CHAIN = "dydx";

const releases: readonly ReleaseEntry[] = [
  {
    id: dydxV4Release,
    fromMs: null,
    differs: "initial margin scaled by open interest, in whole ppm, and the holder's own initial margin a market",
    proof: "read in the chain's source of March 2026; the repository's own test cases reproduced",
  },
];

/** "BTC" for "BTC-USD". */
const baseOf = (ticker: AssetId): AssetId => ticker.replace(/-USD$/, "");

/** What was in force on a day; a market without terms on it is left out, since a caller may give them. */
function datedTerms(onMs: number | undefined): DatedTerms {
  const tierNamed = (name: TierName): DatedTerms["markets"][AssetId] => inForce(dydxTiers[name], onMs, `tier ${name}`);
  const known = Object.entries(dydxMarkets).filter(([, name]) => {
    const [first] = dydxTiers[name];
    return onMs === undefined || first.fromMs <= onMs;
  });
  return { markets: Object.fromEntries(known.map(([asset, name]) => [asset, tierNamed(name)])), tierNamed };
}

/** @throws UnknownKeyError (E_UNKNOWN_KEY), OutOfRangeError (E_OUT_OF_RANGE) for a day before the shipped terms, MissingError (E_MISSING) */
function marketOf(asset: AssetId, given: ParsedOverrides, onMs?: number): VenueMarket {
  const market = given.markets[asset];
  if (market === undefined) {
    const tier = dydxMarkets[asset];
    if (tier !== undefined) inForce(dydxTiers[tier], onMs, `the terms of ${asset}`);
    const want = `one of ${Object.keys(given.markets).join(", ")}`;
    throw new UnknownKeyError({ field: "asset", got: asset, want, hint: "name the tier of another market" });
  }
  const { terms } = market;
  const asOfMs = given.asOfMs ?? terms?.fromMs;
  if (asOfMs === undefined) {
    const detail = { field: "dydx-v4.asOf", got: "nothing", want: "a day such as 2026-01-31" };
    throw new MissingError({ ...detail, hint: "say on which day the margins held" }, { origin: "configuration" });
  }
  const shipped = terms?.source ?? "given by the caller";
  return {
    model: dydxV4Model(given),
    asset,
    quote: QUOTE,
    alsoCalled: [baseOf(asset)],
    funding: dydxFunding(market),
    asOfMs,
    source:
      given.source ?? (given.changed && terms !== null ? `${shipped}; some of it changed by the caller` : shipped),
  };
}

function listMarkets(): readonly MarketListing[] {
  return Object.entries(dydxMarkets).map(([asset, tier]) => {
    const { fromMs: asOfMs, source } = inForce(dydxTiers[tier], undefined, asset);
    return { chain: CHAIN, asset, quote: QUOTE, alsoCalled: [baseOf(asset)], asOfMs, source, triggerPrice: "index" };
  });
}

/** The market of a request; one that only the given parameters list is taken as it is written. */
function find({ parameters, release, onMs, ...named }: MarketRequest): VenueMarket {
  if (release !== undefined) releaseNamed(releases, release);
  const given = parsedOverrides(datedTerms(onMs), parameters === undefined ? {} : parseDydxV4Overrides(parameters));
  const { asset, quote = QUOTE, chain = CHAIN } = named;
  const own = given.markets[asset] !== undefined && dydxMarkets[asset] === undefined;
  if (own && quote === QUOTE && chain === CHAIN) return marketOf(asset, given, onMs);
  return marketOf(findListing(listMarkets(), { asset, quote, chain }).asset, given, onMs);
}

/** dYdX v4: linear perpetuals of an own chain, margin in USDC shared by a subaccount, liquidated at oracle prices. */
export const dydxV4: Venue<[ticker: AssetId, overrides?: DydxV4Overrides]> = {
  id: "dydx-v4",
  name: "dYdX v4",
  summary:
    "Linear perpetuals, long and short, margin in USDC; initial margin rises with open interest, maintenance does not.",
  release: dydxV4Release,
  releases,
  exact: [
    "maintenance and the liquidation price of a subaccount with any number of positions, at oracle prices",
    "initial margin scaled by open interest, the holder's own position counted, and the holder's own setting",
    "in whole amounts: both margins, net collateral, offered and bankruptcy price, insurance fund payment, funding index and settlement",
  ],
  approximate: [
    "tiers are those of the repository's shared genesis, dated; votes on the main network may differ",
    "open interest of others is taken as 0 unless given: the base initial margin then holds up to the lower cap",
    "fills at the oracle price: the offered price may be worse, by a spread that is in whole amounts only",
    "positions are sold in equal shares at unchanged prices, where the chain sells one of them a block",
    "equity below 0 is bad debt, first the insurance fund's; deleveraging of others at its bankruptcy price is left out",
    "isolated markets, each with a fund of its own, are held as any other; all markets pay the same funding rate",
  ],
  listMarkets,
  find,
  market: (ticker, overrides) => marketOf(ticker, parsedOverrides(datedTerms(undefined), overrides ?? {})),
};
