import { UnknownKeyError } from "../../errors/index.js";
import { inForce, releaseNamed } from "../dated.js";
import type { MarketListing, MarketRequest, ReleaseEntry, Venue } from "../entry.js";
import { isCalled } from "../find-listing.js";
import type { VenueMarket } from "../venue.js";
import { marginLoanModel, marginLoanRelease } from "./model.js";
import { parseTerms, readTerms } from "./parse.js";
import { legalMinimums, type MarginLoanTerms } from "./params.js";

export type { MarginLoanParameters, MarginLoanTerms } from "./params.js";

const releases: readonly ReleaseEntry[] = [
  {
    id: marginLoanRelease,
    fromMs: legalMinimums[0].fromMs,
    differs: "Regulation T and FINRA Rule 4210, which took the place of the rules of two exchanges",
    proof: "read in the rules; figures by hand",
  },
];

function marketOf(terms: unknown, onMs?: number, named?: string): VenueMarket {
  const parameters = readTerms(terms, inForce(legalMinimums, onMs, "the legal minimums"), named);
  const { asset, quote, alsoCalled, asOfMs, source } = parameters;
  return { model: marginLoanModel(parameters), asset, quote, alsoCalled, asOfMs, source };
}

/** Any asset: a broker lends against what it trades. */
function find({ asset, parameters, release, onMs }: MarketRequest): VenueMarket {
  if (release !== undefined) releaseNamed(releases, release);
  const market = marketOf(parameters === undefined ? {} : parseTerms(parameters), onMs, asset);
  if (isCalled(asset, market)) return market;
  const hint = "change the asset, or the one in the parameters";
  throw new UnknownKeyError({ field: "asset", got: asset, want: market.asset, hint });
}

/** One market that stands for all: the legal minimums are the same for every listed share. */
function listMarkets(): readonly MarketListing[] {
  const { asset, quote, alsoCalled, asOfMs, source, model } = marketOf({ asset: "SPX" });
  return [{ chain: null, asset, quote, alsoCalled, asOfMs, source, triggerPrice: model.triggerPrice }];
}

/** A broker's margin loan, at the legal minimums unless the broker's own terms are given. */
export const marginLoan: Venue<[terms: MarginLoanTerms]> = {
  id: "margin-loan",
  name: "Broker's margin loan",
  summary:
    "A loan against shares, or a short sale, with initial and maintenance margin; the holder owes what a sale leaves.",
  release: marginLoanRelease,
  releases,
  exact: ["maintenance and house margin on long and short market value; initial margin; recourse"],
  approximate: [
    "the legal minimums stand for the broker's own terms, which are often stricter and differ by share",
    "the broker is taken to sell the same share of every position at once; a margin call with days to pay is left out",
    "tiered loan rates, minimum equity of 2,000 USD, and the 5 USD floor of short maintenance are left out",
    "the borrow rate charged is the market state's plus the spread in the terms",
  ],
  listMarkets,
  find,
  market: (terms) => marketOf(terms),
};
