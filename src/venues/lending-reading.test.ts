import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { equity } from "../model/index.js";
import { holderAddress, legsOf, lendingMarkets, type LendingLine } from "./lending-reading.js";

const line = (asset: string, held: number, owed: number, price: number): LendingLine => ({
  ...{ asset, symbol: asset, held, owed, price, pool: null },
  borrowRateAnnual: { value: 0.05, source: `borrowed ${asset}` },
  supplyRateAnnual: { value: 0.02, source: `supplied ${asset}` },
});

const of = { usualQuote: "USDC", parameters: () => ({}) };

const pairs = (lines: readonly LendingLine[]) =>
  lendingMarkets(lines, of).map(({ asset, quote, quantity }) => [asset, quote, quantity]);

describe("which of two assets is the money", () => {
  test("dollars owed against the asset: long", () => {
    expect(pairs([line("WETH", 10, 0, 2_000), line("USDC", 0, 12_000, 1)])).toEqual([["WETH", "USDC", 10]]);
  });
  test("dollars held against the asset: short, with nothing of the quote currency owed", () => {
    const [market] = lendingMarkets([line("WETH", 0, 5, 2_000), line("USDC", 20_000, 0, 1)], of);
    expect(market).toMatchObject({ asset: "WETH", quote: "USDC", quantity: -5, debt: null, equity: 10_000 });
  });
  test("neither, or both: what is held, against what is owed", () => {
    expect(pairs([line("wstETH", 10, 0, 2_300), line("WETH", 0, 8, 2_000)])).toEqual([["wstETH", "WETH", 10]]);
    expect(pairs([line("USDe", 1_000, 0, 1), line("USDC", 0, 800, 1)])).toEqual([["USDe", "USDC", 1_000]]);
  });
  test("without a debt: against the venue's usual money, which itself is no market", () => {
    const lines = [line("WETH", 10, 0, 2_000), line("DAI", 500, 0, 1), line("USDC", 0, 0, 1)];
    const [market, ...others] = lendingMarkets(lines, of);
    expect(market).toMatchObject({ asset: "WETH", quote: "USDC", quantity: 10, debt: 0, equity: 20_000 });
    expect([others, market.others]).toEqual([[], [{ kind: "collateral", asset: "DAI", quantity: 500 }]]);
  });
  test("an asset on both sides is no pair with itself, and its other side stays beside the market", () => {
    const [market] = lendingMarkets([line("WETH", 10, 1, 2_000), line("USDC", 0, 5_000, 1)], of);
    expect([market.asset, market.quote]).toEqual(["WETH", "USDC"]);
    expect(market.others).toEqual([{ kind: "debt", asset: "WETH", quantity: 1 }]);
  });
});

test("rates: what is borrowed and idle is the quote currency's, yield and short cost are the asset's", () => {
  const [{ rates }] = lendingMarkets([line("WETH", 10, 0, 2_000), line("USDC", 0, 12_000, 1)], of);
  expect(rates).toEqual({
    borrowRateAnnual: { value: 0.05, source: "borrowed USDC" },
    lendRateAnnual: { value: 0.02, source: "supplied USDC" },
    yieldAnnual: { value: 0.02, source: "supplied WETH" },
    assetBorrowRateAnnual: { value: 0.05, source: "borrowed WETH" },
  });
});

const assets = ["WETH", "WBTC", "USDC", "DAI"] as const;
const amount = fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1e6, noNaN: true }));
const lines = fc
  .tuple(
    ...assets.map(() =>
      fc.record({ held: amount, owed: amount, price: fc.double({ min: 0.1, max: 1e5, noNaN: true }) }),
    ),
  )
  .map((all) => all.map(({ held, owed, price }, at) => line(assets[at], held, owed, price)));

describe("properties", () => {
  test("each market and the legs beside it are the whole account", () => {
    fc.assert(
      fc.property(lines, (given) => {
        const prices = Object.fromEntries(given.map(({ asset, price }) => [asset, price]));
        const whole = equity({ legs: legsOf(given) }, prices);
        for (const market of lendingMarkets(given, of)) {
          const own = market.equity * prices[market.quote];
          const beside = equity({ legs: market.others }, prices);
          const scale = given.reduce((sum, { held, owed, price }) => sum + (held + owed) * price, 0);
          expect(Math.abs(own + beside - whole)).toBeLessThanOrEqual(1e-12 * scale);
        }
      }),
    );
  });
  test("those that stand alone come first, and among them the largest", () => {
    fc.assert(
      fc.property(lines, (given) => {
        const prices = Object.fromEntries(given.map(({ asset, price }) => [asset, price]));
        const markets = lendingMarkets(given, of);
        const standing = markets.filter(({ equity }) => equity > 0);
        expect(markets.slice(0, standing.length)).toEqual(standing);
        const sizes = standing.map(({ asset, quantity }) => Math.abs(quantity) * prices[asset]);
        expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      }),
    );
  });
});

test("an address is 20 bytes, read in lower case", () => {
  expect(holderAddress(`0x${"AB".repeat(20)}`)).toBe(`0x${"ab".repeat(20)}`);
  const refused = expect.objectContaining({ code: "E_PARSE", field: "account" }) as Error;
  for (const text of ["", "vitalik.eth", `0x${"ab".repeat(19)}`, `0x${"ag".repeat(20)}`])
    expect(() => holderAddress(text)).toThrow(refused);
});
