import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Account } from "../../model/index.js";
import { liquidationRatios } from "../liquidation.js";
import { onePath } from "../price-path.js";
import { deleveragingRank } from "./auto-deleveraging.js";
import { hyperliquid } from "./index.js";
import { hyperliquidClose } from "./model.js";

const refusal = (code: string, field?: string) =>
  expect.objectContaining(field === undefined ? { code } : { code, field }) as Error;

describe("what a liquidation leaves", () => {
  const { model } = hyperliquid.market("BTC");
  const opened = (equity: number, notional: number, price = 100_000): Account =>
    model.holding("BTC", { equity, notional }, { BTC: price, USDC: 1 });
  const closed = (account: Account, price: number) => model.liquidate(account, { BTC: price, USDC: 1 });

  test("80,000 USDC at 20x: below maintenance of 1.25 % all is sold at the mark, and what is left is returned", () => {
    // 0.8 BTC bought for 80,000 with 4,000: at 96,200 equity is 960 and maintenance 962.
    expect(closed(opened(4000, 80_000), 96_200)).toEqual({
      account: { legs: [{ kind: "collateral", asset: "USDC", quantity: expect.closeTo(960, 9) as number }] },
      closedNotional: 76_960,
      cost: 0,
      badDebt: 0,
    });
  });

  test("800,000 USDC: a fifth is sold where that is enough", () => {
    // 8 BTC: at 96,200 equity is 9,600, maintenance 9,620, and 7,696 for the four fifths left.
    const { account, closedNotional, cost } = closed(opened(40_000, 800_000), 96_200);
    expect([closedNotional, cost]).toEqual([expect.closeTo(153_920, 6), 0]);
    expect(account.legs).toContainEqual({
      kind: "perpetual",
      asset: "BTC",
      quantity: expect.closeTo(6.4, 12) as number,
      entryPrice: 100_000,
    });
    expect(closed(account, 96_200).closedNotional).toBe(0);
  });

  test("800,000 USDC: everything is sold where a fifth is not enough", () => {
    // At 95,900 equity is 7,200: above two thirds of 9,590, below the 7,672 of four fifths.
    expect(closed(opened(40_000, 800_000), 95_900)).toMatchObject({ closedNotional: 767_200, cost: 0, badDebt: 0 });
  });

  test("below two thirds of maintenance the backstop takes positions and margin: the holder has nothing", () => {
    // At 95,750 equity is 6,000, two thirds of maintenance 6,383.
    expect(closed(opened(40_000, 800_000), 95_750)).toEqual({
      account: { legs: [] },
      closedNotional: 766_000,
      cost: expect.closeTo(6000, 6) as number,
      badDebt: 0,
    });
  });

  test("below 0 the margin is gone, and the rest is made up by others", () => {
    expect(closed(opened(40_000, 800_000), 94_000)).toEqual({
      account: { legs: [] },
      closedNotional: 752_000,
      cost: 0,
      badDebt: expect.closeTo(8000, 6) as number,
    });
  });

  test("at the edges: two thirds of maintenance is not below it, and 100,000 USDC is not above it", () => {
    const demandAt = (share: number): number => 1250 * share;
    expect(hyperliquidClose({ equity: (2 / 3) * 1250, value: 100_000, demandAt })).toEqual({ share: 1, cost: 0 });
    expect(hyperliquidClose({ equity: 1000, value: 100_000, demandAt })).toEqual({ share: 1, cost: 0 });
    expect(hyperliquidClose({ equity: 1000, value: 100_001, demandAt })).toEqual({ share: 0.2, cost: 0 });
    expect(hyperliquidClose({ equity: 999, value: 100_001, demandAt })).toEqual({ share: 1, cost: 0 });
    expect(hyperliquidClose({ equity: 833, value: 100_001, demandAt })).toEqual({ share: 1, cost: 833 });
  });
});

describe("long and short", () => {
  test("both are closed where equity is maintenance: at distances (1/L - m) / (1 - m) down and (1/L - m) / (1 + m) up", () => {
    const { model } = hyperliquid.market("ETH");
    const prices = { ETH: 2000, USDC: 1 };
    const m = 1 / 50;
    fc.assert(
      fc.property(fc.double({ min: 1.01, max: 25, noNaN: true }), (leverage) => {
        const ratios = (side: number) =>
          liquidationRatios(
            model,
            model.holding("ETH", { equity: 1000 / leverage, notional: side * 1000 }, prices),
            onePath(prices, "ETH"),
          );
        expect(1 - ratios(1).below!).toBeCloseTo((1 / leverage - m) / (1 - m), 12);
        expect(ratios(-1).above! - 1).toBeCloseTo((1 / leverage - m) / (1 + m), 12);
        expect([ratios(1).above, ratios(-1).below]).toEqual([null, null]);
      }),
    );
  });

  test("cross: another position's maintenance and profit move the price, and its mark is held still", () => {
    const { model } = hyperliquid.market("BTC");
    const account: Account = {
      legs: [
        { kind: "collateral", asset: "USDC", quantity: 20_000 },
        { kind: "perpetual", asset: "BTC", quantity: 1, entryPrice: 100_000 },
        { kind: "perpetual", asset: "SOL", quantity: -200, entryPrice: 150 },
      ],
    };
    const prices = { BTC: 100_000, SOL: 160, USDC: 1 };
    // 20,000 - 2,000 lost on SOL - 800 kept for it, over 1 BTC at 1.25 %.
    const { below } = liquidationRatios(model, account, onePath(prices, "BTC"));
    expect(below! * 100_000).toBeCloseTo((100_000 - 17_200) / (1 - 1 / 80), 8);
  });
});

describe("margin tables by day", () => {
  const most = (asset: string, notional: number, day: number): number =>
    hyperliquid.find({ asset, onMs: day }).model.leverageRatioMax(asset, notional, { [asset]: 1 });

  test.each([
    ["BTC", 1e6, Date.UTC(2024, 0, 1), 50],
    ["BTC", 200e6, Date.UTC(2025, 2, 11), 50],
    ["BTC", 200e6, Date.UTC(2025, 2, 12), 40],
    ["BTC", 150e6, Date.UTC(2025, 10, 10), 40],
    ["BTC", 150e6 + 1, Date.UTC(2025, 10, 10), 20],
    ["ETH", 1e6, Date.UTC(2025, 2, 11), 50],
    ["ETH", 1e6, Date.UTC(2025, 2, 12), 25],
    ["ETH", 200e6, Date.UTC(2026, 0, 1), 15],
    ["SOL", 80e6, Date.UTC(2024, 11, 1), 20],
    ["SOL", 80e6, Date.UTC(2026, 0, 1), 10],
  ] as const)("%s of %d on day %d: at most %dx", (asset, notional, day, want) => {
    expect(most(asset, notional, day)).toBe(want);
  });

  test("the newest where no day is asked for; the answer carries day, source and funding", () => {
    expect(hyperliquid.market("HYPE")).toMatchObject({
      asOfMs: Date.UTC(2025, 10, 10),
      source: expect.stringContaining("metaAndAssetCtxs") as string,
      funding: { intervalMs: 3_600_000, base: "index" },
      model: { triggerPrice: "mark" },
    });
    expect(hyperliquid.find({ asset: "btc", release: "2025-11" }).asset).toBe("BTC");
  });

  test("nothing is known of a day before the first table, nor then of other contracts", () => {
    const early = (asset: string, onMs: number) => () => hyperliquid.find({ asset, onMs });
    expect(early("BTC", Date.UTC(2023, 6, 16))).toThrow(refusal("E_OUT_OF_RANGE", "onMs"));
    expect(early("XRP", Date.UTC(2025, 0, 1))).toThrow(refusal("E_OUT_OF_RANGE", "onMs"));
    const { model } = hyperliquid.find({ asset: "BTC", onMs: Date.UTC(2024, 0, 1) });
    expect(() => model.leverageRatioMax("XRP", 1, { XRP: 1 })).toThrow(refusal("E_UNKNOWN_KEY", "asset"));
  });

  test("the second step continues the first: 1.25 % of 200 million and 1.25 % more of what is above 150", () => {
    const { model } = hyperliquid.market("BTC");
    const account: Account = { legs: [{ kind: "perpetual", asset: "BTC", quantity: 1, entryPrice: 1 }] };
    expect(model.equityDemand(account, { BTC: 200e6 })).toBeCloseTo(200e6 / 80 + 50e6 / 80, 6);
    expect(model.demandBreaks(account, onePath({ BTC: 100e6, USDC: 1 }, "BTC"))).toEqual([1.5]);
    expect(model.notionalMax("BTC", { BTC: 1 })).toBeNull();
  });

  test("another release and an asset that nobody listed are refused", () => {
    expect(() => hyperliquid.find({ asset: "BTC", release: "2" })).toThrow(refusal("E_UNKNOWN_KEY", "release"));
    expect(() => hyperliquid.find({ asset: "NOPE" })).toThrow(refusal("E_UNKNOWN_KEY", "asset"));
    expect(() => hyperliquid.market("NOPE")).toThrow(refusal("E_UNKNOWN_KEY", "asset"));
  });
});

describe("rank of auto-deleveraging: mark / entry x notional / account value (docs)", () => {
  const given = { markPrice: 120, entryPrice: 100, notional: 5000, accountValue: 1000 };

  test("a gain of 20 % at 5x ranks 6", () => {
    expect(deleveragingRank(given)).toBe(6);
  });

  test.each(["markPrice", "entryPrice", "notional", "accountValue"])("%s must be above 0", (field) => {
    expect(() => deleveragingRank({ ...given, [field]: 0 })).toThrow(refusal("E_OUT_OF_RANGE", field));
  });
});
