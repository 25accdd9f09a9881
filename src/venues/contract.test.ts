import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { equity, type Account } from "../model/index.js";
import { inverseContract, linearContract, positionsOf } from "./contract.js";
import { liquidationRatios } from "./liquidation.js";
import { onePath } from "./price-path.js";
import { perpetualModel } from "./perpetual-model.js";
import { closedForFee, takenOver, type PerpetualRule } from "./perpetual-rule.js";
import type { Tier } from "./tiers.js";

const flat = (maintenanceRate: number, notionalCap: number | null = null): readonly Tier[] => [
  { notionalFloor: 0, notionalCap, leverageRatioMax: 50, maintenanceRate, maintenanceAmount: 0 },
];

const rule = (contracts: PerpetualRule["contracts"], change: Partial<PerpetualRule> = {}): PerpetualRule => ({
  id: "test",
  release: "test",
  triggerPrice: "mark",
  quote: "USD",
  coinMargined: false,
  contracts,
  marginWeights: {},
  close: takenOver,
  tradingFeeRate: 0,
  checkIntervalMs: 0,
  ...change,
});

const inverse = perpetualModel(rule({ BTC: inverseContract(flat(0.005)) }, { coinMargined: true }));

describe("inverse contracts", () => {
  test("a profit in coins, Q (1/E - 1/P), is worth what Q/E units gain", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1, max: 1e5, noNaN: true }),
        fc.double({ min: 1, max: 1e5, noNaN: true }),
        (face, entry, price) => {
          const account: Account = {
            legs: [{ kind: "perpetual", asset: "BTC", quantity: face / entry, entryPrice: entry }],
          };
          const inCoins = face * (1 / entry - 1 / price);
          expect(Math.abs(equity(account, { BTC: price }) - inCoins * price)).toBeLessThanOrEqual(
            1e-9 * (1 + Math.abs(face)) * (1 + price / entry),
          );
        },
      ),
    );
  });

  test.each([
    ["long", 1],
    ["short", -1],
  ])("a %s is liquidated where coins held and won meet the demand in coins: closed form", (_, side) => {
    const [margin, face, entry, rate] = [0.2, 10_000 * side, 20_000, 0.005];
    const account: Account = {
      legs: [
        { kind: "collateral", asset: "BTC", quantity: margin },
        { kind: "perpetual", asset: "BTC", quantity: face / entry, entryPrice: entry },
      ],
    };
    const { below, above } = liquidationRatios(inverse, account, onePath({ BTC: entry, USD: 1 }, "BTC"));
    // M + Q/E - Q/P = |Q| m / P: P = (Q + |Q| m) / (M + Q/E), at which the coins run out.
    const price = (face + Math.abs(face) * rate) / (margin + face / entry);
    expect((side > 0 ? below! : above!) * entry).toBeCloseTo(price, 8);
    expect(side > 0 ? above : below).toBeNull();
  });

  test("a short of all the coins is worth the same dollars whatever the price: a leverage ratio of 0", () => {
    const prices = { BTC: 30_000, USD: 1 };
    const account = inverse.holding("BTC", { equity: 6000, notional: 0 }, prices);
    for (const price of [1000, 30_000, 90_000]) expect(equity(account, { BTC: price })).toBeCloseTo(6000, 9);
    expect(liquidationRatios(inverse, account, onePath(prices, "BTC"))).toEqual({ below: null, above: null });
  });

  test("the highest leverage counts the coins of the margin once: one more long, one less short", () => {
    const prices = { BTC: 30_000, USD: 1 };
    expect(inverse.leverageRatioMax("BTC", 1000, prices)).toBe(51);
    expect(inverse.leverageRatioMax("BTC", -1000, prices)).toBe(49);
  });

  test("two coins in one account are refused: each has one of its own", () => {
    const account: Account = {
      legs: [
        { kind: "collateral", asset: "ETH", quantity: 1 },
        { kind: "perpetual", asset: "BTC", quantity: 1, entryPrice: 1 },
      ],
    };
    expect(() => inverse.equityDemand(account, { BTC: 1, ETH: 1 })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "account.legs" }) as Error,
    );
  });
});

describe("cross margin", () => {
  test("equity 5, one long at mark 100, 0.4 %, others demand 4: 99.40 (TorchTrade #344, perpetual-venues.md 1.12)", () => {
    const model = perpetualModel(rule({ A: linearContract(flat(0.004)), B: linearContract(flat(0.004)) }));
    const account: Account = {
      legs: [
        { kind: "collateral", asset: "USD", quantity: 5 },
        { kind: "perpetual", asset: "A", quantity: 1, entryPrice: 100 },
        { kind: "perpetual", asset: "B", quantity: 10, entryPrice: 100 },
      ],
    };
    const { below } = liquidationRatios(model, account, onePath({ A: 100, B: 100, USD: 1 }, "A"));
    expect(below! * 100).toBeCloseTo(99 / 0.996, 12);
    expect(below! * 100).toBeCloseTo(99.4, 2);
  });

  test("margin in another asset counts at its weight, and falls with its price", () => {
    const model = perpetualModel(rule({ A: linearContract(flat(0.01)) }, { marginWeights: { SOL: 0.8 } }));
    const account: Account = {
      legs: [
        { kind: "collateral", asset: "SOL", quantity: 10 },
        { kind: "perpetual", asset: "A", quantity: 5, entryPrice: 100 },
      ],
    };
    const { below } = liquidationRatios(model, account, onePath({ A: 100, SOL: 20, USD: 1 }, "SOL"));
    expect(below).toBeCloseTo(5 / 160, 12);
  });
});

test("a part that is closed realises its profit, pays its cost, and leaves entry prices as they were", () => {
  const half = rule(
    { A: linearContract(flat(0.1)) },
    { close: ({ value }) => ({ share: 0.5, cost: 0.01 * value * 0.5 }) },
  );
  const account: Account = {
    legs: [
      { kind: "collateral", asset: "USD", quantity: 20 },
      { kind: "perpetual", asset: "A", quantity: 1, entryPrice: 100 },
    ],
  };
  const { account: left, closedNotional, cost } = perpetualModel(half).liquidate(account, { A: 88, USD: 1 });
  expect([closedNotional, cost]).toEqual([44, 0.44]);
  expect(positionsOf(left).get("A")).toEqual({ quantity: 0.5, entryValue: 50 });
  expect(equity(left, { A: 88, USD: 1 })).toBeCloseTo(8 - 0.44, 12);
});

test("a fee never takes more than there is", () => {
  const model = perpetualModel(rule({ A: linearContract(flat(0.01)) }, { close: closedForFee(0.02) }));
  const account: Account = {
    legs: [
      { kind: "collateral", asset: "USD", quantity: 10 },
      { kind: "perpetual", asset: "A", quantity: 1, entryPrice: 100 },
    ],
  };
  expect(model.liquidate(account, { A: 90.5, USD: 1 })).toMatchObject({ cost: 0.5, badDebt: 0, account: { legs: [] } });
});
