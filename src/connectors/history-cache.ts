import { join } from "node:path";
import { assertFinite, assertInRange, TooFewError, TooLargeError } from "../errors/index.js";
import type { HistorySource } from "../ports/index.js";
import {
  borrowRatesFrom,
  fundingFromPayments,
  pricesFromColumns,
  ROWS_MIN,
  type DatedRates,
  type PriceSeries,
  type RateSeries,
} from "../series/index.js";
import { readTable } from "./history-fetch.js";
import { marketFolder, tablesOf, type HistoryRow, type HistoryTable } from "./history-table.js";

/** Which past of a market is wanted, and where it is kept. */
export interface HistoryRequest {
  readonly source: HistorySource;
  /** What comes after this and not after `toMs`, epoch ms UTC. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Time now, epoch ms UTC: nothing later is asked for. */
  readonly nowMs: number;
  /** Folder of the cache. It is made where it does not exist. */
  readonly cacheFolder: string;
  /** Told how far it is, 0 to 1, and of what. */
  readonly onProgress?: ((part: number, what: string) => void) | undefined;
  /** Ends the work when it is aborted; what has come is kept. */
  readonly signal?: AbortSignal | undefined;
}

/** A span in which bars are missing. */
export interface HistoryGap {
  /** Close of the last bar before it, epoch ms UTC. */
  readonly fromMs: number;
  /** Close of the first bar after it, epoch ms UTC. */
  readonly toMs: number;
  /** How many bars it lacks. */
  readonly missing: number;
}

/** The past of a market, as far as its venue tells it. */
export interface MarketHistory {
  /** As from a file: checked, nothing filled. */
  readonly prices: PriceSeries;
  /** Where bars are missing, in order of time. */
  readonly gaps: readonly HistoryGap[];
  /** Null where the venue has none, or told fewer than two payments. */
  readonly funding: RateSeries | null;
  /** Null where the venue has none, or told fewer than two. */
  readonly borrowRates: RateSeries | null;
  /** Folder of the market's files. */
  readonly folder: string;
  /** Rows that were asked for; the others were kept from before. */
  readonly fetchedRows: number;
}

/** Rows younger than this may still change, ms: a block of Ethereum is final after a quarter of an hour, and exchanges correct a bar just after its end. */
const SETTLING_MS = 20 * 60_000;

/** Most bars of one history: ten years of minutes. */
const BARS_MAX = 5_300_000;

const dayText = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10);

/** @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE), TooLargeError (E_TOO_LARGE) */
function assertSpan({ fromMs, toMs, nowMs, source }: HistoryRequest): void {
  assertFinite(nowMs, "nowMs");
  assertInRange(toMs, "toMs", { min: 0, max: nowMs, want: "a moment that has been, epoch ms" });
  assertInRange(fromMs, "fromMs", { min: 0, max: toMs - 1, want: "a moment before toMs, epoch ms" });
  const bars = Math.ceil((toMs - fromMs) / source.intervalMs);
  if (bars <= BARS_MAX) return;
  const hint = "ask for a shorter history or longer bars";
  throw new TooLargeError({ field: "history", got: `${bars} bars`, want: `at most ${BARS_MAX} bars`, hint });
}

const columnOf = (rows: readonly HistoryRow[], place: number): Float64Array =>
  Float64Array.from(rows, (row) => row[place]);

/** @throws TooFewError (E_TOO_FEW); every code of a series of prices */
function pricesOf(rows: readonly HistoryRow[], { columns }: HistoryTable, request: HistoryRequest): PriceSeries {
  const { source, fromMs, toMs } = request;
  const asked = `${dayText(fromMs)} to ${dayText(toMs)}`;
  if (rows.length < ROWS_MIN) {
    const got = `${rows.length} bars of ${source.market} from ${source.source}, ${asked}`;
    const hint = "ask for a longer history, or for shorter bars";
    throw new TooFewError({ field: "history", got, want: `at least ${ROWS_MIN} bars`, hint });
  }
  const table = Object.fromEntries(columns.map((name, place) => [name, columnOf(rows, place)]));
  return pricesFromColumns(table, { timeUnit: "ms", source: `${source.market} from ${source.source}, ${asked}` });
}

function gapsIn({ closeMs }: PriceSeries, intervalMs: number): readonly HistoryGap[] {
  const gaps: HistoryGap[] = [];
  for (let at = 1; at < closeMs.length; at++) {
    const missing = Math.round((closeMs[at] - closeMs[at - 1]) / intervalMs) - 1;
    if (missing > 0) gaps.push({ fromMs: closeMs[at - 1], toMs: closeMs[at], missing });
  }
  return gaps;
}

/** Rates as a series; null where there are not two. */
function ratesOf(rows: readonly HistoryRow[], source: string, seriesOf: (rates: DatedRates) => RateSeries) {
  return rows.length < ROWS_MIN ? null : seriesOf({ timeMs: columnOf(rows, 0), rates: columnOf(rows, 1), source });
}

/**
 * The past of a market: what the cache has of it, and the rest from its venue, kept for the next time. Months are kept from
 * their first moment, so that the rows of the first month that are before `fromMs` are asked for as well. Work that
 * is broken off goes on from there when it is asked for again. Rows of the last twenty minutes are told and not kept.
 * @throws BadAnswerError (E_BAD_ANSWER) for a page that cannot be true or does not go on; ParseError (E_PARSE) naming a
 * file of the cache that is not as it was written; CannotWriteError (E_CANNOT_WRITE); CancelledError (E_CANCELLED);
 * TooFewError (E_TOO_FEW) where the venue tells fewer than two bars; TooLargeError (E_TOO_LARGE); OutOfRangeError (E_OUT_OF_RANGE) for
 * a span to come or a market that is no name of a folder; every error of the source.
 */
export async function readHistory(request: HistoryRequest): Promise<MarketHistory> {
  const { source, fromMs, toMs, nowMs, cacheFolder, onProgress, signal } = request;
  const { bars, funding, borrowRates } = tablesOf(source);
  assertSpan(request);
  const folder = join(cacheFolder, marketFolder(source.market));
  const wanted = [bars, funding, borrowRates].filter((table) => table !== null);
  const rows = new Map<HistoryTable | null, readonly HistoryRow[]>();
  let fetchedRows = 0;
  for (const [index, table] of wanted.entries()) {
    const reached = (part: number): void => onProgress?.((index + part) / wanted.length, table.name);
    const asked = { table, folder: join(folder, table.name), fromMs, toMs, settledMs: nowMs - SETTLING_MS };
    const read = await readTable({ ...asked, signal, reached });
    rows.set(table, read.rows);
    fetchedRows += read.fetched;
  }
  const prices = pricesOf(rows.get(bars) ?? [], bars, request);
  const named = (what: string): string => `${what} of ${source.market} from ${source.source}`;
  return {
    prices,
    gaps: gapsIn(prices, source.intervalMs),
    funding: ratesOf(rows.get(funding) ?? [], named("funding"), fundingFromPayments),
    borrowRates: ratesOf(rows.get(borrowRates) ?? [], named("borrow rate"), borrowRatesFrom),
    folder,
    fetchedRows,
  };
}
