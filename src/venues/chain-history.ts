import { OutOfRangeError } from "../errors/index.js";
import { YEAR_MS } from "../model/index.js";
import type { Bar, ChainHistory, ChainReader, DatedRate, HistorySource } from "../ports/index.js";
import { badAnswer } from "./answer.js";

/** A market as it stood after one block. */
export interface MarketLook {
  /** Price of the asset in the quote currency by the venue's own oracle; null where the oracle answered none then. */
  readonly price: number | null;
  /** What one unit that was once borrowed has grown to, in any scale that stays; null where nobody owed anything then. */
  readonly borrowIndex: bigint | null;
}

/** A market whose past is looked at block by block. */
export interface SampledMarket {
  /** Name of the market, fit for the name of a folder. */
  readonly market: string;
  /** Time between two looks, ms. */
  readonly intervalMs: number;
  /** True where the index begins anew once all is repaid; else it never falls. */
  readonly beginsAnew: boolean;
  /** The market at a block; null where it was not there yet. @throws as ChainReader.read */
  look(reader: ChainReader): Promise<MarketLook | null>;
}

/** A look with the time of its block, epoch ms UTC. */
interface DatedLook extends MarketLook {
  readonly blockMs: number;
}

/** Looks of one page: a page is kept before the next is asked for. */
const PAGE_LOOKS = 24;

/** Most looks that are remembered, so that rates need not ask again for what bars have asked. */
const LOOKS_KEPT = 100_000;

/** Fall of an index that rounding explains, as a part of it: a repayment is rounded by a unit of the token. */
const ROUNDING = 1e-6;

/** Looks at whole multiples of the interval, each made once. */
function looksOf(chain: ChainHistory, sampled: SampledMarket) {
  const kept = new Map<number, DatedLook | null>();
  /** The look at interval number `place` since 1970; null where there was no market, or no chain. */
  return async (place: number): Promise<DatedLook | null> => {
    const known = kept.get(place);
    if (known !== undefined) return known;
    const reader = await readerAt(chain, place * sampled.intervalMs);
    const found = reader === null ? null : await sampled.look(reader);
    const dated = reader === null || found === null ? null : { ...found, blockMs: reader.block.timeMs };
    kept.set(place, dated);
    const [oldest] = kept.keys();
    if (kept.size > LOOKS_KEPT && oldest !== undefined) kept.delete(oldest);
    return dated;
  };
}

/** The chain at a moment; null before its first block. */
async function readerAt(chain: ChainHistory, timeMs: number): Promise<ChainReader | null> {
  try {
    return await chain.readerAt(timeMs);
  } catch (error) {
    if (error instanceof OutOfRangeError) return null;
    throw error;
  }
}

type Looks = ReturnType<typeof looksOf>;

/** The first place from `from` to `to` at which there is a market: once made it stays, so that halves find it; null where there is none. */
async function firstPlace(looks: Looks, from: number, to: number): Promise<number | null> {
  if (from > to) return null;
  if ((await looks(from)) !== null) return from;
  if ((await looks(to)) === null) return null;
  let [before, after] = [from, to];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if ((await looks(middle)) === null) before = middle;
    else after = middle;
  }
  return after;
}

/**
 * Mean rate a year between two looks, continuously compounded: ln(index2 / index1) over the years between their blocks. Null where
 * no block, or no debt, lies between.
 * @throws BadAnswerError (E_BAD_ANSWER) for an index that fell and never begins anew
 */
function rateBetween(one: DatedLook, other: DatedLook, { beginsAnew, market }: SampledMarket): number | null {
  if (one.borrowIndex === null || other.borrowIndex === null || other.blockMs <= one.blockMs) return null;
  const growth = Number(other.borrowIndex - one.borrowIndex) / Number(one.borrowIndex);
  if (growth >= 0) return (Math.log1p(growth) * YEAR_MS) / (other.blockMs - one.blockMs);
  if (!beginsAnew)
    throw badAnswer(`${market}.borrowIndex`, other.borrowIndex, `${one.borrowIndex} or more: it never falls`);
  return growth > -ROUNDING ? 0 : null;
}

/** A page from the places of a span: what `rowAt` gives of the first that have any; empty where none has. */
async function page<Row>(places: { from: number; to: number }, rowAt: (place: number) => Promise<Row | null>) {
  const rows: Row[] = [];
  for (let place = places.from; place <= places.to; place++) {
    const row = await rowAt(place);
    if (row !== null) rows.push(row);
    if (rows.length === PAGE_LOOKS) break;
  }
  return rows;
}

/**
 * The past of a market on a chain, looked at after the last block before each whole multiple of the interval (UTC): closes alone, and
 * the mean rate on what is borrowed since the look before. A node that keeps no old states cannot tell it.
 */
export function sampledHistory(chain: ChainHistory, sampled: SampledMarket): HistorySource {
  const { intervalMs, market } = sampled;
  const looks = looksOf(chain, sampled);
  const span = async (fromMs: number, toMs: number) => {
    const to = Math.floor(toMs / intervalMs);
    const from = await firstPlace(looks, Math.floor(fromMs / intervalMs) + 1, to);
    return from === null ? null : { from, to };
  };
  const barAt = async (place: number): Promise<Bar | null> => {
    const price = (await looks(place))?.price ?? null;
    if (price === null) return null;
    return { closeMs: place * intervalMs, open: price, high: price, low: price, close: price };
  };
  const rateAt = async (place: number): Promise<DatedRate | null> => {
    const [one, other] = [await looks(place - 1), await looks(place)];
    const rate = one === null || other === null ? null : rateBetween(one, other, sampled);
    return rate === null ? null : { timeMs: place * intervalMs, rate };
  };
  const paged =
    <Row>(rowAt: (place: number) => Promise<Row | null>) =>
    async (fromMs: number, toMs: number): Promise<readonly Row[]> => {
      const places = await span(fromMs, toMs);
      return places === null ? [] : page(places, rowAt);
    };
  return {
    ...{ source: chain.last.source, market, price: "oracle", intervalMs, closesOnly: true, funding: null },
    ...{ bars: paged(barAt), borrowRates: paged(rateAt) },
  };
}

/** A name of a market's folder from its parts: whatever is no letter, digit, dot, dash or underscore becomes an underscore. */
export const folderName = (...parts: readonly string[]): string => parts.join("-").replace(/[^A-Za-z0-9._-]/g, "_");
