import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { perpetualName, perpetualVectorsOf, perpetualVectorsPresent } from "../../../tests/vectors-perpetuals.js";
import type { Account } from "../../model/index.js";
import { liquidationRatios } from "../liquidation.js";
import { onePath } from "../price-path.js";
import { okxSwap, type OkxSwapOverrides } from "./index.js";

/** Two tiers and a taker fee of 0.06 %: the first is that of the peer's case. */
const given: OkxSwapOverrides = {
  asOf: "2026-01-01",
  takerFeeRate: 0.0006,
  contractValues: { "X-USDT-SWAP": 1, "X-USD-SWAP": 10 },
  tiers: {
    "X-USDT-SWAP": [
      { minSz: 0, maxSz: 100, mmr: 0.01, maxLever: 50 },
      { minSz: 101, maxSz: 200, mmr: 0.02, maxLever: 20 },
    ],
    "X-USD-SWAP": [
      { minSz: 0, maxSz: 100, mmr: 0.01, maxLever: 50 },
      { minSz: 101, maxSz: 200, mmr: 0.02, maxLever: 20 },
    ],
  },
};

/** The price at which it is closed on the side on which it loses; null where there is none. */
function closedAt(
  symbol: string,
  { margin, quantity, entry }: Record<"margin" | "quantity" | "entry", number>,
): number | null {
  const { model, asset, quote } = okxSwap.market(symbol, given);
  const currency = symbol === "X-USD-SWAP" ? asset : quote;
  const account: Account = {
    legs: [
      { kind: "collateral", asset: currency, quantity: margin },
      { kind: "perpetual", asset, quantity, entryPrice: entry },
    ],
  };
  const { below, above } = liquidationRatios(model, account, onePath({ [asset]: entry, [quote]: 1 }, asset));
  const ratio = quantity > 0 ? below : above;
  return ratio === null ? null : ratio * entry;
}

describe("cases of peers", () => {
  const want = 13.193_482_419_684_678;

  test("V017 freqtrade tests/exchange/test_exchange.py test_get_liquidation_price, okx short 3x: Gate's formula, applied to OKX", () => {
    // The peer has one formula for both; it is OKX's too while the position stays in one tier.
    expect(closedAt("X-USDT-SWAP", { margin: 10 / 3, quantity: -1, entry: 10 })! / want).toBeCloseTo(1, 12);
  });

  test("by Gate's marginal tiers a position of 150 keeps the rate of the first for its first 100; at OKX all of it is at 2 %", () => {
    const whole = closedAt("X-USDT-SWAP", { margin: 300, quantity: -150, entry: 10 })!;
    expect(whole).toBeCloseTo((10 + 2) / (1 + 0.02 + 0.0006), 10);
  });

  test.skipIf(!perpetualVectorsPresent)("every case of the file that names the venue is this one", () => {
    const vectors = perpetualVectorsOf(
      ["liquidation_price", "initial_margin"],
      ({ inputs }) => inputs["venue"] === "okx",
    );
    expect(vectors.map(({ id }) => id)).toEqual(["V017"]);
    for (const vector of vectors) expect(vector.expected["liquidationPrice"], perpetualName(vector)).toBe(want);
  });
});

describe("tiers by number of contracts", () => {
  const prices = { "X-USDT-SWAP": 10, USDT: 1 };
  const { model } = okxSwap.market("X-USDT-SWAP", given);
  const demand = (quantity: number, price: number): number =>
    model.equityDemand(
      { legs: [{ kind: "perpetual", asset: "X-USDT-SWAP", quantity, entryPrice: 10 }] },
      { "X-USDT-SWAP": price },
    );

  test("the demand jumps with size, from 1 % to 2 % of all of it", () => {
    expect(demand(100, 10)).toBeCloseTo(1000 * 0.0106, 10);
    expect(demand(100.001, 10)).toBeCloseTo(1000.01 * 0.0206, 10);
  });

  test("and not with the price: no breaks, and ten times the price asks ten times as much", () => {
    const account: Account = { legs: [{ kind: "perpetual", asset: "X-USDT-SWAP", quantity: -100, entryPrice: 10 }] };
    expect(model.demandBreaks(account, onePath(prices, "X-USDT-SWAP"))).toEqual([]);
    expect(demand(-100, 100)).toBeCloseTo(10 * demand(-100, 10), 10);
  });

  test("the highest leverage and size go by contracts at the price of the day", () => {
    const at = (notional: number, price: number): number =>
      model.leverageRatioMax("X-USDT-SWAP", notional, { "X-USDT-SWAP": price });
    expect([at(1000, 10), at(-1001, 10), at(1001, 20), at(2001, 10)]).toEqual([50, 20, 50, 0]);
    expect(model.notionalMax("X-USDT-SWAP", { "X-USDT-SWAP": 20 })).toBe(4000);
  });

  test("the largest notional may be opened, whatever the rounding of price and contract", () => {
    const bitcoin = okxSwap.market("BTC-USDT-SWAP").model;
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e6, noNaN: true }), (price) => {
        const at = { "BTC-USDT-SWAP": price };
        const most = bitcoin.notionalMax("BTC-USDT-SWAP", at)!;
        expect(bitcoin.leverageRatioMax("BTC-USDT-SWAP", most, at)).toBe(2);
        expect(bitcoin.leverageRatioMax("BTC-USDT-SWAP", most * 1.000_001, at)).toBe(0);
      }),
      // At this price cap x value x price / price / value rounds above the cap.
      { examples: [[234_342.206_594_955_23]] },
    );
  });

  test("an inverse contract is counted in quote currency, at any price", () => {
    const inverse = okxSwap.market("X-USD-SWAP", given);
    expect(inverse).toMatchObject({ asset: "X", quote: "USD", alsoCalled: ["X-USD-SWAP"] });
    for (const price of [1, 1000]) {
      expect(inverse.model.notionalMax("X", { X: price })).toBe(2000);
      // One more: the coins of the margin are a holding too.
      expect(inverse.model.leverageRatioMax("X", 1000, { X: price })).toBe(51);
    }
  });
});

test("inverse: bisection on coins finds the same price", () => {
  const rate = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
  fc.assert(
    fc.property(fc.constantFrom(1, -1), rate(1, 1900), rate(1.5, 15), rate(1, 1e5), (side, face, leverage, entry) => {
      const margin = face / entry / leverage;
      const maintenanceRate = face <= 1000 ? 0.01 : 0.02;
      const left = (price: number): number =>
        margin + side * (face / entry - face / price) - (face * (maintenanceRate + 0.0006)) / price;
      let [safe, closed] = [entry, side > 0 ? entry / 1e6 : entry * 1e6];
      for (let i = 0; i < 200; i++) {
        const middle = Math.sqrt(safe * closed);
        if (left(middle) >= 0) safe = middle;
        else closed = middle;
      }
      expect(closedAt("X-USD-SWAP", { margin, quantity: (side * face) / entry, entry })! / safe).toBeCloseTo(1, 10);
    }),
  );
});

test("linear: long and short mirror in price x (1 -/+ (m + fee)); inverse: in (1 +/- (m + fee)) / price", () => {
  const at = (symbol: string, side: number): number => closedAt(symbol, { margin: 1, quantity: 5 * side, entry: 10 })!;
  expect((1 - 0.0106) * at("X-USDT-SWAP", 1) + (1 + 0.0106) * at("X-USDT-SWAP", -1)).toBeCloseTo(20, 10);
  expect((1 + 0.0106) / at("X-USD-SWAP", 1) + (1 - 0.0106) / at("X-USD-SWAP", -1)).toBeCloseTo(0.2, 12);
});

describe("the table of 2025-12-29", () => {
  // Contracts, highest leverage, maintenance rate of rows 4, 8, 40, 83 and 99 of the venue's answer.
  test.each([
    ["BTC-USDT-SWAP", 0.01, 40_000, 40, 0.0125],
    ["BTC-USDT-SWAP", 0.01, 120_000, 22.22, 0.0325],
    ["BTC-USDT-SWAP", 0.01, 760_000, 4.87, 0.1925],
    ["BTC-USDT-SWAP", 0.01, 1_620_000, 2.38, 0.4075],
    ["BTC-USDT-SWAP", 0.01, 1_940_000, 2, 0.4875],
    ["ETH-USDT-SWAP", 0.1, 50_000, 40, 0.0125],
    ["ETH-USDT-SWAP", 0.1, 150_000, 22.22, 0.0325],
    ["ETH-USDT-SWAP", 0.1, 950_000, 4.87, 0.1925],
    ["ETH-USDT-SWAP", 0.1, 2_425_000, 2, 0.4875],
  ])("%s: %d x %d contracts at %d x and %d", (symbol, contractValue, contracts, leverage, maintenanceRate) => {
    const { model } = okxSwap.market(symbol);
    const value = contracts * contractValue * 3000;
    expect(model.leverageRatioMax(symbol, value, { [symbol]: 3000 })).toBe(leverage);
    const account: Account = { legs: [{ kind: "perpetual", asset: symbol, quantity: value / 3000, entryPrice: 3000 }] };
    expect(model.equityDemand(account, { [symbol]: 3000 }) / value).toBeCloseTo(maintenanceRate + 0.0005, 12);
  });

  test("funding is at the mark each 8 hours, at most 0.375 % and 0.75 %", () => {
    const terms = { intervalMs: 28_800_000, offsetMs: 0, base: "mark" };
    expect(okxSwap.market("BTC-USDT-SWAP").funding).toEqual({ ...terms, rateMax: 0.003_75 });
    expect(okxSwap.market("ETH-USDT-SWAP").funding).toEqual({ ...terms, rateMax: 0.0075 });
  });
});

describe("the venue's own answer", () => {
  const row = (instFamily: string, minSz: string, maxSz: string, mmr: string, maxLever: string) =>
    ({
      baseMaxLoan: "",
      imr: "0.02",
      instFamily,
      instId: "",
      maxLever,
      maxSz,
      minSz,
      mmr,
      optMgnFactor: "0",
      tier: "1",
    }) as const;
  const find = (data: readonly unknown[], more = {}): ReturnType<typeof okxSwap.find> =>
    okxSwap.find({
      asset: "SOL",
      parameters: JSON.stringify({ asOf: "2026-01-31", tiers: { code: "0", msg: "", data }, ...more }),
    });
  const rows = [row("SOL-USDT", "0", "1000", "0.01", "50"), row("SOL-USDT", "1000.01", "5000", "0.015", "33.33")];
  const values = { contractValues: { "SOL-USDT-SWAP": 1 } };

  test("serves another instrument, with what one contract is", () => {
    const { model, asset } = find(rows, values);
    expect(asset).toBe("SOL-USDT-SWAP");
    expect(model.leverageRatioMax(asset, 200_000, { [asset]: 100 })).toBe(33.33);
  });

  test.each([
    { name: "no value of a contract", data: rows, more: {}, code: "E_MISSING", field: /contractValues\.SOL-USDT-SWAP/ },
    {
      name: "a value of a contract that is not listed",
      data: rows,
      more: { contractValues: { ...values.contractValues, Y: 1 } },
      code: "E_UNKNOWN_KEY",
      field: /contractValues\.Y/,
    },
    {
      name: "a hole",
      data: [rows[0], row("SOL-USDT", "1002", "5000", "0.015", "33")],
      more: values,
      code: "E_CONFIG_CONFLICT",
      field: /\[1\]\.minSz/,
    },
    {
      name: "an overlap",
      data: [rows[0], row("SOL-USDT", "999", "5000", "0.015", "33")],
      more: values,
      code: "E_CONFIG_CONFLICT",
      field: /\[1\]\.minSz/,
    },
    {
      name: "a step back",
      data: [rows[0], row("SOL-USDT", "1001", "900", "0.015", "33")],
      more: values,
      code: "E_CONFIG_CONFLICT",
      field: /\[1\]\.maxSz/,
    },
    {
      name: "a falling rate",
      data: [rows[0], row("SOL-USDT", "1001", "5000", "0.005", "33")],
      more: values,
      code: "E_CONFIG_CONFLICT",
      field: /\[1\]\.mmr/,
    },
    {
      name: "a rising leverage",
      data: [rows[0], row("SOL-USDT", "1001", "5000", "0.015", "51")],
      more: values,
      code: "E_CONFIG_CONFLICT",
      field: /\[1\]\.maxLever/,
    },
    {
      name: "a leverage closed at once",
      data: [row("SOL-USDT", "0", "1000", "0.5", "2")],
      more: values,
      code: "E_CONFIG_CONFLICT",
      field: /\[0\]\.maxLever/,
    },
  ])("$name is refused with exit status 78", ({ data, more, code, field }) => {
    expect(() => find(data, more)).toThrow(
      expect.objectContaining({ code, exitStatus: 78, field: expect.stringMatching(field) as string }) as Error,
    );
  });
});
