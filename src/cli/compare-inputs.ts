import { resolve } from "node:path";
import { ConflictError, MissingError, ParseError, UnknownKeyError } from "../errors/index.js";
import { jsonValue, venues as registry, type MarketListing, type VenueEntry } from "../venues/index.js";
import { closest } from "./closest.js";
import { inFile } from "./file-fault.js";
import { isFlagName, type FlagName } from "./flags.js";
import { amount, required } from "./setting-readers.js";
import { readSmallFile, typed, valueOf, type Setting, type Settings } from "./settings.js";
import { venueOf } from "./venue-inputs.js";

/** One market that is compared. */
export interface NamedMarket {
  readonly entry: VenueEntry;
  readonly listing: MarketListing;
}

/** What a venue may be given of its own: its rates and costs. */
const OWN = [
  "borrow-rate",
  "lend-rate",
  "yield",
  "funding",
  "asset-borrow-rate",
  "cost",
  "fixed-cost",
  "pool",
] as const;
const isOwn = (name: string): name is (typeof OWN)[number] => OWN.some((own) => own === name);

/** What says which one market is meant: each market says it for itself here. */
const OF_ONE_MARKET = ["venue", "quote", "parameters", "release", "liquidation-threshold", "hold"] as const;

/** @throws ConflictError (E_CONFIG_CONFLICT) for a flag that is about one market. */
function assertNoMarket(settings: Settings): void {
  const stray = OF_ONE_MARKET.map((name) => settings.get(name)).find((setting) => setting !== undefined);
  if (stray === undefined) return;
  const hint = "leave it out; --venues aave-v3,hyperliquid names some venues, --rates a file with each one's rates";
  throw new ConflictError({ field: stray.field, got: stray.text, want: "a wish that any venue can be asked", hint });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The settings of one venue in a file of rates. @throws ParseError (E_PARSE), UnknownKeyError (E_UNKNOWN_KEY) */
function ownSettings(id: string, value: unknown, folder: string): Settings {
  const want = `an object whose keys are among ${OWN.join(", ")}`;
  if (!isObject(value)) throw new ParseError({ field: id, got: JSON.stringify(value), want, hint: "write {...}" });
  const settings = new Map<FlagName, Setting>();
  for (const [name, given] of Object.entries(value)) {
    const field = `${id}.${name}`;
    if (!isFlagName(name) || !isOwn(name)) {
      const near = closest(name, OWN);
      const hint = near === null ? "see steelyard compare --help" : `did you mean ${near}?`;
      throw new UnknownKeyError({ field, got: "an unknown key", want, hint });
    }
    const read = name === "pool" ? { text: JSON.stringify(given), source: null } : valueOf(given, field);
    settings.set(name, { ...read, field, folder });
  }
  return settings;
}

/** Rates by venue, from the file of --rates; none without it. @throws every code of a small file and of JSON, UnknownKeyError (E_UNKNOWN_KEY) */
export async function ratesFrom(settings: Settings): Promise<ReadonlyMap<string, Settings>> {
  const given = settings.get("rates");
  if (given === undefined) return new Map();
  return inFile(given.text, async () => {
    const value = jsonValue(await readSmallFile(resolve(given.folder, given.text)), { field: "rates", keyPrefix: "" });
    if (!isObject(value)) {
      const hint = 'such as {"hyperliquid": {"funding": "9%"}}';
      throw new ParseError({ field: "rates", got: "no object", want: "an object whose keys are venues", hint });
    }
    return new Map(Object.entries(value).map(([id, own]) => [venueOf(id, id).id, ownSettings(id, own, given.folder)]));
  });
}

/** The venues named, or all. @throws UnknownKeyError (E_UNKNOWN_KEY) */
function venuesFrom(settings: Settings): readonly VenueEntry[] {
  const named = settings.get("venues");
  return named === undefined ? registry : named.text.split(",").map((id) => venueOf(id, named.field));
}

/** Every listed market of the asset, by any of its names. @throws MissingError (E_MISSING), UnknownKeyError (E_UNKNOWN_KEY) where none lists it, ConflictError (E_CONFIG_CONFLICT) */
export function marketsFrom(settings: Settings): readonly NamedMarket[] {
  assertNoMarket(settings);
  const asset = required(settings.get("asset"), "asset", "the asset, by a name that people call it, such as ETH");
  const chain = settings.get("chain")?.text.trim();
  const wanted = asset.text.trim().toLowerCase();
  const isMeant = (listing: MarketListing): boolean =>
    [listing.asset, ...listing.alsoCalled].some((name) => name.toLowerCase() === wanted) &&
    (chain === undefined || listing.chain === null || listing.chain === chain);
  const all = venuesFrom(settings).flatMap((entry) =>
    entry.listMarkets().flatMap((listing) => (isMeant(listing) ? [{ entry, listing }] : [])),
  );
  if (all.length > 0) return all;
  const hint = "see steelyard venues for the names; a market that is not listed can be asked with steelyard optimize";
  throw new UnknownKeyError({ field: asset.field, got: asset.text, want: "an asset that a venue lists", hint });
}

/** Money of the wish, quote currency: the equity, or what is held less what is owed. @throws MissingError (E_MISSING), every code of a reader */
function equityFrom(settings: Settings): Setting {
  const given = settings.get("equity");
  if (given !== undefined) return given;
  const quantity = amount(settings, "quantity");
  if (quantity === undefined) {
    const want = "what you have (--equity), or hold and owe (--quantity, --debt)";
    throw new MissingError({ field: "--equity", got: "nothing", want, hint: "add --equity 50000" });
  }
  const price = required(amount(settings, "price"), "price", "the price of what you hold");
  return typed("equity", String(quantity * price - (amount(settings, "debt") ?? 0)));
}

/** The settings of the wish at one market: its money in cash there, and the market's own rates over those of all. */
export function settingsAt(settings: Settings, { entry, listing }: NamedMarket, own: Settings | undefined): Settings {
  const there = new Map(settings);
  for (const name of ["venues", "rates", "quantity", "debt", "chain"] as const) there.delete(name);
  there.set("equity", equityFrom(settings));
  there.set("venue", typed("venue", entry.id));
  there.set("asset", typed("asset", listing.asset));
  there.set("quote", typed("quote", listing.quote));
  if (listing.chain !== null) there.set("chain", typed("chain", listing.chain));
  if (!there.has("side")) there.set("side", typed("side", "long"));
  for (const [name, setting] of own ?? []) there.set(name, setting);
  return there;
}
