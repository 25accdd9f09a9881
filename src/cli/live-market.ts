import { ConflictError, MissingError, UnknownKeyError } from "../errors/index.js";
import { equity as equityOf, type AssetId, type Leg, type Prices } from "../model/index.js";
import type { AccountReading, MarketReading } from "../ports/index.js";
import { money, units } from "../reports/index.js";
import type { MarketRequest, VenueEntry, VenueMarket } from "../venues/index.js";
import { marginsOf } from "./live-margins.js";
import type { LiveReading } from "./live-reading.js";
import { marketsWords, marketWords, shortHolder } from "./live-words.js";
import type { Settings } from "./settings.js";

/** Part of the equity that may be left out of a decision without asking. */
const SMALL_PART = 0.005;

/** The market as the venue's `find` takes it: by the parameters that were answered. */
function requestOf({ asset, quote, parameters }: MarketReading, { chain, release }: AccountReading): MarketRequest {
  return {
    ...{ asset, quote, parameters: JSON.stringify(parameters) },
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

/** Equity of a market, >= 0, in the currency of the account's prices; null where these do not tell what its money is worth. */
function worthOf({ equity, quote }: MarketReading, { prices }: AccountReading): number | null {
  const price = prices[quote];
  return price === undefined ? null : Math.abs(equity * price);
}

/** True where legs are too little to matter beside a market. */
function isSmall(legs: readonly Leg[], market: MarketReading, reading: AccountReading): boolean {
  if (legs.length === 0) return true;
  const worth = worthOf(market, reading);
  return worth !== null && sizeOf(legs, reading.prices) <= SMALL_PART * worth;
}

/** True where what shares the market's margin is too little to matter. */
const standsAlone = (market: MarketReading, reading: AccountReading): boolean =>
  isSmall(market.others, market, reading);

/** Markets that --asset and --quote name; all where neither does. @throws UnknownKeyError (E_UNKNOWN_KEY) where there is none */
function marketsNamed({ venue, reading }: LiveReading, settings: Settings): readonly MarketReading[] {
  const [asset, quote] = [settings.get("asset"), settings.get("quote")];
  const isCalled = (name: string, names: readonly AssetId[]): boolean =>
    names.some((known) => known.toLowerCase() === name.trim().toLowerCase());
  const named = reading.markets.filter(
    (market) =>
      (asset === undefined || isCalled(asset.text, [market.asset, ...marketOf(venue, market, reading).alsoCalled])) &&
      (quote === undefined || isCalled(quote.text, [market.quote])),
  );
  if (named.length > 0) return named;
  throw new UnknownKeyError({
    field: (asset ?? quote)?.field ?? "--asset",
    got: [asset?.text, quote?.text].filter((text) => text !== undefined).join("/"),
    want: `what is held there: ${marketsWords(reading.markets)}`,
    hint: "steelyard position shows the whole account",
  });
}

/** The one market that all others are small beside; null where there is none. */
function largest(markets: readonly MarketReading[], reading: AccountReading): MarketReading | null {
  const alone = markets.filter((market) => standsAlone(market, reading));
  if (alone.length <= 1) return alone[0] ?? null;
  const sized = alone.flatMap((market) => {
    const worth = worthOf(market, reading);
    return worth === null ? [] : [{ market, worth }];
  });
  const [first, ...rest] = sized.sort((a, b) => b.worth - a.worth);
  if (first === undefined || sized.length < alone.length) return null;
  // Of one margin only one market can stand alone, so that the rest are margins of their own.
  return rest.reduce((sum, { worth }) => sum + worth, 0) <= SMALL_PART * first.worth ? first.market : null;
}

/** True where a debt or a contract shares the margin that is more than small: it moves the liquidation, and no decision about one market counts it. */
const isEntangled = (market: MarketReading, reading: AccountReading): boolean =>
  market.equity <= 0 ||
  !isSmall(
    market.others.filter(({ kind }) => kind !== "collateral"),
    market,
    reading,
  );

/** @throws ConflictError (E_CONFIG_CONFLICT) for a market whose liquidation would be told wrong. */
function assertFree(market: MarketReading, { reading, asked }: LiveReading): void {
  if (!isEntangled(market, reading)) return;
  throw new ConflictError({
    field: asked.field,
    got: `${market.asset}/${market.quote}, which shares its margin with ${market.others.map(legWords).join(", ")}`,
    want: "a market whose debts and contracts are its own: only all of them together say what closes the account",
    hint: "steelyard position shows where prices close it",
  });
}

const legWords = ({ kind, asset, quantity }: Leg): string => `${kind} ${units(quantity)} ${asset}`;

/** What is left out of a decision about one market, in words. */
function leftOut(market: MarketReading, reading: AccountReading): readonly string[] {
  const { others } = market;
  const warning = standsAlone(market, reading)
    ? ""
    : ": their prices move its liquidation too, and only steelyard position counts them";
  const apart = marginsOf(reading).filter(({ markets }) => !markets.includes(market));
  const words = apart.map(({ markets: [first], account, prices, currency }) =>
    first === undefined ? `${money(equityOf(account, prices))} ${currency}` : marketWords(first),
  );
  return [
    ...(others.length === 0
      ? []
      : [`Left out, though in the same margin: ${others.map(legWords).join(", ")}${warning}.`]),
    ...(words.length === 0 ? [] : [`In other margins, and no part of this answer: ${words.join("; ")}.`]),
  ];
}

/** The one asset that is all of an account, as collateral, where no market is; null for any other account. */
export function cashOf({ account, isolated, markets }: AccountReading): Leg | null {
  const [only, ...more] = account.legs;
  const isCash = only?.kind === "collateral" && more.length + isolated.length + markets.length === 0;
  return isCash ? only : null;
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
  const named = reading.markets.length === 0 ? [] : marketsNamed(live, settings);
  const [only, ...more] = named;
  if (only === undefined) {
    throw new MissingError({
      field: asked.field,
      got: `${shortHolder(reading)}, which holds no position at ${reading.venue}`,
      want: "an account with a position, or with an asset as collateral",
      hint:
        cashOf(reading) === null
          ? "steelyard position shows it; to begin there, give --venue, --asset, --equity and --price"
          : "it holds cash: add --asset and --price to ask what to hold with it",
    });
  }
  const isNamed = (settings.has("asset") || settings.has("quote")) && more.length === 0;
  const market = isNamed ? only : largest(named, reading);
  if (market !== null) {
    assertFree(market, live);
    return { market, notes: leftOut(market, reading) };
  }
  throw new ConflictError({
    field: asked.field,
    got: `${shortHolder(reading)}, which holds ${more.length === 0 ? "more in one margin" : "several positions"}`,
    want: `one of them named by --asset and --quote: ${marketsWords(named)}`,
    hint: "steelyard position shows all of them, and where prices that move together close the account",
  });
}
