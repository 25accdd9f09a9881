import { describe, expect, test } from "vitest";
import type { Account } from "../../model/index.js";
import { spark, sparkCurve } from "./index.js";

const day = (text: string): number => Date.parse(`${text}T12:00:00Z`);
const refusal = (code: string, field: string): Error => expect.objectContaining({ code, field }) as Error;

describe("terms of the day on Ethereum (spark-spells, diffs of 20230802, 20240306, 20240926, 20241128)", () => {
  test.each([
    ["WETH", "2023-09-01", 0.8, 0.825],
    ["WETH", "2024-03-07", 0.82, 0.83],
    ["wstETH", "2023-09-01", 0.685, 0.795],
    ["rETH", "2024-03-07", 0.79, 0.8],
    ["cbBTC", "2024-10-01", 0.65, 0.7],
    ["cbBTC", "2024-12-01", 0.74, 0.75],
  ])("%s on %s: loan to value %d, threshold %d", (asset, on, ltv, threshold) => {
    const { model } = spark.find({ asset, onMs: day(on) });
    const account: Account = { legs: [{ kind: "collateral", asset, quantity: 1 }] };
    expect(model.leverageRatioMax(asset, 1, {})).toBeCloseTo(1 / (1 - ltv), 12);
    expect(model.equityDemand(account, { [asset]: 1 })).toBeCloseTo(1 - threshold, 12);
  });

  test("the ETH mode lends 92 % since 2024-03-06 and closes at 93 % still; its price is the exchange rate", () => {
    const before = spark.market("ethereum", "wstETH", { quote: "WETH", onMs: day("2024-03-05") });
    const since = spark.market("ethereum", "wstETH", { quote: "WETH" });
    expect(before.model.leverageRatioMax("wstETH", 1, {})).toBeCloseTo(10, 9);
    expect(since.model.leverageRatioMax("wstETH", 1, {})).toBeCloseTo(12.5, 9);
    expect([since.correlated, since.model.triggerPrice]).toEqual([true, "exchange-rate"]);
  });

  test("an asset before its listing, and a day before the first known, are refused", () => {
    const early = { onMs: day("2024-09-25") };
    expect(() => spark.market("ethereum", "cbBTC", early)).toThrow(refusal("E_OUT_OF_RANGE", "onMs"));
    expect(() => spark.market("ethereum", "WETH", { onMs: day("2023-08-01") })).toThrow(
      refusal("E_OUT_OF_RANGE", "onMs"),
    );
    expect(() => spark.find({ asset: "WBTC" })).toThrow(refusal("E_UNKNOWN_KEY", "asset"));
  });

  test("the curve of wstETH changed with spell 20250109", () => {
    expect(sparkCurve("ethereum", "wstETH", day("2025-01-01")).value.slopeAboveAnnual).toBe(0.8);
    expect(sparkCurve("ethereum", "wstETH").value).toMatchObject({ optimalUtilisation: 0.7, reserveFactor: 0.3 });
  });
});

test("liquidates by the rules of Aave 3.0.2: half of the called debt of a small account too, above 0.95 (sparklend-v1-core, LiquidationLogic._calculateDebt)", () => {
  const { model } = spark.market("ethereum", "WETH", {
    reserves: { WETH: { loanToValueMax: 0.8, liquidationThreshold: 0.825, liquidationBonus: 0.05 } },
  });
  const account: Account = {
    legs: [
      { kind: "collateral", asset: "WETH", quantity: 1 },
      { kind: "debt", asset: "DAI", quantity: 1500 },
    ],
  };
  expect(model.liquidate(account, { WETH: 1800, DAI: 1 }).closedNotional).toBeCloseTo(750, 9);
  expect(model.liquidate(account, { WETH: 1700, DAI: 1 }).closedNotional).toBeCloseTo(1500, 9);
  expect([model.id, model.release]).toEqual(["spark", "3.0.2"]);
});
