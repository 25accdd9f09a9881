import { OutOfRangeError } from "../errors/index.js";
import type { Bar, DatedRate, HistorySource } from "../ports/index.js";
import { JUMP_FACTOR_MAX, RATE_ANNUAL_MAX } from "../series/index.js";
import { intervalName } from "./history-months.js";

/** Figures of a moment: its time first, epoch ms UTC, the rest as the columns of the table say. */
export type HistoryRow = readonly [timeMs: number, ...figures: number[]];

/** One kind of fact of a market's past, and how its venue is asked for it. */
export interface HistoryTable {
  /** Name of its folder, such as "last-bars-1h". */
  readonly name: string;
  /** Names of the columns, the time first. */
  readonly columns: readonly string[];
  /** Rows stand this far apart, ms, or a whole number of times as far; null where they come as they come. */
  readonly gridMs: number | null;
  /** A page of rows, as the source tells it. */
  ask(fromMs: number, toMs: number): Promise<readonly HistoryRow[]>;
  /** What is wrong with the figures of a row, after those of the row before, as [column, what is wanted]; null where nothing is. */
  fault(row: HistoryRow, before: HistoryRow | null): readonly [column: string, want: string] | null;
}

/** Furthest from 0 that one payment of funding is believed, a fraction of the notional: the widest cap in use is 4 % an hour. */
const PAYMENT_MAX = 0.1;

/** Two payments or looks closer together than this are none, ms. */
export const STEP_MS_MIN = 60_000;

/** The price of a row that closes a bar: the last one. */
const closeOf = (row: HistoryRow): number => row.at(-1) ?? Number.NaN;

function priceFault(row: HistoryRow, before: HistoryRow | null, columns: readonly string[]) {
  const place = row.findIndex((figure, at) => at > 0 && !(Number.isFinite(figure) && figure > 0));
  if (place !== -1) return [columns[place] ?? "", "a price above 0"] as const;
  const [, open, high, low] = row;
  const close = closeOf(row);
  if (columns.length > 2 && high < Math.max(open, low, close)) return ["high", "the highest price of its bar"] as const;
  if (columns.length > 2 && low > Math.min(open, close)) return ["low", "the lowest price of its bar"] as const;
  if (before === null) return null;
  const factor = close / closeOf(before);
  if (factor <= JUMP_FACTOR_MAX && factor >= 1 / JUMP_FACTOR_MAX) return null;
  return [
    "close",
    `at most ${JUMP_FACTOR_MAX} times the close before, and at least 1/${JUMP_FACTOR_MAX} of it`,
  ] as const;
}

function barsTable(source: HistorySource): HistoryTable {
  const whole = source.closesOnly !== true;
  const columns = whole ? ["close_time", "open", "high", "low", "close"] : ["close_time", "close"];
  const rowOf = ({ closeMs, open, high, low, close }: Bar): HistoryRow =>
    whole ? [closeMs, open, high, low, close] : [closeMs, close];
  return {
    name: `${source.price}-bars-${intervalName(source.intervalMs)}`,
    columns,
    gridMs: source.intervalMs,
    ask: async (fromMs, toMs) => (await source.bars(fromMs, toMs)).map(rowOf),
    fault: (row, before) => priceFault(row, before, columns),
  };
}

interface RatesAsked {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly want: string;
}

function ratesTable(
  ask: (fromMs: number, toMs: number) => Promise<readonly DatedRate[]>,
  { name, min, max, want }: RatesAsked,
): HistoryTable {
  return {
    name,
    columns: ["time", "rate"],
    gridMs: null,
    ask: async (fromMs, toMs) => (await ask(fromMs, toMs)).map(({ timeMs, rate }) => [timeMs, rate]),
    fault: ([, rate]) => (rate >= min && rate <= max ? null : ["rate", want]),
  };
}

const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Name of the market's folder. @throws OutOfRangeError (E_OUT_OF_RANGE) where it could name any other place */
export function marketFolder(market: string): string {
  if (SAFE_NAME.test(market)) return market;
  const want = "1 to 100 letters, digits, dots, dashes and underscores, a letter or digit first";
  const hint = "check the name of the asset; a history is kept in a folder of this name";
  throw new OutOfRangeError({ field: "market", got: market, want, hint });
}

/** The tables of a market. @throws OutOfRangeError (E_OUT_OF_RANGE) where its bars are shorter than a minute */
export function tablesOf(source: HistorySource): {
  readonly bars: HistoryTable;
  readonly funding: HistoryTable | null;
  readonly borrowRates: HistoryTable | null;
} {
  const { intervalMs, funding, borrowRates } = source;
  if (!(Number.isSafeInteger(intervalMs) && intervalMs >= STEP_MS_MIN)) {
    const detail = { got: `${intervalMs} ms`, want: "bars of a minute or longer", hint: "ask for longer bars" };
    throw new OutOfRangeError({ field: "intervalMs", ...detail });
  }
  const paid = { min: -PAYMENT_MAX, max: PAYMENT_MAX, want: `a payment of at most ${PAYMENT_MAX} of the notional` };
  const owed = { min: 0, max: RATE_ANNUAL_MAX.borrow, want: `a rate a year from 0 to ${RATE_ANNUAL_MAX.borrow}` };
  return {
    bars: barsTable(source),
    funding: funding && ratesTable((from, to) => funding(from, to), { name: "funding", ...paid }),
    borrowRates:
      borrowRates &&
      ratesTable((from, to) => borrowRates(from, to), { name: `borrow-rate-${intervalName(intervalMs)}`, ...owed }),
  };
}
