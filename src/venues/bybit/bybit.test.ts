import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { perpetualName, perpetualVectorsOf, perpetualVectorsPresent } from "../../../tests/vectors-perpetuals.js";
import type { Account } from "../../model/index.js";
import { linearContract } from "../contract.js";
import { liquidationRatios } from "../liquidation.js";
import { perpetualModel } from "../perpetual-model.js";
import { takenOver } from "../perpetual-rule.js";
import { onePath } from "../price-path.js";
import { tiersOfSteps } from "../tier-answer.js";
import type { Tier } from "../tiers.js";
import { bybit } from "./index.js";
import { bybitContract, type BybitReckoning } from "./terms.js";

const flat = (maintenanceRate: number, leverageRatioMax = 50): readonly Tier[] =>
  tiersOfSteps([{ notionalCap: 1e12, leverageRatioMax, maintenanceRate, maintenanceAmount: 0 }], "test");

const modelOf = (tiers: readonly Tier[], reckoning: BybitReckoning): ReturnType<typeof perpetualModel> =>
  perpetualModel({
    id: "test",
    release: "test",
    triggerPrice: "mark",
    quote: "USD",
    coinMargined: reckoning.coinMargined,
    contracts: { X: bybitContract(tiers, reckoning) },
    marginWeights: {},
    close: takenOver,
    tradingFeeRate: 0,
    checkIntervalMs: 0,
  });

interface Held {
  readonly margin: number;
  readonly quantity: number;
  readonly entryPrice: number;
}

const accountOf = ({ margin, quantity, entryPrice }: Held, coinMargined: boolean): Account => ({
  legs: [
    { kind: "collateral", asset: coinMargined ? "X" : "USD", quantity: margin },
    { kind: "perpetual", asset: "X", quantity, entryPrice },
  ],
});

/** The price at which it is closed on the side on which it loses; null where there is none. */
function closedAt(held: Held, tiers: readonly Tier[], reckoning: BybitReckoning): number | null {
  const path = onePath({ X: held.entryPrice, USD: 1 }, "X");
  const { below, above } = liquidationRatios(modelOf(tiers, reckoning), accountOf(held, reckoning.coinMargined), path);
  const ratio = held.quantity > 0 ? below : above;
  return ratio === null ? null : ratio * held.entryPrice;
}

const entryLinear: BybitReckoning = { coinMargined: false, valuedAt: "entry", closingFeeRate: 0 };
const entryInverse: BybitReckoning = { coinMargined: true, valuedAt: "entry", closingFeeRate: 0 };
const markLinear: BybitReckoning = { coinMargined: false, valuedAt: "mark", closingFeeRate: 0.0006 };
const markInverse: BybitReckoning = { coinMargined: true, valuedAt: "mark", closingFeeRate: 0.000_55 };

/** freqtrade tests/exchange/test_exchange.py test_get_liquidation_price: entry 10, 1 unit, maintenance 1 %. */
const peers = [
  { id: "V024", side: 1, leverage: 10, want: 9.1, atMark: 9 / 0.99 },
  { id: "V027", side: -1, leverage: 5, want: 11.9, atMark: 12 / 1.01 },
  { id: "V028", side: -1, leverage: 10, want: 10.9, atMark: 11 / 1.01 },
];

/** Lean BybitCryptoFutureMarginModelTests.cs: BybitInitialMarginRequirement, at 31,300; `screen` is what the venue showed. */
const margins = [
  { id: "V189", quantity: 0.5, leverage: 25, inverse: false, want: 650, screen: 640 },
  { id: "V190", quantity: -0.5, leverage: 25, inverse: false, want: 650, screen: null },
  { id: "V192", quantity: -15_000, leverage: 10, inverse: true, want: 0.05, screen: null },
  { id: "V193", quantity: 15_000, leverage: 25, inverse: true, want: 0.02, screen: 0.0192 },
  { id: "V194", quantity: -15_000, leverage: 25, inverse: true, want: 0.02, screen: null },
];

describe("cases of peers", () => {
  test.each(peers)("$id freqtrade $leverage x: the rule of 2024, EP (1 -/+ (1/L - m))", ({ side, leverage, want }) => {
    const held = { margin: 10 / leverage, quantity: side, entryPrice: 10 };
    expect(closedAt(held, flat(0.01), entryLinear)! / want).toBeCloseTo(1, 12);
  });

  test.each(peers)("$id: by the rule of 2026 it is elsewhere", ({ side, leverage, want, atMark }) => {
    // The same margin, and beside it the fee to close at the bankruptcy price that the venue holds back.
    const margin = 10 / leverage + 0.0006 * (10 - (side * 10) / leverage);
    const found = closedAt({ margin, quantity: side, entryPrice: 10 }, flat(0.01), markLinear)!;
    expect(found).toBeCloseTo(atMark, 10);
    expect(Math.abs(found - want)).toBeGreaterThan(0.005);
  });

  test.each(margins)("$id Lean: initial margin $want to 5 %", ({ quantity, leverage, inverse, want, screen }) => {
    const price = 31_300;
    const notional = inverse ? quantity : quantity * price;
    const terms = bybitContract(flat(0.005, leverage), inverse ? markInverse : markLinear);
    const margin = Math.abs(notional) / terms.leverageRatioMax(notional, price) / (inverse ? price : 1);
    expect(Math.abs(margin / want - 1)).toBeLessThan(0.05);
    if (screen !== null) expect(Math.abs(margin / screen - 1)).toBeLessThan(0.05);
    // Value / leverage, and the fee at the bankruptcy price on top: between 0 and 3 % of it at these leverages.
    const bare = Math.abs(notional) / leverage / (inverse ? price : 1);
    expect(margin / bare).toBeGreaterThan(1);
    expect(margin / bare).toBeLessThan(1.03);
  });

  test.skipIf(!perpetualVectorsPresent)(
    "every case of the file that names the venue is one of these, with its number",
    () => {
      const vectors = perpetualVectorsOf(
        ["liquidation_price", "initial_margin"],
        ({ inputs }) => inputs["venue"] === "bybit",
      );
      const known = new Map([...peers, ...margins].map(({ id, want }) => [id, want]));
      expect(vectors.map(({ id }) => id).sort()).toEqual([...known.keys()].sort());
      for (const vector of vectors)
        expect(Object.values(vector.expected), perpetualName(vector)).toContain(known.get(vector.id));
    },
  );
});

describe("worked examples of the venue", () => {
  test("maintenance by tiers: 3,500 of XYZUSDT demands 92.5 (help page Maintenance Margin; perpetual-venues.md 2.3)", () => {
    const step = (notionalCap: number, maintenanceRate: number): Parameters<typeof tiersOfSteps>[0][number] => ({
      notionalCap,
      leverageRatioMax: 10,
      maintenanceRate,
      maintenanceAmount: null,
    });
    const tiers = tiersOfSteps([step(1000, 0.02), step(2000, 0.025), step(3000, 0.03), step(4000, 0.035)], "XYZUSDT");
    expect(linearContract(tiers).maintenance({ quantity: 3500, entryValue: 3500 }, 1)).toBeCloseTo(92.5, 10);
  });

  test("auto-deleveraging page 900000031623: 5,000 BTCUSD at 7,890.08, 50x: closed at 7,773.50, bankrupt at 7,735.37", () => {
    const held = { margin: 5000 / 7890.08 / 50, quantity: 5000 / 7890.08, entryPrice: 7890.08 };
    // To half a tick of 0.5.
    expect(Math.abs(closedAt(held, flat(0.005), entryInverse)! - 7773.5)).toBeLessThan(0.25);
    expect(closedAt(held, flat(0), entryInverse)!).toBeCloseTo(7735.372549, 6);
  });

  test("liquidation price page 360039261334, cross: 0.5 BTC, 10,000 long at 8,000, fee 0.075 %: 5,739.50", () => {
    const held = { margin: 0.5, quantity: 10_000 / 8000, entryPrice: 8000 };
    const withFee = { ...entryInverse, closingFeeRate: 0.000_75 };
    expect(Math.abs(closedAt(held, flat(0.005), withFee)! - 5739.5)).toBeLessThan(0.5);
    expect(closedAt(held, flat(0), withFee)!).toBeCloseTo(5718.57, 2);
  });

  test.each([
    { side: 1, want: 60_000 / (1.2 + 0.12 - 0.006) },
    { side: -1, want: 60_000 / (1.2 - 0.12 + 0.006) },
  ])("page of 2024-09-10: 60,000 BTCUSD at 50,000, 10x, 0.5 %, side $side", ({ side, want }) => {
    const held = { margin: 0.12, quantity: side * 1.2, entryPrice: 50_000 };
    expect(closedAt(held, flat(0.005), entryInverse)!).toBeCloseTo(want, 6);
  });

  test("page of 2026-05-27, inverse: Q (1 +/- m) / (Q/EP +/- (Q/EP/L + extra/(1 +/- fee) + c))", () => {
    const [face, entryPrice, leverage, extra, fee] = [9_000_000, 50_000, 10, 2, 0.000_55];
    const market = bybit.market("BTCUSD");
    for (const side of [1, -1]) {
      const units = face / entryPrice;
      const reserved = fee * (units + (side * units) / leverage);
      const held = { margin: units / leverage + reserved + extra, quantity: side * units, entryPrice };
      const want = (face * (1 + side * 0.01)) / (units + side * (units / leverage + extra / (1 + side * fee) + 0.75));
      const path = onePath({ BTC: entryPrice, USD: 1 }, "BTC");
      const account: Account = {
        legs: accountOf(held, true).legs.map((leg) => ({ ...leg, asset: "BTC" })),
      };
      const { below, above } = liquidationRatios(market.model, account, path);
      // 180 BTC at entry and more or less at the end: in the second tier, of 1 % and 0.75 BTC.
      expect((side > 0 ? below! : above!) * entryPrice).toBeCloseTo(want, 6);
    }
  });
});

test("by the rule of 2024 the demand is that of the value at entry, without a fee and without breaks, at any price", () => {
  for (const [symbol, asset, value] of [
    ["BTCUSDT", "BTCUSDT", 3_000_000],
    ["BTCUSD", "BTC", 200],
  ] as const) {
    const { model } = bybit.market(symbol, {}, "2024-09");
    const coins = symbol === "BTCUSD";
    const account: Account = {
      legs: [{ kind: "perpetual", asset, quantity: coins ? value : value / 50_000, entryPrice: 50_000 }],
    };
    // The third tier of one and the second of the other: value x rate - deduction.
    const want = coins ? value * 0.01 - 0.75 : value * 0.0063 - 3020;
    for (const price of [10_000, 50_000, 250_000])
      expect(model.equityDemand(account, { [asset]: price })).toBeCloseTo(coins ? want * price : want, 6);
    expect(model.demandBreaks(account, onePath({ [asset]: 50_000 }, asset))).toEqual([]);
  }
});

/** Margin demanded on a value, by adding up its slices: an independent form of value x rate - amount. */
const bySlices = (tiers: readonly Tier[], value: number): number =>
  tiers.reduce((sum, { notionalFloor, notionalCap, maintenanceRate }, index) => {
    const top = index === tiers.length - 1 ? Infinity : (notionalCap ?? Infinity);
    return sum + maintenanceRate * Math.max(0, Math.min(value, top) - notionalFloor);
  }, 0);

/** What is left of the margin, fee held back, less the demand; in coins for an inverse contract. */
function margin(
  held: Held,
  tiers: readonly Tier[],
  { coinMargined, closingFeeRate }: BybitReckoning,
  price: number,
): number {
  const side = Math.sign(held.quantity);
  const size = Math.abs(held.quantity);
  const entryValue = coinMargined ? size : size * held.entryPrice;
  // A long is bankrupt at an entry value less the free margin, on coins at one more than it.
  const away = coinMargined ? side : -side;
  const free = (held.margin - closingFeeRate * entryValue) / (1 + away * closingFeeRate);
  const value = coinMargined ? (size * held.entryPrice) / price : size * price;
  return free + away * (entryValue - value) - bySlices(tiers, value);
}

function bisected(at: (price: number) => number, safe: number, closed: number): number {
  let [from, to] = [safe, closed];
  for (let i = 0; i < 200; i++) {
    const middle = Math.sqrt(from * to);
    if (at(middle) >= 0) from = middle;
    else to = middle;
  }
  return Math.sqrt(from * to);
}

const table: readonly Tier[] = tiersOfSteps(
  [
    { notionalCap: 100, leverageRatioMax: 100, maintenanceRate: 0.005, maintenanceAmount: null },
    { notionalCap: 200, leverageRatioMax: 50, maintenanceRate: 0.01, maintenanceAmount: null },
    { notionalCap: 400, leverageRatioMax: 20, maintenanceRate: 0.025, maintenanceAmount: null },
    { notionalCap: 1000, leverageRatioMax: 5, maintenanceRate: 0.1, maintenanceAmount: null },
  ],
  "test",
);

test.each([
  ["linear", markLinear],
  ["inverse", markInverse],
])(
  "%s: bisection on the margin, tier by tier and with the fee at the bankruptcy price, finds the same price",
  (_, reckoning) => {
    const sizes = fc.double({ min: 1, max: 900, noNaN: true });
    const leverages = fc.double({ min: 1.1, max: 8, noNaN: true });
    fc.assert(
      fc.property(
        sizes,
        leverages,
        fc.double({ min: 0.5, max: 90_000, noNaN: true }),
        fc.constantFrom(1, -1),
        (value, leverage, entryPrice, side) => {
          const quantity = (side * value) / (reckoning.coinMargined ? 1 : entryPrice);
          const held = { margin: value / leverage, quantity, entryPrice };
          const at = (price: number): number => margin(held, table, reckoning, price);
          const found = closedAt(held, table, reckoning);
          if (at(entryPrice) < 0) return expect(found).toBe(entryPrice);
          const far = side > 0 ? entryPrice / 1e6 : entryPrice * 1e6;
          if (at(far) >= 0) return expect(found).toBeNull();
          expect(found! / bisected(at, entryPrice, far)).toBeCloseTo(1, 10);
        },
      ),
      { numRuns: 1000 },
    );
  },
);

describe("long and short", () => {
  const prices = (reckoning: BybitReckoning): readonly [number, number] => {
    const at = (side: number): number =>
      closedAt(
        { margin: reckoning.coinMargined ? 0.2 : 200, quantity: 2 * side, entryPrice: 1000 },
        flat(0.01),
        reckoning,
      )!;
    return [at(1), at(-1)];
  };

  test("a linear contract valued at entry mirrors in the price", () => {
    const [long, short] = prices(entryLinear);
    expect(1000 - long).toBeCloseTo(short - 1000, 9);
  });

  test("valued at the mark it mirrors in price x (1 -/+ m): the short is asked for more as it loses", () => {
    const [long, short] = prices({ ...markLinear, closingFeeRate: 0 });
    expect(0.99 * long + 1.01 * short).toBeCloseTo(2000, 9);
    expect(1000 - long).toBeGreaterThan(short - 1000);
  });

  test("an inverse contract mirrors in 1/price, its profit being in coins, and not in the price", () => {
    const [long, short] = prices(entryInverse);
    expect(1 / long + 1 / short).toBeCloseTo(2 / 1000, 12);
    expect(short - 1000).toBeGreaterThan(1.1 * (1000 - long));
  });
});
