import { HOUR_MS } from "../model/index.js";
import type { Bar, DatedRate, ExchangeContract, ExchangeReader, HistoryAsked, HistorySource } from "../ports/index.js";
import { badAnswer, figureIn, listIn, objectIn } from "./answer.js";
import { priceIn } from "./exchange-checks.js";

/** Shortest span that one page of an exchange covers, in bars or payments: an exchange that answers by spans may have an empty one first. */
const PAGE_ROWS = 100;

/** Most empty spans that are passed over in one page. */
const EMPTY_SPANS_MAX = 500;

const MINUTE_MS = HOUR_MS / 60;

const timeRange = { min: 0, open: true, want: "epoch ms" };

/** A bar, stamped by the exchange at its open. @throws BadAnswerError (E_BAD_ANSWER) */
function barOf(row: unknown, field: string, intervalMs: number): Bar {
  const [openedMs, ...prices] = listIn(row, field);
  const [open = 0, high = 0, low = 0, close = 0] = [0, 1, 2, 3].map((at) => priceIn(prices[at], `${field}[${at + 1}]`));
  if (high < Math.max(open, close) || low > Math.min(open, close) || low > high)
    throw badAnswer(field, `low ${low}, high ${high}`, "a low and a high that hold open and close");
  return { closeMs: figureIn(openedMs, `${field}[0]`, timeRange) + intervalMs, open, high, low, close };
}

/** A payment at its minute: some exchanges stamp it a few ms late. @throws BadAnswerError (E_BAD_ANSWER) */
function paymentOf(row: unknown, field: string): DatedRate {
  const told = objectIn(row, field);
  const stampMs = figureIn(told["timestamp"], `${field}.timestamp`, timeRange);
  const want = "a fraction of an interval from -1 to 1";
  const rate = figureIn(told["fundingRate"], `${field}.fundingRate`, { min: -1, max: 1, want });
  return { timeMs: Math.round(stampMs / MINUTE_MS) * MINUTE_MS, rate };
}

/** What comes first within (fromMs, toMs], in order of time, each moment once. */
interface Paging<T> {
  /** One page from a moment on. */
  readonly ask: (fromMs: number) => Promise<readonly T[]>;
  readonly timeOf: (row: T) => number;
  /** Span that one page covers at least, ms. */
  readonly spanMs: number;
}

async function pageOf<T>({ ask, timeOf, spanMs }: Paging<T>, fromMs: number, toMs: number): Promise<readonly T[]> {
  for (let at = fromMs, spans = 0; at < toMs && spans < EMPTY_SPANS_MAX; at += spanMs, spans++) {
    const rows = await ask(at);
    const inside = rows.filter((row) => timeOf(row) > fromMs && timeOf(row) <= toMs);
    if (inside.length > 0) {
      const byTime = new Map(inside.map((row) => [timeOf(row), row]));
      return [...byTime].sort(([one], [other]) => one - other).map(([, row]) => row);
    }
    // Rows that are all later say that there is nothing before them.
    if (rows.some((row) => timeOf(row) > toMs)) return [];
  }
  return [];
}

/** The contract of an asset as the venue names it: of a coin the one with margin in it. */
const contractAsked = (reader: ExchangeReader, { asset, quote }: HistoryAsked): Promise<ExchangeContract> =>
  reader.contract(quote === "USD" && !/[^A-Z0-9]|USD/.test(asset) ? `${asset}/USD:${asset}` : asset);

/** The past of a contract: bars of its mark price, and funding payments. */
export async function exchangeHistory(
  venue: string,
  reader: ExchangeReader,
  asked: HistoryAsked,
): Promise<HistorySource> {
  const { symbol, id } = await contractAsked(reader, asked);
  const { intervalMs } = asked;
  const bars: Paging<Bar> = {
    ask: async (fromMs) => {
      // A bar that closes after `fromMs` opened after `fromMs` less its length.
      const rows = listIn(await reader.bars(symbol, intervalMs, fromMs - intervalMs + 1, "mark"), `bars.${id}`);
      return rows.map((row, index) => barOf(row, `bars.${id}[${index}]`, intervalMs));
    },
    timeOf: ({ closeMs }) => closeMs,
    spanMs: PAGE_ROWS * intervalMs,
  };
  const payments: Paging<DatedRate> = {
    ask: async (fromMs) => {
      const rows = listIn(await reader.fundingRates(symbol, fromMs + 1), `fundingRates.${id}`);
      return rows.map((row, index) => paymentOf(row, `fundingRates.${id}[${index}]`));
    },
    timeOf: ({ timeMs }) => timeMs,
    // Payments come once an hour at most.
    spanMs: PAGE_ROWS * HOUR_MS,
  };
  return {
    source: reader.source,
    market: `${venue}-${id}`,
    price: "mark",
    intervalMs,
    bars: (fromMs, toMs) => pageOf(bars, fromMs, toMs),
    funding: (fromMs, toMs) => pageOf(payments, fromMs, toMs),
    borrowRates: null,
  };
}
