import { resolve } from "node:path";
import { ConflictError, MissingError, ParseError, UnknownKeyError, closest } from "../errors/index.js";
import { isMoney, jsonValue, venues as registry, type MarketListing, type VenueEntry } from "../venues/index.js";
import { inFile } from "./file-fault.js";
import { isFlagName, type FlagName } from "./flags.js";
import { amount, required } from "./setting-readers.js";
import { isLive } from "./live-price.js";
import { isStandIn, readSmallFile, typed, valueOf, type Setting, type Settings } from "./settings.js";
import { venueOf } from "./venue-inputs.js";

/** One market that is compared, and the settings of the wish there. */
export interface AskedMarket {
  readonly id: string;
  /** Null where it is on none. */
  readonly chain: string | null;
  readonly asset: string;
  readonly quote: string;
  readonly settings: Settings;
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
const OF_ONE_MARKET = [
  ...(["venue", "quote", "parameters", "release", "liquidation-threshold", "hold", "history", "interval"] as const),
];

/** @throws ConflictError (E_CONFIG_CONFLICT) for a flag that is about one market; what was read of an account is none. */
function assertNoMarket(settings: Settings): void {
  const given = OF_ONE_MARKET.map((name) => settings.get(name));
  const stray = given.find((setting) => setting !== undefined && !isStandIn(setting));
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
async function ratesFrom(settings: Settings): Promise<ReadonlyMap<string, Settings>> {
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

const namesOf = ({ asset, alsoCalled }: MarketListing): readonly string[] =>
  [asset, ...alsoCalled].map((name) => name.toLowerCase());

/** Every name of the asset that some venue lists: WETH is called ETH too, and so is ETHUSDT. */
function namesAnywhere(asset: string): ReadonlySet<string> {
  const wanted = asset.trim().toLowerCase();
  const lists = registry.flatMap((entry) => entry.listMarkets().map(namesOf));
  return new Set([wanted, ...lists.filter((names) => names.includes(wanted)).flat()]);
}

/** True where two currencies of debt may be taken at par: the same, or both a dollar. */
const isAtPar = (quote: string, other: string): boolean => quote === other || (isMoney(quote) && isMoney(other));

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

/** What is asked of each market alike: no market of its own, its money in cash. */
function wishOf(settings: Settings): Map<FlagName, Setting> {
  const wish = new Map(settings);
  for (const name of ["venues", "rates", "quantity", "debt"] as const) wish.delete(name);
  wish.set("equity", equityFrom(settings));
  if (!wish.has("side")) wish.set("side", typed("side", "long"));
  return wish;
}

/** The market of a live account, by the parameters and rates that were read of it; none where no account was read. */
function marketHeld(settings: Settings): readonly AskedMarket[] {
  const [venue, asset, quote] = (["venue", "asset", "quote"] as const).map((name) => settings.get(name)?.text);
  if (!isLive(settings) || venue === undefined || asset === undefined || quote === undefined) return [];
  return [{ id: venue, chain: settings.get("chain")?.text ?? null, asset, quote, settings: wishOf(settings) }];
}

/** The settings of a wish without what was read of one account, but for its money and its price. */
function withoutAccount(settings: Settings): Settings {
  const wish = wishOf(settings);
  for (const [name, setting] of settings)
    if (isStandIn(setting) && !["equity", "price", "side"].includes(name)) wish.delete(name);
  for (const name of ["position", "exchange", "symbol", "rpc", "deployment"] as const) wish.delete(name);
  return wish;
}

/** A listed market, with its own rates over those of all. */
function listedMarket(
  wish: Settings,
  entry: VenueEntry,
  listing: MarketListing,
  own: Settings | undefined,
): AskedMarket {
  const { chain, asset, quote } = listing;
  const settings = new Map(wish);
  settings.set("venue", typed("venue", entry.id));
  settings.set("asset", typed("asset", asset));
  settings.set("quote", typed("quote", quote));
  if (chain === null) settings.delete("chain");
  else settings.set("chain", typed("chain", chain));
  for (const [name, setting] of own ?? []) settings.set(name, setting);
  return { id: entry.id, chain, asset, quote, settings };
}

const isSame = (one: AskedMarket, other: AskedMarket): boolean =>
  (["id", "chain", "asset", "quote"] as const).every((key) => one[key] === other[key]);

/**
 * Every listed market of the asset, by any of its names, with the wish as it is put there; that of a live account first.
 * @throws MissingError (E_MISSING), UnknownKeyError (E_UNKNOWN_KEY) where none lists it, ConflictError (E_CONFIG_CONFLICT); every
 * code of a file of rates
 */
export async function marketsFrom(settings: Settings): Promise<readonly AskedMarket[]> {
  assertNoMarket(settings);
  const rates = await ratesFrom(settings);
  const asset = required(settings.get("asset"), "asset", "the asset, by a name that people call it, such as ETH");
  const names = namesAnywhere(asset.text);
  const held = marketHeld(settings);
  const wish = held.length === 0 ? wishOf(settings) : withoutAccount(settings);
  const chain = wish.get("chain")?.text.trim();
  const isMeant = (listing: MarketListing): boolean =>
    namesOf(listing).some((name) => names.has(name)) &&
    isAtPar(listing.quote, held[0]?.quote ?? "USD") &&
    (chain === undefined || listing.chain === null || listing.chain === chain);
  const listed = venuesFrom(settings).flatMap((entry) =>
    entry
      .listMarkets()
      .filter(isMeant)
      .map((listing) => listedMarket(wish, entry, listing, rates.get(entry.id))),
  );
  const all = [...held, ...listed.filter((market) => !held.some((each) => isSame(each, market)))];
  if (all.length > 0) return all;
  const hint = "see steelyard venues for the names; a market that is not listed can be asked with steelyard optimize";
  throw new UnknownKeyError({ field: asset.field, got: asset.text, want: "an asset that a venue lists", hint });
}
