import { describe, expect, test } from "vitest";
import type { Account } from "../model/index.js";
import { bybit } from "./bybit/index.js";
import { gate } from "./gate/index.js";
import { liquidationRatios } from "./liquidation.js";
import { okxSwap } from "./okx-swap/index.js";
import { onePath } from "./price-path.js";

const refused = (code: string, field?: RegExp): Error =>
  expect.objectContaining({
    code,
    ...(field === undefined ? {} : { field: expect.stringMatching(field) as string }),
  }) as Error;

describe("a market is found", () => {
  test.each([
    { request: { asset: "BTC" }, asset: "BTCUSDT", quote: "USDT" },
    { request: { asset: "btcusdt" }, asset: "BTCUSDT", quote: "USDT" },
    { request: { asset: "BTC", quote: "USD" }, asset: "BTC", quote: "USD" },
    { request: { asset: "BTCUSD" }, asset: "BTC", quote: "USD" },
    { request: { asset: "ETH" }, asset: "ETHUSDT", quote: "USDT" },
  ])("$request at Bybit is $asset in $quote", ({ request, asset, quote }) => {
    expect(bybit.find(request)).toMatchObject({ asset, quote });
  });

  test("by its symbol from code, and an unknown one is refused", () => {
    expect(bybit.market("BTCUSD").asset).toBe("BTC");
    for (const call of [() => bybit.market("BTC"), () => bybit.market("DOGEUSDT"), () => bybit.find({ asset: "DOGE" })])
      expect(call).toThrow(refused("E_UNKNOWN_KEY", /^asset$/));
  });

  test("on a day from that of its tiers, and before it nothing is known", () => {
    expect(bybit.find({ asset: "BTC", onMs: Date.UTC(2026, 0, 1) }).asOfMs).toBe(Date.UTC(2025, 11, 29));
    expect(() => bybit.find({ asset: "BTC", onMs: Date.UTC(2025, 0, 1) })).toThrow(refused("E_OUT_OF_RANGE", /onMs/));
  });

  test("with the release that is named, the venue's own otherwise, and no other", () => {
    expect(bybit.find({ asset: "BTC" }).model.release).toBe("2026-05");
    expect(bybit.find({ asset: "BTC", release: "2024-09" }).model.release).toBe("2024-09");
    expect(bybit.market("BTCUSDT", {}, "2024-09").model.release).toBe("2024-09");
    expect(() => bybit.find({ asset: "BTC", release: "2020" })).toThrow(refused("E_UNKNOWN_KEY", /release/));
  });

  test("with its funding: at the mark, each 8 hours, at most what is known", () => {
    const terms = { intervalMs: 28_800_000, offsetMs: 0, base: "mark" };
    expect(bybit.market("BTCUSD").funding).toEqual({ ...terms, rateMax: 0.005 });
    expect(bybit.market("BTCUSDT").funding).toEqual({ ...terms, rateMax: null });
  });
});

describe("overrides", () => {
  test("tiers need their day", () => {
    const tiers = { SOLUSDT: [{ riskLimitValue: "1000", maintenanceMargin: "0.01", maxLeverage: "50" }] };
    expect(() => bybit.market("SOLUSDT", { tiers })).toThrow(refused("E_MISSING", /asOf/));
    expect(bybit.market("SOLUSDT", { tiers, asOf: "2026-02-01" })).toMatchObject({
      asOfMs: Date.UTC(2026, 1, 1),
      source: "tiers given by the caller",
      funding: { rateMax: null },
    });
  });

  test("tiers of a contract that is shipped keep the limit of its funding", () => {
    const tiers = { BTC_USDT: [{ risk_limit: "1000", maintenance_rate: "0.01", leverage_max: "50" }] };
    expect(gate.market("BTC_USDT", { tiers, asOf: "2026-10-01" }).funding?.rateMax).toBe(0.003);
  });

  test("a day or a source without tiers would change nothing, and is refused as any unknown key", () => {
    for (const overrides of [{ asOf: "2026-02-01" }, { source: "me" }])
      expect(() => gate.market("BTC_USDT", overrides)).toThrow(refused("E_UNKNOWN_KEY"));
    expect(() => okxSwap.find({ asset: "BTC", parameters: '{"fee": 0}' })).toThrow(refused("E_UNKNOWN_KEY", /fee/));
  });

  test("the taker fee is the cost of trading, and held back or asked for at a liquidation", () => {
    const at = (takerFeeRate: number): number => {
      const { model } = gate.market("BTC_USDT", { takerFeeRate });
      const legs = [{ kind: "perpetual", asset: "BTC_USDT", quantity: 1, entryPrice: 1 }] as const;
      return model.equityDemand({ legs }, { BTC_USDT: 1000 });
    };
    expect(at(0.001) - at(0)).toBeCloseTo(1, 12);
    const state = { borrowRateAnnual: 0, assetBorrowRateAnnual: null, lendRateAnnual: 0, yieldAnnual: 0 };
    const market = { ...state, fundingRateAnnual: 0, tradingCostRate: null };
    expect(bybit.market("BTCUSDT").model.tradingCost("BTCUSDT", 10_000, market)).toBeCloseTo(5.5, 12);
  });
});

describe("cross margin", () => {
  const { model } = gate.market("BTC_USDT", {
    asOf: "2026-01-01",
    takerFeeRate: 0,
    tiers: {
      A_USDT: [{ risk_limit: 1e6, maintenance_rate: 0.004, leverage_max: 50 }],
      B_USDT: [{ risk_limit: 1e6, maintenance_rate: 0.004, leverage_max: 50 }],
    },
  });

  test("equity 5, one long at mark 100, 0.4 %, others demand 4: 99.40 (TorchTrade #344, perpetual-venues.md 1.12)", () => {
    const account: Account = {
      legs: [
        { kind: "collateral", asset: "USDT", quantity: 5 },
        { kind: "perpetual", asset: "A_USDT", quantity: 1, entryPrice: 100 },
        { kind: "perpetual", asset: "B_USDT", quantity: -10, entryPrice: 100 },
      ],
    };
    const { below } = liquidationRatios(model, account, onePath({ A_USDT: 100, B_USDT: 100, USDT: 1 }, "A_USDT"));
    expect(below! * 100).toBeCloseTo(99 / 0.996, 10);
  });

  test.each(["BTC", "BTCPERP"])(
    "%s, of another kind of margin or currency, is no part of an account in USDT",
    (other) => {
      const tiers = { BTCPERP: [{ riskLimitValue: "1000", maintenanceMargin: "0.01", maxLeverage: "50" }] };
      const { model } = bybit.market("BTCUSDT", { tiers, asOf: "2026-02-01" });
      const demand = (asset: string): number =>
        model.equityDemand({ legs: [{ kind: "perpetual", asset, quantity: 1, entryPrice: 1 }] }, { [asset]: 1 });
      expect(demand("BTCUSDT")).toBeGreaterThan(0);
      expect(() => demand(other)).toThrow(refused("E_UNKNOWN_KEY"));
    },
  );
});
