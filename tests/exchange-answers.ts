import { readFileSync } from "node:fs";
import { openExchange, Secret } from "../src/connectors/index.js";
import type { AccountReading, ExchangeAccountSource, ExchangeDialect, ExchangeReader } from "../src/ports/index.js";
import { venueById, venues } from "../src/venues/index.js";
import type { HttpRecording, RecordedAnswer } from "./loopback-http.js";

/** An answer, or a part of it, that is an object. */
export type Answer = Record<string, unknown>;

/** A recorded answer of a venue's fixtures, whose README says where it is from. */
export const exchangeAnswer = <T = Answer>(venue: string, name: string): T =>
  JSON.parse(readFileSync(new URL(`../src/venues/${venue}/fixtures/${name}.json`, import.meta.url), "utf8")) as T;

/** A key of no one, with its secret: neither may be printed anywhere. */
export const KEY = "canary-key-1f3a9c77";
export const SECRET = "canary-secret-e5d2b881";
export const PASSPHRASE = "canary-passphrase-90c4";

/** What the venue of that connector says of it. */
export function dialectOf(connector: string): ExchangeDialect {
  const found = venues.flatMap(({ source }) => (source?.via === "exchange" ? [source.dialect] : []));
  const dialect = found.find((each) => each.connector === connector);
  if (dialect === undefined) throw new Error(`no venue is read through ${connector}`);
  return dialect;
}

/** The reader of an exchange that is served on this machine. */
export const exchangeAt = (connector: string, url: string, timeoutMs = 5000): Promise<ExchangeReader> =>
  openExchange({
    dialect: dialectOf(connector),
    key: new Secret(KEY),
    secret: new Secret(SECRET),
    passphrase: new Secret(PASSPHRASE),
    url,
    timeoutMs,
    isPaced: false,
  });

/** How a venue's accounts are read, as the command line has it: by what the venue's entry loads. */
export async function exchangeSourceOf(venue: string): Promise<{ source: ExchangeAccountSource; connector: string }> {
  const { source } = venueById(venue);
  if (source?.via !== "exchange") throw new Error(`${venue} is no exchange`);
  return { source: await source.load(), connector: source.dialect.connector };
}

/** What is asked of an account. */
interface Question {
  readonly market: string | null;
  readonly nowMs: number;
}

/** An account that is served on this machine, read by the venue's own source. */
export async function readExchange(venue: string, url: string, asked: Question): Promise<AccountReading> {
  const { source, connector } = await exchangeSourceOf(venue);
  return source.readAccount(await exchangeAt(connector, url), { account: "", ...asked });
}

const got = (path: string, answer: unknown): RecordedAnswer => ({ method: "GET", path, answer });

/** The contract and moment of a position, to which the answers of other contracts and days are moved. */
interface Moment {
  readonly symbol: string;
  readonly price: string;
  readonly timeMs: number;
}

/**
 * Answers of Binance around one of /fapi/v3/positionRisk. No recording of all of them at one moment was found: those of other
 * contracts and days (see the README of the fixtures) carry the symbol, mark price and time of the position, and nothing else of it.
 */
export function binanceRecording(positions: unknown, { symbol, price, timeMs }: Moment): HttpRecording {
  const of = (name: string): Answer => exchangeAnswer("binance-usdm", name);
  const base = symbol.replace(/USDT$/, "");
  const contract = { ...of("exchange-info-document"), symbol, pair: symbol, baseAsset: base };
  const moved = { symbol, markPrice: price, indexPrice: price, estimatedSettlePrice: price, time: timeMs };
  const restrictions = { ...of("api-restrictions-document"), enablePortfolioMarginTrading: false };
  return {
    source: "see src/venues/binance-usdm/fixtures/README.md",
    answers: [
      got("/fapi/v1/exchangeInfo", { timezone: "UTC", symbols: [contract] }),
      got("/fapi/v1/leverageBracket", of("leverage-bracket-2024-10-24")),
      got("/fapi/v3/positionRisk", positions),
      got("/fapi/v3/account", of("account-2023-11-29")),
      got("/fapi/v1/accountConfig", of("account-config-document")),
      got("/sapi/v1/account/apiRestrictions", restrictions),
      got(`/fapi/v1/ticker/24hr?symbol=${symbol}`, {
        ...of("ticker-24hr-2025-07-29"),
        symbol,
        lastPrice: price,
        closeTime: timeMs,
      }),
      got(`/fapi/v1/premiumIndex?symbol=${symbol}`, { ...of("premium-index-2021-05-17"), ...moved }),
      got("/fapi/v1/fundingInfo", of("funding-info-document")),
      got("/fapi/v1/markPriceKlines", of("klines-2024-04-10")),
    ],
  };
}

/** The isolated short of DOGEUSDT of 2024-03-08 08:20 UTC. */
export const DOGE: Moment = { symbol: "DOGEUSDT", price: "0.16465933", timeMs: 1709886017670 };
export const dogeRecording = (): HttpRecording =>
  binanceRecording(exchangeAnswer("binance-usdm", "position-risk-2024-03-08"), DOGE);

/** The cross long of SOLUSDT of 2025-10-02 19:16 UTC with its wallet: both recorded of one account at one moment. */
export const SOL: Moment = { symbol: "SOLUSDT", price: "233.029", timeMs: 1759432560944 };

/** The answer with the first row of its list changed. */
const inList = (answer: Answer, change: Answer): Answer => {
  const result = answer["result"] as Answer & { list: readonly Answer[] };
  return { ...answer, result: { ...result, list: result.list.map((row) => ({ ...row, ...change })) } };
};

const bybitEnvelope = (result: Answer, timeMs: number): Answer => ({ retCode: 0, retMsg: "OK", result, time: timeMs });

/** Answers of Bybit around a position of the private stream, whose rows are those of /v5/position/list. */
export function bybitRecording(position: Answer, { symbol, price, timeMs }: Moment): HttpRecording {
  const of = (name: string): Answer => exchangeAnswer("bybit", name);
  const key = of("query-api-2023-12-02");
  const prices = { symbol, lastPrice: price, markPrice: price, indexPrice: price };
  const linear = "category=linear";
  const contract = { symbol, baseCoin: symbol.replace(/USDT$/, "") };
  const positions = { category: "linear", nextPageCursor: "" };
  return {
    source: "see src/venues/bybit/fixtures/README.md",
    answers: [
      got(`/v5/market/instruments-info?${linear}`, inList(of("instruments-info-2023-01-03"), contract)),
      got("/v5/market/instruments-info", bybitEnvelope({ category: "inverse", list: [], nextPageCursor: "" }, timeMs)),
      got("/v5/user/query-api", { ...key, result: { ...(key["result"] as Answer), readOnly: 1, uta: 1 } }),
      got("/v5/account/info", of("account-info-2023-10-12")),
      got("/v5/position/list?settleCoin=USDC", bybitEnvelope({ ...positions, list: [] }, timeMs)),
      got("/v5/position/list?settleCoin=USDT", bybitEnvelope({ ...positions, list: [position] }, timeMs)),
      got("/v5/account/wallet-balance", bybitEnvelope({ list: [of("wallet-2025-10-02")] }, timeMs)),
      got("/v5/market/risk-limit", inList(of("risk-limit-2025-12-29"), { symbol })),
      got(`/v5/market/tickers?symbol=${symbol}`, { ...inList(of("tickers-2024-02-14"), prices), time: timeMs }),
      got("/v5/market/tickers", { ...inList(of("tickers-2024-02-14"), prices), time: timeMs }),
    ],
  };
}

export const solRecording = (): HttpRecording => bybitRecording(exchangeAnswer("bybit", "position-2025-10-02"), SOL);

/** The cross long of BTC-USDT-SWAP of 2021-07-25 15:40 UTC. */
export const BTC_SWAP: Moment = { symbol: "BTC-USDT-SWAP", price: "34132.18608358957", timeMs: 1627227626502 };

const okxEnvelope = (data: readonly unknown[]): Answer => ({ code: "0", msg: "", data });

/** Answers of OKX around a position. */
export function okxRecording(position: Answer, { symbol, price, timeMs }: Moment, equity: string): HttpRecording {
  const of = (name: string): Answer => exchangeAnswer("okx-swap", name);
  const [config] = of("config-document")["data"] as readonly Answer[];
  const [family, ts] = [symbol.replace("-SWAP", ""), String(timeMs)];
  const contract = {
    ...{ instType: "SWAP", instId: symbol, uly: family, instFamily: family, settleCcy: "USDT", ctVal: "0.01" },
    ...{ ctMult: "1", ctValCcy: "BTC", ctType: "linear", tickSz: "0.1", lotSz: "1", minSz: "1", state: "live" },
  };
  const hour = 3_600_000;
  const due = Math.ceil(timeMs / (8 * hour)) * 8 * hour;
  const margin = Number(position["margin"]) + Number(position["upl"]);
  const isolated =
    position["mgnMode"] === "isolated" ? { isoEq: String(margin), isoUpl: position["upl"] } : { isoEq: "0" };
  const ccy = symbol.endsWith("USDT-SWAP") ? "USDT" : family.replace(/-.*/, "");
  const funding = { fundingRate: "0.00027815", fundingTime: String(due), nextFundingTime: String(due + 8 * hour), ts };
  return {
    source: "see src/venues/okx-swap/fixtures/README.md",
    answers: [
      got("/api/v5/public/instruments?instType=SWAP", okxEnvelope([contract])),
      got("/api/v5/account/config", okxEnvelope([{ ...config, perm: "read_only" }])),
      got("/api/v5/account/positions", okxEnvelope([position])),
      got(
        "/api/v5/account/balance",
        okxEnvelope([{ uTime: ts, details: [{ ccy, eq: equity, ...isolated, upl: position["upl"] }] }]),
      ),
      got("/api/v5/public/position-tiers", of("position-tiers-2025-12-29")),
      got("/api/v5/market/ticker", okxEnvelope([{ instType: "SWAP", instId: symbol, last: position["last"], ts }])),
      got("/api/v5/public/mark-price", okxEnvelope([{ instType: "SWAP", instId: symbol, markPx: price, ts }])),
      got("/api/v5/public/funding-rate", okxEnvelope([{ instId: symbol, instType: "SWAP", ...funding }])),
    ],
  };
}

/** The cross long of one contract of BTC_USDT of 2024-01-12 04:37 UTC. */
export const BTC_GATE: Moment = { symbol: "BTC_USDT", price: "46051.6", timeMs: 1705034246000 };

/** Answers of Gate around a position. */
export function gateRecording(position: Answer, { symbol, price }: Moment): HttpRecording {
  const of = (name: string): Answer => exchangeAnswer("gate", name);
  const prices = { last_price: price, mark_price: price, index_price: price };
  const contract = { ...of("contract-2021-01-07"), ...prices };
  const ticker = { contract: symbol, last: price, mark_price: price, index_price: price };
  return {
    source: "see src/venues/gate/fixtures/README.md",
    answers: [
      got("/api/v4/futures/usdt/contracts", [contract]),
      got("/api/v4/futures/btc/contracts", []),
      got(`/api/v4/futures/usdt/contracts/${symbol}`, contract),
      got("/api/v4/futures/usdt/positions", [position]),
      got("/api/v4/futures/btc/positions", []),
      got("/api/v4/futures/usdt/accounts", of("account-document")),
      got("/api/v4/account/main_keys", { state: 1, mode: 1, perms: [{ name: "futures", read_only: true }] }),
      got("/api/v4/futures/usdt/risk_limit_tiers", exchangeAnswer<unknown>("gate", "risk-limit-tiers-2026-09-25")),
      got("/api/v4/futures/usdt/tickers", [ticker]),
    ],
  };
}
