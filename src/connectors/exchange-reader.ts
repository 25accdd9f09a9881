import {
  BadAnswerError,
  OutOfRangeError,
  UnauthenticatedError,
  UnavailableError,
  UnknownKeyError,
} from "../errors/index.js";
import type { ExchangeContract, ExchangeDialect, ExchangeReader, MarginMode } from "../ports/index.js";
import { boundedFetch } from "./bounded-fetch.js";
import { exchangeFault, loadExchanges } from "./exchange-reader-fault.js";
import { assertRows } from "./exchange-reader-rows.js";
import { httpTarget } from "./http-reader.js";
import { jsonAnswer } from "./json-answer.js";
import { statusFault } from "./network-fault.js";
import { hostOf, type Secret } from "./secret.js";

/** How an exchange is reached. */
export interface ExchangeConnection {
  readonly dialect: ExchangeDialect;
  /** A key that may read, with its secret; null: only what is open to all is answered. */
  readonly key: Secret | null;
  readonly secret: Secret | null;
  /** Third part of a key at exchanges that give one, such as OKX. */
  readonly passphrase: Secret | null;
  /** Takes the place of scheme and host in every address of the exchange, such as that of a proxy; null: its own. */
  readonly url: string | null;
  /** Longest wait for one answer, ms. */
  readonly timeoutMs: number;
  /** False: no pause between questions, for a server of one's own. Left out: as often as the exchange allows. */
  readonly isPaced?: boolean;
}

type Told = Readonly<Record<string, unknown>>;

/** What of the connector's exchange is used. Its other methods, those that trade among them, are out of reach of what is returned here. */
interface ConnectedExchange {
  readonly timeframes: Told;
  readonly has: Record<string, unknown>;
  readonly urls: Record<string, unknown>;
  readonly hostname?: unknown;
  fetch(url: string, method: string, headers: Readonly<Record<string, string>>, body: unknown): Promise<unknown>;
  handleRestResponse(response: object, url: string, method: string, headers: unknown, body: unknown): Promise<unknown>;
  loadMarkets(): Promise<unknown>;
  market(symbol: string): Told;
  parseTimeframe(timeframe: string): number;
  fetchPositions(symbols: undefined, params: object): Promise<unknown>;
  fetchBalance(params: object): Promise<unknown>;
  fetchLeverageTiers(symbols: readonly string[]): Promise<Told>;
  fetchMarketLeverageTiers(symbol: string, params: object): Promise<unknown>;
  fetchFundingRate(symbol: string): Promise<Told>;
  fetchFundingIntervals(): Promise<Readonly<Record<string, Told>>>;
  fetchTicker(symbol: string): Promise<Told>;
  fetchMarkPrice(symbol: string): Promise<Told>;
  fetchOHLCV(symbol: string, timeframe: string, since: number, limit: number, params: object): Promise<unknown>;
  fetchFundingRateHistory(symbol: string, since: number, limit: number): Promise<unknown>;
}

/** As many as every exchange gives. */
const FEW_ROWS = { bars: 100, payments: 100 };

/** Most bytes of one answer: the list of all contracts of an exchange is the largest, a few million. */
const BYTES_MAX = 32_000_000;

/** The same addresses under another scheme and host. */
function withHost(urls: unknown, url: string): unknown {
  if (typeof urls === "string") return urls.replace(/^https?:\/\/[^/]+/, url);
  if (typeof urls !== "object" || urls === null) return urls;
  return Object.fromEntries(Object.entries(urls).map(([key, value]: [string, unknown]) => [key, withHost(value, url)]));
}

/** Host of an exchange: that of its first address, or of the first under the name by which it calls its contracts. */
function firstHost(urls: unknown, hostname: unknown): string {
  let first: unknown = urls;
  if (typeof first === "object" && first !== null && "fapiPublic" in first) first = first.fapiPublic;
  while (typeof first === "object" && first !== null) first = Object.values(first)[0];
  return hostOf(String(first).replace("{hostname}", String(hostname)));
}

/** Sends the connector's questions by our own bounded fetch; what is no question does not leave, and what is no JSON is no answer. */
function sendThrough(exchange: ConnectedExchange, connector: string, timeoutMs: number): void {
  exchange.fetch = async (url, method, headers, body) => {
    if (method !== "GET") {
      const detail = {
        field: connector,
        got: `a request by ${method}`,
        want: "a question",
        hint: "nothing is changed",
      };
      throw new UnavailableError(detail);
    }
    const target = new URL(url);
    const answer = await boundedFetch({ url: target, method, headers }, { timeoutMs, bytesMax: BYTES_MAX });
    const { status, text } = answer;
    const redirect = status < 400 ? statusFault(status, target.host) : null;
    if (redirect !== null) throw redirect;
    if (status < 400 && !/^\s*[[{]/.test(text)) {
      const hint = "something else answered in place of the exchange: a proxy, a login page, a block of your region";
      throw new BadAnswerError({ field: target.host, got: "no JSON", want: "an answer in JSON", hint });
    }
    if (status < 400) assertRows(jsonAnswer(text, target.host), target);
    const response = { status, statusText: "", headers: answer.headers, text: () => Promise.resolve(text) };
    return exchange.handleRestResponse(response, url, method, headers, body);
  };
}

/** @throws UnknownKeyError (E_UNKNOWN_KEY), ParseError (E_PARSE) for an address that is none or is not encrypted */
function connected(connection: ExchangeConnection, loaded: object): ConnectedExchange {
  const { dialect, key, secret, passphrase, url, timeoutMs, isPaced = true } = connection;
  const { connector, marketTypes: types } = dialect;
  const isClass = (value: unknown): value is new (config: object) => ConnectedExchange => typeof value === "function";
  const exchangeClass: unknown = Reflect.get(loaded, connector);
  if (!isClass(exchangeClass)) {
    const hint = "name an exchange as ccxt does";
    throw new UnknownKeyError({ field: "exchange", got: connector, want: "an exchange of ccxt", hint });
  }
  const exchange = new exchangeClass({
    enableRateLimit: isPaced,
    ...(key === null ? {} : { apiKey: key.reveal() }),
    ...(secret === null ? {} : { secret: secret.reveal() }),
    ...(passphrase === null ? {} : { password: passphrase.reveal() }),
    options: { defaultType: "swap", ...(types === undefined ? {} : { fetchMarkets: { types } }) },
  });
  // Currencies of deposits and withdrawals are no business of ours, and a key that only reads may not ask for them.
  exchange.has["fetchCurrencies"] = false;
  if (url !== null) {
    const { origin, pathname } = httpTarget(url).urlOf("");
    exchange.urls["api"] = withHost(exchange.urls["api"], `${origin}${pathname}`.replace(/\/+$/, ""));
  }
  sendThrough(exchange, connector, timeoutMs);
  return exchange;
}

/** The contract as the port has it. @throws UnknownKeyError (E_UNKNOWN_KEY) for what is no perpetual */
function contractOf(market: Told, asked: string): ExchangeContract {
  const { symbol, id, settle, swap, inverse, contractSize } = market;
  if (swap === true && typeof symbol === "string" && typeof id === "string" && typeof settle === "string")
    return { symbol, id, settle, inverse: inverse === true, contractSize };
  const hint = "write it as ETH/USDT:USDT, or as the exchange does";
  throw new UnknownKeyError({ field: "symbol", got: asked, want: "a perpetual of the exchange", hint });
}

/** "ETH/USDT" is the contract settled in USDT, "BTC/USD" the one settled in the coin: what people leave out is said. */
const settled = (symbol: string): string =>
  symbol.replace(
    /^([^/:]+)\/([^/:]+)$/,
    (pair, base: string, quote: string) => `${pair}:${quote === "USD" ? base : quote}`,
  );

/** The connector's word for a length of bars. @throws OutOfRangeError (E_OUT_OF_RANGE) */
function timeframeOf(exchange: ConnectedExchange, intervalMs: number): string {
  const known = Object.keys(exchange.timeframes);
  const found = known.find((each) => exchange.parseTimeframe(each) * 1000 === intervalMs);
  if (found !== undefined) return found;
  const detail = { field: "intervalMs", got: `${intervalMs} ms`, want: `one of ${known.join(", ")}` };
  throw new OutOfRangeError({ ...detail, hint: "ask for bars of a length that the exchange keeps" });
}

/** An answer to a question that is asked by the exchange's own name for it; null where there is no such question. */
async function ownAnswer(exchange: ConnectedExchange, name: string | undefined): Promise<unknown> {
  if (name === undefined) return null;
  const ask: unknown = Reflect.get(exchange, name);
  return typeof ask === "function" ? await Reflect.apply(ask, exchange, []) : null;
}

async function tickerOf(exchange: ConnectedExchange, symbol: string): Promise<unknown> {
  const ticker = await exchange.fetchTicker(symbol);
  if (ticker["markPrice"] !== undefined || exchange.has["fetchMarkPrice"] !== true) return ticker;
  const { markPrice, indexPrice } = await exchange.fetchMarkPrice(symbol);
  return { ...ticker, markPrice, indexPrice };
}

/**
 * Funding now. Some exchanges list the interval apart, and only of contracts that have another than the common one: a list of none is
 * no list, for there always are some.
 */
async function fundingOf(exchange: ConnectedExchange, symbol: string, connector: string): Promise<unknown> {
  const rate = await exchange.fetchFundingRate(symbol);
  if (rate["interval"] !== undefined || exchange.has["fetchFundingIntervals"] !== true) return rate;
  const intervals = await exchange.fetchFundingIntervals();
  if (Object.keys(intervals).length === 0) {
    const hint = "ask again: without it each contract would be taken to pay at the common interval";
    const detail = { field: `${connector}.fundingIntervals`, got: "an empty list" };
    throw new BadAnswerError({ ...detail, want: "the contracts with an interval of their own", hint });
  }
  return { ...rate, interval: intervals[symbol]?.["interval"] };
}

/** Whose table is asked for. */
interface TiersAsked {
  readonly symbol: string;
  readonly margin: MarginMode;
}

async function tiersOf(
  exchange: ConnectedExchange,
  { symbol, margin }: TiersAsked,
  { tiersByMargin = false }: ExchangeDialect,
): Promise<unknown> {
  if (exchange.has["fetchMarketLeverageTiers"] !== true) return (await exchange.fetchLeverageTiers([symbol]))[symbol];
  return exchange.fetchMarketLeverageTiers(symbol, tiersByMargin ? { marginMode: margin } : {});
}

/**
 * A reader of an exchange. The package that speaks to exchanges is loaded here, and nothing is asked before the first question.
 * @throws NotInstalledError (E_NOT_INSTALLED), UnknownKeyError (E_UNKNOWN_KEY), ParseError (E_PARSE) for an address that is none;
 * each question: UnavailableError (E_UNAVAILABLE), RateLimitedError (E_RATE_LIMITED), UnauthenticatedError (E_UNAUTHENTICATED), BadAnswerError (E_BAD_ANSWER)
 */
export async function openExchange(connection: ExchangeConnection): Promise<ExchangeReader> {
  const { dialect } = connection;
  const { connector, permissions, settings, pageRows: rows = FEW_ROWS } = dialect;
  const loaded = await loadExchanges();
  const exchange = connected(connection, loaded);
  const asked = async <T>(ask: () => Promise<T>, nameOf: "listed" | "typed" = "listed"): Promise<T> => {
    try {
      await exchange.loadMarkets();
      return await ask();
    } catch (error) {
      throw exchangeFault(error, loaded, { connector, nameOf });
    }
  };
  const askedWithKey = <T>(ask: () => Promise<T>): Promise<T> => {
    if (connection.key !== null && connection.secret !== null) return asked(ask);
    const hint = "give a key that may only read, and its secret";
    return Promise.reject(
      new UnauthenticatedError({ field: connector, got: "no key", want: "a key and its secret", hint }),
    );
  };
  return {
    exchange: connector,
    source: firstHost(exchange.urls["api"], exchange.hostname),
    contract: (symbol) => asked(() => Promise.resolve(contractOf(exchange.market(settled(symbol)), symbol)), "typed"),
    positions: (settle) => askedWithKey(() => exchange.fetchPositions(undefined, dialect.positionsOf?.(settle) ?? {})),
    balance: (settle) => askedWithKey(() => exchange.fetchBalance(dialect.balanceOf?.(settle) ?? {})),
    permissions: () => askedWithKey(() => ownAnswer(exchange, permissions)),
    settings: () => askedWithKey(() => ownAnswer(exchange, settings)),
    leverageTiers: (symbol, margin) => asked(() => tiersOf(exchange, { symbol, margin }, dialect)),
    fundingRate: (symbol) => asked(() => fundingOf(exchange, symbol, connector)),
    ticker: (symbol) => asked(() => tickerOf(exchange, symbol)),
    bars: (symbol, intervalMs, fromMs, price) =>
      asked(() => {
        const params = price === "mark" ? { price } : {};
        return exchange.fetchOHLCV(symbol, timeframeOf(exchange, intervalMs), fromMs, rows.bars, params);
      }),
    fundingRates: (symbol, fromMs) => asked(() => exchange.fetchFundingRateHistory(symbol, fromMs, rows.payments)),
  };
}
