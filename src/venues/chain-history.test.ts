import { describe, expect, test } from "vitest";
import { OutOfRangeError, UnavailableError } from "../errors/index.js";
import { HOUR_MS, YEAR_MS } from "../model/index.js";
import type { ChainHistory, ChainReader } from "../ports/index.js";
import { folderName, sampledHistory, type MarketLook } from "./chain-history.js";

const HOUR_NUMBER = 480_000;
const START_MS = HOUR_NUMBER * HOUR_MS;
const BLOCK_MS = 12_000;

/** A chain with a block each 12 seconds from 5 seconds after a whole hour on. */
function chainFrom(startMs: number, asked: number[] = []): ChainHistory {
  const at = (timeMs: number): ChainReader => {
    asked.push(timeMs);
    const number = Math.floor((timeMs - startMs - 5_000) / BLOCK_MS);
    const block = { number, hash: "0x", timeMs: startMs + 5_000 + number * BLOCK_MS };
    return { chain: "test", source: "node.example", block, read: () => Promise.resolve([]) };
  };
  const early = new OutOfRangeError({ field: "timeMs", got: "early", want: "later", hint: "later" });
  return {
    last: at(startMs + YEAR_MS),
    readerAt: (timeMs) => (timeMs < startMs + 5_000 ? Promise.reject(early) : Promise.resolve(at(timeMs))),
  };
}

/** Debt that grows at this rate a year from the start on, and a price that follows time, both of the block's own moment. */
const grown =
  (rateAnnual: number, bornMs = 0) =>
  ({ block: { timeMs } }: ChainReader): Promise<MarketLook | null> => {
    if (timeMs < bornMs) return Promise.resolve(null);
    const growth = Math.exp((rateAnnual * (timeMs - START_MS)) / YEAR_MS);
    return Promise.resolve({
      price: 1 + (timeMs - START_MS) / HOUR_MS,
      borrowIndex: BigInt(Math.round(growth * 1e15)),
    });
  };

type Look = Parameters<typeof sampledHistory>[1]["look"];

const historyOf = (look: Look, { chain = chainFrom(START_MS), beginsAnew = false } = {}) =>
  sampledHistory(chain, { market: "test-WETH-USDC", intervalMs: HOUR_MS, beginsAnew, look });

/** Every row of a span, page by page, as a cache asks for them. */
async function all<Row>(
  ask: (fromMs: number, toMs: number) => Promise<readonly Row[]>,
  [fromMs, toMs]: readonly [number, number],
  timeOf: (row: Row) => number,
): Promise<readonly (readonly Row[])[]> {
  const pages: (readonly Row[])[] = [];
  for (let from = fromMs; ; from = timeOf(pages.at(-1)!.at(-1)!)) {
    const page = await ask(from, toMs);
    if (page.length === 0) return pages;
    pages.push(page);
  }
}

const SPAN = [START_MS, START_MS + 60 * HOUR_MS + 17] as const;

describe("the past of a market on a chain", () => {
  test("is one look at each whole hour, at the last block before it: closes alone, in pages", async () => {
    const source = historyOf(grown(0.05));
    expect(source).toMatchObject({
      source: "node.example",
      market: "test-WETH-USDC",
      price: "oracle",
      closesOnly: true,
    });
    const pages = await all(
      (from, to) => source.bars(from, to),
      SPAN,
      ({ closeMs }) => closeMs,
    );
    expect(pages.map(({ length }) => length)).toEqual([24, 24, 12]);
    for (const [at, { closeMs, open, high, low, close }] of pages.flat().entries()) {
      expect(closeMs).toBe(START_MS + (at + 1) * HOUR_MS);
      expect([open, high, low]).toEqual([close, close, close]);
      expect(close).toBe(1 + (closeMs - 7_000 - START_MS) / HOUR_MS); // that block is 7 seconds old
    }
  });

  test("has the rate at which debts grew between two looks", async () => {
    const source = historyOf(grown(0.37));
    const rates = (
      await all(
        (from, to) => source.borrowRates!(from, to),
        SPAN,
        ({ timeMs }) => timeMs,
      )
    ).flat();
    expect(rates).toHaveLength(59); // nothing was looked at an hour before the chain's first
    for (const { rate } of rates) expect(rate).toBeCloseTo(0.37, 9);
  });

  test("asks the chain for each moment once, for bars and rates together", async () => {
    const asked: number[] = [];
    const source = historyOf(grown(0.05), { chain: chainFrom(START_MS, asked) });
    await all(
      (from, to) => source.bars(from, to),
      SPAN,
      ({ closeMs }) => closeMs,
    );
    await all(
      (from, to) => source.borrowRates!(from, to),
      SPAN,
      ({ timeMs }) => timeMs,
    );
    expect(new Set(asked).size).toBe(asked.length);
  });

  test.each([1, 7, 500, 8_759])(
    "begins where the market does, %i hours in, without looking at every hour before",
    async (hours) => {
      const asked: number[] = [];
      const born = START_MS + hours * HOUR_MS - 60_000;
      const source = historyOf(grown(0.05, born), { chain: chainFrom(START_MS, asked) });
      const [first] = await source.bars(START_MS - 1_000 * HOUR_MS, START_MS + 8_760 * HOUR_MS);
      expect(first.closeMs).toBe(START_MS + hours * HOUR_MS);
      expect(asked.length).toBeLessThan(24 + 20);
    },
  );

  test("is empty for a span before it, and for one without a whole hour", async () => {
    const source = historyOf(grown(0.05, START_MS + YEAR_MS));
    expect(await source.bars(...SPAN)).toEqual([]);
    expect(await historyOf(grown(0.05)).bars(START_MS + 1, START_MS + HOUR_MS - 1)).toEqual([]);
  });

  test("lacks the bars of hours in which the oracle answered nothing", async () => {
    const silent = START_MS + 3 * HOUR_MS;
    const look: Look = async (reader) => {
      const found = await grown(0.05)(reader);
      return found && Math.abs(reader.block.timeMs - silent) < 60_000 ? { ...found, price: null } : found;
    };
    const bars = await historyOf(look).bars(START_MS, START_MS + 5 * HOUR_MS);
    expect(bars.map(({ closeMs }) => (closeMs - START_MS) / HOUR_MS)).toEqual([1, 2, 4, 5]);
  });

  test("lacks the rate of a span in which nobody owed, or in which no block came", async () => {
    const looks = new Map([1, 2, 3, 4].map((hour, at) => [hour, [100n, null, 100n, 101n][at]]));
    const look: Look = ({ block }) =>
      Promise.resolve({ price: 1, borrowIndex: looks.get(Math.ceil((block.timeMs - START_MS) / HOUR_MS)) ?? null });
    const rates = await historyOf(look).borrowRates!(START_MS, START_MS + 4 * HOUR_MS);
    expect(rates.map(({ timeMs }) => (timeMs - START_MS) / HOUR_MS)).toEqual([4]);
    const still: ChainHistory = {
      ...chainFrom(START_MS),
      readerAt: () => chainFrom(START_MS).readerAt(START_MS + 9_000),
    };
    expect(await historyOf(grown(0.05), { chain: still }).borrowRates!(...SPAN)).toEqual([]);
  });

  test("an index that fell is refused, where it cannot begin anew; where it can, a unit is rounding and more is no rate", async () => {
    const falling =
      (to: bigint): Look =>
      ({ block }) =>
        Promise.resolve({ price: 1, borrowIndex: block.timeMs > START_MS + HOUR_MS ? to : 1_000_000_000n });
    const rates = (to: bigint, beginsAnew: boolean) =>
      historyOf(falling(to), { beginsAnew }).borrowRates!(START_MS, START_MS + 2 * HOUR_MS);
    await expect(rates(999_999_999n, false)).rejects.toThrow(
      expect.objectContaining({ code: "E_BAD_ANSWER", field: "test-WETH-USDC.borrowIndex" }),
    );
    expect(await rates(999_999_999n, true)).toEqual([{ timeMs: START_MS + 2 * HOUR_MS, rate: 0 }]);
    expect(await rates(1n, true)).toEqual([]);
  });

  test("a node without old states says so", async () => {
    const detail = { field: "node.example", got: "missing trie node", want: "an answer", hint: "ask an archive node" };
    const source = historyOf(() => Promise.reject(new UnavailableError(detail)));
    await expect(source.bars(...SPAN)).rejects.toThrow(expect.objectContaining({ code: "E_UNAVAILABLE" }));
  });
});

test("a name of a folder holds nothing that could lead elsewhere", () => {
  expect(folderName("aave-v3", "base", "USD₮0", "../../x")).toBe("aave-v3-base-USD_0-.._.._x");
});
