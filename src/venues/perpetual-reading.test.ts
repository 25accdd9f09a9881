import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { equity } from "../model/index.js";
import { custom } from "./custom/index.js";
import {
  agreed,
  liquidationFigures,
  marginAccount,
  marginMarkets,
  markPrices,
  type StatedMargin,
  type StatedPosition,
} from "./perpetual-reading.js";

/** A position of ETH at 2,000, opened at 1,900. */
const position = (more: Partial<StatedPosition> = {}): StatedPosition => ({
  asset: "ETH",
  quantity: 3,
  entryPrice: 1900,
  markPrice: 2000,
  liquidationPrice: null,
  field: "positions[0].liquidationPrice",
  ...more,
});

/** ETH perpetual at a flat maintenance of 2 %. */
const { model } = custom.market({
  kind: "perpetual",
  asset: "ETH",
  quote: "USD",
  asOf: "2026-01-31",
  source: "a test",
  tradingCostRate: 0,
  maintenanceRate: 0.02,
  leverageRatioMax: 20,
});

const check = { quote: "USD", tolerance: () => 1e-6, hint: "a test" };

describe("the account of a margin", () => {
  test("is worth its equity at the marks, whatever the positions have gained or lost", () => {
    const amount = fc.double({ min: 1, max: 1e6, noNaN: true });
    const size = fc.oneof(amount, amount.map((each) => -each)); // prettier-ignore
    fc.assert(
      fc.property(amount, size, amount, amount, (worth, quantity, entryPrice, markPrice) => {
        const margin = { positions: [position({ quantity, entryPrice, markPrice })], equity: worth };
        const got = equity(marginAccount(margin, "USD"), markPrices([margin], "USD"));
        const gain = Math.abs(quantity) * (entryPrice + markPrice);
        expect(Math.abs(got - worth)).toBeLessThanOrEqual(1e-14 * (gain + worth));
      }),
    );
  });

  test("3 ETH with 300 gained and 1,000 of worth: 700 of collateral", () => {
    expect(marginAccount({ positions: [position()], equity: 1000 }, "USD").legs).toEqual([
      { kind: "collateral", asset: "USD", quantity: 700 },
      { kind: "perpetual", asset: "ETH", quantity: 3, entryPrice: 1900 },
    ]);
  });

  test("where more is gained than it is worth, money is owed", () => {
    expect(marginAccount({ positions: [position()], equity: 100 }, "USD").legs[0]).toEqual({
      kind: "debt",
      asset: "USD",
      quantity: 200,
    });
  });
});

describe("liquidation prices", () => {
  const margin = (worth: number, more: Partial<StatedPosition>): StatedMargin => ({
    positions: [position(more)],
    equity: worth,
  });

  test("a long of 3 ETH worth 1,000: (6,000 - 1,000) / 3 / 0.98", () => {
    const liquidationPrice = 5000 / 3 / 0.98;
    const [figure] = liquidationFigures(model, margin(1000, { liquidationPrice }), check);
    expect(figure).toMatchObject({ name: "liquidationPrice", asset: "ETH", value: liquidationPrice });
    expect(figure!.ours).toBeCloseTo(liquidationPrice, 9);
  });

  test("a short of 3 ETH worth 1,000: (6,000 + 1,000) / 3 / 1.02, on the side that hurts it", () => {
    const liquidationPrice = 7000 / 3 / 1.02;
    const short = { quantity: -3, entryPrice: 2100, liquidationPrice };
    expect(liquidationFigures(model, margin(1000, short), check)[0]!.ours).toBeCloseTo(liquidationPrice, 9);
  });

  test("one that is never closed has none on either side", () => {
    expect(liquidationFigures(model, margin(6500, {}), check)[0]).toMatchObject({ value: null, ours: null });
  });

  test.each([
    ["further off than rounding", 1000, 5000 / 3 / 0.98 + 2e-6],
    ["stated where there is none", 6500, 1],
    ["not stated where there is one", 1000, null],
  ] as const)("a price %s is disputed", (_name, worth, liquidationPrice) => {
    const figures = () => liquidationFigures(model, margin(worth, { liquidationPrice }), check);
    const error = { code: "E_DISPUTED", field: "positions[0].liquidationPrice", hint: "a test" };
    expect(figures).toThrow(expect.objectContaining(error) as Error);
  });

  test("of an account that may be closed already the price lies behind the mark, and only that is asked", () => {
    const figures = (liquidationPrice: number) => liquidationFigures(model, margin(100, { liquidationPrice }), check);
    expect(figures(2010)[0]).toMatchObject({ value: 2010, ours: 2000 });
    expect(() => figures(1990)).toThrow(expect.objectContaining({ code: "E_DISPUTED" }) as Error);
  });
});

test("a market for each position, the largest first, with the whole margin behind it and the others beside it", () => {
  const positions = [position(), position({ asset: "BTC", quantity: -1, entryPrice: 99_000, markPrice: 100_000 })];
  const markets = marginMarkets({ positions, equity: 5000 }, { margin: 0, quote: "USD" }, ({ asset }) => ({
    rates: { fundingRateAnnual: { value: 0.1, source: asset } },
    parameters: { of: asset },
  }));
  expect(markets).toEqual([
    {
      ...{ margin: 0, asset: "BTC", quote: "USD", price: 100_000, quantity: -1, debt: null, equity: 5000, pool: null },
      rates: { fundingRateAnnual: { value: 0.1, source: "BTC" } },
      parameters: { of: "BTC" },
      others: [{ kind: "perpetual", asset: "ETH", quantity: 3, entryPrice: 1900 }],
    },
    expect.objectContaining({
      asset: "ETH",
      others: [{ kind: "perpetual", asset: "BTC", quantity: -1, entryPrice: 99_000 }],
    }),
  ]);
});

test("a figure is agreed to within its tolerance, and two that are none agree", () => {
  const terms = { field: "marginRatio", tolerance: 0.01, hint: "a test" };
  const figure = (value: number | null, ours: number | null) => ({ name: "equity", asset: null, value, ours }) as const;
  expect(agreed(figure(1, 1.009), terms)).toEqual(figure(1, 1.009));
  expect(agreed(figure(null, null), terms)).toEqual(figure(null, null));
  for (const [value, ours] of [
    [1, 1.02],
    [null, 1],
    [1, null],
  ] as const)
    // prettier-ignore
    expect(() => agreed(figure(value, ours), terms)).toThrow(
      expect.objectContaining({ code: "E_DISPUTED", field: "marginRatio" }) as Error,
    );
});
