import { ConflictError, OutOfRangeError } from "../errors/index.js";
import { venueText, venuesText, venuesToJson, type MarketReport, type VenueReport } from "../reports/index.js";
import {
  liquidationRatios,
  onePath,
  venues as registry,
  type MarketListing,
  type MarketRequest,
  type VenueEntry,
  type VenueMarket,
} from "../venues/index.js";
import { jsonText, type Call } from "./command.js";
import type { Settings } from "./settings.js";
import { rulesFrom, venueOf, type RulesAsked } from "./venue-inputs.js";

/** One market of a venue. */
interface Listed {
  readonly listing: MarketListing;
  readonly market: VenueMarket;
}

const requestOf = ({ asset, quote, chain }: MarketListing, rules: RulesAsked): MarketRequest => ({
  asset,
  quote,
  ...(chain === null ? {} : { chain }),
  ...rules,
});

/** The listed market by the rules asked for, or null where nothing is known of it on that day. @throws every error of the venue */
function listed(venue: VenueEntry, listing: MarketListing, rules: RulesAsked): Listed | null {
  try {
    return { listing, market: venue.find(requestOf(listing, rules)) };
  } catch (error) {
    if (error instanceof OutOfRangeError && error.field === "onMs") return null;
    throw error;
  }
}

/** One market with what its rule makes of a small long of 2x. */
function marketReport({ listing, market }: Listed): MarketReport {
  const { model, asset, quote, asOfMs, source } = market;
  // Large enough for a venue's least margin, and less than a unit, so that sizes in units stand in the first tier.
  const prices = { [asset]: 10_000, [quote]: 1 };
  const account = model.holding(asset, { equity: 1000, notional: 2000 }, prices);
  return {
    ...listing,
    triggerPrice: model.triggerPrice,
    asOfMs,
    source,
    leverageRatioMax: model.leverageRatioMax(asset, 1000, prices),
    liquidationPriceRatioAt2x: liquidationRatios(model, account, onePath(prices, asset)).below,
  };
}

const noParameters = (id: string): ConflictError =>
  new ConflictError({
    field: "--on",
    got: id,
    want: "a venue that ships parameters of known days",
    hint: "leave it out: the parameters of this venue are yours to give",
  });

/** A venue with its markets by the rules asked for. @throws OutOfRangeError (E_OUT_OF_RANGE) where nothing is known of any on that day, ConflictError (E_CONFIG_CONFLICT) where no parameters are shipped that a day could choose */
function reportOf(venue: VenueEntry, rules: RulesAsked): VenueReport {
  const { id, name, summary, releases, exact, approximate } = venue;
  const listings = venue.listMarkets();
  if (listings.length === 0 && rules.onMs !== undefined) throw noParameters(id);
  const known = listings.flatMap((listing) => listed(venue, listing, rules) ?? []);
  const [first] = listings;
  if (known.length === 0 && first !== undefined) venue.find(requestOf(first, rules)); // it says from which day on
  const release = known[0]?.market.model.release ?? venue.release;
  return { id, name, summary, release, releases, exact, approximate, markets: known.map(marketReport) };
}

/** Whose rules are asked for, of the venue that is named. @throws ConflictError (E_CONFIG_CONFLICT) where none is */
function rulesOf(settings: Settings, venue: VenueEntry | null): RulesAsked {
  if (venue !== null) return rulesFrom(settings, venue);
  const stray = settings.get("release") ?? settings.get("on");
  if (stray === undefined) return {};
  const [got, want] = ["no venue", "the venue whose rules are meant"];
  throw new ConflictError({ field: stray.field, got, want, hint: "name it: steelyard venues aave-v3" });
}

/** What is supported. @throws SteelyardError */
export async function run({ words, settings, switches, io }: Call): Promise<string> {
  const [id] = words;
  const venue = id === undefined ? null : venueOf(id, "venue");
  const rules = rulesOf(settings, venue);
  const reports = (venue === null ? registry : [venue]).map((each) => reportOf(each, rules));
  if (switches.json) return jsonText(venuesToJson(reports));
  if (switches.quiet) return reports.map((report) => `${report.id}\n`).join("");
  const [report] = reports;
  return venue === null || report === undefined ? venuesText(reports) : venueText(report, io.nowMs());
}
