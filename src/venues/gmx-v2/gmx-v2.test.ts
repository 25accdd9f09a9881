import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { equity, legValue } from "../../model/index.js";
import type { Account, MarketState, Prices } from "../../model/index.js";
import { liquidationRatios, surplus } from "../liquidation.js";
import { onePath, pricesAt } from "../price-path.js";
import { gmxV2, gmxV2Terms } from "./index.js";

const { model, funding } = gmxV2.market("arbitrum", "WETH");
const prices = { WETH: 2000, USDC: 1 };

/** A position with collateral in units of one token, opened at 2000. */
const position = (quantity: number, token: "WETH" | "USDC", amount: number): Account => ({
  legs: [
    { kind: "collateral", asset: token, quantity: amount },
    { kind: "perpetual", asset: "WETH", quantity, entryPrice: 2000 },
  ],
});

const ratios = (account: Account) => liquidationRatios(model, account, onePath(prices, "WETH"));

describe("liquidation price by collateral (perpetual-venues.md 2.8; gmx-interface sdk getLiquidationPrice)", () => {
  // 10 WETH at 2000: size 20,000; 0.5 % of it must remain, and closing costs 0.06 %.
  const taken = 100 + 12;

  test("long, USDC: (minimum - remaining + size) / tokens", () => {
    expect(ratios(position(10, "USDC", 2000)).below! * 2000).toBeCloseTo((taken - 2000 + 20_000) / 10, 9);
  });

  test("long, WETH: (size + minimum + fees) / (tokens + collateral): the same dollars close it earlier", () => {
    const found = ratios(position(10, "WETH", 1)).below! * 2000;
    expect(found).toBeCloseTo((20_000 + taken) / 11, 9);
    expect(found).toBeGreaterThan(ratios(position(10, "USDC", 2000)).below! * 2000);
  });

  test("short, USDC: (minimum - remaining - size) / -tokens", () => {
    expect(ratios(position(-10, "USDC", 2000)).above! * 2000).toBeCloseTo((taken - 2000 - 20_000) / -10, 9);
  });

  test("short, WETH: (size - minimum - fees) / (tokens - collateral): collateral that rises with the debt", () => {
    expect(ratios(position(-10, "WETH", 1)).above! * 2000).toBeCloseTo((20_000 - taken) / 9, 9);
    expect(ratios(position(-10, "WETH", 1)).below).toBeNull();
  });

  test("a short whose WETH is more than it owes is closed by a fall, if by anything", () => {
    expect(ratios(position(-10, "WETH", 11))).toEqual({ below: null, above: null });
    const due: Account = {
      legs: [...position(-10, "WETH", 11).legs, { kind: "debt", asset: "USDC", quantity: 21_000 }],
    };
    expect(ratios(due).above).toBeNull();
    expect(ratios(due).below! * 2000).toBeCloseTo((taken + 1000) / 1, 6);
  });

  test("collateral of another token than the index: DOGE backed by WETH moves with neither", () => {
    const doge = gmxV2.market("arbitrum", "DOGE").model;
    const at = { DOGE: 0.1, WETH: 2000, USDC: 1 };
    const long: Account = {
      legs: [
        { kind: "collateral", asset: "WETH", quantity: 1 },
        { kind: "perpetual", asset: "DOGE", quantity: 200_000, entryPrice: 0.1 },
      ],
    };
    const below = liquidationRatios(doge, long, onePath(at, "DOGE")).below!;
    expect(below * 0.1).toBeCloseTo((20_000 + 100 + 12 - 2000) / 200_000, 12);
    expect(liquidationRatios(doge, long, onePath(at, "WETH")).below).toBeCloseTo(112 / 2000, 12);
  });
});

/** PositionUtils.isPositionLiquidatable in plain numbers: what remains, and the three tests in the contract's order. */
function isLiquidatable(account: Account, at: Prices): boolean {
  const terms = gmxV2Terms("arbitrum", "WETH");
  let [collateralUsd, profit, size] = [0, 0, 0];
  for (const leg of account.legs) {
    if (leg.kind !== "perpetual") collateralUsd += legValue(leg, at);
    else {
      size += Math.abs(leg.quantity) * leg.entryPrice;
      profit += legValue(leg, at);
    }
  }
  const remaining = collateralUsd + profit - terms.positionFeeRate * size;
  if (remaining < terms.minCollateralUsd || remaining <= 0) return true;
  return remaining < terms.minCollateralFactorForLiquidation * size;
}

test("the solver against the contract's three tests, either side, either collateral, tiny and large", () => {
  const cases = fc.record({
    size: fc.double({ min: Math.log(20), max: Math.log(5e7), noNaN: true }).map(Math.exp),
    side: fc.constantFrom(1, -1),
    leverage: fc.double({ min: 1.1, max: 100, noNaN: true }),
    token: fc.constantFrom("WETH" as const, "USDC" as const),
  });
  fc.assert(
    fc.property(cases, ({ size, side, leverage, token }) => {
      const account = position((side * size) / 2000, token, size / leverage / prices[token]);
      const { below, above } = ratios(account);
      for (const [ratio, outward] of [
        [below, -1],
        [above, 1],
      ] as const) {
        if (ratio === null || ratio === 1) continue;
        const near = (by: number): Prices => pricesAt(onePath(prices, "WETH"), ratio * (1 + outward * by));
        expect(isLiquidatable(account, near(1e-8))).toBe(true);
        expect(isLiquidatable(account, near(-1e-8))).toBe(false);
      }
      expect(isLiquidatable(account, prices)).toBe(surplus(model, account, prices) < 0);
    }),
    { numRuns: 500 },
  );
});

describe("opening", () => {
  test("0.5 % of collateral, and what closing costs beside it: 178x of a size that the open interest lets be, not 200x", () => {
    expect(model.leverageRatioMax("WETH", 1e5, prices)).toBeCloseTo(1 / 0.0056, 9);
    expect(model.leverageRatioMax("WETH", -1e5, prices)).toBeCloseTo(1 / 0.0056, 9);
  });

  test("a small one by the least collateral of 1 USD: 100 USD at 94.3x", () => {
    expect(model.leverageRatioMax("WETH", 100, prices)).toBeCloseTo(100 / 1.06, 9);
  });

  test("open interest raises it, own size included, each side for itself (config/markets.ts: 0.5 % at 83 million)", () => {
    const terms = { openInterestLong: 79e6, openInterestMax: 200e6 };
    const crowded = gmxV2.market("arbitrum", "WETH", terms).model;
    expect(crowded.leverageRatioMax("WETH", 41e6, prices)).toBeCloseTo(1 / (6e-11 * 120e6), 9);
    expect(crowded.leverageRatioMax("WETH", -41e6, prices)).toBeCloseTo(1 / 0.0056, 9);
    expect(crowded.leverageRatioMax("WETH", 122e6, prices)).toBe(0);
    expect(crowded.notionalMax("WETH", prices)).toBe(121e6);
    expect(model.leverageRatioMax("WETH", 80.1e6, prices)).toBe(0);
  });
});

describe("a liquidation closes all at the oracle's price and returns the rest", () => {
  const long = position(10, "USDC", 2000);

  test("both fees on the size at entry: 0.06 % and 0.20 %", () => {
    const at = { WETH: 1810, USDC: 1 };
    expect(equity(long, at)).toBe(100);
    expect(model.liquidate(long, at)).toEqual({
      account: { legs: [{ kind: "collateral", asset: "USDC", quantity: 48 }] },
      closedNotional: 20_000,
      cost: 52,
      badDebt: 0,
    });
  });

  test("the liquidation fee does not bring it on: an equity of 113 stays where 112 is asked, though 152 would be", () => {
    expect(model.liquidate(long, { WETH: 1811.3, USDC: 1 }).closedNotional).toBe(0);
  });

  test("fees beyond what is left take that and no more; a gap leaves the pool with the rest", () => {
    expect(model.liquidate(long, { WETH: 1803, USDC: 1 })).toMatchObject({
      cost: 30,
      badDebt: 0,
      account: { legs: [] },
    });
    expect(model.liquidate(long, { WETH: 1700, USDC: 1 })).toMatchObject({ cost: 0, badDebt: 1000 });
  });
});

describe("borrowing and funding accrue on the size at entry, each second", () => {
  const state: MarketState = {
    borrowRateAnnual: 0.1,
    assetBorrowRateAnnual: null,
    lendRateAnnual: 0,
    yieldAnnual: 0,
    fundingRateAnnual: 0.2,
    tradingCostRate: null,
  };

  test("both sides pay the borrowing fee; funding goes from longs to shorts", () => {
    const at = { WETH: 2400, USDC: 1 };
    expect(model.carryAnnual(position(10, "USDC", 2000), at, state).parts).toMatchObject({
      borrow: 2000,
      funding: 4000,
    });
    const short = model.carryAnnual(position(-10, "USDC", 2000), at, state);
    expect([short.parts.borrow, short.parts.funding, short.annual]).toEqual([2000, -4000, -2000]);
    const after = model.accrue(position(10, "USDC", 2000), at, state, 0.1);
    expect(equity(after, at)).toBeCloseTo(2000 + 4000 - 600, 9);
    expect(funding).toEqual({ intervalMs: 0, offsetMs: 0, base: "index", rateMax: null });
  });

  test("no position pays nothing, one without a known rate is refused", () => {
    const cash: Account = { legs: [{ kind: "collateral", asset: "USDC", quantity: 100 }] };
    const unknown = { ...state, fundingRateAnnual: null };
    expect(model.carryAnnual(cash, prices, unknown).annual).toBeCloseTo(0, 15);
    expect(model.accrue(cash, prices, unknown, 1)).toEqual(cash);
    expect(() => model.carryAnnual(position(1, "USDC", 500), prices, unknown)).toThrow(
      expect.objectContaining({ code: "E_MISSING", field: "fundingRateAnnual" }) as Error,
    );
  });
});

describe("one position an account", () => {
  const long = position(10, "USDC", 2000);

  test.each([
    ["long and short", { legs: [...long.legs, ...position(-4, "USDC", 0).legs] }, "long and short"],
    [
      "two tokens beside USDC",
      { legs: [...position(1, "WETH", 1).legs, { kind: "collateral" as const, asset: "ARB", quantity: 1 }] },
      "WETH and ARB",
    ],
  ])("%s are refused", (_name, account: Account, got) => {
    expect(() => model.equityDemand(account, { ...prices, ARB: 1 })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "account.legs", got }) as Error,
    );
  });

  test("a token that backs no market here is no collateral", () => {
    const account: Account = { legs: [{ kind: "collateral", asset: "ARB", quantity: 1 }, ...long.legs] };
    expect(() => model.equityDemand(account, { ...prices, ARB: 1 })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE" }) as Error,
    );
  });
});

describe("markets", () => {
  test("thresholds of deleveraging and limits of funding are data (gmx-synthetics config/markets.ts a5c0c883)", () => {
    expect(gmxV2Terms("arbitrum", "WETH")).toMatchObject({
      deleverageAbove: 0.85,
      deleverageDownTo: 0.77,
      liquidationFeeRate: 0.002,
      positionFeeRate: 0.0006,
      minCollateralUsd: 1,
      fundingRateAnnualMin: 0.01,
      fundingRateAnnualMax: 0.75,
    });
    expect(gmxV2Terms("arbitrum", "UNI")).toMatchObject({ minCollateralFactor: 0.00833, liquidationFeeRate: 0.003 });
  });

  test("found by name, release and day; the index is the price that closes", () => {
    const found = gmxV2.find({ asset: "eth", release: "2026-03", onMs: Date.UTC(2026, 5, 1) });
    expect(found).toMatchObject({ asset: "WETH", quote: "USDC", asOfMs: Date.UTC(2026, 2, 13) });
    expect(found.model).toMatchObject({ triggerPrice: "index", twoSided: true, release: "2026-03" });
    for (const [request, code] of [
      [{ asset: "WETH", release: "1" }, "E_UNKNOWN_KEY"],
      [{ asset: "WETH", onMs: Date.UTC(2024, 0, 1) }, "E_OUT_OF_RANGE"],
      [{ asset: "PEPE" }, "E_UNKNOWN_KEY"],
    ] as const)
      expect(() => gmxV2.find(request)).toThrow(expect.objectContaining({ code }) as Error);
    expect(() => gmxV2.market("base", "WETH")).toThrow(
      expect.objectContaining({ code: "E_UNKNOWN_KEY", field: "chain" }) as Error,
    );
    expect(() => gmxV2.market("arbitrum", "PEPE")).toThrow(
      expect.objectContaining({ code: "E_UNKNOWN_KEY", field: "asset" }) as Error,
    );
  });

  test("terms from a file are laid over the shipped ones, and say so", () => {
    const parameters = '{"minCollateralUsd": 5, "openInterestLong": 1000000, "asOf": "2026-05-01"}';
    const market = gmxV2.find({ asset: "WETH", parameters });
    expect(market.asOfMs).toBe(Date.UTC(2026, 4, 1));
    expect(market.source).toContain("changed by the caller");
    expect(market.model.leverageRatioMax("WETH", 100, prices)).toBeCloseTo(100 / 5.06, 9);
  });

  test.each([
    ["less to open than to stay", { minCollateralFactor: 0.001 }, "E_CONFIG_CONFLICT"],
    ["deleveraging upwards", { deleverageDownTo: 0.9 }, "E_CONFIG_CONFLICT"],
    ["limits of funding crossed", { fundingRateAnnualMin: 2 }, "E_CONFIG_CONFLICT"],
    ["a factor of 0", { minCollateralFactor: 0 }, "E_OUT_OF_RANGE"],
    ["per cent", { liquidationFeeRate: 20 }, "E_UNIT_AMBIGUOUS"],
    ["a misspelt key", { openInterest: 5 }, "E_UNKNOWN_KEY"],
  ])("%s is refused with exit status 78", (_name, overrides, code) => {
    expect(() => gmxV2.find({ asset: "WETH", parameters: JSON.stringify(overrides) })).toThrow(
      expect.objectContaining({ code, exitStatus: 78 }) as Error,
    );
  });
});
