import { MissingError, UnknownKeyError } from "../../errors/index.js";
import type { MarketRequest, Venue } from "../entry.js";
import { isCalled } from "../find-listing.js";
import type { VenueMarket } from "../venue.js";
import { customModel } from "./model.js";
import { parseCustom, readCustom } from "./parse.js";
import type { CustomParameters } from "./params.js";

export type { CustomCommon, CustomLending, CustomParameters, CustomPerpetual, CustomTier } from "./params.js";

function marketOf(parameters: unknown): VenueMarket {
  const { rule, ...market } = readCustom(parameters);
  return { model: customModel(rule), ...market };
}

function find({ asset, parameters }: MarketRequest): VenueMarket {
  if (parameters === undefined) {
    const hint = "see the two examples in the README of this venue";
    throw new MissingError({ field: "parameters", got: "nothing", want: "the venue's parameters as JSON", hint });
  }
  const market = marketOf(parseCustom(parameters));
  if (isCalled(asset, market)) return market;
  const hint = "change the asset, or the one in the parameters";
  throw new UnknownKeyError({ field: "asset", got: asset, want: market.asset, hint });
}

/** Any lending venue or venue of linear perpetuals, from its parameters. */
export const custom: Venue<[parameters: CustomParameters]> = {
  id: "custom",
  name: "Custom venue",
  summary: "A lending venue or a venue of linear perpetuals, described by a parameter file.",
  release: "as given",
  releases: [],
  exact: [
    "lending: closed when sum(collateral x threshold) < debt",
    "perpetual: closed when equity < sum(|notional| x (maintenance rate + closing fee) - maintenance amount)",
  ],
  approximate: ["as good as the parameters given", "rates do not move with the holder's own size"],
  listMarkets: () => [],
  find,
  market: (parameters) => marketOf(parameters),
};
