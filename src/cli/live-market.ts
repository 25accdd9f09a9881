import { ConflictError, MissingError, UnknownKeyError } from "../errors/index.js";
import type { AssetId, Leg, Prices } from "../model/index.js";
import type { AccountReading, MarketReading } from "../ports/index.js";
import { money, units } from "../reports/index.js";
import type { MarketRequest, VenueEntry, VenueMarket } from "../venues/index.js";
import type { LiveReading } from "./live-reading.js";
import type { Settings } from "./settings.js";

/** Part of the equity that may be left out of a decision without asking. */
export const SMALL_PART = 0.005;

/** The market as the venue's `find` takes it: by the parameters that were answered. */
export function requestOf({ asset, quote, parameters }: MarketReading, reading: AccountReading): MarketRequest {
  const { chain, release } = reading;
  return {
    asset,
    quote,
    parameters: JSON.stringify(parameters),
    ...(chain === null ? {} : { chain }),
    ...(release === null ? {} : { release }),
  };
}

/** The market's model, by the parameters that were answered. @throws every code of a venue's parameters */
export const marketOf = (venue: VenueEntry, market: MarketReading, reading: AccountReading): VenueMarket =>
  venue.find(requestOf(market, reading));

/** Size of legs at the prices of an account, in its currency: what they could gain or lose, not what they are worth together. */
const sizeOf = (legs: readonly Leg[], prices: Prices): number =>
  legs.reduce((sum, { asset, quantity }) => sum + Math.abs(quantity) * (prices[asset] ?? Infinity), 0);

/** What one quote currency is in the currency of the account's prices. */
const rateOf = (quote: AssetId, { prices }: AccountReading): number => prices[quote] ?? 1;

/** Equity of a market in the currency of the account's prices. */
const worthOf = ({ equity, quote }: MarketReading, reading: AccountReading): number => equity * rateOf(quote, reading);

/** True where what shares the market's margin is too little to matter. */
const standsAlone = (market: MarketReading, reading: AccountReading): boolean =>
  market.others.length === 0 ||
  sizeOf(market.others, reading.prices) <= SMALL_PART * Math.abs(worthOf(market, reading));

/** "40 WETH and 50,000 USDC owed", as short as a line wants it. */
function heldWords({ asset, quote, quantity, debt, equity }: MarketReading): string {
  const owed = debt === null ? `equity ${money(equity)} ${quote}` : `debt ${money(debt)} ${quote}`;
  return `${asset}/${quote} (${units(quantity)} ${asset}, ${owed})`;
}

const legWords = ({ kind, asset, quantity }: Leg): string => `${kind} ${units(quantity)} ${asset}`;

/** Markets that --asset and --quote name; all where neither does. @throws UnknownKeyError (E_UNKNOWN_KEY) where there is none */
function marketsNamed({ venue, reading }: LiveReading, settings: Settings): readonly MarketReading[] {
  const [asset, quote] = [settings.get("asset"), settings.get("quote")];
  const isCalled = (name: string, names: readonly string[]): boolean =>
    names.some((known) => known.toLowerCase() === name.trim().toLowerCase());
  const named = reading.markets.filter(
    (market) =>
      (asset === undefined || isCalled(asset.text, [market.asset, ...marketOf(venue, market, reading).alsoCalled])) &&
      (quote === undefined || isCalled(quote.text, [market.quote])),
  );
  if (named.length > 0) return named;
  const typed = asset ?? quote;
  throw new UnknownKeyError({
    field: typed?.field ?? "--asset",
    got: [asset?.text, quote?.text].filter((text) => text !== undefined).join("/"),
    want: `what is held there: ${reading.markets.map(heldWords).join("; ")}`,
    hint: "steelyard position shows the whole account",
  });
}

/** The one market that all others are small beside; null where there is none. */
function largest(markets: readonly MarketReading[], reading: AccountReading): MarketReading | null {
  const alone = markets.filter((market) => standsAlone(market, reading));
  const worth = (market: MarketReading): number => Math.abs(worthOf(market, reading));
  const [first, ...rest] = [...alone].sort((a, b) => worth(b) - worth(a));
  if (first === undefined) return null;
  // Markets of one margin name each other among their others; those left are margins of their own.
  const small = rest.reduce((sum, market) => sum + worth(market), 0) <= SMALL_PART * worth(first);
  return small ? first : null;
}

/** What is left out of a decision about one market, in words. */
function leftOut(market: MarketReading, reading: AccountReading, isNamed: boolean): readonly string[] {
  const { others, asset, quote } = market;
  const apart = reading.markets.filter(
    (each) => each !== market && !others.some((leg) => leg.asset === each.asset) && each.others.length === 0,
  );
  return [
    ...(others.length === 0
      ? []
      : [
          `Left out: ${others.map(legWords).join(", ")}, which share its margin${standsAlone(market, reading) ? "" : ": prices of theirs move the liquidation of this one too, which steelyard position shows"}.`,
        ]),
    ...(apart.length === 0 ? [] : [`Not part of this answer: ${apart.map(heldWords).join("; ")}.`]),
    ...(isNamed || others.length + apart.length === 0 ? [] : [`The answer is about ${asset}/${quote} alone.`]),
  ];
}

/** A market of an account, and what was left out with it. */
export interface ChosenMarket {
  readonly market: MarketReading;
  readonly notes: readonly string[];
}

/**
 * The market that a decision is about: the one named by --asset and --quote, else the only one that matters.
 * @throws MissingError (E_MISSING) where nothing is held, UnknownKeyError (E_UNKNOWN_KEY), ConflictError (E_CONFIG_CONFLICT) where there are several
 */
export function chosenMarket(live: LiveReading, settings: Settings): ChosenMarket {
  const { reading, asked } = live;
  if (reading.markets.length === 0) {
    throw new MissingError({
      field: asked.field,
      got: `${reading.holder} holds nothing at ${reading.venue} that a decision can be about`,
      want: "an account with a position, or with an asset as collateral",
      hint: "steelyard position shows it; to begin there, give --venue, --asset, --equity and --price",
    });
  }
  const isNamed = settings.has("asset") || settings.has("quote");
  const named = marketsNamed(live, settings);
  const [only] = named;
  const market = isNamed && named.length === 1 && only !== undefined ? only : largest(named, reading);
  if (market !== null) return { market, notes: leftOut(market, reading, isNamed) };
  throw new ConflictError({
    field: asked.field,
    got: named.length === 1 ? `${reading.holder} holds more beside it` : `${reading.holder} holds several`,
    want: `one of them named by --asset and --quote: ${named.map(heldWords).join("; ")}`,
    hint: "steelyard position shows all of them, and where prices that move together close the account",
  });
}
