import { ConflictError, UnknownKeyError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { factOn, isKnown, type DatedFact } from "../dated-facts.js";
import { inForce, releaseNamed } from "../dated.js";
import type { MarketListing, MarketRequest } from "../entry.js";
import { findListing } from "../find-listing.js";
import type { Tier } from "../tiers.js";
import type { VenueMarket } from "../venue.js";
import { binanceUsdmModel, quoteOf } from "./model.js";
import { parseBinanceUsdmOverrides, readOverrides, type GivenParameters } from "./parse.js";
import { binanceUsdmReleases, bracketHistory, feeSource } from "./params.js";

/** "ETH" for "ETHUSDT". */
const baseOf = (symbol: AssetId): AssetId => symbol.replace(/(USDT|USDC|BTC)(?:_\d{6})?$/, "");

function unknownContract(symbol: AssetId, known: string): UnknownKeyError {
  const hint = "give the venue's bracket file for another contract";
  return new UnknownKeyError({ field: "asset", got: symbol, want: `one of ${known}`, hint });
}

/** The shipped table of a contract on a day; the newest where none is asked for. @throws UnknownKeyError (E_UNKNOWN_KEY), OutOfRangeError (E_OUT_OF_RANGE) where none is known of the day */
function shippedTable(symbol: AssetId, onMs: number | undefined): DatedFact<readonly Tier[]> {
  const history = bracketHistory[symbol];
  if (history === undefined) throw unknownContract(symbol, Object.keys(bracketHistory).join(", "));
  return factOn(history, onMs, `the brackets of ${symbol}`);
}

/** Every table that is known of a day, with the given ones over the shipped. */
function bracketsOn(onMs: number | undefined, { tables }: GivenParameters): Record<AssetId, readonly Tier[]> {
  const known = Object.entries(bracketHistory).filter(([, history]) => isKnown(history, onMs));
  const shipped = known.map(([symbol]) => [symbol, shippedTable(symbol, onMs)] as const);
  return Object.fromEntries([...shipped, ...Object.entries(tables)].map(([symbol, { value }]) => [symbol, value]));
}

/** Day whose brackets a request wants: a release is the day from which its brackets are known. @throws UnknownKeyError (E_UNKNOWN_KEY), ConflictError (E_CONFIG_CONFLICT) */
function dayOf({ release, onMs }: Pick<MarketRequest, "release" | "onMs">): number | undefined {
  if (release === undefined) return onMs;
  const named = releaseNamed(binanceUsdmReleases, release);
  if (onMs === undefined) return binanceUsdmReleases.find(({ id }) => id === named)?.fromMs;
  const then = inForce(binanceUsdmReleases, onMs, "brackets").id;
  if (then === named) return onMs;
  const hint = "name the release or the day, not both";
  throw new ConflictError({ field: "release", got: named, want: `${then}, that of the day asked for`, hint });
}

/** The release of a day. The rule is the same in all of them: brackets given for a day before the first go by its name. */
export const releaseOf = (onMs: number | undefined): string =>
  (binanceUsdmReleases.findLast(({ fromMs }) => onMs === undefined || fromMs <= onMs) ?? binanceUsdmReleases[0]).id;

/** The market of a contract, from shipped brackets or given ones. @throws UnknownKeyError (E_UNKNOWN_KEY), OutOfRangeError (E_OUT_OF_RANGE) for a day of which none are known */
export function marketOf(symbol: AssetId, given: GivenParameters, onMs?: number): VenueMarket {
  const own = given.tables[symbol];
  const { fromMs, source } = own ?? shippedTable(symbol, onMs);
  const { tradingFeeRate } = given;
  const quote = quoteOf(symbol);
  if (quote === null) throw unknownContract(symbol, "the contracts in USDT, USDC or BTC");
  const [brackets, release] = [bracketsOn(onMs, given), releaseOf(onMs)];
  return {
    model: binanceUsdmModel({ brackets, tradingFeeRate, quote, release }),
    asset: symbol,
    quote,
    alsoCalled: [baseOf(symbol)],
    funding: given.funding,
    asOfMs: given.asOfMs ?? fromMs,
    source: given.source ?? (own === undefined ? `${source}; ${feeSource}` : source),
  };
}

/** The contracts with shipped brackets. */
export function listMarkets(): readonly MarketListing[] {
  return Object.keys(bracketHistory).map((symbol) => {
    const { model, asset, quote, alsoCalled, asOfMs, source } = marketOf(symbol, readOverrides({}));
    return { chain: null, asset, quote, alsoCalled, asOfMs, source, triggerPrice: model.triggerPrice };
  });
}

/** The market of a request; a contract that only the given brackets list is taken as it is written. */
export function find({ asset, quote, release, onMs, parameters }: MarketRequest): VenueMarket {
  const given = readOverrides(parameters === undefined ? {} : parseBinanceUsdmOverrides(parameters));
  const day = dayOf({ ...(release === undefined ? {} : { release }), ...(onMs === undefined ? {} : { onMs }) });
  const isGiven = given.tables[asset] !== undefined && (quote === undefined || quote === quoteOf(asset));
  if (isGiven) return marketOf(asset, given, day);
  const listing = findListing(listMarkets(), { asset, ...(quote === undefined ? {} : { quote }) });
  return marketOf(listing.asset, given, day);
}
