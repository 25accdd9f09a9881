import type { AssetId } from "../../model/index.js";
import { releaseNamed } from "../dated.js";
import type { MarketListing, MarketRequest, ReleaseEntry, Venue } from "../entry.js";
import { findListing } from "../find-listing.js";
import { parametersValue } from "../json-text.js";
import type { VenueMarket } from "../venue.js";
import { liquityV2Model } from "./model.js";
import { deployedMs, liquityV2AlsoCalled, liquityV2Facts, liquityV2Terms, type LiquityV2Overrides } from "./params.js";
import { readParameters } from "./parse.js";

export type { LiquityV2Overrides } from "./params.js";

/** Release whose rules are modelled: the venue numbers none, so the month of its deployment. */
const newest = "2025-05";

const releases: readonly ReleaseEntry[] = [
  {
    id: newest,
    fromMs: deployedMs,
    differs: "took the place of the deployment of January 2025, whose Stability Pools had a fault; cannot be changed",
    proof: "read in the contracts; the outcomes of the repository's own liquidation tests reproduced",
  },
];

/** What a request says beside the asset. */
type Asked = Pick<MarketRequest, "release" | "onMs">;

function marketOf(asset: AssetId, given: unknown, { release, onMs }: Asked): VenueMarket {
  const { asOfMs, source, ...parameters } = readParameters(given, asset, onMs);
  const named = release === undefined ? newest : releaseNamed(releases, release);
  return {
    model: liquityV2Model({ release: named, ...parameters }),
    asset,
    quote: liquityV2Facts.quote,
    alsoCalled: liquityV2AlsoCalled[asset] ?? [],
    asOfMs,
    source,
  };
}

function listMarkets(): readonly MarketListing[] {
  return Object.keys(liquityV2Terms).map((each) => {
    const { asset, quote, alsoCalled, asOfMs, source, model } = marketOf(each, {}, {});
    return { chain: liquityV2Facts.chain, asset, quote, alsoCalled, asOfMs, source, triggerPrice: model.triggerPrice };
  });
}

function find({ parameters, ...request }: MarketRequest): VenueMarket {
  const given = parameters === undefined ? {} : parametersValue(parameters, "liquity-v2");
  return marketOf(findListing(listMarkets(), request).asset, given, request);
}

/** Liquity v2: BOLD is borrowed against ETH or a staked ETH, each in a branch of its own, at a rate that the borrower sets. */
export const liquityV2: Venue<[asset: AssetId, overrides?: LiquityV2Overrides]> = {
  id: "liquity-v2",
  name: "Liquity v2",
  summary: "Borrows BOLD against WETH, wstETH or rETH at a rate of one's own choice; a trove is closed whole.",
  release: newest,
  releases,
  exact: [
    "the liquidation condition of a trove, in float64: collateral ratio below the minimum of its branch",
    "what a liquidation leaves: compensation of who calls it, the Stability Pool's penalty, that of a redistribution, and any mix of the two",
  ],
  approximate: [
    "redemptions are left out: while BOLD is below a dollar, whose rate is lowest is repaid at face value from the collateral, so that leverage falls with no loss but the price of the day",
    "the rate is the holder's own choice and is given as the borrow rate, a batch manager's fee with it; it compounds all the time here, there when the trove is touched",
    "the fee for opening and for new debt, of 7 days of the branch's average interest, is counted nowhere: add it to the fixed cost",
    "the Stability Pool is taken to hold enough unless its share is given; a deposit of 0.0375 ETH, which who liquidates keeps, is no part of the account",
    "that a branch below its critical ratio lends no more and is shut down further below, the minimum debt of 2,000 BOLD, and debt that comes from redistributions are left out",
    "1 BOLD is taken as 1 US dollar, as the contracts take it; staked assets by one market price, where the feed multiplies a rate with that of ETH and may take the lower of two",
    "shorts: BOLD is no collateral",
  ],
  listMarkets,
  find,
  market: (asset, overrides) => marketOf(asset, overrides ?? {}, {}),
};
