import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { collateralValue, debtValue, equity } from "../../model/index.js";
import type { Account, Leg, MarketState, Prices } from "../../model/index.js";
import { liquidationRatio } from "../liquidation.js";
import { onePath } from "../price-path.js";
import type { VenueModel } from "../venue.js";
import { aaveV3 } from "./index.js";

const vectorPath = fileURLToPath(new URL("../../../../shared/vectors/lending.json", import.meta.url));
const vectorsPresent = existsSync(vectorPath);

/** The market on which the vectors were measured: loan to value 80 %, threshold 82.5 %, bonus 5 %. */
const measuredOn = (release: string) =>
  aaveV3.market("ethereum", "WETH", {
    release,
    reserves: {
      WETH: { loanToValueMax: 0.8, liquidationThreshold: 0.825, liquidationBonus: 0.05 },
      USDC: { loanToValueMax: 0.75, liquidationThreshold: 0.78, liquidationBonus: 0.05 },
    },
  });
const measured = measuredOn("3.6");

/** Health factor from the contract's facts: sum(collateral x threshold) / debt. */
const healthFactor = (model: VenueModel, account: Account, prices: Prices): number =>
  (collateralValue(account, prices) - model.equityDemand(account, prices)) / debtValue(account, prices);

const loop = (weth: number, usdc: number): Account => ({
  legs: [
    { kind: "collateral", asset: "WETH", quantity: weth },
    ...(usdc === 0 ? [] : [{ kind: "debt", asset: "USDC", quantity: usdc } as Leg]),
  ],
});

const quantityOf = (account: Account, kind: Leg["kind"], asset: string): number =>
  account.legs.reduce((sum, leg) => (leg.kind === kind && leg.asset === asset ? sum + leg.quantity : sum), 0);

describe("measured on the contracts of Aave v3.6 (aave-v3-origin 3.6.0, run on a local chain)", () => {
  test.each([
    { weth: 10, usdc: 15_000, price: 1800, health: 0.99, repaid: 7500, seized: 4.374999999999999999 },
    { weth: 10, usdc: 16_500, price: 1900, health: 0.95, repaid: 16_500, seized: 9.118421052631578947 },
    { weth: 1, usdc: 1500, price: 1800, health: 0.99, repaid: 1500, seized: 0.875 },
    { weth: 1.35, usdc: 2100, price: 1870, health: 0.991767857142857142, repaid: 1050, seized: 0.589572192513368984 },
    { weth: 10, usdc: 16_500, price: 1999.99999999, health: 0.999999999995, repaid: 8250, seized: 4.33125000002165625 },
  ])("$weth WETH against $usdc USDC at $price: repays $repaid, seizes $seized", (row) => {
    const account = loop(row.weth, row.usdc);
    const prices = { WETH: row.price, USDC: 1 };
    expect(healthFactor(measured.model, account, prices)).toBeCloseTo(row.health, 12);
    const outcome = measured.model.liquidate(account, prices);
    expect(outcome.closedNotional).toBeCloseTo(row.repaid, 7);
    expect(quantityOf(outcome.account, "collateral", "WETH")).toBeCloseTo(row.weth - row.seized, 11);
    expect(quantityOf(outcome.account, "debt", "USDC")).toBeCloseTo(row.usdc - row.repaid, 7);
    expect(outcome.cost).toBeCloseTo(row.repaid * 0.05, 7);
    expect(outcome.badDebt).toBe(0);
  });

  test("375 of 3,000 equity lost at 50 % close, health factor 1.114 after (lending-venues.md 2.4)", () => {
    const prices = { WETH: 1800, USDC: 1 };
    const outcome = measured.model.liquidate(loop(10, 15_000), prices);
    expect(equity(loop(10, 15_000), prices)).toBe(3000);
    expect(outcome.cost).toBeCloseTo(375, 9);
    expect(healthFactor(measured.model, outcome.account, prices)).toBeCloseTo(1.11375, 12);
  });

  test("10 WETH against 16,000 at 1400: repays 13,333.33, books 2,666.67 as deficit and leaves nothing", () => {
    const outcome = measured.model.liquidate(loop(10, 16_000), { WETH: 1400, USDC: 1 });
    expect(outcome.closedNotional).toBeCloseTo(13_333.333333, 5);
    expect(outcome.badDebt).toBeCloseTo(2_666.666667, 5);
    expect(outcome.account.legs).toEqual([]);
  });

  test("3.333 WETH and 1,234.567891 USDC against 2.5 WETH at 2000: health factor 1.292482590996 by the exact weighted sum", () => {
    const account: Account = {
      legs: [
        { kind: "collateral", asset: "WETH", quantity: 3.333 },
        { kind: "collateral", asset: "USDC", quantity: 1234.567891 },
        { kind: "debt", asset: "WETH", quantity: 2.5 },
      ],
    };
    expect(healthFactor(measured.model, account, { WETH: 2000, USDC: 1 })).toBeCloseTo(1.292482590996, 11);
  });

  test("health factor exactly 1 is not liquidated by the chain; here prices on the barrier up to rounding are", () => {
    expect(measured.model.liquidate(loop(10, 16_500), { WETH: 2000.001, USDC: 1 }).closedNotional).toBe(0);
    expect(measured.model.liquidate(loop(10, 16_500), { WETH: 2000, USDC: 1 }).closedNotional).toBeCloseTo(8250, 6);
  });
});

interface LendingVector {
  readonly id: string;
  readonly quantity: string;
  readonly source: string;
  readonly inputs: {
    readonly collateralWeth: string;
    readonly debtUsdc: string;
    readonly price: string;
    readonly debtToCover: string | null;
  };
  readonly expected: {
    readonly before: { readonly healthFactorWad: string };
    readonly debtRepaid?: string;
    readonly collateralSeized?: string;
  };
}

describe.skipIf(!vectorsPresent)("every measured row of ../shared/vectors/lending.json", () => {
  const rows = !vectorsPresent
    ? []
    : (JSON.parse(readFileSync(vectorPath, "utf8")) as readonly LendingVector[]).filter(
        ({ quantity }) => quantity === "aave.accountDataAndLiquidation",
      );

  test("there are some of both releases", () => expect(rows.length).toBe(26));

  test.each(rows)(
    "$id, $source: health factor, and the outcome where the liquidator takes all it may",
    ({ inputs, expected, source }) => {
      const { model } = measuredOn(source.includes("3.6.0") ? "3.6" : "3.0.2");
      const account = loop(Number(inputs.collateralWeth), Number(inputs.debtUsdc));
      const prices = { WETH: Number(inputs.price), USDC: 1 };
      if (inputs.debtUsdc === "0") {
        expect(model.liquidate(account, prices).closedNotional).toBe(0);
        return;
      }
      expect(healthFactor(model, account, prices)).toBeCloseTo(Number(expected.before.healthFactorWad) / 1e18, 9);
      if (inputs.debtToCover !== "max" || expected.debtRepaid === undefined) return;
      const outcome = model.liquidate(account, prices);
      expect(outcome.closedNotional).toBeCloseTo(Number(expected.debtRepaid) / 1e6, 5);
    },
  );
});

describe("measured on the contracts of Aave v3.0.2 (@aave/core-v3 1.19.3, run on a local chain)", () => {
  const { model } = measuredOn("3.0.2");

  test.each([
    { weth: 1.3, usdc: 1999, price: 1860, repaid: 999.5, seized: 0.564233870967741935 },
    { weth: 1.35, usdc: 2100, price: 1870, repaid: 1050, seized: 0.589572192513368984 },
    { weth: 2, usdc: 3000, price: 1800, repaid: 1500, seized: 0.875 },
  ])("half is closed of a small account too: $weth WETH against $usdc USDC at $price", (row) => {
    const outcome = model.liquidate(loop(row.weth, row.usdc), { WETH: row.price, USDC: 1 });
    expect(outcome.closedNotional).toBeCloseTo(row.repaid, 7);
    expect(quantityOf(outcome.account, "collateral", "WETH")).toBeCloseTo(row.weth - row.seized, 11);
  });

  test("10 WETH against 16,000 at 1400: repays 13,333.33; 2,666.67 stay on the account with nothing behind them, counted as bad debt", () => {
    const outcome = model.liquidate(loop(10, 16_000), { WETH: 1400, USDC: 1 });
    expect(outcome.closedNotional).toBeCloseTo(13_333.333333, 5);
    expect(outcome.badDebt).toBeCloseTo(2_666.666667, 5);
  });

  test("half of each debt that is called: two debts of 3,000 and 2,000 take more than one call", () => {
    const account: Account = {
      legs: [
        { kind: "collateral", asset: "WETH", quantity: 3 },
        { kind: "debt", asset: "USDC", quantity: 3000 },
        { kind: "debt", asset: "WBTC", quantity: 0.02 },
      ],
    };
    const outcome = model.liquidate(account, { WETH: 2000, USDC: 1, WBTC: 100_000 });
    expect(outcome.closedNotional).toBeCloseTo(1500, 9);
    expect(quantityOf(outcome.account, "debt", "USDC")).toBeCloseTo(1500, 9);
  });
});

describe("dust (aave-v3-origin LiquidationLogic, release 3.3 and later)", () => {
  test("a call that the close factor allows but dust forbids is shrunk to leave 1,000", () => {
    // Two debts of 3,000 and 2,000: half of 5,000 would leave 500 of the larger one.
    const account: Account = {
      legs: [
        { kind: "collateral", asset: "WETH", quantity: 3 },
        { kind: "debt", asset: "USDC", quantity: 3000 },
        { kind: "debt", asset: "WBTC", quantity: 0.02 },
      ],
    };
    const prices = { WETH: 2000, USDC: 1, WBTC: 100_000 };
    const outcome = measured.model.liquidate(account, prices);
    expect(outcome.closedNotional).toBeCloseTo(2000, 9);
    expect(quantityOf(outcome.account, "debt", "USDC")).toBeCloseTo(1000, 9);
    expect(quantityOf(outcome.account, "debt", "WBTC")).toBeCloseTo(0.02, 12);
  });
});

test("the collateral taken may leave no dust either: 2,100 WETH and 2,000 USDC against 3,400 WBTC give 1,100 of the WETH", () => {
  const account: Account = {
    legs: [
      { kind: "collateral", asset: "WETH", quantity: 2.1 },
      { kind: "collateral", asset: "USDC", quantity: 2000 },
      { kind: "debt", asset: "WBTC", quantity: 0.034 },
    ],
  };
  const outcome = measured.model.liquidate(account, { WETH: 1000, USDC: 1, WBTC: 100_000 });
  expect(outcome.closedNotional).toBeCloseTo(1100 / 1.05, 8);
  expect(quantityOf(outcome.account, "collateral", "WETH")).toBeCloseTo(1, 12);
});

describe("leverage that may be opened", () => {
  const { model } = measured;

  test("long 1/(1 - LTV): 5x at 80 % (lending-venues.md 2.4)", () => {
    expect(model.leverageRatioMax("WETH", 1000, { WETH: 1 })).toBeCloseTo(5, 12);
  });

  test("short LTV/(1 - LTV) of the cash: 3x at 75 %", () => {
    expect(model.leverageRatioMax("WETH", -1000, { WETH: 1 })).toBeCloseTo(3, 12);
  });

  test.each([
    { collateral: 200, price: 0.5, debt: 80, more: 0 },
    { collateral: 200, price: 0.5, debt: 40, more: 40 },
  ])(
    "Oasis position.test.ts: $debt owed against $collateral at $price and 80 % leaves $more to borrow",
    ({ collateral, price, debt, more }) => {
      const equityNow = collateral * price - debt;
      const leverageMax = model.leverageRatioMax("WETH", collateral * price, { WETH: 1 });
      // Borrowing `more` to withdraw it keeps the collateral and lowers the equity by as much.
      expect((collateral * price) / (equityNow - more)).toBeCloseTo(leverageMax, 9);
    },
  );
});

describe("carry, by hand", () => {
  const state: MarketState = {
    borrowRateAnnual: 0.05,
    assetBorrowRateAnnual: 0.02,
    lendRateAnnual: 0.03,
    yieldAnnual: 0.01,
    fundingRateAnnual: null,
    tradingCostRate: null,
  };
  const prices = { WETH: 2000, USDC: 1 };
  const { model } = measured;

  test("a loop of 10 WETH against 15,000: 750 paid, 200 earned", () => {
    const carry = model.carryAnnual(loop(10, 15_000), prices, state);
    expect(carry.parts).toEqual({ borrow: 750, assetBorrow: 0, lend: 0, yield: -200, funding: 0 });
    expect(carry.annual).toBe(550);
    const after = model.accrue(loop(10, 15_000), prices, state, 1);
    expect(quantityOf(after, "debt", "USDC")).toBeCloseTo(15_000 * Math.exp(0.05), 9);
    expect(quantityOf(after, "collateral", "WETH")).toBeCloseTo(10 * Math.exp(0.01), 12);
  });

  test("a short pays for the asset and earns on the cash; it earns no yield", () => {
    const short = model.holding("WETH", { equity: 10_000, notional: -10_000 }, prices);
    expect(model.carryAnnual(short, prices, state).parts).toEqual({
      borrow: 0,
      assetBorrow: 200,
      lend: -600,
      yield: 0,
      funding: 0,
    });
    expect(liquidationRatio(model, short, onePath(prices, "WETH"))).toBeCloseTo(2 * 0.78, 12);
  });

  test("a short without a known asset borrow rate is refused, not taken as free", () => {
    const short = model.holding("WETH", { equity: 10_000, notional: -10_000 }, prices);
    const thrown = expect.objectContaining({ code: "E_MISSING", field: "assetBorrowRateAnnual" }) as Error;
    expect(() => model.carryAnnual(short, prices, { ...state, assetBorrowRateAnnual: null })).toThrow(thrown);
    expect(() => model.accrue(short, prices, { ...state, assetBorrowRateAnnual: null }, 1)).toThrow(thrown);
  });

  test("a swap costs the market's rate, or the stated 0.1 %", () => {
    expect(model.tradingCost("WETH", 10_000, state)).toBeCloseTo(10, 12);
    expect(model.tradingCost("WETH", 10_000, { ...state, tradingCostRate: 0.002 })).toBeCloseTo(20, 12);
    expect(() => model.tradingCost("WETH", -1, state)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE" }) as Error,
    );
  });
});

describe("markets", () => {
  test("the example of the design type-checks and answers", () => {
    const market = aaveV3.market("ethereum", "WETH");
    expect(market).toMatchObject({ asset: "WETH", quote: "USDC", alsoCalled: ["ETH"] });
    expect(market.source).toMatch(/check before use/);
    expect(market.asOfMs).toBe(1_715_443_667_000);
    expect(market.model).toMatchObject({ id: "aave-v3", release: "3.6", recourse: false, triggerPrice: "market" });
  });

  test("lists its markets, each of which can be found by any of its names", () => {
    expect(aaveV3.listMarkets().map(({ chain, asset, quote }) => `${chain} ${asset}/${quote}`)).toEqual([
      "ethereum WETH/USDC",
      "ethereum WBTC/USDC",
      "ethereum wstETH/USDC",
      "ethereum wstETH/WETH",
    ]);
    expect(aaveV3.find({ asset: "eth" }).asset).toBe("WETH");
    expect(aaveV3.find({ asset: "WSTETH", chain: "ethereum" }).asset).toBe("wstETH");
  });

  test("a pair of the efficiency mode has its terms, the exchange rate's oracle, and is correlated", () => {
    const pair = aaveV3.find({ asset: "wstETH", quote: "WETH" });
    expect([pair.asset, pair.quote, pair.correlated, pair.model.triggerPrice]).toEqual([
      "wstETH",
      "WETH",
      true,
      "exchange-rate",
    ]);
    expect(pair.model.leverageRatioMax("wstETH", 1, { wstETH: 1 })).toBeCloseTo(1 / 0.07, 9);
    expect(aaveV3.market("ethereum", "wstETH", { quote: "WETH" }).source).toBe(pair.source);
    const dollars = aaveV3.find({ asset: "wstETH" });
    expect([dollars.quote, dollars.correlated, dollars.model.triggerPrice]).toEqual(["USDC", false, "market"]);
    expect(() => aaveV3.find({ asset: "wstETH", quote: "DAI" })).toThrow(expect.objectContaining({ field: "quote" }));
  });

  test("overrides replace what they name and say so in the source", () => {
    const text =
      '{"reserves": {"WETH": {"liquidationThreshold": 0.85}, "SOL": {"loanToValueMax": 0.5, "liquidationThreshold": 0.6, "liquidationBonus": 0.1}}, "asOf": "2026-01-31"}';
    const market = aaveV3.find({ asset: "WETH", parameters: text });
    expect(market.asOfMs).toBe(Date.UTC(2026, 0, 31));
    expect(market.source).toMatch(/changed by the caller/);
    const prices = { WETH: 1000, USDC: 1 };
    expect(market.model.equityDemand(loop(1, 0), prices)).toBeCloseTo(150, 10);
    expect(market.model.leverageRatioMax("WETH", 1, { WETH: 1 })).toBeCloseTo(1 / (1 - 0.805), 12);
    expect(aaveV3.find({ asset: "SOL", parameters: text }).asset).toBe("SOL");
  });

  test.each([
    { name: "an unknown chain", call: () => aaveV3.market("solana", "WETH"), code: "E_UNKNOWN_KEY", field: "chain" },
    {
      name: "an unknown chain asked for",
      call: () => aaveV3.find({ asset: "WETH", chain: "base" }),
      code: "E_UNKNOWN_KEY",
      field: "chain",
    },
    { name: "an unknown asset", call: () => aaveV3.market("ethereum", "DOGE"), code: "E_UNKNOWN_KEY", field: "asset" },
    {
      name: "an unknown asset asked for",
      call: () => aaveV3.find({ asset: "DOGE" }),
      code: "E_UNKNOWN_KEY",
      field: "asset",
    },
    {
      name: "the quote currency itself",
      call: () => aaveV3.market("ethereum", "USDC"),
      code: "E_CONFIG_CONFLICT",
      field: "asset",
    },
    {
      name: "an incomplete new reserve",
      call: () => aaveV3.market("ethereum", "WETH", { reserves: { SOL: { loanToValueMax: 0.5 } } }),
      code: "E_MISSING",
      field: "aave-v3.reserves.SOL.liquidationThreshold",
    },
    {
      name: "a threshold in per cent",
      call: () => aaveV3.market("ethereum", "WETH", { reserves: { WETH: { liquidationThreshold: 83 } } }),
      code: "E_UNIT_AMBIGUOUS",
      field: "aave-v3.reserves.WETH.liquidationThreshold",
    },
    {
      name: "a perpetual leg",
      call: () =>
        measured.model.equityDemand(
          { legs: [{ kind: "perpetual", asset: "WETH", quantity: 1, entryPrice: 1 }] },
          { WETH: 1 },
        ),
      code: "E_OUT_OF_RANGE",
      field: "account.legs",
    },
  ])("$name is refused", ({ call, code, field }) => {
    expect(call).toThrow(expect.objectContaining({ code, field }) as Error);
  });
});
