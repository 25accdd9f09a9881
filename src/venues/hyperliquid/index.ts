import { UnknownKeyError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { inForce, releaseNamed } from "../dated.js";
import type { MarketListing, MarketRequest, ReleaseEntry, Venue } from "../entry.js";
import { findListing } from "../find-listing.js";
import type { Tier } from "../tiers.js";
import type { VenueMarket } from "../venue.js";
import { hyperliquidFunding } from "./funding-rate.js";
import { tiersOf } from "./margin-table.js";
import { HYPERLIQUID_QUOTE, hyperliquidModel, hyperliquidRelease } from "./model.js";
import { hyperliquidTables, type HyperliquidOverrides } from "./params.js";
import { parsedOverrides, parseHyperliquidOverrides, type ParsedOverrides } from "./parse.js";

export type { HyperliquidOverrides, MarginStep } from "./params.js";
export { hourlyFundingRate, hyperliquidFunding } from "./funding-rate.js";
export { deleveragingRank, type DeleveragingCandidate } from "./auto-deleveraging.js";

const releases: readonly ReleaseEntry[] = [
  {
    id: hyperliquidRelease,
    fromMs: null,
    differs: "the only one: earlier days have margin tables of their own under the same rule",
    proof: "liquidation prices that the venue reported of recorded accounts reproduced",
  },
];

/** Tiers of every asset whose margin table of that day is known. */
function tablesOn(onMs: number | undefined): Readonly<Record<AssetId, readonly Tier[]>> {
  const known = Object.entries(hyperliquidTables).filter(([, [first]]) => onMs === undefined || first.fromMs <= onMs);
  return Object.fromEntries(
    known.map(([asset, history]) => [asset, tiersOf(inForce(history, onMs, asset).steps, `hyperliquid.${asset}`)]),
  );
}

/** Day and source of the table of an asset: the caller's where it was given, else the shipped one's. @throws UnknownKeyError (E_UNKNOWN_KEY), OutOfRangeError (E_OUT_OF_RANGE) */
function provenance(
  asset: AssetId,
  onMs: number | undefined,
  given: ParsedOverrides,
): Pick<VenueMarket, "asOfMs" | "source"> {
  const history = hyperliquidTables[asset];
  const { asOfMs, source } = given;
  if (given.tables[asset] !== undefined && asOfMs !== null && source !== null) return { asOfMs, source };
  if (history !== undefined) {
    const shipped = inForce(history, onMs, `the margin tables of ${asset}`);
    return { asOfMs: asOfMs ?? shipped.fromMs, source: source ?? shipped.source };
  }
  const want = `one of ${Object.keys({ ...hyperliquidTables, ...given.tables }).join(", ")}`;
  const hint = "give the venue's answer to `meta` for another asset";
  throw new UnknownKeyError({ field: "asset", got: asset, want, hint });
}

function marketOf(asset: AssetId, onMs: number | undefined, given: ParsedOverrides): VenueMarket {
  const { asOfMs, source } = provenance(asset, onMs, given);
  return {
    model: hyperliquidModel({ ...tablesOn(onMs), ...given.tables }, given.tradingFeeRate),
    asset,
    quote: HYPERLIQUID_QUOTE,
    alsoCalled: [],
    funding: hyperliquidFunding,
    asOfMs,
    source,
  };
}

function listMarkets(): readonly MarketListing[] {
  return Object.entries(hyperliquidTables).map(([asset, history]) => {
    const { fromMs: asOfMs, source } = inForce(history, undefined, asset);
    return { chain: null, asset, quote: HYPERLIQUID_QUOTE, alsoCalled: [], asOfMs, source, triggerPrice: "mark" };
  });
}

/** The market of a request; an asset that only the given answer lists is taken as it is written. */
function find({ asset, parameters, onMs, release }: MarketRequest): VenueMarket {
  if (release !== undefined) releaseNamed(releases, release);
  const given = parsedOverrides(parameters === undefined ? {} : parseHyperliquidOverrides(parameters));
  const named = given.tables[asset] === undefined ? findListing(listMarkets(), { asset }).asset : asset;
  return marketOf(named, onMs, given);
}

/** Hyperliquid: linear perpetuals with margin in USDC, isolated or cross, and maintenance at half of the initial margin at the highest leverage. */
export const hyperliquid: Venue<[asset: AssetId, overrides?: HyperliquidOverrides]> = {
  id: "hyperliquid",
  name: "Hyperliquid",
  summary: "Linear perpetuals, long and short, margin in USDC, maintenance by the asset's maximum leverage and size.",
  release: hyperliquidRelease,
  releases,
  exact: [
    "the liquidation price at the mark, isolated or with several positions on one margin, across the steps of the margin tables",
    "maximum leverage by size and by day; the hourly funding rate from the premium",
    "the backstop below two thirds of maintenance, which takes positions and margin",
  ],
  approximate: [
    "tables are those of the days on which they were announced or seen; an open position keeps its old maximum until it is changed, which is not followed",
    "one instant's mark price closes: an account that jumps below two thirds of maintenance goes to the backstop with no try of the book",
    "market orders fill at the mark; the book's own impact and the taker's fee on them are left out",
    "a fifth of every position is closed first where all together, not each, are worth more than 100,000 USDC; the cooldown of 30 s then closes the rest at once",
    "auto-deleveraging of a position in profit is left out; its rank is a function of its own, as the venue prints it",
    "unified and portfolio accounts, in which other balances back the positions, and assets of strict isolation are left out",
    "all contracts pay the same funding rate; withdrawals against open positions, which must leave 10 % of notional, are not bounded",
  ],
  source: { via: "http", url: "https://api.hyperliquid.xyz", load: () => import("./source.js") },
  listMarkets,
  find,
  market: (asset, overrides) => marketOf(asset, undefined, parsedOverrides(overrides ?? {})),
};
