import { UnknownKeyError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { inForce, releaseNamed } from "../dated.js";
import type { MarketListing, MarketRequest, ReleaseEntry, Venue } from "../entry.js";
import { isCalled } from "../find-listing.js";
import type { VenueMarket } from "../venue.js";
import { spotMarginModel, spotMarginRelease } from "./model.js";
import { listedAssets, spotMarginRules, type SpotMarginTerms } from "./params.js";
import { parseTerms, readTerms } from "./parse.js";

export type { MarginLevels, SpotMarginMode, SpotMarginParameters, SpotMarginTerms } from "./params.js";
export * from "./interest.js";
export { marginLevel } from "./model.js";

const releases: readonly ReleaseEntry[] = [
  {
    id: spotMarginRelease,
    fromMs: spotMarginRules[0].fromMs,
    differs: "levels of cross margin at 3x and 5x, a clearance fee of 2 %",
    proof: "read in the venue's pages; its interest examples reproduced",
  },
];

function marketOf(terms: unknown, onMs?: number, named?: AssetId): VenueMarket {
  const parameters = readTerms(terms, inForce(spotMarginRules, onMs, "the margin levels"), named);
  const { asset, quote, alsoCalled, asOfMs, source } = parameters;
  return { model: spotMarginModel(parameters), asset, quote, alsoCalled, asOfMs, source };
}

function listMarkets(): readonly MarketListing[] {
  return listedAssets.map((each) => {
    const { asset, quote, alsoCalled, asOfMs, source, model } = marketOf({ asset: each });
    return { chain: null, asset, quote, alsoCalled, asOfMs, source, triggerPrice: model.triggerPrice };
  });
}

/** Any asset: the rules are the same for each that may be borrowed. */
function find({ asset, parameters, release, onMs }: MarketRequest): VenueMarket {
  if (release !== undefined) releaseNamed(releases, release);
  const market = marketOf(parameters === undefined ? {} : parseTerms(parameters), onMs, asset);
  if (isCalled(asset, market)) return market;
  const hint = "change the asset, or the one in the parameters";
  throw new UnknownKeyError({ field: "asset", got: asset, want: market.asset, hint });
}

/** Spot margin of an exchange, by the levels of Binance's cross margin unless others are given. */
export const spotMargin: Venue<[terms: SpotMarginTerms]> = {
  id: "spot-margin",
  name: "Exchange spot margin",
  summary: "A loan of coins or dollars against everything in a margin account; all of it is sold at a margin level.",
  release: spotMarginRelease,
  releases,
  exact: [
    "margin level, the level at which one may borrow, and the level at which everything is sold",
    "interest by the started hour, by duration and by the clock, as functions of their own",
  ],
  approximate: [
    "interest accrues all the time here; each new loan costs an hour's interest more, which counts where one borrows again often",
    "assets count whole, without the venue's haircuts, which bound borrowing and not liquidation",
    "the whole account is sold at one price at once; the fee is on all assets of the account, cash among them",
    "limits of what may be borrowed, isolated pairs and tiers of large loans are left out",
  ],
  listMarkets,
  find,
  market: (terms) => marketOf(terms),
};
