import { MissingError, OutOfRangeError, UnknownKeyError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import type { VenueSource } from "../../ports/index.js";
import { releaseNamed } from "../dated.js";
import type { MarketListing, MarketRequest, ReleaseEntry, Venue, VenueEntry } from "../entry.js";
import { fieldsOf } from "../fields.js";
import { findListing } from "../find-listing.js";
import { parametersValue } from "../json-text.js";
import { lendingModel } from "../lending-model.js";
import type { VenueMarket } from "../venue.js";
import { closeRuleOf } from "./close-rules.js";
import { factOn, type DatedFact } from "../dated-facts.js";
import type { PoolChain, PoolCurve } from "./pool-chain.js";
import { assertPair, parametersOf, withKeys, type PoolOverrides } from "./pool-overrides.js";
import type { AavePoolRelease } from "./release.js";

/** A release of the pool's rules as a venue lists it. */
export type PoolReleaseEntry = ReleaseEntry & { readonly id: AavePoolRelease };

/** A venue that runs the pool, as data. */
export interface PoolVenue extends Pick<VenueEntry, "id" | "name" | "summary" | "exact" | "approximate"> {
  /** Release of a market where neither a release nor a day is named. */
  readonly release: AavePoolRelease;
  /** Oldest first; their days are those of the first chain. */
  readonly releases: readonly PoolReleaseEntry[];
  /** Chains with shipped parameters, by name; the first is taken where none is named. */
  readonly chains: Readonly<Record<string, PoolChain>>;
  /** How its accounts are read; its other chains take markets whose parameters are given whole. */
  readonly source?: Extract<VenueSource, { readonly via: "chain" }>;
}

/** The release in force on a day, epoch ms UTC. @throws OutOfRangeError (E_OUT_OF_RANGE) before the first */
function releaseOn(releases: readonly PoolReleaseEntry[], onMs: number): AavePoolRelease {
  const found = releases.findLast(({ fromMs }) => fromMs !== null && fromMs <= onMs);
  if (found !== undefined) return found.id;
  const hint = "name a release, or begin later";
  throw new OutOfRangeError({ field: "onMs", got: String(onMs), want: "a day on which a release was in force", hint });
}

/** The chain of that name. @throws UnknownKeyError (E_UNKNOWN_KEY) */
export function chainOf(chains: PoolVenue["chains"], name: string): PoolChain {
  const chain = chains[name];
  if (chain !== undefined) return chain;
  const want = Object.keys(chains).join(" or ");
  throw new UnknownKeyError({ field: "chain", got: name, want, hint: "use the custom venue for another chain" });
}

/** The rate curve of an asset in force on a day, epoch ms UTC; the newest known where none is named. @throws UnknownKeyError (E_UNKNOWN_KEY), OutOfRangeError (E_OUT_OF_RANGE) where none is known */
export function curveOn(chain: PoolChain, asset: AssetId, onMs?: number): DatedFact<PoolCurve> {
  const history = chain.curves[asset];
  if (history !== undefined) return factOn(history, onMs, `the rate curves of ${asset}`);
  const want = `one of ${Object.keys(chain.curves).join(", ")}`;
  throw new UnknownKeyError({ field: "asset", got: asset, want, hint: "give the pool's curve yourself" });
}

/** What a request on a chain without shipped parameters must bring along: nothing of another chain stands in for it. */
const WHOLE = ["quote", "reserves", "release", "asOf", "source"];

/**
 * What is known of a chain. Of one that no parameters are shipped of: names of assets alone, and only where the request brings all
 * parameters along.
 * @throws UnknownKeyError (E_UNKNOWN_KEY), MissingError (E_MISSING)
 */
function knownOf({ chains, source, id }: PoolVenue, name: string, overrides: unknown): PoolChain {
  const [first] = Object.values(chains);
  if (first === undefined || source === undefined || chains[name] !== undefined) return chainOf(chains, name);
  const given = fieldsOf(overrides, id);
  const lacking = WHOLE.find((key) => !given.has(key));
  if (lacking === undefined) return { ...first, terms: {}, pairs: [], curves: {} };
  if (!given.has("reserves") || !source.chains.includes(name)) return chainOf(chains, name);
  const detail = { field: `${id}.${lacking}`, got: "nothing", want: `the whole parameters: ${WHOLE.join(", ")}` };
  const hint = `none are shipped of ${name}: read an account there, or give them with --parameters`;
  throw new MissingError({ ...detail, hint }, { origin: "configuration" });
}

function marketOf(venue: PoolVenue, chain: string, asset: AssetId, overrides: unknown): VenueMarket {
  const shipped = knownOf(venue, chain, overrides);
  const parameters = parametersOf(shipped, asset, overrides, venue.id);
  assertPair(parameters, asset);
  const { quote, reserves, swapCostRate, correlated, onMs, asOfMs, source } = parameters;
  const named = onMs === undefined ? venue.release : releaseOn(venue.releases, onMs);
  const release = parameters.release === undefined ? named : releaseNamed(venue.releases, parameters.release);
  const model = lendingModel({
    id: venue.id,
    release,
    triggerPrice: correlated ? "exchange-rate" : "market",
    quote,
    reserves,
    close: closeRuleOf(release),
    swapCostRate,
    checkIntervalMs: 0,
    notionalMax: null,
  });
  return { model, asset, quote, alsoCalled: shipped.alsoCalled[asset] ?? [], correlated, asOfMs, source };
}

/** Every asset against the quote currency, and every correlated pair, with the newest terms. */
function listingsOf(venue: PoolVenue): readonly MarketListing[] {
  return Object.entries(venue.chains).flatMap(([chain, { quote, terms, pairs }]) => {
    const plain = Object.keys(terms).filter((asset) => asset !== quote);
    return [...plain.map((asset) => ({ asset, quote })), ...pairs].map(({ asset, quote: owed }) => {
      const { alsoCalled, asOfMs, source, model } = marketOf(venue, chain, asset, { quote: owed });
      return { chain, asset, quote: owed, alsoCalled, asOfMs, source, triggerPrice: model.triggerPrice };
    });
  });
}

/** True where the parameters that were given have terms of both assets: the pair then needs no listing. */
function isGiven(given: unknown, path: string, asset: AssetId, quote: AssetId): boolean {
  const fields = fieldsOf(given, path);
  const reserves = fields.has("reserves") ? fields.object("reserves") : null;
  return reserves !== null && reserves.has(asset) && reserves.has(quote);
}

/** The market of a request; assets that only the given parameters list are taken as they are written. */
function find(venue: PoolVenue, request: MarketRequest): VenueMarket {
  const { asset, quote, chain = Object.keys(venue.chains)[0] ?? "", release, onMs, parameters } = request;
  const given = parameters === undefined ? {} : parametersValue(parameters, venue.id);
  const asked = withKeys(given, venue.id, { release, onMs });
  const whole = withKeys(asked, venue.id, { quote });
  if (quote !== undefined && isGiven(given, venue.id, asset, quote)) return marketOf(venue, chain, asset, whole);
  const { reserves } = parametersOf(knownOf(venue, chain, whole), asset, asked, venue.id);
  if (quote === undefined && reserves[asset] !== undefined) return marketOf(venue, chain, asset, asked);
  const listing = findListing(listingsOf(venue), { asset, chain, ...(quote === undefined ? {} : { quote }) });
  const owed = quote === undefined ? undefined : listing.quote;
  return marketOf(venue, chain, listing.asset, withKeys(asked, venue.id, { quote: owed }));
}

/** The venue, from its data. */
export function poolVenue(of: PoolVenue): Venue<[chain: string, asset: AssetId, overrides?: PoolOverrides]> {
  const { id, name, summary, release, releases, exact, approximate, source } = of;
  return {
    ...{ id, name, summary, release, releases, exact, approximate },
    ...(source === undefined ? {} : { source }),
    listMarkets: () => listingsOf(of),
    find: (request) => find(of, request),
    market: (chain, asset, overrides) => marketOf(of, chain, asset, overrides ?? {}),
  };
}
