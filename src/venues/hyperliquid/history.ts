import { OutOfRangeError } from "../../errors/index.js";
import { DAY_MS, HOUR_MS } from "../../model/index.js";
import type { Bar, DatedRate, HistoryAsked, HistorySource, HttpReader } from "../../ports/index.js";
import { badAnswer, figureIn, listIn, objectIn } from "../answer.js";
import { hyperliquidFunding } from "./funding-rate.js";

const MINUTE_MS = HOUR_MS / 60;

/** Lengths of bars as the venue names them, ms. */
const INTERVALS: ReadonlyMap<number, string> = new Map([
  [MINUTE_MS, "1m"],
  [3 * MINUTE_MS, "3m"],
  [5 * MINUTE_MS, "5m"],
  [15 * MINUTE_MS, "15m"],
  [30 * MINUTE_MS, "30m"],
  [HOUR_MS, "1h"],
  [2 * HOUR_MS, "2h"],
  [4 * HOUR_MS, "4h"],
  [8 * HOUR_MS, "8h"],
  [12 * HOUR_MS, "12h"],
  [DAY_MS, "1d"],
]);

/** Payments are stamped some milliseconds after the hour that they are of: the latest that is taken for one, ms. */
const STAMP_DELAY_MS_MAX = MINUTE_MS;

const PRICE = { min: 0, open: true, want: "a price above 0" };
const TIME = { min: 0, want: "a time in epoch ms" };

/** @throws BadAnswerError (E_BAD_ANSWER) unless each comes after the one before */
function assertAscending(times: readonly number[], fieldOf: (index: number) => string): void {
  times.forEach((time, index) => {
    const previous = times[index - 1];
    if (previous !== undefined && time <= previous)
      throw badAnswer(fieldOf(index), time, `a time after ${previous}, that of the one before it`);
  });
}

/** What bars are asked for. */
interface BarsAsked {
  readonly coin: string;
  readonly interval: string;
  readonly intervalMs: number;
}

/** A bar of the answer. @throws BadAnswerError (E_BAD_ANSWER) where its prices or times cannot be */
function barIn(entry: unknown, field: string, asked: BarsAsked): Bar {
  const row = objectIn(entry, field);
  if (row["s"] !== asked.coin) throw badAnswer(`${field}.s`, row["s"], asked.coin);
  if (row["i"] !== asked.interval) throw badAnswer(`${field}.i`, row["i"], asked.interval);
  const price = (key: string): number => figureIn(row[key], `${field}.${key}`, PRICE);
  const [open, high, low, close] = [price("o"), price("h"), price("l"), price("c")];
  if (high < Math.max(open, close)) throw badAnswer(`${field}.h`, high, "a high at or above open and close");
  if (low > Math.min(open, close)) throw badAnswer(`${field}.l`, low, "a low at or below open and close");
  const openMs = figureIn(row["t"], `${field}.t`, TIME);
  const closeMs = openMs + asked.intervalMs;
  // The venue's own end of a bar is its last millisecond.
  if (figureIn(row["T"], `${field}.T`, TIME) !== closeMs - 1)
    throw badAnswer(`${field}.T`, row["T"], `${closeMs - 1}, the last millisecond of a bar of this length`);
  return { closeMs, open, high, low, close };
}

/** A payment of the answer, at the hour that it is of. @throws BadAnswerError (E_BAD_ANSWER) */
function paymentIn(entry: unknown, field: string, coin: string): DatedRate {
  const row = objectIn(entry, field);
  if (row["coin"] !== coin) throw badAnswer(`${field}.coin`, row["coin"], coin);
  const stampMs = figureIn(row["time"], `${field}.time`, TIME);
  const timeMs = Math.floor(stampMs / HOUR_MS) * HOUR_MS;
  if (stampMs - timeMs > STAMP_DELAY_MS_MAX) throw badAnswer(`${field}.time`, stampMs, "a stamp at a full hour");
  const cap = hyperliquidFunding.rateMax ?? Infinity;
  const range = { min: -cap, max: cap, want: `a rate of at most ${cap} either way` };
  return { timeMs, rate: figureIn(row["fundingRate"], `${field}.fundingRate`, range) };
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE) for a length that the venue has no bars of */
function intervalName(intervalMs: number): string {
  const name = INTERVALS.get(intervalMs);
  if (name !== undefined) return name;
  const want = `one of ${[...INTERVALS.values()].join(", ")}`;
  throw new OutOfRangeError({ field: "intervalMs", got: `${intervalMs} ms`, want, hint: "ask for another length" });
}

/** The coin, if it is one of the venue's own exchange. @throws OutOfRangeError (E_OUT_OF_RANGE) */
function coinOf(asset: string): string {
  if (/^[A-Za-z0-9]{1,20}$/.test(asset)) return asset;
  const want = "a coin of the venue's own exchange, such as BTC";
  throw new OutOfRangeError({ field: "asset", got: asset, want, hint: "write it as the venue does" });
}

/**
 * The past of one coin: bars of last prices, of which the venue keeps the newest 5,000 of each length, and funding, 500 payments a page.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for a coin or a length of bars that the venue cannot have
 */
export function history(reader: HttpReader, { asset, intervalMs }: HistoryAsked): Promise<HistorySource> {
  const coin = coinOf(asset);
  const interval = intervalName(intervalMs);
  const bars = async (fromMs: number, toMs: number): Promise<readonly Bar[]> => {
    const req = { coin, interval, startTime: fromMs, endTime: toMs };
    const rows = listIn(await reader.post("/info", { type: "candleSnapshot", req }), "candleSnapshot");
    const read = rows.map((row, index) => barIn(row, `candleSnapshot[${index}]`, { coin, interval, intervalMs }));
    assertAscending(
      read.map(({ closeMs }) => closeMs),
      (index) => `candleSnapshot[${index}].t`,
    );
    return read.filter(({ closeMs }) => closeMs > fromMs && closeMs <= toMs);
  };
  const funding = async (fromMs: number, toMs: number): Promise<readonly DatedRate[]> => {
    const body = { type: "fundingHistory", coin, startTime: fromMs + 1, endTime: toMs + STAMP_DELAY_MS_MAX };
    const rows = listIn(await reader.post("/info", body), "fundingHistory");
    const read = rows.map((row, index) => paymentIn(row, `fundingHistory[${index}]`, coin));
    assertAscending(
      read.map(({ timeMs }) => timeMs),
      (index) => `fundingHistory[${index}].time`,
    );
    return read.filter(({ timeMs }) => timeMs > fromMs && timeMs <= toMs);
  };
  const { source } = reader;
  const market = `hyperliquid-${coin}`;
  return Promise.resolve({ source, market, price: "last", intervalMs, bars, funding, borrowRates: null });
}
