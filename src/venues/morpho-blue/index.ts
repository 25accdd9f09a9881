import type { AssetId } from "../../model/index.js";
import { inForce, releaseNamed } from "../dated.js";
import type { MarketListing, MarketRequest, ReleaseEntry, Venue } from "../entry.js";
import { findListing, isCalled } from "../find-listing.js";
import type { VenueMarket } from "../venue.js";
import { morphoDeployments } from "./deployments.js";
import { marketsSource, morphoBlueMarkets } from "./markets.js";
import { morphoBlueModel, morphoBlueRelease } from "./model.js";
import type { MorphoBlueMarket, MorphoBlueOverrides } from "./params.js";
import { parseMorphoBlueOverrides, readMarket } from "./parse.js";

export type { MorphoBlueMarket, MorphoBlueOverrides, ListedMarket, MarketParams } from "./params.js";
export type { PreLiquidationOption } from "./pre-liquidation-calls.js";
export { morphoBlueMarkets } from "./markets.js";
export { preLiquidationDefaults } from "./params.js";
export { borrowRateAnnualUp, morphoAccount, morphoPool, oraclePriceDown, type MorphoDecimals } from "./parse.js";
export { toAssetsDown, toAssetsUp, toSharesDown, toSharesUp, WAD, type SideTotals } from "./shares.js";
export type { MorphoLoan, MorphoPosition, MorphoTotals } from "./state.js";
export * from "./accrual.js";
export * from "./health.js";
export { incentiveFactorDown, liquidated } from "./liquidation.js";
export type { Exchange, Liquidation, LiquidationCall, LiquidationRefusal } from "./liquidation.js";
export * from "./utilisation.js";
export { adaptiveRates, INITIAL_RATE_AT_TARGET, utilisationAtRate, type AdaptiveRates } from "./adaptive-curve.js";
export * from "./adaptive-pool.js";
export * from "./pre-liquidation.js";

/** The contract's first day on Ethereum: block 18,883,124, by the SDK's table of deployments. Nobody can change it since. */
const deployedMs = Date.UTC(2023, 11, 28);

const releases: readonly ReleaseEntry[] = [
  {
    id: morphoBlueRelease,
    fromMs: deployedMs,
    differs: "the only one: neither the contract nor a market can be changed",
    proof: "run on the contract compiled from its package: random states equal to the unit",
  },
];

interface Pair {
  readonly asset: AssetId;
  readonly quote: AssetId;
}

function marketOf({ asset, quote }: Pair, listed: MorphoBlueMarket | null, overrides: unknown): VenueMarket {
  const { rule, ...market } = readMarket({ asset, quote }, listed, overrides);
  return { model: morphoBlueModel(rule), asset, quote, alsoCalled: listed?.alsoCalled ?? [], ...market };
}

const listingOf = ({ chain, asset, quote, alsoCalled, fromMs, triggerPrice }: MorphoBlueMarket): MarketListing => ({
  ...{ chain, asset, quote, alsoCalled, asOfMs: fromMs, source: marketsSource, triggerPrice },
});

const listMarkets = (): readonly MarketListing[] => morphoBlueMarkets.map(listingOf);

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The listed pair, or null. */
const listedPair = (chain: string, asset: AssetId, quote: AssetId): MorphoBlueMarket | null =>
  morphoBlueMarkets.find((pair) => isSame(pair.chain, chain) && isCalled(asset, pair) && isSame(pair.quote, quote)) ??
  null;

/** The market of a request; a pair that is not listed is taken as it is written where parameters say what it is. */
function find(request: MarketRequest): VenueMarket {
  const { asset, quote, chain = "ethereum", release, onMs, parameters } = request;
  if (release !== undefined) releaseNamed(releases, release);
  inForce([{ fromMs: deployedMs }], onMs, "the rules of Morpho Blue");
  const given = parameters === undefined ? {} : parseMorphoBlueOverrides(parameters);
  if (parameters !== undefined && quote !== undefined && listedPair(chain, asset, quote) === null) {
    return marketOf({ asset, quote }, null, given);
  }
  const listing = findListing(listMarkets(), { ...request, chain });
  // The caller dates parameters of its own; the shipped ones hold from the market's first day on.
  if (parameters === undefined) {
    inForce([{ fromMs: listing.asOfMs }], onMs, `the terms of ${listing.asset}/${listing.quote}`);
  }
  return marketOf(listing, listedPair(chain, listing.asset, listing.quote), given);
}

/** Morpho Blue: isolated markets of one collateral and one loan; liquidation by anyone, all at once. */
export const morphoBlue: Venue<[chain: string, asset: AssetId, quote: AssetId, overrides?: MorphoBlueOverrides]> = {
  id: "morpho-blue",
  name: "Morpho Blue",
  summary:
    "Isolated lending markets of one collateral and one loan: a loop borrows the loan, a short the opposite way.",
  release: morphoBlueRelease,
  releases,
  exact: [
    "in integers, to the unit: shares, accrual with fee shares, health, liquidation with bad debt, the adaptive curve, pre-liquidation",
    "in float64: the liquidation condition, the incentive, all of the debt closed at once, partial closes of who has opted into pre-liquidation",
  ],
  approximate: [
    "a listed market's figures can never change; which of a pair's many markets is listed is a choice: give lltv for another",
    "only collateral of the debt's own market counts; other cash at the venue is left alone and protects nothing",
    "collateral earns nothing here: state a lending rate of 0 for a short, whose cash is all collateral",
    "the rate at target drifts with utilisation and is taken as it stands; rates move with the holder's own size where the pool is given",
    "pre-liquidators are taken to close as much as they may at the market's own oracle",
  ],
  source: {
    via: "chain",
    chains: Object.keys(morphoDeployments),
    load: () => import("./source.js"),
  },
  listMarkets,
  find,
  market: (chain, asset, quote, overrides) => {
    const listed = listedPair(chain, asset, quote);
    return marketOf(listed ?? { asset, quote }, listed, overrides ?? {});
  },
};
