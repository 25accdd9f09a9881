import { describe, expect, test } from "vitest";
import { equity } from "../../model/index.js";
import type { Account, Leg, MarketState } from "../../model/index.js";
import { liquidationRatio } from "../liquidation.js";
import { onePath } from "../price-path.js";
import {
  BASE_INDEX_SCALE,
  accountFromChain,
  compoundV3,
  compoundV3Rates,
  curveFromChain,
  curvePerSecond,
  curveRateAnnual,
  lendingPool,
  totalsFromChain,
} from "./index.js";

const leg = (kind: "collateral" | "debt", asset: string, quantity: number): Leg => ({ kind, asset, quantity });
const loop = (weth: number, usdc: number): Account => ({
  legs: [leg("collateral", "WETH", weth), ...(usdc === 0 ? [] : [leg("debt", "USDC", usdc)])],
});
const refused = (code: string, field: string): Error => expect.objectContaining({ code, field }) as Error;

/** WETH against USDC on Ethereum: borrow 82.5 %, liquidate 89.5 %, credited 95 %. */
const market = compoundV3.market("ethereum", "WETH", "USDC");
const prices = { WETH: 2000, USDC: 1 };

describe("absorption by hand: 10 WETH against 15,000", () => {
  const account = loop(10, 15_000);

  test("closes where 0.895 of the collateral is the debt", () => {
    expect(liquidationRatio(market.model, account, onePath(prices, "WETH"))).toBeCloseTo(15_000 / (20_000 * 0.895), 12);
  });

  test("takes everything: 5 % of all collateral is lost, not of the debt, and the rest is a balance of USDC", () => {
    const low = { WETH: 1670, USDC: 1 };
    const outcome = market.model.liquidate(account, low);
    expect(outcome.cost).toBeCloseTo(835, 9);
    expect(outcome.closedNotional).toBeCloseTo(15_000, 9);
    expect(outcome.badDebt).toBe(0);
    expect(outcome.account.legs).toEqual([leg("collateral", "USDC", expect.closeTo(865, 9) as number)]);
    expect(equity(outcome.account, low)).toBeCloseTo(equity(account, low) - 835, 9);
  });

  test("a fall past the liquidation factor leaves a shortfall to the reserves and nothing to the holder", () => {
    const outcome = market.model.liquidate(account, { WETH: 1500, USDC: 1 });
    expect(outcome.account.legs).toEqual([]);
    expect(outcome.badDebt).toBeCloseTo(750, 9);
    expect(outcome.cost).toBeCloseTo(750, 9);
  });

  test("own balance of the base asset repays: 15,000 owed and 3,000 supplied is 12,000 owed", () => {
    const cushioned = { legs: [...account.legs, leg("collateral", "USDC", 3000)] };
    const ratio = liquidationRatio(market.model, cushioned, onePath(prices, "WETH"));
    expect(ratio).toBeCloseTo(12_000 / (20_000 * 0.895), 12);
    expect(market.model.liquidate(cushioned, { WETH: 1300, USDC: 1 }).account.legs).toEqual([
      leg("collateral", "USDC", expect.closeTo(13_000 * 0.95 - 12_000, 9) as number),
    ]);
  });
});

describe("shorts", () => {
  const base = compoundV3.market("base", "WETH", "USDC");

  test("the asset is borrowed from its own market: at 80 % of the cash up to 4x", () => {
    expect(base.model.leverageRatioMax("WETH", -1, { WETH: 1 })).toBeCloseTo(4, 12);
    expect(base.model.leverageRatioMax("WETH", 1, { WETH: 1 })).toBeCloseTo(5, 12);
    const short = base.model.holding("WETH", { equity: 10_000, notional: -10_000 }, prices);
    expect(liquidationRatio(base.model, short, onePath(prices, "WETH"))).toBeCloseTo(2 * 0.85, 12);
    const outcome = base.model.liquidate(short, { WETH: 3500, USDC: 1 });
    expect(outcome.cost).toBeCloseTo(1000, 9);
    expect(outcome.account.legs).toEqual([leg("collateral", "WETH", expect.closeTo(1500 / 3500, 12) as number)]);
  });

  test("without a market that lends the asset none may be opened, and one held is closed at once at no cost", () => {
    const { model } = compoundV3.market("ethereum", "WBTC", "USDC");
    expect(model.leverageRatioMax("WBTC", -1, { WBTC: 1 })).toBe(0);
    const at = { WBTC: 50_000, USDC: 1 };
    const short = model.holding("WBTC", { equity: 1000, notional: -100 }, at);
    expect(model.liquidate(short, at)).toMatchObject({ cost: 0, badDebt: 0, closedNotional: 100 });
  });
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

  test("a loop pays on its net debt; the collateral earns its own yield and nothing from the venue", () => {
    const account = { legs: [...loop(10, 15_000).legs, leg("collateral", "USDC", 5000)] };
    expect(market.model.carryAnnual(account, prices, state).parts).toEqual({
      borrow: 500,
      assetBorrow: 0,
      lend: 0,
      yield: -200,
      funding: 0,
    });
    expect(equity(market.model.accrue(account, prices, state, 1), prices)).toBeCloseTo(
      20_000 * Math.exp(0.01) - 10_000 * Math.exp(0.05),
      8,
    );
  });

  test("cash pledged for a short earns nothing, idle cash does", () => {
    const { model } = compoundV3.market("base", "WETH", "USDC");
    const short = model.holding("WETH", { equity: 10_000, notional: -10_000 }, prices);
    const carry = model.carryAnnual(short, prices, state);
    expect(carry.parts).toEqual({
      borrow: 0,
      assetBorrow: 200,
      lend: expect.closeTo(0, 12) as number,
      yield: 0,
      funding: 0,
    });
    expect(carry.annual).toBeCloseTo(200, 12);
    const idle = model.holding("WETH", { equity: 10_000, notional: 0 }, prices);
    expect(model.carryAnnual(idle, prices, state).annual).toBeCloseTo(-300, 12);
  });

  test("a swap costs the market's rate, or the stated 0.1 %", () => {
    expect(market.model.tradingCost("WETH", 10_000, state)).toBeCloseTo(10, 12);
    expect(market.model.tradingCost("WETH", 10_000, { ...state, tradingCostRate: 0.002 })).toBeCloseTo(20, 12);
  });
});

describe("rates", () => {
  const { borrow, supply } = compoundV3Rates("ethereum", "WETH");

  test("the curve and the pool it makes say the same of a move in utilisation, across the kink", () => {
    const pool = lendingPool(borrow, { supplied: 1000, borrowed: 850 });
    expect(curveRateAnnual(borrow, 0.9)).toBeCloseTo(0.009945209674 + 0.9 * 0.05171500002, 15);
    expect(pool).toMatchObject({ optimalUtilisation: 0.9, slopeBelowAnnual: expect.closeTo(0.0465435, 10) as number });
    const { model } = compoundV3.market("ethereum", "wstETH", "WETH");
    const owing = (debt: number): Account => ({ legs: [leg("collateral", "wstETH", 500), leg("debt", "WETH", debt)] });
    const state: MarketState = {
      borrowRateAnnual: curveRateAnnual(borrow, 0.85),
      assetBorrowRateAnnual: null,
      lendRateAnnual: curveRateAnnual(supply, 0.85),
      yieldAnnual: 0,
      fundingRateAnnual: null,
      tradingCostRate: null,
      pool: { terms: pool, ownDebt: 0 },
    };
    const carry = model.carryAnnual(owing(100), { wstETH: 1.2, WETH: 1 }, state);
    expect(carry.annual).toBeCloseTo(100 * curveRateAnnual(borrow, 0.95), 10);
  });

  test("a curve from the chain is the configured one, less what the division by seconds truncates", () => {
    const chain = curveFromChain(
      curvePerSecond({
        kink: 900_000_000_000_000_000n,
        base: 9_945_209_674_000_000n,
        slopeLow: 51_715_000_020_000_000n,
        slopeHigh: 517_150_033_900_000_000n,
      }),
    );
    expect(chain.kink).toBe(borrow.kink);
    for (const key of ["baseAnnual", "slopeLowAnnual", "slopeHighAnnual"] as const) {
      expect(borrow[key] - chain[key]).toBeGreaterThanOrEqual(0);
      expect(borrow[key] - chain[key]).toBeLessThan(31_536_000e-18);
    }
  });

  test("more borrowed than supplied is refused as a pool", () => {
    expect(() => lendingPool(borrow, { supplied: 100, borrowed: 110 })).toThrow(
      refused("E_OUT_OF_RANGE", "pool.borrowed"),
    );
  });
});

describe("from the chain", () => {
  const totals = {
    baseSupplyIndex: BASE_INDEX_SCALE,
    baseBorrowIndex: (3n * BASE_INDEX_SCALE) / 2n,
    totalSupplyBase: 3_000_001n,
    totalBorrowBase: 1_000_001n,
  };

  test("what is held rounds down and what is owed up", () => {
    const { supplied, borrowed } = totalsFromChain(totals, 6);
    expect(supplied).toBeCloseTo(3.000001, 14);
    expect(borrowed).toBeCloseTo(1.500001, 14);
    const account = { principal: -1_000_001n, collateral: { WETH: 10n ** 18n - 1n, COMP: 0n } };
    const legs = accountFromChain(totals, account, "USDC", { USDC: 6, WETH: 18, COMP: 18 }).legs;
    expect(legs.map(({ kind, asset }) => `${kind} ${asset}`)).toEqual(["collateral WETH", "debt USDC"]);
    expect(legs[0]!.quantity).toBeLessThan(1);
    expect(legs[1]!.quantity).toBe(borrowed);
  });

  test("a base balance is held, and decimals that are missing are refused", () => {
    const account = { principal: 5n, collateral: {} };
    expect(accountFromChain(totals, account, "USDC", { USDC: 6 }).legs).toEqual([
      leg("collateral", "USDC", expect.closeTo(5e-6, 18) as number),
    ]);
    expect(() => accountFromChain(totals, account, "USDC", {})).toThrow(refused("E_UNKNOWN_KEY", "decimals"));
  });
});

describe("markets", () => {
  test("names, dates and sources", () => {
    expect(market).toMatchObject({ asset: "WETH", quote: "USDC", alsoCalled: ["ETH"], correlated: false });
    expect(market.source).toMatch(/compound-finance\/comet deployments\/mainnet\/usdc/);
    expect(market.model).toMatchObject({ id: "compound-v3", release: "0", recourse: false, triggerPrice: "market" });
    expect(compoundV3.find({ asset: "eth" })).toMatchObject({ asset: "WETH", quote: "USDC" });
    expect(compoundV3.find({ asset: "WBTC", quote: "weth" })).toMatchObject({ quote: "WETH" });
  });

  test("the feed of wstETH follows the market until its capped exchange rate is in force", () => {
    const at = (onMs: number) => compoundV3.find({ asset: "wstETH", quote: "WETH", onMs });
    expect(at(Date.UTC(2024, 0, 1))).toMatchObject({ model: { triggerPrice: "market" }, correlated: true });
    expect(at(Date.UTC(2025, 11, 1))).toMatchObject({
      model: { triggerPrice: "exchange-rate" },
      asOfMs: Date.UTC(2025, 10, 1),
    });
  });

  test("rules of the day: what was not listed yet is refused, and gives no short", () => {
    const early = Date.UTC(2024, 5, 30);
    expect(() => compoundV3.find({ asset: "wstETH", quote: "USDC", onMs: early })).toThrow(
      refused("E_OUT_OF_RANGE", "onMs"),
    );
    const base = compoundV3.find({ asset: "WETH", chain: "base", onMs: early });
    expect(base.model.leverageRatioMax("WETH", -1, { WETH: 1 })).toBe(0);
    expect(() => compoundV3Rates("ethereum", "WETH", Date.UTC(2022, 0, 1))).toThrow(refused("E_OUT_OF_RANGE", "onMs"));
  });

  test("a release is named or refused", () => {
    expect(compoundV3.find({ asset: "WETH", release: "1.2.1" }).model.release).toBe("1.2.1");
    expect(() => compoundV3.find({ asset: "WETH", release: "2" })).toThrow(refused("E_UNKNOWN_KEY", "release"));
  });

  test("overrides from JSON replace what they name, for a market or a new asset, also before the shipped day", () => {
    const factors = { borrowCollateralFactor: 0.6, liquidateCollateralFactor: 0.7, liquidationFactor: 0.8 };
    const text = JSON.stringify({ comets: { USDC: { WETH: { liquidateCollateralFactor: 0.85 }, SOL: factors } } });
    const changed = compoundV3.find({ asset: "WETH", parameters: text });
    expect(changed.model.equityDemand(loop(1, 0), { WETH: 1000, USDC: 1 })).toBeCloseTo(150, 10);
    expect(changed.source).toMatch(/changed by the caller/);
    expect(() => compoundV3.find({ asset: "SOL", parameters: text })).toThrow(refused("E_MISSING", "compound-v3.asOf"));
    const dated = JSON.stringify({ comets: { USDC: { SOL: factors, WETH: factors } }, asOf: "2021-01-01" });
    const sol = compoundV3.find({ asset: "SOL", parameters: dated });
    expect(sol).toMatchObject({ asOfMs: Date.UTC(2021, 0, 1), source: "given by the caller", quote: "USDC" });
    const early = compoundV3.find({ asset: "WETH", parameters: dated, onMs: Date.UTC(2021, 0, 1) });
    expect(early.model.leverageRatioMax("WETH", 1, { WETH: 1 })).toBeCloseTo(2.5, 12);
  });
});

describe("refused", () => {
  const find = (asset: string, rest = {}) => compoundV3.find({ asset, ...rest });
  const given = (factors: object) => () =>
    find("WETH", { parameters: JSON.stringify({ comets: { USDC: { WETH: factors } } }) });
  const path = "compound-v3.comets.USDC.WETH";

  test.each([
    { name: "an unknown chain", call: () => find("WETH", { chain: "solana" }), code: "E_UNKNOWN_KEY", field: "chain" },
    { name: "an unknown asset", call: () => find("DOGE"), code: "E_UNKNOWN_KEY", field: "asset" },
    {
      name: "a base that is not lent",
      call: () => find("WETH", { quote: "DAI" }),
      code: "E_UNKNOWN_KEY",
      field: "quote",
    },
    {
      name: "a market that lends no such base",
      call: () => compoundV3.market("ethereum", "WETH", "DAI"),
      code: "E_UNKNOWN_KEY",
      field: "quote",
    },
    {
      name: "an asset that the market does not take",
      call: () => compoundV3.market("ethereum", "DOGE", "USDC"),
      code: "E_UNKNOWN_KEY",
      field: "asset",
    },
    { name: "rates of no market", call: () => compoundV3Rates("base", "DAI"), code: "E_UNKNOWN_KEY", field: "base" },
    {
      name: "a borrow factor at the liquidate factor, as the market's constructor does",
      call: given({ borrowCollateralFactor: 0.895 }),
      code: "E_CONFIG_CONFLICT",
      field: `${path}.borrowCollateralFactor`,
    },
    {
      name: "a liquidation factor below the liquidate factor",
      call: given({ liquidationFactor: 0.8 }),
      code: "E_CONFIG_CONFLICT",
      field: `${path}.liquidationFactor`,
    },
    {
      name: "a factor in per cent",
      call: given({ liquidationFactor: 95 }),
      code: "E_UNIT_AMBIGUOUS",
      field: `${path}.liquidationFactor`,
    },
    {
      name: "two debts in one account",
      call: () =>
        market.model.equityDemand({ legs: [leg("debt", "USDC", 1), leg("debt", "WETH", 1)] }, { WETH: 1, USDC: 1 }),
      code: "E_OUT_OF_RANGE",
      field: "account.legs",
    },
    {
      name: "an asset that no market knows",
      call: () => market.model.equityDemand({ legs: [leg("collateral", "DOGE", 1)] }, { DOGE: 1 }),
      code: "E_UNKNOWN_KEY",
      field: "asset",
    },
  ])("$name", ({ call, code, field }) => {
    expect(call).toThrow(refused(code, field));
  });
});
