import { UnknownKeyError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import type { MarketListing, MarketRequest, Venue } from "../entry.js";
import { findListing } from "../find-listing.js";
import type { VenueMarket } from "../venue.js";
import { aaveV3Model, aaveV3Release } from "./model.js";
import { assertPair, overriddenMarket, pairOf, parseAaveV3Overrides, withQuote } from "./parse.js";
import { aaveV3Markets, type AaveV3Market, type AaveV3Overrides } from "./params.js";

export type { AaveV3Market, AaveV3Overrides } from "./params.js";
export type { Reserve } from "../lending-rule.js";

function chainMarket(chain: string): AaveV3Market {
  const market = aaveV3Markets[chain];
  if (market !== undefined) return market;
  const want = Object.keys(aaveV3Markets).join(" or ");
  throw new UnknownKeyError({ field: "chain", got: chain, want, hint: "use the custom venue for another chain" });
}

function marketOf(chain: string, asset: AssetId, overrides: unknown): VenueMarket {
  const market = overriddenMarket(chainMarket(chain), asset, overrides);
  assertPair(market, asset);
  const { quote, reserves, swapCostRate, asOfMs, source } = market;
  const correlated = pairOf(market, asset, quote) !== undefined;
  const triggerPrice = correlated ? "exchange-rate" : "market";
  const model = aaveV3Model({ quote, reserves, swapCostRate, triggerPrice });
  return { model, asset, quote, alsoCalled: market.alsoCalled[asset] ?? [], correlated, asOfMs, source };
}

function listMarkets(): readonly MarketListing[] {
  return Object.entries(aaveV3Markets).flatMap(([chain, { quote, reserves, pairs, alsoCalled, asOfMs, source }]) => {
    const plain = Object.keys(reserves)
      .filter((asset) => asset !== quote)
      .map((asset) => ({ asset, quote, triggerPrice: "market" as const }));
    return [...plain, ...pairs.map((pair) => ({ ...pair, triggerPrice: "exchange-rate" as const }))].map(
      ({ asset, quote: owed, triggerPrice }) => {
        return {
          chain,
          asset,
          quote: owed,
          alsoCalled: alsoCalled[asset] ?? [],
          asOfMs,
          source,
          triggerPrice,
        };
      },
    );
  });
}

/** The market of a request; an asset that only the given parameters list is taken as it is written. */
function find({ asset, quote, chain = "ethereum", parameters }: MarketRequest): VenueMarket {
  const given = parameters === undefined ? {} : parseAaveV3Overrides(parameters);
  const { reserves } = overriddenMarket(chainMarket(chain), asset, given);
  if (quote === undefined && reserves[asset] !== undefined) return marketOf(chain, asset, given);
  const listing = findListing(listMarkets(), { asset, chain, ...(quote === undefined ? {} : { quote }) });
  return marketOf(chain, listing.asset, quote === undefined ? given : withQuote(given, listing.quote));
}

/** Aave v3: collateral and debt in a pool; liquidation by anyone, for a bonus. */
export const aaveV3: Venue<[chain: string, asset: AssetId, overrides?: AaveV3Overrides]> = {
  id: "aave-v3",
  name: "Aave v3",
  summary: "Lending pool: a loop borrows dollars against the asset, a short borrows the asset against dollars.",
  release: aaveV3Release,
  releases: [],
  exact: [
    "the liquidation condition over any number of collaterals and debts, up to the chain's rounding of one part in 1e18",
    "close factor, whole-debt threshold, dust rule and bad debt of releases 3.3 to 3.6, in float64",
  ],
  approximate: [
    "parameters are stated with their date and not read from the chain",
    "liquidators call against the largest debt and the largest collateral until the account is healthy",
    "efficiency modes other than that of the pairs listed, isolation mode, supply and borrow caps are left out",
    "rates move with the holder's own size only where the state of the pool is given; all assets but the quote currency earn the same yield",
    "against dollars the price of wstETH is taken as one market price; the venue multiplies an exchange rate with the price of ETH",
  ],
  listMarkets,
  find,
  market: (chain, asset, overrides) => marketOf(chain, asset, overrides ?? {}),
};
