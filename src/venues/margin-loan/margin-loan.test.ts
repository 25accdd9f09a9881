import { describe, expect, test } from "vitest";
import { equity } from "../../model/index.js";
import type { Account, MarketState } from "../../model/index.js";
import { liquidationRatio } from "../liquidation.js";
import { onePath } from "../price-path.js";
import { marginLoan } from "./index.js";

const prices = { SPX: 100, USD: 1 };
const state: MarketState = {
  borrowRateAnnual: 0.06,
  assetBorrowRateAnnual: 0.01,
  lendRateAnnual: 0.04,
  yieldAnnual: 0.015,
  fundingRateAnnual: null,
  tradingCostRate: null,
};

describe("legal minimums", () => {
  const { model } = marginLoan.market({ asset: "SPX" });
  const holding = (leverage: number): Account =>
    model.holding("SPX", { equity: 10_000, notional: 10_000 * leverage }, prices);
  const ratio = (leverage: number): number | null => liquidationRatio(model, holding(leverage), onePath(prices, "SPX"));

  test("at 50 % initial margin: 2x, long or short (Regulation T, 12 CFR 220.12)", () => {
    expect(model.leverageRatioMax("SPX", 1, { SPX: 1 })).toBe(2);
    expect(model.leverageRatioMax("SPX", -1, { SPX: 1 })).toBe(2);
  });

  test("a share bought at 100 with 50 borrowed is called at 66.67: loan / (1 - 25 %) (FINRA Rule 4210(c)(1))", () => {
    expect(ratio(2)).toBeCloseTo(2 / 3, 13);
    expect(ratio(1)).toBeNull();
  });

  test("a share sold short at 100 with 50 posted is called at 115.38: 150 / (1 + 30 %) (FINRA Rule 4210(c)(3))", () => {
    expect(ratio(-2)).toBeCloseTo(1.5 / 1.3, 13);
  });

  test("what a forced sale cannot pay stays owed: recourse", () => {
    expect(model.recourse).toBe(true);
    const outcome = model.liquidate(holding(2), { SPX: 40, USD: 1 });
    expect(outcome.account.legs).toEqual([]);
    expect(outcome.badDebt).toBeCloseTo(2000 + 0.0005 * 8000, 9);
  });

  test("a forced sale stops at the maintenance margin", () => {
    const at = { SPX: 60, USD: 1 };
    const outcome = model.liquidate(holding(2), at);
    // Equity 2,000 of 12,000 held: sell s with 2,000 - .0005 s = .25 (12,000 - s).
    const sold = 1000 / (0.25 - 0.0005);
    expect(outcome.closedNotional).toBeCloseTo(sold, 8);
    expect(outcome.cost).toBeCloseTo(0.0005 * sold, 9);
    expect(equity(outcome.account, at)).toBeCloseTo(0.25 * (12_000 - sold), 8);
  });
});

test("terms of a stricter broker: sell down to the initial margin, and a spread over the base rate", () => {
  const { model } = marginLoan.market({
    asset: "SPX",
    sellDownTo: "initial",
    commissionRate: 0,
    maintenanceMarginRateLong: 0.35,
    maintenanceMarginRateShort: 0.4,
    rateSpreadAnnual: 0.015,
  });
  const loan = model.holding("SPX", { equity: 10_000, notional: 20_000 }, prices);
  const at = { SPX: 70, USD: 1 };
  const outcome = model.liquidate(loan, at);
  expect(equity(outcome.account, at)).toBe(4000);
  expect(outcome.closedNotional).toBeCloseTo(14_000 - 8000, 9);
  expect(model.carryAnnual(loan, prices, state).parts).toEqual({
    borrow: expect.closeTo(750, 9) as number,
    assetBorrow: 0,
    lend: 0,
    yield: -300,
    funding: 0,
  });
});

test("a short owes the dividend and the fee for the share, and earns on its cash", () => {
  const { model } = marginLoan.market({ asset: "SPX" });
  const short = model.holding("SPX", { equity: 10_000, notional: -10_000 }, prices);
  expect(model.carryAnnual(short, prices, state).parts).toEqual({
    borrow: 0,
    assetBorrow: 100,
    lend: -800,
    yield: 150,
    funding: 0,
  });
});

describe("house margin", () => {
  const house = { asset: "SPX", houseMarginRateLong: 0.3, houseMarginRateShort: 0.4 };

  test("a broker that asks 30 % sells a share bought at 100 with 50 borrowed at 71.43, not at 66.67: loan / (1 - 30 %)", () => {
    const { model } = marginLoan.market(house);
    const held = (notional: number): Account => model.holding("SPX", { equity: 50, notional }, prices);
    expect(liquidationRatio(model, held(100), onePath(prices, "SPX"))).toBeCloseTo(0.5 / 0.7, 13);
    expect(liquidationRatio(model, held(-50), onePath(prices, "SPX"))).toBeCloseTo(2 / 1.4, 13);
  });

  test("left out, it is the minimum; raising the minimum raises it", () => {
    const demand = (terms: object): number => {
      const { model } = marginLoan.market({ asset: "SPX", ...terms });
      return model.equityDemand(model.holding("SPX", { equity: 50, notional: 100 }, prices), prices);
    };
    expect(demand({})).toBe(25);
    expect(demand({ maintenanceMarginRateLong: 0.4 })).toBe(40);
    expect(demand({ maintenanceMarginRateLong: 0.4, houseMarginRateLong: 0.45 })).toBe(45);
  });

  test("less than the minimum is refused, and so is less to open than the house asks to keep", () => {
    expect(() => marginLoan.market({ asset: "SPX", houseMarginRateShort: 0.29 })).toThrow(
      expect.objectContaining({ code: "E_CONFIG_CONFLICT", field: "margin-loan.houseMarginRateShort" }) as Error,
    );
    expect(() => marginLoan.market({ ...house, houseMarginRateLong: 0.6 })).toThrow(
      expect.objectContaining({ code: "E_CONFIG_CONFLICT", field: "margin-loan.initialMarginRate" }) as Error,
    );
  });
});

test("rules by release and day: the minimums of Rule 4210 hold from 2 December 2010, and of the day before nothing is known", () => {
  const asset = "SPX";
  expect(marginLoan.find({ asset, release: "2025", onMs: Date.UTC(2010, 11, 2) }).model.release).toBe("2025");
  expect(() => marginLoan.find({ asset, release: "2009" })).toThrow(
    expect.objectContaining({ code: "E_UNKNOWN_KEY", field: "release" }) as Error,
  );
  expect(() => marginLoan.find({ asset, onMs: Date.UTC(2010, 11, 1) })).toThrow(
    expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "onMs" }) as Error,
  );
});

describe("terms", () => {
  test("a market of any asset, dated and sourced; a file may name the asset or leave it out", () => {
    expect(marginLoan.listMarkets()).toMatchObject([{ asset: "SPX", quote: "USD", chain: null }]);
    expect(marginLoan.find({ asset: "AAPL" })).toMatchObject({ asset: "AAPL", quote: "USD" });
    expect(marginLoan.market({ asset: "SPX" }).source).toMatch(/Regulation T/);
    const file =
      '{"initialMarginRate": 0.6, "alsoCalled": ["SPY"], "asOf": "2026-01-31", "source": "the broker\'s page"}';
    const market = marginLoan.find({ asset: "SPX", parameters: file });
    expect(market).toMatchObject({
      asset: "SPX",
      alsoCalled: ["SPY"],
      asOfMs: Date.UTC(2026, 0, 31),
      source: "the broker's page",
    });
    expect(market.model.leverageRatioMax("SPX", 1, { SPX: 1 })).toBeCloseTo(1 / 0.6, 12);
    expect(() => marginLoan.find({ asset: "X", parameters: '{"asset": "SPX"}' })).toThrow(
      expect.objectContaining({ code: "E_UNKNOWN_KEY" }) as Error,
    );
  });

  test.each([
    { name: "an initial margin in per cent", terms: { initialMarginRate: 50 }, code: "E_UNIT_AMBIGUOUS" },
    { name: "an initial margin of 0", terms: { initialMarginRate: 0 }, code: "E_OUT_OF_RANGE" },
    { name: "less to open than to keep", terms: { initialMarginRate: 0.2 }, code: "E_CONFIG_CONFLICT" },
    { name: "a negative spread", terms: { rateSpreadAnnual: -0.01 }, code: "E_OUT_OF_RANGE" },
    { name: "NaN", terms: { commissionRate: Number.NaN }, code: "E_NOT_FINITE" },
  ])("$name is refused with exit status 78", ({ terms, code }) => {
    expect(() => marginLoan.market({ asset: "SPX", ...terms })).toThrow(
      expect.objectContaining({ code, exitStatus: 78 }) as Error,
    );
  });
});
