import { BadAnswerError, DisputedError, StaleError, SteelyardError } from "../errors/index.js";
import { fundingRateAnnual, HOUR_MS } from "../model/index.js";
import { badAnswer, figureIn, listIn, objectIn, textIn } from "./answer.js";
import type { Followed, Told } from "./exchange-words.js";

/** Age beyond which a mark price is none to decide on, and how far ahead of our clock a stamp may be, ms. */
const AGE_MS_MAX = 60_000;

/** The same of a last trade: a thin contract may not trade for minutes. */
const TRADE_AGE_MS_MAX = 3_600_000;

/** Largest gap of two prices of one contract at one moment, a fraction of the mark. */
const PRICE_GAP_MAX = 0.02;

/** Largest |funding rate| of one interval, a fraction: exchanges hold theirs within 0.04. */
const FUNDING_RATE_MAX = 0.05;

const priceRange = { min: 0, open: true, want: "a price above 0" };

/** A price. @throws BadAnswerError (E_BAD_ANSWER) */
export const priceIn = (value: unknown, field: string): number => figureIn(value, field, priceRange);

/** A figure, or null where the answer leaves it out or empty. @throws BadAnswerError (E_BAD_ANSWER) */
export const figureOrNull = (value: unknown, field: string, want: string): number | null =>
  value === undefined || value === null || value === "" ? null : figureIn(value, field, { want });

/** A price, or null where none is told: left out, empty or 0. @throws BadAnswerError (E_BAD_ANSWER) */
export function priceOrNull(value: unknown, field: string): number | null {
  const price = figureOrNull(value, field, "a price, or 0 for none");
  if (price === 0 || price === null) return null;
  return priceIn(price, field);
}

/** @throws StaleError (E_STALE) for a moment that is older than it may be, or ahead of our clock */
function assertFresh(timeMs: number, field: string, nowMs: number, ageMsMax: number): void {
  const ageMs = nowMs - timeMs;
  if (ageMs <= ageMsMax && ageMs >= -AGE_MS_MAX) return;
  const got = ageMs > 0 ? `${Math.round(ageMs / 1000)} s old` : `${Math.round(-ageMs / 1000)} s ahead of this clock`;
  const want = `at most ${ageMsMax / 1000} s old`;
  throw new StaleError({ field, got, want, hint: "ask again; if it stays so, check the clock of this machine" });
}

/** Moment of the mark price: that of the answer about funding, which holds it, else that of the ticker; null where neither is stamped. */
function stampOf(funding: unknown, ticker: unknown, symbol: string, nowMs: number): number | null {
  const [fundingField, tickerField] = [`fundingRate.${symbol}.timestamp`, `ticker.${symbol}.timestamp`];
  const fundingMs = figureOrNull(funding, fundingField, "epoch ms");
  const tickerMs = figureOrNull(ticker, tickerField, "epoch ms");
  if (fundingMs !== null) assertFresh(fundingMs, fundingField, nowMs, AGE_MS_MAX);
  const ageMsMax = fundingMs === null ? AGE_MS_MAX : TRADE_AGE_MS_MAX;
  if (tickerMs !== null) assertFresh(tickerMs, tickerField, nowMs, ageMsMax);
  return fundingMs ?? tickerMs;
}

/** Two prices of one contract, if they are near each other. @throws DisputedError (E_DISPUTED) */
export function assertNear(price: number, mark: number, field: string): void {
  if (Math.abs(price / mark - 1) <= PRICE_GAP_MAX) return;
  const want = `within ${PRICE_GAP_MAX * 100} % of the mark price ${mark}`;
  throw new DisputedError({ field, got: String(price), want, hint: "one of the two is wrong or late: ask again" });
}

/** @throws DisputedError (E_DISPUTED) for a figure that does not follow from the others */
export function assertFollows({ field, stated, ours, tolerance }: Followed): void {
  if (Math.abs(stated - ours) <= tolerance) return;
  const hint = "the answer is half updated, or the size of one contract is wrong: ask again";
  throw new DisputedError({ field, got: String(stated), want: `${ours}, which its other figures give`, hint });
}

/** An unrealised profit that the exchange states of a position. */
interface StatedProfit {
  readonly field: string;
  readonly stated: number;
  /** What size, mark and entry give. */
  readonly ours: number;
  /** Value of the position, in the currency of the profit, > 0. */
  readonly value: number;
}

/** A profit as a figure that follows: the mark may have moved a little in between, but a profit where there is a loss is the other side's. */
export const profitFollowed = ({ field, stated, ours, value }: StatedProfit): Followed => ({
  field,
  stated,
  ours,
  tolerance: (stated * ours < 0 ? 1e-5 : 2e-3) * value,
});

/** The one row of a list that is of a name; null where none is. @throws BadAnswerError (E_BAD_ANSWER) where two are */
export function onlyRow(list: unknown, key: string, name: string, field: string): Told | null {
  const rows = listIn(list, field).map((row, index) => objectIn(row, `${field}[${index}]`));
  const [row, ...more] = rows.filter((each) => each[key] === name);
  if (more.length > 0) throw badAnswer(field, `${more.length + 1} rows of ${name}`, "each once");
  return row ?? null;
}

/** The one entry of a list of one. @throws BadAnswerError (E_BAD_ANSWER) */
export function onlyEntry(list: unknown, field: string): Told {
  const [first, ...more] = listIn(list, field);
  if (more.length > 0) throw badAnswer(field, `${more.length + 1} entries`, "one");
  return objectIn(first, `${field}[0]`);
}

/** The error for a balance that is not told: no position can stand on it, and none of it is not what it says. */
export const untold = (field: string, settle: string): BadAnswerError =>
  badAnswer(
    field,
    "none of it",
    `${settle}, the margin of its contracts`,
    "ask again; if it stays so, none is held: name a contract of another currency",
  );

/** What is told of the prices and the funding of one contract now. */
export interface ContractNow {
  /** Moment of the mark price, epoch ms UTC; null where nothing is stamped. */
  readonly stampMs: number | null;
  readonly markPrice: number | null;
  readonly fundingRateAnnual: number;
  readonly fundingHours: number;
}

/** Hours of an interval such as "8h". @throws BadAnswerError (E_BAD_ANSWER) */
function hoursOf(interval: unknown, otherwise: number | null, field: string): number {
  if ((interval === undefined || interval === null) && otherwise !== null) return otherwise;
  const [, hours] = /^(\d+)h$/.exec(textIn(interval, field)) ?? [];
  return figureIn(hours, field, { min: 1, max: 24, want: "hours from 1 to 24, such as 8h" });
}

/** What exchanges call the name of a contract in their own words: Binance and Bybit, OKX, Gate's prices and Gate's contracts. */
const NAMES = ["symbol", "instId", "contract", "name"];

/** What the exchange itself calls the contract of an answer. @throws BadAnswerError (E_BAD_ANSWER) */
export function nameIn(answer: Told): unknown {
  const own = objectIn(answer["info"], "info");
  return NAMES.map((name) => own[name]).find((name) => name !== undefined);
}

/** An answer about one contract, and the exchange's own words in it: where those name another, the connector does not say so. @throws BadAnswerError (E_BAD_ANSWER) */
function aboutContract(answer: unknown, field: string, id: string): { readonly told: Told; readonly own: Told } {
  const told = objectIn(answer, field);
  const own = objectIn(told["info"], `${field}.info`);
  const named = nameIn(told);
  if (named === id) return { told, own };
  throw badAnswer(`${field}.info`, named, `${id}, the contract asked about`);
}

/** The answers about a contract's price and funding. */
export interface NowAnswers {
  readonly ticker: unknown;
  readonly funding: unknown;
  /** Name of the contract as the connector writes it, for errors. */
  readonly symbol: string;
  /** Its name as the exchange writes it. */
  readonly id: string;
  /** Hours between payments where the answer names none; null: it must. */
  readonly fundingHours: number | null;
  readonly nowMs: number;
}

/** What two answers say of a contract, held against each other. @throws BadAnswerError (E_BAD_ANSWER), StaleError (E_STALE), DisputedError (E_DISPUTED) */
export function contractNow({ ticker, funding, symbol, id, fundingHours, nowMs }: NowAnswers): ContractNow {
  const { told: prices, own } = aboutContract(ticker, `ticker.${symbol}`, id);
  const { told: rate } = aboutContract(funding, `fundingRate.${symbol}`, id);
  const stampMs = stampOf(rate["timestamp"], prices["timestamp"], symbol, nowMs);
  // The exchange's own word: where it is 0 the connector makes one up from the prices of yesterday.
  const last = priceIn(own["lastPrice"] ?? own["last"], `ticker.${symbol}.last`);
  const marks = [
    priceOrNull(prices["markPrice"], `ticker.${symbol}.markPrice`),
    priceOrNull(rate["markPrice"], `fundingRate.${symbol}.markPrice`),
  ].filter((mark) => mark !== null);
  for (const mark of marks) assertNear(last, mark, `ticker.${symbol}.last`);
  const hours = hoursOf(rate["interval"], fundingHours, `fundingRate.${symbol}.interval`);
  const bound = { min: -FUNDING_RATE_MAX, max: FUNDING_RATE_MAX };
  const want = `a fraction of an interval from ${bound.min} to ${bound.max}`;
  const paid = figureIn(rate["fundingRate"], `fundingRate.${symbol}.fundingRate`, { ...bound, want });
  return {
    stampMs,
    markPrice: marks[0] ?? null,
    fundingRateAnnual: fundingRateAnnual(paid, hours * HOUR_MS),
    fundingHours: hours,
  };
}

/** What `read` gives; what it refuses of a table of the exchange is a bad answer, not a bad setting. @throws BadAnswerError (E_BAD_ANSWER) */
export function answered<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SteelyardError) || error.origin !== "configuration") throw error;
    const { field, got, want } = error;
    const hint = "the exchange's table is not one that can hold; ask again";
    throw new BadAnswerError({ field, got, want, hint }, { cause: error });
  }
}
