import { venueText, venuesText, venuesToJson, type MarketReport, type VenueReport } from "../reports/index.js";
import {
  liquidationRatios,
  onePath,
  venues as registry,
  type MarketListing,
  type VenueEntry,
} from "../venues/index.js";
import { jsonText, type Call, type Command } from "./command.js";
import { venueOf } from "./venue-inputs.js";

/** One market with what its rule makes of a small long of 2x. */
function marketReport(venue: VenueEntry, listing: MarketListing): MarketReport {
  const { model, asset, quote } = venue.find({
    asset: listing.asset,
    quote: listing.quote,
    ...(listing.chain === null ? {} : { chain: listing.chain }),
  });
  const prices = { [asset]: 1, [quote]: 1 };
  const account = model.holding(asset, { equity: 1, notional: 2 }, prices);
  return {
    ...listing,
    leverageRatioMax: model.leverageRatioMax(asset, 1),
    liquidationPriceRatioAt2x: liquidationRatios(model, account, onePath(prices, asset)).below,
  };
}

const reportOf = (venue: VenueEntry): VenueReport => {
  const { id, name, summary, release, exact, approximate } = venue;
  return {
    id,
    name,
    summary,
    release,
    exact,
    approximate,
    markets: venue.listMarkets().map((listing) => marketReport(venue, listing)),
  };
};

async function run({ words, switches, io }: Call): Promise<string> {
  const [id] = words;
  const shown = id === undefined ? registry : [venueOf(id, "venue")];
  const reports = shown.map(reportOf);
  if (switches.json) return jsonText(venuesToJson(reports));
  if (switches.quiet) return reports.map((report) => `${report.id}\n`).join("");
  const [report] = reports;
  return id === undefined || report === undefined ? venuesText(reports) : venueText(report, io.nowMs());
}

/** What is supported. */
export const venues: Command = {
  name: "venues",
  summary: "what is supported, with parameters, dates and sources",
  example: "venues aave-v3",
  word: "[id]",
  takesFlags: false,
  asksTolerance: false,
  run,
};
