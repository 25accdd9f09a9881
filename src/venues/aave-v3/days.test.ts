import { describe, expect, test } from "vitest";
import type { Account } from "../../model/index.js";
import { aaveV3, aaveV3Curve, rulesOf } from "./index.js";

const day = (text: string): number => Date.parse(`${text}T12:00:00Z`);

/** Threshold of an asset: 1 less the equity demanded for a unit worth 1. */
function threshold(asset: string, on: string, quote = "USDC"): number {
  const account: Account = { legs: [{ kind: "collateral", asset, quantity: 1 }] };
  const { model } = aaveV3.market("ethereum", asset, { onMs: day(on), quote });
  return 1 - model.equityDemand(account, { [asset]: 1, [quote]: 1 });
}

const bonusOf = (asset: string, on: string, quote = "USDC"): number => {
  const { model } = aaveV3.market("ethereum", asset, { onMs: day(on), quote });
  const legs = [
    { kind: "collateral", asset, quantity: 1e6 },
    { kind: "debt", asset: quote, quantity: 0.96e6 },
  ] as const;
  const { cost, closedNotional } = model.liquidate({ legs }, { [asset]: 1, [quote]: 1 });
  return cost / closedNotional;
};

const refusal = (code: string, field: string): Error => expect.objectContaining({ code, field }) as Error;

describe("terms of the day on Ethereum", () => {
  test.each([
    ["WETH", "2023-01-28", 0.8, 0.825, 0.05, "at launch"],
    ["WETH", "2023-06-19", 0.8, 0.825, 0.05, "at launch"],
    ["WETH", "2023-06-21", 0.805, 0.83, 0.05, "proposal 247"],
    ["WBTC", "2023-06-19", 0.7, 0.75, 0.0625, "at launch"],
    ["WBTC", "2024-12-01", 0.73, 0.78, 0.05, "proposal 247"],
    ["wstETH", "2023-02-01", 0.685, 0.795, 0.07, "at launch"],
    ["wstETH", "2023-07-01", 0.69, 0.8, 0.07, "proposal 247"],
    ["wstETH", "2023-08-01", 0.69, 0.8, 0.06, "proposal 277"],
    ["wstETH", "2024-02-01", 0.785, 0.81, 0.06, "20230828"],
  ])(
    "%s on %s: loan to value %d, threshold %d, bonus %d, by the governance's own record",
    (asset, on, ltv, lt, bonus, by) => {
      const market = aaveV3.find({ asset, onMs: day(on) });
      expect(market.model.leverageRatioMax(asset, 1, {})).toBeCloseTo(1 / (1 - ltv), 12);
      expect(threshold(asset, on)).toBeCloseTo(lt, 12);
      expect(bonusOf(asset, on)).toBeCloseTo(bonus, 12);
      expect(market.source).toContain(by);
      expect(market.asOfMs).toBeLessThanOrEqual(day(on));
    },
  );

  test.each([
    ["2023-02-01", 0.74],
    ["2023-07-01", 0.77],
    ["2024-04-12", 0.76],
    ["2024-06-01", 0.75],
  ])("a short on %s is lent %d of its dollars (proposals 147, 247, 71, 100)", (on, ltv) => {
    const { model } = aaveV3.market("ethereum", "WETH", { onMs: day(on) });
    expect(model.leverageRatioMax("WETH", -1, {})).toBeCloseTo(ltv / (1 - ltv), 12);
  });

  test("the ETH efficiency mode went from 90 and 93 % to 93 and 95 % on 2024-01-31 (governance v3 proposal 11)", () => {
    expect(threshold("wstETH", "2024-01-30", "WETH")).toBeCloseTo(0.93, 12);
    expect(threshold("wstETH", "2024-02-01", "WETH")).toBeCloseTo(0.95, 12);
    expect(aaveV3.find({ asset: "wstETH", quote: "WETH" }).model.leverageRatioMax("wstETH", 1, {})).toBeCloseTo(
      1 / 0.07,
      9,
    );
  });

  test("a day before the first is refused, for a market and for a curve", () => {
    const before = { onMs: day("2023-01-26") };
    expect(() => aaveV3.market("ethereum", "WETH", before)).toThrow(refusal("E_OUT_OF_RANGE", "onMs"));
    expect(() => aaveV3.find({ asset: "WETH", ...before })).toThrow(refusal("E_OUT_OF_RANGE", "onMs"));
    expect(() => aaveV3Curve("ethereum", "WETH", before.onMs)).toThrow(refusal("E_OUT_OF_RANGE", "onMs"));
  });

  test("a day on which a change is known to have come, but not whether, is refused; other assets have theirs", () => {
    const between = { onMs: day("2023-10-01") };
    expect(() => aaveV3.market("ethereum", "wstETH", between)).toThrow(refusal("E_OUT_OF_RANGE", "onMs"));
    expect(() => aaveV3.market("ethereum", "wstETH", between)).toThrow(/before 2023-08-28, or 2024-01-31 or later/);
    expect(aaveV3.market("ethereum", "WETH", between).model.leverageRatioMax("WETH", 1, {})).toBeCloseTo(1 / 0.195, 12);
    expect(() =>
      aaveV3
        .market("ethereum", "WETH", between)
        .model.equityDemand({ legs: [{ kind: "collateral", asset: "wstETH", quantity: 1 }] }, { wstETH: 1 }),
    ).toThrow(refusal("E_UNKNOWN_KEY", "asset"));
  });

  test("the borrow curve of WETH since 2024-01-31, of wstETH since launch; another asset's is not known", () => {
    expect(aaveV3Curve("ethereum", "WETH", day("2024-02-01")).value).toMatchObject({
      optimalUtilisation: 0.9,
      slopeBelowAnnual: 0.028,
    });
    expect(aaveV3Curve("ethereum", "wstETH").value.optimalUtilisation).toBe(0.45);
    expect(() => aaveV3Curve("ethereum", "USDC")).toThrow(refusal("E_UNKNOWN_KEY", "asset"));
  });
});

describe("release of the day", () => {
  test.each([
    ["2023-03-01", "3.0.2"],
    ["2025-02-24", "3.0.2"],
    ["2025-02-25", "3.3"],
    ["2025-07-04", "3.4"],
    ["2025-09-01", "3.5"],
    ["2026-02-01", "3.6"],
  ])("on %s: %s", (on, release) => {
    expect(aaveV3.find({ asset: "WETH", onMs: day(on) }).model.release).toBe(release);
  });

  test("a release that is named stands above the day's, and above that of a parameter text", () => {
    expect(aaveV3.market("ethereum", "WETH", { release: "3.7", onMs: day("2023-03-01") }).model.release).toBe("3.7");
    const parameters = '{"release": "3.3"}';
    expect(aaveV3.find({ asset: "WETH", parameters }).model.release).toBe("3.3");
    expect(aaveV3.find({ asset: "WETH", parameters, release: "3.0.2" }).model.release).toBe("3.0.2");
    expect(aaveV3.find({ asset: "WETH" }).model.release).toBe("3.6");
    expect(() => aaveV3.find({ asset: "WETH", release: "2.0" })).toThrow(refusal("E_UNKNOWN_KEY", "release"));
  });

  test("naming a release or a day changes no source; a day in a parameter text is one", () => {
    const plain = aaveV3.market("ethereum", "WETH");
    expect(aaveV3.market("ethereum", "WETH", { release: "3.0.2" }).source).toBe(plain.source);
    const parameters = JSON.stringify({ onMs: day("2023-03-01") });
    expect(aaveV3.find({ asset: "eth", parameters }).asOfMs).toBe(1_674_806_003_000);
  });

  test("every release is listed, oldest first, with what it changed and how it was checked", () => {
    expect(aaveV3.releases.map(({ id }) => id)).toEqual(["3.0.2", "3.3", "3.4", "3.5", "3.6", "3.7"]);
    const days = aaveV3.releases.flatMap(({ fromMs }) => (fromMs === null ? [] : [fromMs]));
    expect(days).toEqual([...days].sort((a, b) => a - b));
    for (const { id, proof } of aaveV3.releases)
      expect(proof.includes("not run")).toBe(rulesOf(id as "3.6").proof === "read");
  });
});

test("the oracle is part of a market: the exchange rate's for the pair, the market's for dollars", () => {
  const kinds = aaveV3.listMarkets().map(({ asset, quote, triggerPrice }) => `${asset}/${quote} ${triggerPrice}`);
  expect(kinds).toEqual(["WETH/USDC market", "WBTC/USDC market", "wstETH/USDC market", "wstETH/WETH exchange-rate"]);
});

test("a market of assets that only the caller knows needs the caller's day", () => {
  const reserve = { loanToValueMax: 0.5, liquidationThreshold: 0.6, liquidationBonus: 0.1 };
  const overrides = { quote: "EURC", reserves: { SOL: reserve, EURC: reserve } };
  expect(() => aaveV3.market("ethereum", "SOL", overrides)).toThrow(refusal("E_MISSING", "aave-v3.asOf"));
  expect(aaveV3.market("ethereum", "SOL", { ...overrides, asOf: "2026-01-31" }).asOfMs).toBe(Date.UTC(2026, 0, 31));
});
