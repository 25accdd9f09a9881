import { MissingError, UnknownKeyError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { inForce, releaseNamed } from "../dated.js";
import type { MarketRequest, ReleaseEntry, Venue } from "../entry.js";
import { isCalled } from "../find-listing.js";
import type { VenueMarket } from "../venue.js";
import { driftFunding, driftV2Model, driftV2Release, QUOTE } from "./model.js";
import type { DriftV2Parameters } from "./params.js";
import { parsedParameters, parseDriftV2Parameters, type ParsedParameters } from "./parse.js";

export type { ContractTier, DriftCollateral, DriftMarket, DriftV2Parameters } from "./params.js";
export * from "./weights.js";
export * from "./liquidation.js";
export * from "./funding-rate.js";
export { accountFromChain, marketFromChain, type ChainAccount, type ChainMarket } from "./parse.js";

const CHAIN = "solana";

const releases: readonly ReleaseEntry[] = [
  {
    id: driftV2Release,
    fromMs: null,
    differs: "margin by size, liquidation in parts up to a buffer, an insurance fee within the margin that is left",
    proof: "read in the program's source up to April 2026; the repository's own test cases reproduced",
  },
];

/** "SOL" for "SOL-PERP". */
const baseOf = (name: AssetId): AssetId => name.replace(/-PERP$/, "");

/** @throws UnknownKeyError (E_UNKNOWN_KEY) */
function marketOf(named: AssetId, { rule, asOfMs, source }: ParsedParameters): VenueMarket {
  const found = Object.entries(rule.markets).find(([asset]) => isCalled(named, { asset, alsoCalled: [baseOf(asset)] }));
  if (found === undefined) {
    const want = `one of ${Object.keys(rule.markets).join(", ")}`;
    throw new UnknownKeyError({ field: "asset", got: named, want, hint: "add the market to the parameters" });
  }
  const [asset, market] = found;
  const funding = driftFunding(market);
  return { model: driftV2Model(rule), asset, quote: QUOTE, alsoCalled: [baseOf(asset)], funding, asOfMs, source };
}

function assertIs(field: string, got: string | undefined, want: string): void {
  if (got === undefined || got.toLowerCase() === want.toLowerCase()) return;
  throw new UnknownKeyError({ field, got, want, hint: "leave it out: there is no other" });
}

/** The market of a request, from its parameters; a day before theirs is refused. */
function find({ asset, quote, chain, release, onMs, parameters }: MarketRequest): VenueMarket {
  assertIs("quote", quote, QUOTE);
  assertIs("chain", chain, CHAIN);
  if (release !== undefined) releaseNamed(releases, release);
  if (parameters === undefined) {
    const hint = "no dated figures of the main network are shipped; see the README of this venue";
    throw new MissingError({ field: "parameters", got: "nothing", want: "the market's parameters as JSON", hint });
  }
  const given = parsedParameters(parseDriftV2Parameters(parameters));
  inForce([{ fromMs: given.asOfMs }], onMs, "the given parameters");
  return marketOf(asset, given);
}

/** Drift v2: linear perpetuals on Solana, margin in USDC and weighted tokens, ratios that rise with size. */
export const driftV2: Venue<[name: AssetId, parameters: DriftV2Parameters]> = {
  id: "drift-v2",
  name: "Drift v2",
  summary:
    "Linear perpetuals, long and short, margin in USDC and weighted tokens; margin ratios rise with the root of size.",
  release: driftV2Release,
  releases,
  exact: [
    "maintenance, weights of collateral by their size, and the liquidation price of an account of several markets, at oracle prices",
    "the highest leverage at a size, in the program's steps of 1e-4",
    "in whole amounts: weights, scaled and profit weights, sizes and borrows that cover a shortage, insurance fee, funding rate",
  ],
  approximate: [
    "no parameters are shipped: none of the main network with a day and a source were found",
    "a liquidation is at once what the program paces over a minute, at the base fee, in equal shares of all positions",
    "an account whose positions are all closed holds USDC: what is left of other tokens is taken as sold",
    "a debt in a token other than USDC is refused; the stricter weights for opening are not asked of tokens",
    "equity below 0 is bad debt, the insurance fund's and then all traders' of the market by funding; nobody is deleveraged by rank",
    "both sides pay and get the same funding; the cap by the market's fees is left out",
  ],
  listMarkets: () => [],
  find,
  market: (name, parameters) => marketOf(name, parsedParameters(parameters)),
};
