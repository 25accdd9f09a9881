import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawnLoans } from "../../../tests/morpho-loans.js";
import { equity, type Account } from "../../model/index.js";
import { liquidationRatios, surplus } from "../liquidation.js";
import { onePath } from "../price-path.js";
import { collateralValueDown, healthyPriceUp, isHealthy } from "./health.js";
import { morphoBlue } from "./index.js";
import { incentiveFactorDown, liquidated } from "./liquidation.js";
import { liquidationBonus, morphoBlueModel } from "./model.js";
import { morphoAccount, oraclePriceDown } from "./parse.js";

const pair = morphoBlue.market("base", "WETH", "USDC");
const { model } = pair;
const prices = { WETH: 2000, USDC: 1 };

const loop = (weth: number, owed: number): Account => ({
  legs: [
    { kind: "collateral", asset: "WETH", quantity: weth },
    { kind: "debt", asset: "USDC", quantity: owed },
  ],
});

const cash = { kind: "collateral", asset: "USDC", quantity: 5000 } as const;

describe("closed when collateral x LLTV < debt", () => {
  test("measured: 10 WETH against 16,000 are closed below 1,860.465, all at once for 1.0438 a unit (V177 to V179)", () => {
    const account = loop(10, 16_000);
    const { below } = liquidationRatios(model, account, onePath(prices, "WETH"));
    expect(below! * 2000).toBeCloseTo(16_000 / 8.6, 9);
    const outcome = model.liquidate(account, { WETH: 1850, USDC: 1 });
    expect(outcome).toMatchObject({ closedNotional: 16_000, badDebt: 0 });
    expect(outcome.cost).toBeCloseTo(16_000 * 0.043841336116910229, 8);
    expect(outcome.account.legs).toHaveLength(1);
  });

  test("bad debt is the lenders': 6 WETH at 1,200 against 8,910.80 leave 2,013.20 (V179)", () => {
    const outcome = model.liquidate(loop(6, 8910.8), { WETH: 1200, USDC: 1 });
    expect(outcome.badDebt).toBeCloseTo(8910.8 - 7200 / 1.043841336116910229, 8);
    expect(outcome.badDebt).toBeCloseTo(2013.2, 6);
    expect(outcome.account.legs).toEqual([]);
  });

  test("a short in the opposite market is closed at 1.72 at -1x: its own LLTV, of cash pledged for WETH", () => {
    const account = model.holding("WETH", { equity: 2000, notional: -2000 }, prices);
    expect(liquidationRatios(model, account, onePath(prices, "WETH")).above).toBeCloseTo(2 * 0.86, 9);
    expect(model.leverageRatioMax("WETH", -1, prices)).toBeCloseTo(0.86 / 0.14, 6);
  });

  test("where no opposite market is listed the asset cannot be held short", () => {
    const longOnly = morphoBlue.market("ethereum", "WBTC", "USDC").model;
    expect(longOnly.leverageRatioMax("WBTC", -1, { WBTC: 1, USDC: 1 })).toBe(0);
    expect(longOnly.leverageRatioMax("WBTC", 1, { WBTC: 1, USDC: 1 })).toBeCloseTo(1 / 0.14, 6);
    const short = longOnly.holding("WBTC", { equity: 2, notional: -1 }, { WBTC: 1, USDC: 1 });
    expect(surplus(longOnly, short, { WBTC: 1, USDC: 1 })).toBeLessThan(0);
  });

  test("the incentive is the contract's", () => {
    for (const thousandths of [385n, 625n, 770n, 860n, 915n, 945n, 965n, 980n]) {
      const exact = Number(incentiveFactorDown(thousandths * 10n ** 15n) - 10n ** 18n) / 1e18;
      expect(liquidationBonus(Number(thousandths) / 1000)).toBeCloseTo(exact, 14);
    }
  });
});

describe("isolated: only collateral of the debt's own market counts", () => {
  test("cash beside a long protects nothing, moves no price and stays with the holder", () => {
    const [alone, beside] = [loop(10, 16_000), { legs: [...loop(10, 16_000).legs, cash] }];
    const path = onePath(prices, "WETH");
    const [one, two] = [alone, beside].map((account) => liquidationRatios(model, account, path).below!);
    expect(two).toBeCloseTo(one!, 12);
    const outcome = model.liquidate(beside, { WETH: 1200, USDC: 1 });
    expect(outcome.account.legs).toEqual([cash]);
    expect(outcome.badDebt).toBeGreaterThan(0);
  });

  test("an account without debt is never closed", () => {
    const account: Account = { legs: [{ kind: "collateral", asset: "WETH", quantity: 1 }, cash] };
    expect(liquidationRatios(model, account, onePath(prices, "WETH"))).toEqual({ below: null, above: null });
    expect(model.liquidate(account, { WETH: 1e-9, USDC: 1 }).account).toBe(account);
  });

  test("debts in both markets are two positions, and refused as one", () => {
    const both: Account = { legs: [...loop(10, 100).legs, cash, { kind: "debt", asset: "WETH", quantity: 1 }] };
    for (const call of [() => model.equityDemand(both, prices), () => model.liquidate(both, prices)]) {
      expect(call).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "account.legs" }) as Error);
    }
  });

  test("an asset of neither market is refused", () => {
    const strange: Account = { legs: [...loop(1, 1).legs, { kind: "collateral", asset: "DOGE", quantity: 1 }] };
    expect(() => model.equityDemand(strange, { ...prices, DOGE: 1 })).toThrow(
      expect.objectContaining({ code: "E_UNKNOWN_KEY" }) as Error,
    );
  });
});

describe("opted into pre-liquidation", () => {
  const opted = morphoBlue.market("base", "WETH", "USDC", { preLiquidation: {} }).model;

  test("the barrier is the default pre-LLTV of 83.26 % and the first call there closes 0.2 % of the debt", () => {
    const account = loop(10, 16_000);
    const { below } = liquidationRatios(opted, account, onePath(prices, "WETH"));
    expect(below! * 2000).toBeCloseTo(1600 / 0.832603694978499652, 8);
    const outcome = opted.liquidate(account, { WETH: below! * 2000, USDC: 1 });
    expect(outcome.closedNotional / 16_000).toBeCloseTo(0.002001493508968667, 9);
  });

  test("between the thresholds it loses less than in a full liquidation; below the LLTV all of it at once", () => {
    const at = (price: number): { part: number; whole: number } => ({
      part: opted.liquidate(loop(10, 16_000), { WETH: price, USDC: 1 }).closedNotional,
      whole: model.liquidate(loop(10, 16_000), { WETH: price, USDC: 1 }).closedNotional,
    });
    expect(at(1880).whole).toBe(0);
    expect(at(1880).part).toBeGreaterThan(0);
    expect(at(1880).part).toBeLessThan(0.25 * 16_000);
    expect(at(1860)).toEqual({ part: 16_000, whole: 16_000 });
    expect(at(1950)).toEqual({ part: 0, whole: 0 });
  });

  test("a short has agreed to nothing", () => {
    const account = opted.holding("WETH", { equity: 2000, notional: -2000 }, prices);
    expect(liquidationRatios(opted, account, onePath(prices, "WETH")).above).toBeCloseTo(1.72, 9);
  });
});

describe("the float model against the exact functions", () => {
  const decimals = { assetDecimals: 18, quoteDecimals: 18 };
  const named = { asset: "C", quote: "L" } as const;

  test("on random positions: where they are closed, what that costs, what is left", () => {
    let compared = 0;
    fc.assert(
      fc.property(drawnLoans, (loan) => {
        const { lltvWad, totals, position } = loan;
        // With fewer units the chain's rounding is larger than what is compared.
        if (collateralValueDown(loan) < 10n ** 9n || position.borrowShares < 10n ** 15n) return;
        if (position.collateral < 10n ** 9n) return;
        compared += 1;
        const float = morphoBlueModel({
          ...{ ...named, lltv: Number(lltvWad) / 1e18, lltvShort: null, triggerPrice: "market" },
          ...{ preLiquidation: null, swapCostRate: 0 },
        });
        const account = morphoAccount({ totals, position }, { ...decimals, ...named });
        const at = { C: oraclePriceDown(loan.oraclePrice, decimals), L: 1 };
        const gross = account.legs.reduce((sum, leg) => sum + leg.quantity * at[leg.asset as "C" | "L"], 0);
        const limit = healthyPriceUp(loan);
        if (limit !== null) {
          const path = onePath({ C: 2 * oraclePriceDown(limit, decimals), L: 1 }, "C");
          expect(liquidationRatios(float, account, path).below).toBeCloseTo(0.5, 5);
        }
        if (isHealthy(loan)) return;
        const all = liquidated(loan, { by: "repaid-shares", repaidShares: position.borrowShares });
        const whole = liquidated(loan, { by: "seized-assets", seizedAssets: position.collateral });
        const done = all.status === "liquidated" ? all : whole;
        if (done.status === "refused") throw new Error(done.because);
        const after = morphoAccount(done, { ...decimals, ...named });
        const ours = float.liquidate(account, at);
        expect(Math.abs(equity(ours.account, at) - equity(after, at)) / gross).toBeLessThan(1e-5);
        expect(Math.abs(ours.badDebt - Number(done.badDebtAssets) / 1e18) / gross).toBeLessThan(1e-5);
      }),
      { numRuns: 1000 },
    );
    expect(compared).toBeGreaterThan(200);
  });
});
