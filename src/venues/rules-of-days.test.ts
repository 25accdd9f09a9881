import { describe, expect, test } from "vitest";
import { aaveV3 } from "./aave-v3/index.js";
import { hyperliquid } from "./hyperliquid/index.js";
import { rulesOfDays } from "./rules-of-days.js";

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);
const weth = { asset: "WETH" };

describe("the rules of a market through a span", () => {
  test("change on the day that the venue dates: Aave's threshold of WETH from 82.5 % to 83 % by proposal 247 on 2023-06-20", () => {
    const { rules, knownFromMs, unknownDays } = rulesOfDays(aaveV3, weth, day("2023-05-01"), day("2023-07-01"));
    const prices = { WETH: 1000, USDC: 1 };
    const demands = rules.map(({ market }) =>
      market.model.equityDemand({ legs: [{ kind: "collateral", asset: "WETH", quantity: 1 }] }, prices),
    );
    expect(demands[0]).toBeCloseTo(175, 9);
    expect(demands.at(-1)).toBeCloseTo(170, 9);
    // Executed within that day: in force on the day after.
    expect(rules.at(-1)?.fromMs).toBe(day("2023-06-21"));
    expect([knownFromMs, unknownDays]).toEqual([null, 0]);
  });

  test("before the first day that is known the earliest stand in, and that day is told", () => {
    const { rules, knownFromMs } = rulesOfDays(aaveV3, weth, day("2022-12-01"), day("2023-03-01"));
    expect(rules[0].fromMs).toBe(day("2022-12-01"));
    expect(knownFromMs).toBe(day("2023-01-28"));
    expect(rules[0].market.model.release).toBe(aaveV3.find({ ...weth, onMs: day("2023-01-28") }).model.release);
  });

  test("one set of rules where nothing changes", () => {
    const span = [day("2025-09-01"), day("2025-09-10")] as const;
    expect(rulesOfDays(hyperliquid, { asset: "BTC" }, ...span).rules).toHaveLength(1);
  });

  test("a span of which nothing is known is refused, by its days", () => {
    expect(() => rulesOfDays(aaveV3, weth, day("2019-01-01"), day("2019-02-01"))).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "onMs", got: "2019-01-01 to 2019-02-01" }),
    );
  });

  test("what is wrong with the request is not taken for a day that is not known", () => {
    expect(() => rulesOfDays(aaveV3, { asset: "NOTHING" }, day("2024-01-01"), day("2024-01-03"))).toThrow(
      expect.objectContaining({ code: "E_UNKNOWN_KEY" }),
    );
  });
});
