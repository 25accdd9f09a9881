import { UnknownKeyError } from "../errors/index.js";
import type { DecisionRequest } from "../decision/index.js";
import type { VenueEntry, VenueMarket } from "../venues/index.js";
import type { FlagName } from "./flags.js";
import { heldAs } from "./position-inputs.js";
import { required } from "./setting-readers.js";
import { typed, type Settings } from "./settings.js";
import { venueEntryFrom, venueFrom } from "./venue-inputs.js";

/** What of the other venue is said by a flag of its own, and the flag that says it of the first. */
const OWN = [
  ["versus", "venue"],
  ["versus-asset", "asset"],
  ["versus-chain", "chain"],
  ["versus-quote", "quote"],
  ["versus-parameters", "parameters"],
] as const satisfies readonly (readonly [FlagName, FlagName])[];

/** Rates of which one venue or the other has no use; both are asked where two are compared. */
const RATES: readonly FlagName[] = ["funding", "borrow-rate", "asset-borrow-rate", "yield"];

/** What was given, less the rates that the other venue may use: nobody is told that they are not used. */
export const usedByEither = (settings: Settings): Settings =>
  settings.has("versus") ? new Map([...settings].filter(([name]) => !RATES.includes(name))) : settings;

/** The name of the same asset at a venue: the first listed one of which the two share a name, else what people call it. */
function sameAsset({ asset, alsoCalled }: VenueMarket, venue: VenueEntry): string {
  const names = [asset, ...alsoCalled];
  const shares = (listed: readonly string[]): boolean => listed.some((name) => names.includes(name));
  const found = venue.listMarkets().find((listing) => shares([listing.asset, ...listing.alsoCalled]));
  return found?.asset ?? alsoCalled[0] ?? asset;
}

/** What the other venue is asked by: its own flags, and the day whose rules are wanted. */
function settingsThere(settings: Settings): Map<FlagName, NonNullable<ReturnType<Settings["get"]>>> {
  const there = new Map<FlagName, NonNullable<ReturnType<Settings["get"]>>>();
  for (const [own, name] of OWN) {
    const given = settings.get(own);
    if (given !== undefined) there.set(name, given);
  }
  const on = settings.get("on");
  return on === undefined ? there : there.set("on", on);
}

/** The other market; what it does not know is named by the flag that said it. @throws every code of a venue */
async function marketThere(there: Settings): Promise<VenueMarket> {
  try {
    return await venueFrom(there);
  } catch (error) {
    if (!(error instanceof UnknownKeyError)) throw error;
    const own = OWN.find(([, name]) => name === error.field);
    if (own === undefined) throw error;
    const { got, want, hint } = error;
    throw new UnknownKeyError({ field: `--${own[0]}`, got, want, hint }, { cause: error });
  }
}

/**
 * The market that a request is compared with; null where none is named.
 * @throws MissingError (E_MISSING) for a venue, an asset or a rate that only the comparison needs; every code of a venue
 */
export async function versusFrom(settings: Settings, request: DecisionRequest): Promise<VenueMarket | null> {
  if (!OWN.some(([own]) => settings.has(own))) return null;
  required(settings.get("versus"), "versus", "the other venue: one of steelyard venues");
  const there = settingsThere(settings);
  if (!there.has("asset") && !there.has("parameters"))
    there.set("asset", typed("versus-asset", sameAsset(request.venue, venueEntryFrom(there))));
  const other = await marketThere(there);
  if (heldAs(other) === "perpetual") {
    const funding = request.estimates.fundingRateAnnual ?? undefined;
    required(funding, "funding", "the annual funding that longs pay to shorts at the venue compared with");
  } else if (heldAs(request.venue) === "perpetual")
    required(
      settings.get("borrow-rate"),
      "borrow-rate",
      "the annual rate on what you borrow at the venue compared with",
    );
  return other;
}
