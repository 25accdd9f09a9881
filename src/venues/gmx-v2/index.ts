import { UnknownKeyError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { inForce, releaseNamed } from "../dated.js";
import type { MarketListing, MarketRequest, ReleaseEntry, Venue } from "../entry.js";
import { findListing } from "../find-listing.js";
import type { FundingTerms } from "../funding.js";
import type { VenueMarket } from "../venue.js";
import { gmxV2Model, gmxV2Release } from "./model.js";
import { gmxV2Chains, READ_MS, type DatedGmxV2Terms, type GmxV2Market, type GmxV2Overrides } from "./params.js";
import { parseGmxV2Overrides, parsedOverrides } from "./parse.js";

export type { DatedGmxV2Terms, GmxV2Overrides, GmxV2Terms, OpenInterest } from "./params.js";

const QUOTE = "USDC";

const releases: readonly ReleaseEntry[] = [
  {
    id: gmxV2Release,
    fromMs: READ_MS,
    differs: "a factor of its own for liquidation, a liquidation fee that does not count in the test",
    proof: "read in the source; the interface's own formulas reproduced",
  },
];

/** Accrues each second, adaptive; the rate is the market state's. */
const funding: FundingTerms = { intervalMs: 0, offsetMs: 0, base: "index", rateMax: null };

/** @throws UnknownKeyError (E_UNKNOWN_KEY) */
function marketNamed(chain: string, asset: AssetId): GmxV2Market {
  const markets = gmxV2Chains[chain];
  const found = markets?.[asset];
  if (found !== undefined) return found;
  const [field, got, known] = markets === undefined ? ["chain", chain, gmxV2Chains] : ["asset", asset, markets];
  const want = `one of ${Object.keys(known).join(", ")}`;
  throw new UnknownKeyError({ field, got, want, hint: "see `steelyard venues`" });
}

/** The terms of a market in force on a day, thresholds of deleveraging and limits of funding among them. @throws UnknownKeyError (E_UNKNOWN_KEY), OutOfRangeError (E_OUT_OF_RANGE) before the first that are known */
export const gmxV2Terms = (chain: string, asset: AssetId, onMs?: number): DatedGmxV2Terms =>
  inForce(marketNamed(chain, asset).terms, onMs, `the terms of ${asset}`);

function marketOf(chain: string, asset: AssetId, overrides: unknown, onMs?: number): VenueMarket {
  const { alsoCalled, longToken } = marketNamed(chain, asset);
  const { terms, interest, asOfMs, source } = parsedOverrides(gmxV2Terms(chain, asset, onMs), overrides);
  const model = gmxV2Model({ asset, quote: QUOTE, longToken, terms, interest });
  return { model, asset, quote: QUOTE, alsoCalled, funding, asOfMs, source };
}

function listMarkets(): readonly MarketListing[] {
  return Object.entries(gmxV2Chains).flatMap(([chain, markets]) =>
    Object.keys(markets).map((asset) => {
      const { alsoCalled, asOfMs, source, model } = marketOf(chain, asset, {});
      return { chain, asset, quote: QUOTE, alsoCalled, asOfMs, source, triggerPrice: model.triggerPrice };
    }),
  );
}

function find({ parameters, release, onMs, ...request }: MarketRequest): VenueMarket {
  if (release !== undefined) releaseNamed(releases, release);
  const { chain, asset } = findListing(listMarkets(), request);
  const overrides = parameters === undefined ? {} : parseGmxV2Overrides(parameters);
  return marketOf(chain ?? "arbitrum", asset, overrides, onMs);
}

/** GMX v2: perpetuals against a pool at an oracle's price. */
export const gmxV2: Venue<[chain: string, asset: AssetId, overrides?: GmxV2Overrides]> = {
  id: "gmx-v2",
  name: "GMX v2",
  summary: "Perpetuals against a pool at an oracle's price; each position stands alone, and what is left is returned.",
  release: gmxV2Release,
  releases,
  exact: [
    "the liquidation price with collateral in USDC or in the token that backs the market",
    "collateral needed to open, by size and open interest; a liquidation closes everything at the oracle's price for two fees",
    "borrowing and funding accrue each second on the size at entry",
  ],
  approximate: [
    "terms are those of the repository, dated, and not read from the chain; open interest is 0 unless it is given",
    "one price stands for the oracle's lowest and highest, which the venue takes against the holder",
    "price impact is left out, but for the part that may count in the liquidation test, which is taken whole; so is the cap on traders' profit",
    "funding that is received joins the margin; the venue keeps it aside to be claimed",
    "what is returned is counted in USDC; deleveraging of winners is data, not modelled",
  ],
  listMarkets,
  find,
  market: (chain, asset, overrides) => marketOf(chain, asset, overrides ?? {}),
};
