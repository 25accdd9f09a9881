import { resolve } from "node:path";
import { ConflictError, MissingError, OutOfRangeError, UnknownKeyError, closest } from "../errors/index.js";
import { jsonValue, venues, type MarketRequest, type VenueEntry, type VenueMarket } from "../venues/index.js";
import { inFile } from "./file-fault.js";
import { dayMs, fraction, present, required } from "./setting-readers.js";
import { readSmallFile, type Settings } from "./settings.js";

/** The venue of that id. @throws UnknownKeyError (E_UNKNOWN_KEY) with the nearest name */
export function venueOf(id: string, field: string): VenueEntry {
  const found = venues.find((venue) => venue.id === id.trim());
  if (found !== undefined) return found;
  const ids = venues.map((venue) => venue.id);
  const near = closest(id, ids);
  throw new UnknownKeyError({
    field,
    got: id,
    want: ids.join(", "),
    hint: near === null ? "see steelyard venues" : `did you mean ${near}?`,
  });
}

/** The venue's own parameters as JSON text, and the file that they stand in; null for text written in place. */
interface Parameters {
  readonly text: string;
  readonly file: string | null;
}

/** Parameters as given, or undefined where none were. @throws E_NO_INPUT, E_TOO_LARGE */
export async function parametersFrom(settings: Settings): Promise<Parameters | undefined> {
  const typed = settings.get("parameters");
  if (typed === undefined) return undefined;
  const { text: file, folder } = typed;
  if (file.trimStart().startsWith("{")) return { text: file, file: null };
  return { text: await inFile(file, () => readSmallFile(resolve(folder, file))), file };
}

/** The asset that parameters name, or undefined where they name none. What else is wrong with them the venue says. */
function assetNamed(text: string, venue: VenueEntry): string | undefined {
  const value = jsonValue(text, { field: venue.id, keyPrefix: `${venue.id}.` });
  if (typeof value !== "object" || value === null || !("asset" in value)) return undefined;
  return typeof value.asset === "string" ? value.asset : undefined;
}

/** @throws UnknownKeyError (E_UNKNOWN_KEY) for a name that every JavaScript object has, and no asset. */
function known(asset: string, { id }: VenueEntry): string {
  if (!(asset in {})) return asset;
  const hint = `see steelyard venues ${id}`;
  throw new UnknownKeyError({ field: "--asset", got: asset, want: "an asset that the venue has", hint });
}

/** The asset as typed, or as the parameters name it. @throws MissingError (E_MISSING) */
function assetFrom(settings: Settings, venue: VenueEntry, parameters: Parameters | undefined): string {
  const asset = settings.get("asset")?.text.trim() ?? (parameters && assetNamed(parameters.text, venue));
  if (asset !== undefined) return known(asset, venue);
  const listed = venue.listMarkets()[0]?.asset;
  throw new MissingError({
    field: "--asset",
    got: "nothing",
    want: `the asset at ${venue.id}`,
    hint: listed === undefined ? "add --asset and its symbol, or name it in --parameters" : `add --asset ${listed}`,
  });
}

/** The market with its threshold replaced, and the loan to value that it lends at where that would be above it. @throws ConflictError (E_CONFIG_CONFLICT) where the venue has no such thing */
function withThreshold(venue: VenueEntry, request: MarketRequest, liquidationThreshold: number): VenueMarket {
  const { asset } = venue.find(request);
  const at = (reserve: Readonly<Record<string, number>>): VenueMarket =>
    venue.find({ ...request, asset, parameters: JSON.stringify({ reserves: { [asset]: reserve } }) });
  try {
    return at({ liquidationThreshold });
  } catch (cause) {
    if (cause instanceof ConflictError) return at({ liquidationThreshold, loanToValueMax: liquidationThreshold });
    if (!(cause instanceof UnknownKeyError)) throw cause;
    const want = "a lending venue with thresholds of its own";
    const hint = "leave it out, or change the venue's own --parameters";
    throw new ConflictError({ field: "--liquidation-threshold", got: venue.id, want, hint }, { cause });
  }
}

/** The venue asked for. @throws MissingError (E_MISSING), UnknownKeyError (E_UNKNOWN_KEY) */
export function venueEntryFrom(settings: Settings): VenueEntry {
  const id = required(settings.get("venue"), "venue", "where you borrow or trade: one of steelyard venues");
  return venueOf(id.text, id.field);
}

/** The market asked for. @throws MissingError (E_MISSING), UnknownKeyError (E_UNKNOWN_KEY), ConflictError, every code of a venue's parameters */
export async function venueFrom(settings: Settings): Promise<VenueMarket> {
  const venue = venueEntryFrom(settings);
  const parameters = await parametersFrom(settings);
  const found = (): VenueMarket => withQuote(settings, marketFrom(settings, venue, parameters));
  return typeof parameters?.file === "string" ? inFile(parameters.file, found) : found();
}

/** What of a market's request says whose rules they are. */
export type RulesAsked = Pick<MarketRequest, "release" | "onMs">;

/** Release and day whose rules are asked for. @throws UnknownKeyError (E_UNKNOWN_KEY), ConflictError (E_CONFIG_CONFLICT) where the venue has one set of rules only */
export function rulesFrom(settings: Settings, venue: VenueEntry): RulesAsked {
  const [release, on] = [settings.get("release"), settings.get("on")];
  const onMs = dayMs(settings, "on");
  if (venue.releases.length > 0) return present({ release: release?.text.trim(), onMs });
  if (release !== undefined && release.text.trim() !== venue.release) {
    const want = `${venue.release}, the only one that is modelled of ${venue.id}`;
    throw new UnknownKeyError({ field: release.field, got: release.text, want, hint: "leave it out" });
  }
  if (on === undefined) return {};
  const want = "a venue whose rules are known by their day";
  throw new ConflictError({ field: on.field, got: venue.id, want, hint: "leave it out, or give its --parameters" });
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE) where the rules of a day to come are asked for: nobody knows them. */
export function assertKnownDay(settings: Settings, nowMs: number): void {
  const onMs = dayMs(settings, "on");
  if (onMs === undefined || onMs <= nowMs) return;
  const { field = "--on", text = "" } = settings.get("on") ?? {};
  const hint = "leave it out: the newest rules that are known are then taken";
  throw new OutOfRangeError({ field, got: text, want: "today, or a day that has been", hint });
}

/** The market itself, if its quote currency is the one asked for. @throws UnknownKeyError (E_UNKNOWN_KEY) */
function withQuote(settings: Settings, market: VenueMarket): VenueMarket {
  const quote = settings.get("quote");
  if (quote === undefined || quote.text.trim() === market.quote) return market;
  const hint = "leave it out, or see steelyard venues";
  throw new UnknownKeyError({ field: quote.field, got: quote.text, want: market.quote, hint });
}

/** The market of a venue with the parameters given for it. @throws as venueFrom */
function marketFrom(settings: Settings, venue: VenueEntry, parameters: Parameters | undefined): VenueMarket {
  const threshold = fraction(settings, "liquidation-threshold", {
    min: 0,
    max: 1,
    open: true,
    want: "a share between 0 % and 100 %, such as 83%",
  });
  const request: MarketRequest = {
    asset: assetFrom(settings, venue, parameters),
    ...rulesFrom(settings, venue),
    ...present({
      chain: settings.get("chain")?.text.trim(),
      quote: settings.get("quote")?.text.trim(),
      parameters: parameters?.text,
    }),
  };
  if (threshold === undefined) return venue.find(request);
  if (parameters !== undefined) {
    throw new ConflictError({
      field: "--liquidation-threshold",
      got: "together with --parameters",
      want: "one of the two",
      hint: "put the threshold into the parameters",
    });
  }
  return withThreshold(venue, request, threshold);
}
