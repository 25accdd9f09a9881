import { describe, expect, test } from "vitest";
import { equity } from "../../model/index.js";
import type { Account, MarketState } from "../../model/index.js";
import { liquidationRatio } from "../liquidation.js";
import { onePath } from "../price-path.js";
import { marginLevel, spotMargin } from "./index.js";

const prices = { BTC: 50_000, USDT: 1 };
const { model } = spotMargin.market({ asset: "BTC" });
const holding = (leverage: number): Account =>
  model.holding("BTC", { equity: 10_000, notional: 10_000 * leverage }, prices);
const ratio = (leverage: number): number | null => liquidationRatio(model, holding(leverage), onePath(prices, "BTC"));

describe("levels of Binance cross margin (FAQ 360030493931)", () => {
  test("one may borrow down to 1.5: 3x long, 2x short; down to 1.25 in the other mode: 5x and 4x", () => {
    expect(model.leverageRatioMax("BTC", 1, prices)).toBe(3);
    expect(model.leverageRatioMax("BTC", -1, prices)).toBe(2);
    const five = spotMargin.market({ asset: "BTC", mode: "cross-5x" }).model;
    expect([1, -1].map((notional) => five.leverageRatioMax("BTC", notional, prices))).toEqual([5, 4]);
  });

  test("a long of 3x is sold where assets are 1.1 of the debt: at 73.3 % of the price", () => {
    expect(ratio(3)).toBeCloseTo((1.1 * 20_000) / 30_000, 13);
    expect(marginLevel(holding(3), prices)).toBeCloseTo(1.5, 13);
    expect(marginLevel(holding(3), { ...prices, BTC: 50_000 * ratio(3)! })).toBeCloseTo(1.1, 13);
  });

  test("a short of 2x is bought back where 30,000 are 1.1 of the debt: at 136.4 %", () => {
    expect(ratio(-2)).toBeCloseTo(30_000 / (1.1 * 20_000), 13);
  });

  test("without a debt there is no level and nothing to sell", () => {
    expect(marginLevel(holding(1), prices)).toBeNull();
    expect(ratio(1)).toBeNull();
    expect(model.liquidate(holding(1), { BTC: 1, USDT: 1 }).closedNotional).toBe(0);
  });
});

describe("a liquidation (FAQ 152489b2032445c4a77a175d65b80533: 2 % of the assets)", () => {
  test("everything is sold, the debt repaid, and what the fee leaves is returned", () => {
    const at = { BTC: 36_000, USDT: 1 };
    const outcome = model.liquidate(holding(3), at);
    expect(outcome).toMatchObject({ closedNotional: 21_600, badDebt: 0 });
    expect(outcome.cost).toBeCloseTo(432, 9);
    expect(outcome.account.legs).toHaveLength(1);
    expect(equity(outcome.account, at)).toBeCloseTo(1600 - 432, 9);
  });

  test("the fee takes no more than is left, and the fund pays what is short", () => {
    expect(model.liquidate(holding(3), { BTC: 33_500, USDT: 1 })).toMatchObject({ cost: 100, account: { legs: [] } });
    const gap = model.liquidate(holding(3), { BTC: 30_000, USDT: 1 });
    expect(gap).toMatchObject({ cost: 0, badDebt: 2000, account: { legs: [] } });
    expect(model.recourse).toBe(false);
  });
});

test("a long pays for what it borrowed, a short for the coin", () => {
  const state: MarketState = {
    borrowRateAnnual: 0.06,
    assetBorrowRateAnnual: 0.01,
    lendRateAnnual: 0,
    yieldAnnual: 0,
    fundingRateAnnual: null,
    tradingCostRate: null,
  };
  expect(model.carryAnnual(holding(3), prices, state).parts).toMatchObject({ borrow: 1200, assetBorrow: 0 });
  expect(model.carryAnnual(holding(-2), prices, state).parts).toMatchObject({ borrow: 0, assetBorrow: 200 });
  expect(model.tradingCost("BTC", 10_000, state)).toBe(10);
});

describe("terms", () => {
  test("any asset, by release and day", () => {
    expect(spotMargin.find({ asset: "SOL", release: "2024-09", onMs: Date.UTC(2025, 0, 1) })).toMatchObject({
      asset: "SOL",
      quote: "USDT",
      asOfMs: Date.UTC(2024, 8, 3),
    });
    for (const [request, code] of [
      [{ asset: "BTC", release: "1" }, "E_UNKNOWN_KEY"],
      [{ asset: "BTC", onMs: Date.UTC(2024, 8, 2) }, "E_OUT_OF_RANGE"],
      [{ asset: "BTC", parameters: '{"asset": "ETH"}' }, "E_UNKNOWN_KEY"],
    ] as const)
      expect(() => spotMargin.find(request)).toThrow(expect.objectContaining({ code }) as Error);
  });

  test("another exchange's, from a file", () => {
    const parameters =
      '{"quote": "USD", "borrowLevel": 2, "callLevel": 1.4, "liquidationLevel": 1.2, "asOf": "2026-01-31"}';
    const market = spotMargin.find({ asset: "BTC", parameters });
    expect(market).toMatchObject({ quote: "USD", asOfMs: Date.UTC(2026, 0, 31) });
    expect(market.source).toContain("changed by the caller");
    expect(market.model.leverageRatioMax("BTC", 1, { BTC: 1, USD: 1 })).toBe(2);
  });

  test.each([
    ["a sale above the call", { liquidationLevel: 1.4 }, "E_CONFIG_CONFLICT"],
    ["a call above borrowing", { callLevel: 1.6 }, "E_CONFIG_CONFLICT"],
    ["a level of 1", { liquidationLevel: 1 }, "E_OUT_OF_RANGE"],
    ["a fee in per cent", { clearanceFeeRate: 2 }, "E_UNIT_AMBIGUOUS"],
    ["an unknown mode", { mode: "cross-10x" as "cross-3x" }, "E_UNKNOWN_KEY"],
  ])("%s is refused with exit status 78", (_name, terms, code) => {
    expect(() => spotMargin.market({ asset: "BTC", ...terms })).toThrow(
      expect.objectContaining({ code, exitStatus: 78 }) as Error,
    );
  });
});
