import { MissingError, UnknownKeyError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { inForce, releaseNamed } from "../dated.js";
import type { MarketListing, MarketRequest, ReleaseEntry, Venue } from "../entry.js";
import { findListing } from "../find-listing.js";
import type { VenueMarket } from "../venue.js";
import type { CometRelease } from "./comet.js";
import { compoundV3Chains } from "./markets.js";
import { compoundV3Model } from "./model.js";
import {
  alsoCalled,
  type CollateralFactors,
  type CollateralTerms,
  type CompoundV3Chain,
  type CompoundV3Overrides,
  type RateTerms,
} from "./params.js";
import { parseCompoundV3Overrides, parsedOverrides, type ParsedOverrides } from "./parse.js";

export type { CollateralFactors, CompoundV3Overrides, RateCurve, RateTerms } from "./params.js";
export * from "./comet.js";
export * from "./interest.js";
export * from "./borrowing.js";
export * from "./absorb.js";
export { accountFromChain, curveFromChain, factorsFromChain, totalsFromChain } from "./parse.js";
export * from "./rate-curve.js";

const releases: readonly (ReleaseEntry & { readonly id: CometRelease })[] = [
  {
    id: "0",
    fromMs: Date.UTC(2022, 7, 4),
    differs: "as launched; markets of up to 24 collateral assets keep its rules",
    proof: "read in the source; the repository's own test literals reproduced",
  },
  {
    id: "1.2.1",
    fromMs: null,
    differs:
      "no new borrow above 200 % utilisation, no interest without borrowers or lenders, assets of liquidation factor 0 are not seized",
    proof: "read in the source as proposed in May 2026; when its votes took effect is not known here",
  },
];

interface Asked {
  readonly chain: string;
  readonly asset: AssetId;
  readonly quote: AssetId;
  readonly release?: string;
  readonly onMs?: number;
}

function unknown(field: string, got: string, known: readonly string[]): UnknownKeyError {
  return new UnknownKeyError({ field, got, want: `one of ${known.join(", ")}`, hint: "see `steelyard venues`" });
}

/** @throws UnknownKeyError (E_UNKNOWN_KEY) */
function chainNamed(chain: string): CompoundV3Chain {
  const found = compoundV3Chains[chain];
  if (found !== undefined) return found;
  throw unknown("chain", chain, Object.keys(compoundV3Chains));
}

/** Factors of every market of a chain that were in force on a day. */
function factorsOn(
  chain: CompoundV3Chain,
  onMs: number | undefined,
): Record<AssetId, Record<AssetId, CollateralFactors>> {
  return Object.fromEntries(
    Object.entries(chain).map(([base, { collaterals }]) => {
      const listed = Object.entries(collaterals).filter(([, [first]]) => onMs === undefined || first.fromMs <= onMs);
      return [base, Object.fromEntries(listed.map(([asset, history]) => [asset, inForce(history, onMs, asset)]))];
    }),
  );
}

/** The shipped terms of an asset on a day; null where none are shipped, or where the caller gave those of a day before them. @throws OutOfRangeError (E_OUT_OF_RANGE) */
function termsOn({ chain, asset, quote, onMs }: Asked, given: ParsedOverrides): CollateralTerms | null {
  const history = chainNamed(chain)[quote]?.collaterals[asset];
  if (history === undefined) return null;
  const early = onMs !== undefined && onMs < history[0].fromMs;
  if (early && given.comets[quote]?.[asset] !== undefined) return null;
  return inForce(history, onMs, `the terms of ${asset} for ${quote}`);
}

/** Day of parameters that only the caller knows. @throws MissingError (E_MISSING) */
function givenDay({ asOfMs }: ParsedOverrides): number {
  if (asOfMs !== null) return asOfMs;
  const detail = { field: "compound-v3.asOf", got: "nothing", want: "a day such as 2026-01-31" };
  throw new MissingError(
    { ...detail, hint: "say on which day the parameters held; none are shipped" },
    { origin: "configuration" },
  );
}

function marketOf(asked: Asked, given: ParsedOverrides): VenueMarket {
  const { asset, quote } = asked;
  const { comets, swapCostRate } = given;
  const terms = termsOn(asked, given);
  if (comets[quote] === undefined) throw unknown("quote", quote, Object.keys(comets));
  if (comets[quote][asset] === undefined) throw unknown("asset", asset, Object.keys(comets[quote]));
  const shipped = terms?.source ?? "given by the caller";
  return {
    model: compoundV3Model({
      release: asked.release === undefined ? "0" : releaseNamed(releases, asked.release),
      quote,
      triggerPrice: given.triggerPrice ?? terms?.triggerPrice ?? "market",
      comets,
      swapCostRate,
    }),
    asset,
    quote,
    alsoCalled: alsoCalled[asset] ?? [],
    correlated: terms?.correlated ?? false,
    asOfMs: given.asOfMs ?? terms?.fromMs ?? givenDay(given),
    source:
      given.source ?? (given.changed && terms !== null ? `${shipped}; some of it changed by the caller` : shipped),
  };
}

function listMarkets(): readonly MarketListing[] {
  return Object.entries(compoundV3Chains).flatMap(([chain, comets]) =>
    Object.entries(comets).flatMap(([quote, { collaterals }]) =>
      Object.entries(collaterals).map(([asset, history]) => {
        const { fromMs: asOfMs, source, triggerPrice } = inForce(history, undefined, asset);
        return { chain, asset, quote, alsoCalled: alsoCalled[asset] ?? [], asOfMs, source, triggerPrice };
      }),
    ),
  );
}

/** The market of a request; an asset that only the given parameters list is taken as it is written. */
function find({ parameters, ...request }: MarketRequest): VenueMarket {
  const { asset, quote, chain = "ethereum", release, onMs } = request;
  const overrides = parameters === undefined ? {} : parseCompoundV3Overrides(parameters);
  const given = parsedOverrides(factorsOn(chainNamed(chain), onMs), overrides);
  const dated = { ...(release === undefined ? {} : { release }), ...(onMs === undefined ? {} : { onMs }) };
  const base = Object.keys(given.comets).find((lent) => (quote ?? lent) === lent && given.comets[lent]?.[asset]);
  if (base !== undefined) return marketOf({ chain, asset, quote: base, ...dated }, given);
  const listing = findListing(listMarkets(), { asset, chain, ...(quote === undefined ? {} : { quote }) });
  return marketOf({ chain, asset: listing.asset, quote: listing.quote, ...dated }, given);
}

/** The interest curves of the market that lends `base`, on a day or now. @throws UnknownKeyError (E_UNKNOWN_KEY), OutOfRangeError (E_OUT_OF_RANGE) */
export function compoundV3Rates(chain: string, base: AssetId, onMs?: number): RateTerms {
  const comets = chainNamed(chain);
  const comet = comets[base];
  if (comet === undefined) throw unknown("base", base, Object.keys(comets));
  return inForce(comet.rates, onMs, `the rates of ${base}`);
}

/** Compound v3: one base asset a market is lent against several collaterals; an absorption takes all of them. */
export const compoundV3: Venue<[chain: string, asset: AssetId, quote: AssetId, overrides?: CompoundV3Overrides]> = {
  id: "compound-v3",
  name: "Compound v3",
  summary: "Lending markets of one base asset each: a loop borrows it against the asset; absorption takes everything.",
  release: "0",
  releases,
  exact: [
    "borrowing and absorption conditions over any number of collaterals, in float64 and in the contract's whole amounts",
    "absorption: all collateral taken at its liquidation factor, the rest returned as base balance, a shortfall borne by reserves",
    "in whole amounts: indexes, rates, principals, minimum debt, caps, quotes of absorbed collateral, by release",
  ],
  approximate: [
    "the contracts were read and not run; parameters are those of the repository, dated, and not read from the chain",
    "minimum debt and supply caps bound no leverage here; rewards in the venue's own token are left out",
    "a short's cash is all pledged in the asset's own market, where collateral earns nothing; without such a market a short is refused",
    "rates move with the holder's own size only where the state of the pool is given; all assets but the quote currency earn the same yield",
    "against dollars the price of a staked asset is taken as one market price; the venue's feed multiplies a rate with the price of ETH",
  ],
  listMarkets,
  find,
  market: (chain, asset, quote, overrides) =>
    marketOf({ chain, asset, quote }, parsedOverrides(factorsOn(chainNamed(chain), undefined), overrides ?? {})),
};
