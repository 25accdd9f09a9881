import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Account, MarketState } from "../../model/index.js";
import { liquidationPrice } from "../liquidation.js";
import { onePath } from "../price-path.js";
import { linearContract } from "../contract.js";
import { perpetualModel } from "../perpetual-model.js";
import { takenOver } from "../perpetual-rule.js";
import type { Tier } from "../tiers.js";
import { binanceUsdm } from "./index.js";
import { readBrackets } from "./parse.js";

const tier = (
  notionalFloor: number,
  notionalCap: number,
  leverageRatioMax: number,
  maintenanceRate: number,
  maintenanceAmount: number,
): Tier => ({
  notionalFloor,
  notionalCap,
  leverageRatioMax,
  maintenanceRate,
  maintenanceAmount,
});

/** The brackets behind the worked examples of Binance FAQ b3c689c1f50a44cabb3a84e663b81d93. */
const faq = perpetualModel({
  id: "test",
  release: "2021",
  triggerPrice: "mark",
  quote: "USDT",
  coinMargined: false,
  marginWeights: {},
  close: takenOver,
  tradingFeeRate: 0,
  checkIntervalMs: 0,
  contracts: {
    BTCUSDT: linearContract([
      tier(0, 50_000, 125, 0.004, 0),
      tier(50_000, 250_000, 100, 0.005, 50),
      tier(250_000, 1_000_000, 50, 0.01, 1300),
      tier(1_000_000, 7_500_000, 20, 0.025, 16_300),
    ]),
    ETHUSDT: linearContract([
      tier(0, 10_000, 100, 0.005, 0),
      tier(10_000, 100_000, 75, 0.0065, 15),
      tier(100_000, 500_000, 50, 0.01, 365),
      tier(500_000, 1_000_000, 25, 0.02, 5365),
      tier(1_000_000, 2_000_000, 10, 0.05, 35_365),
      tier(2_000_000, 5_000_000, 5, 0.1, 135_365),
    ]),
  },
});

const margin = { kind: "collateral", asset: "USDT", quantity: 1_535_443.01 } as const;
const bitcoin = { kind: "perpetual", asset: "BTCUSDT", quantity: 109.488, entryPrice: 32_481.98 } as const;
const ether = { kind: "perpetual", asset: "ETHUSDT", quantity: 3683.979, entryPrice: 1456.84 } as const;
const marks = { USDT: 1, BTCUSDT: 31_967.27, ETHUSDT: 1335.18 };

const priceAt = (account: Account, symbol: string): number =>
  liquidationPrice(faq, account, onePath(marks, symbol))![symbol]!;

describe("worked examples of the Binance FAQ, How to calculate liquidation price of USD-M futures", () => {
  test("V002 isolated BTC long: 18,778.73", () => {
    expect(Math.abs(priceAt({ legs: [margin, bitcoin] }, "BTCUSDT") - 18_778.73)).toBeLessThan(0.005);
  });

  test("V003 cross, ETH with BTC open: 1,153.26", () => {
    expect(Math.abs(priceAt({ legs: [margin, bitcoin, ether] }, "ETHUSDT") - 1153.26)).toBeLessThan(0.005);
  });

  test("V004 cross, BTC with ETH open: 26,316.89", () => {
    expect(Math.abs(priceAt({ legs: [margin, bitcoin, ether] }, "BTCUSDT") - 26_316.89)).toBeLessThan(0.005);
  });
});

test.each([
  { id: "V006", side: -1, entry: 10, size: 1, posted: 10 / 3, want: 13.211221122079207 },
  { id: "V009", side: 1, entry: 10, size: 1, posted: 2, want: 8.070707070707071 },
  { id: "V010", side: 1, entry: 8, size: 1, posted: 1.6, want: 6.454545454545454 },
  { id: "V011", side: 1, entry: 10, size: 1, posted: 10 / 3, want: 6.723905723905723 },
  { id: "V012", side: 1, entry: 10, size: 0.6, posted: 1.2, want: 8.063973063973064 },
])(
  "freqtrade test_exchange.py test_get_liquidation_price $id: m 1 %, c 0.01",
  ({ side, entry, size, posted, want }) => {
    // A maintenance amount of 0.01 at 1 %: the first tier of 0.5 % ends at 2.
    const model = perpetualModel({
      id: "test",
      release: "test",
      triggerPrice: "mark",
      quote: "USDT",
      coinMargined: false,
      marginWeights: {},
      close: takenOver,
      tradingFeeRate: 0,
      checkIntervalMs: 0,
      contracts: { X: linearContract([tier(0, 2, 20, 0.005, 0), tier(2, 1e9, 20, 0.01, 0.01)]) },
    });
    const account: Account = {
      legs: [
        { kind: "collateral", asset: "USDT", quantity: posted },
        { kind: "perpetual", asset: "X", quantity: side * size, entryPrice: entry },
      ],
    };
    const found = liquidationPrice(model, account, onePath({ X: entry, USDT: 1 }, "X"))!["X"]!;
    expect(found / want).toBeCloseTo(1, 6);
  },
);

describe("the tier at liquidation is not the tier at entry (perpetual-venues.md 2.2)", () => {
  const { model } = binanceUsdm.market("BTCUSDT");
  const prices = { BTCUSDT: 60_000, USDT: 1 };
  const at = (equity: number, notional: number): number =>
    liquidationPrice(model, model.holding("BTCUSDT", { equity, notional }, prices), onePath(prices, "BTCUSDT"))![
      "BTCUSDT"
    ]!;

  test("a short of 200 M at 5x entered at 60,000 closes at 69,404.0, where the entry tier alone says 69,423.3", () => {
    expect(at(40e6, -200e6)).toBeCloseTo(69_404.0, 1);
    const entryTier = (40e6 + 2_981_450 + 200e6) / ((200e6 / 60_000) * 1.05);
    expect(entryTier).toBeCloseTo(69_423.3, 1);
  });

  test("a long of 50 M at 20x closes at 58,002.3 (perpetual-venues.md 0, finding 2)", () => {
    expect(at(2.5e6, 50e6)).toBeCloseTo(58_002.3, 1);
  });
});

describe("the table of October 2024", () => {
  const { model } = binanceUsdm.market("ETHUSDT");

  test("maximum leverage falls with size, a cap still belongs to its own tier, and beyond the last nothing may be opened", () => {
    expect(model.leverageRatioMax("BTCUSDT", 50_000, { BTCUSDT: 1 })).toBe(125);
    expect(model.leverageRatioMax("BTCUSDT", -50_001, { BTCUSDT: 1 })).toBe(100);
    expect(model.leverageRatioMax("BTCUSDT", 240e6, { BTCUSDT: 1 })).toBe(5);
    expect(model.leverageRatioMax("BTCUSDT", 1.8e9, { BTCUSDT: 1 })).toBe(1);
    expect(model.leverageRatioMax("BTCUSDT", 1.81e9, { BTCUSDT: 1 })).toBe(0);
    expect(model.notionalMax("BTCUSDT", { BTCUSDT: 1 })).toBe(1.8e9);
    expect(model.notionalMax("ETHUSDT", { ETHUSDT: 1 })).toBe(1.2e9);
    const held = { legs: [{ kind: "perpetual", asset: "ETHUSDT", quantity: -2, entryPrice: 1 } as const] };
    const breaks = model.demandBreaks(held, onePath({ ETHUSDT: 25_000, USDT: 1 }, "ETHUSDT"));
    expect(breaks).toHaveLength(11);
    expect(breaks[0]).toBe(1); // two units at 25,000 are the 50,000 where the second tier begins
    expect(model.demandBreaks(held, onePath({ ETHUSDT: 25_000, USDT: 1 }, "USDT"))).toEqual([]);
  });

  const path = fileURLToPath(new URL("../../../../shared/data/leverage-tiers-binance.json.gz", import.meta.url));

  test.skipIf(!existsSync(path))(
    "all 2,805 tiers of ../shared/data/leverage-tiers-binance.json.gz are continuous, and ours are among them",
    () => {
      const brackets = readBrackets(JSON.parse(gunzipSync(readFileSync(path)).toString()), "file");
      expect(Object.values(brackets).reduce((sum, tiers) => sum + tiers.length, 0)).toBe(2805);
      for (const symbol of ["BTCUSDT", "ETHUSDT"]) {
        const shipped = binanceUsdm.market(symbol).model;
        const read = binanceUsdm.market(symbol, {
          brackets: { [symbol]: brackets[symbol]! },
          asOf: "2024-10-24",
        }).model;
        const account = { legs: [{ kind: "perpetual", asset: symbol, quantity: 1, entryPrice: 1 } as const] };
        for (const notional of [1, 4e4, 5e5, 2e6, 1e7, 6e7, 9e7, 2e8, 4e8, 7e8, 1e9, 1.7e9, 9e9]) {
          expect(shipped.equityDemand(account, { [symbol]: notional })).toBe(
            read.equityDemand(account, { [symbol]: notional }),
          );
          const prices = { [symbol]: 1 };
          expect(shipped.leverageRatioMax(symbol, notional, prices)).toBe(
            read.leverageRatioMax(symbol, notional, prices),
          );
        }
      }
    },
  );
});

describe("carry and outcome", () => {
  const { model } = binanceUsdm.market("ETHUSDT");
  const prices = { ETHUSDT: 2000, USDT: 1 };
  const state: MarketState = {
    borrowRateAnnual: 0.05,
    assetBorrowRateAnnual: null,
    lendRateAnnual: 0.02,
    yieldAnnual: 0.03,
    fundingRateAnnual: 0.1,
    tradingCostRate: null,
  };
  const long = model.holding("ETHUSDT", { equity: 1000, notional: 3000 }, prices);
  const short = model.holding("ETHUSDT", { equity: 1000, notional: -3000 }, prices);

  test("positive funding costs a long on all of its notional and pays a short (FAQ 360033525031)", () => {
    expect(model.carryAnnual(long, prices, state).parts).toEqual({
      borrow: 0,
      assetBorrow: 0,
      lend: -20,
      yield: 0,
      funding: 300,
    });
    expect(model.carryAnnual(short, prices, state).annual).toBe(-320);
  });

  test("funding is summed and taken from the margin; a margin used up becomes a debt", () => {
    const flat = { ...state, lendRateAnnual: 0 };
    expect(model.accrue(long, prices, flat, 2).legs[0]).toEqual({ kind: "collateral", asset: "USDT", quantity: 400 });
    expect(model.accrue(long, prices, flat, 5).legs[0]).toEqual({ kind: "debt", asset: "USDT", quantity: 500 });
  });

  test("a margin that is owed earns nothing", () => {
    const account: Account = { legs: [{ kind: "debt", asset: "USDT", quantity: 500 }] };
    expect(model.carryAnnual(account, prices, state).annual).toBeCloseTo(0, 15);
    expect(model.accrue(account, prices, state, 1)).toEqual(account);
  });

  test("a position without a known funding rate is refused; cash alone needs none", () => {
    const unknown = { ...state, fundingRateAnnual: null };
    expect(() => model.carryAnnual(long, prices, unknown)).toThrow(
      expect.objectContaining({ code: "E_MISSING", field: "fundingRateAnnual" }) as Error,
    );
    const cash = model.holding("ETHUSDT", { equity: 1000, notional: 0 }, prices);
    expect(model.carryAnnual(cash, prices, unknown).annual).toBe(-20);
  });

  test("liquidation takes the whole margin, and what is missing beyond it is bad debt", () => {
    const at = { ETHUSDT: 1337, USDT: 1 };
    expect(model.liquidate(long, at)).toEqual({
      account: { legs: [] },
      closedNotional: 2005.5,
      cost: expect.closeTo(5.5, 9) as number,
      badDebt: 0,
    });
    const gap = model.liquidate(long, { ETHUSDT: 1000, USDT: 1 });
    expect(gap).toEqual({ account: { legs: [] }, closedNotional: 1500, cost: 0, badDebt: 500 });
  });

  test("the taker fee is 0.05 % where the market state has no cost", () => {
    expect(model.tradingCost("ETHUSDT", 10_000, state)).toBe(5);
  });

  test("collateral in another asset is refused", () => {
    const account: Account = { legs: [{ kind: "collateral", asset: "BTC", quantity: 1 }] };
    expect(() => model.equityDemand(account, { BTC: 1 })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE" }) as Error,
    );
  });
});

describe("bracket files", () => {
  const venueAnswer =
    '{"asOf": "2026-01-31", "brackets": [{"symbol": "SOLUSDT", "brackets": [' +
    '{"bracket": 1, "initialLeverage": 50, "notionalCap": 10000, "notionalFloor": 0, "maintMarginRatio": 0.01, "cum": 0.0},' +
    '{"bracket": 2, "initialLeverage": 20, "notionalCap": 50000, "notionalFloor": 10000, "maintMarginRatio": 0.025, "cum": 150.0}]}]}';

  test("the venue's own answer serves another contract", () => {
    const market = binanceUsdm.find({ asset: "SOLUSDT", parameters: venueAnswer });
    expect(market).toMatchObject({
      asset: "SOLUSDT",
      quote: "USDT",
      alsoCalled: ["SOL"],
      source: "brackets given by the caller",
    });
    expect(market.model.leverageRatioMax("SOLUSDT", 20_000, { SOLUSDT: 1 })).toBe(20);
    expect(binanceUsdm.find({ asset: "ETH", parameters: venueAnswer }).asset).toBe("ETHUSDT");
  });

  const unified = (cum: number): unknown => ({
    "ADA/USDT:USDT": [
      { minNotional: 0, maxNotional: 100_000, maxLeverage: 20, mmr: 0.025, cum: 0 },
      { minNotional: 100_000, maxNotional: 500_000, maxLeverage: 10, mmr: 0.05, cum },
    ],
  });

  test("V044 freqtrade ADA/USDT: maintenance 2.5 % of 500, and the table by unified symbol is read", () => {
    const brackets = readBrackets(unified(2500), "file");
    expect(Object.keys(brackets)).toEqual(["ADAUSDT"]);
    const { model } = binanceUsdm.market("ADAUSDT", { brackets, asOf: "2024-10-24" });
    const account = { legs: [{ kind: "perpetual", asset: "ADAUSDT", quantity: -500, entryPrice: 1 } as const] };
    expect(model.equityDemand(account, { ADAUSDT: 1 })).toBe(12.5);
  });

  test.each([
    {
      name: "a maintenance amount that jumps",
      text: { asOf: "2024-10-24", brackets: unified(2600) },
      code: "E_CONFIG_CONFLICT",
      field: /ADA\/USDT:USDT\[1\]\.maintenanceAmount/,
    },
    { name: "no day", text: { brackets: unified(2500) }, code: "E_MISSING", field: /asOf/ },
    { name: "no contract", text: { asOf: "2024-10-24", brackets: [] }, code: "E_PARSE", field: /brackets/ },
    { name: "a file that is no table", text: { asOf: "2024-10-24", brackets: 7 }, code: "E_PARSE", field: /brackets/ },
    { name: "an unknown key", text: { asOf: "2024-10-24", takerFee: 0.1 }, code: "E_UNKNOWN_KEY", field: /takerFee/ },
  ])("$name is refused with exit status 78", ({ text, code, field }) => {
    const call = (): unknown => binanceUsdm.find({ asset: "ETHUSDT", parameters: JSON.stringify(text) });
    expect(call).toThrow(
      expect.objectContaining({ code, exitStatus: 78, field: expect.stringMatching(field) as string }) as Error,
    );
  });

  test("an unknown contract is refused", () => {
    for (const call of [
      () => binanceUsdm.market("DOGEUSDT"),
      () => binanceUsdm.market("ETHBTC"),
      () => binanceUsdm.find({ asset: "DOGE" }),
    ]) {
      expect(call).toThrow(expect.objectContaining({ code: "E_UNKNOWN_KEY", field: "asset" }) as Error);
    }
  });
});
