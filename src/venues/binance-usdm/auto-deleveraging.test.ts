import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deleveragingQuantile, deleveragingScore } from "./auto-deleveraging.js";

describe("rank in auto-deleveraging (Binance FAQ 360033525471)", () => {
  test("dev.binance.vision/t/17801: a profit of 40.2 on a balance of 4.27 at a margin ratio of 13.42 % scores 1.26", () => {
    const maintenanceMargin = 0.1342 * (4.27 + 40.2);
    expect(deleveragingScore({ balance: 4.27, unrealisedProfit: 40.2, maintenanceMargin })).toBeCloseTo(1.26, 2);
  });

  test("a balance below 1 counts as 1, a loss scores nothing, and so does an account that is worth nothing", () => {
    expect(deleveragingScore({ balance: 0.5, unrealisedProfit: 1.5, maintenanceMargin: 1 })).toBe(0.75);
    expect(deleveragingScore({ balance: 100, unrealisedProfit: -10, maintenanceMargin: 1 })).toBe(0);
    expect(deleveragingScore({ balance: -20, unrealisedProfit: 10, maintenanceMargin: 1 })).toBe(0);
    expect(deleveragingScore({ balance: -10, unrealisedProfit: 10, maintenanceMargin: 1 })).toBe(0);
  });

  const money = fc.double({ min: 1, max: 1e6, noNaN: true });

  test("the same at ten times the size, and higher the less of the same equity is balance or the more is demanded", () => {
    fc.assert(
      fc.property(money, money, money, (balance, unrealisedProfit, maintenanceMargin) => {
        const score = deleveragingScore({ balance, unrealisedProfit, maintenanceMargin });
        const [b, p, m] = [balance * 10, unrealisedProfit * 10, maintenanceMargin * 10];
        const large = deleveragingScore({ balance: b, unrealisedProfit: p, maintenanceMargin: m });
        expect(Math.abs(large / score - 1)).toBeLessThan(1e-12);
        expect(deleveragingScore({ balance, unrealisedProfit, maintenanceMargin: m })).toBeGreaterThan(score);
        const moved = { balance: balance + 1, unrealisedProfit: unrealisedProfit - 1, maintenanceMargin };
        expect(deleveragingScore(moved)).toBeLessThan(score);
      }),
    );
  });

  test("the highest score stands first in the queue, at 1; equal scores share a place", () => {
    const scores = [0, 0.2, 0.2, 1.26];
    expect(scores.map((score) => deleveragingQuantile(score, scores))).toEqual([0.25, 0.75, 0.75, 1]);
  });

  test.each([
    {
      call: () => deleveragingScore({ balance: Number.NaN, unrealisedProfit: 0, maintenanceMargin: 0 }),
      code: "E_NOT_FINITE",
    },
    {
      call: () => deleveragingScore({ balance: 1, unrealisedProfit: 0, maintenanceMargin: -1 }),
      code: "E_OUT_OF_RANGE",
    },
    { call: () => deleveragingQuantile(1, [2, 3]), code: "E_MISSING" },
  ])("$code for what cannot be ranked", ({ call, code }) => {
    expect(call).toThrow(expect.objectContaining({ code }) as Error);
  });
});
