import { resolve } from "node:path";
import { ConflictError, UnknownKeyError } from "../errors/index.js";
import { venues, type MarketRequest, type VenueEntry, type VenueMarket } from "../venues/index.js";
import { closest } from "./closest.js";
import { fraction, present, required } from "./setting-readers.js";
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

/** The venue's own parameters as JSON text: written in place, or in a file. @throws E_NO_INPUT, E_TOO_LARGE */
async function parametersFrom(settings: Settings): Promise<string | undefined> {
  const typed = settings.get("parameters");
  if (typed === undefined) return undefined;
  return typed.text.trimStart().startsWith("{") ? typed.text : readSmallFile(resolve(typed.folder, typed.text));
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

/** The market asked for. @throws MissingError (E_MISSING), UnknownKeyError (E_UNKNOWN_KEY), ConflictError, every code of a venue's parameters */
export async function venueFrom(settings: Settings): Promise<VenueMarket> {
  const id = required(settings.get("venue"), "venue", "where you borrow or trade: one of steelyard venues");
  const venue = venueOf(id.text, id.field);
  const asset = required(
    settings.get("asset"),
    "asset",
    `the asset at ${venue.id}, such as ${venue.listMarkets()[0]?.asset ?? "ETH"}`,
  );
  const parameters = await parametersFrom(settings);
  const request: MarketRequest = {
    asset: asset.text.trim(),
    ...present({ chain: settings.get("chain")?.text.trim(), parameters }),
  };
  const threshold = fraction(settings, "liquidation-threshold", {
    min: 0,
    max: 1,
    open: true,
    want: "a share between 0 % and 100 %, such as 83%",
  });
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
