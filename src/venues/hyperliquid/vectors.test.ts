import { expect, test } from "vitest";
import {
  perpetualName,
  perpetualVectorsOf,
  perpetualVectorsPresent,
  type PerpetualVector,
} from "../../../tests/vectors-perpetuals.js";
import type { Account, Prices } from "../../model/index.js";
import { liquidationRatios } from "../liquidation.js";
import { onePath } from "../price-path.js";
import { tiersOf } from "./margin-table.js";
import { hyperliquidModel } from "./model.js";

/** One position and what its account must keep for all others, which stay. Money in USDC. */
interface Holding {
  readonly side: "long" | "short";
  readonly size: number;
  readonly entryPrice: number;
  readonly maxLeverage: number;
  /** Price at which `equity` was taken. */
  readonly price: number;
  readonly equity: number;
  readonly otherMaintenance: number;
}

/** Price at which the account is closed by a move of this position alone; null where there is none. */
function liquidationPx(holding: Holding): number | null {
  const { side, size, entryPrice, maxLeverage, price, equity, otherMaintenance } = holding;
  const quantity = side === "long" ? size : -size;
  const flat = (leverage: number) => tiersOf([{ lowerBound: 0, maxLeverage: leverage }], "test");
  const model = hyperliquidModel({ X: flat(maxLeverage), OTHERS: flat(50) }, 0);
  const account: Account = {
    legs: [
      { kind: "collateral", asset: "USDC", quantity: equity - quantity * (price - entryPrice) },
      { kind: "perpetual", asset: "X", quantity, entryPrice },
      // At 50x the maintenance is a hundredth of the value.
      { kind: "perpetual", asset: "OTHERS", quantity: 100 * otherMaintenance, entryPrice: 1 },
    ],
  };
  const prices: Prices = { X: price, OTHERS: 1, USDC: 1 };
  const { below, above } = liquidationRatios(model, account, onePath(prices, "X"));
  const ratio = side === "long" ? below : above;
  return ratio === null ? null : ratio * price;
}

type Inputs = Omit<Holding, "price" | "equity" | "otherMaintenance"> & {
  readonly isolatedMargin: number;
  readonly positionValue: number;
  readonly accountValueOrMarginUsed: number;
  readonly crossMaintenanceMarginUsed: number | null;
};

/** As freqtrade has it: the margin posted, at the entry price. */
function atEntry({ inputs }: PerpetualVector): number | null {
  const given = inputs as unknown as Inputs;
  return liquidationPx({ ...given, price: given.entryPrice, equity: given.isolatedMargin, otherMaintenance: 0 });
}

/** As the venue has it: what the account is worth at the mark. */
function atMark({ inputs }: PerpetualVector): number | null {
  const given = inputs as unknown as Inputs;
  const { size, positionValue, accountValueOrMarginUsed: equity, crossMaintenanceMarginUsed, maxLeverage } = given;
  const own = positionValue / (2 * maxLeverage);
  const otherMaintenance = crossMaintenanceMarginUsed === null ? 0 : crossMaintenanceMarginUsed - own;
  return liquidationPx({ ...given, price: positionValue / size, equity, otherMaintenance });
}

function expectPrice(got: number | null, { expected, tolerance }: PerpetualVector): void {
  const want = expected["liquidationPrice"];
  if (want === null) expect(got).toBeNull();
  else expect(Math.abs(got! / (want as number) - 1)).toBeLessThanOrEqual(tolerance!.rel!);
}

const entries = perpetualVectorsOf(["liquidation_price"], ({ inputs }) => inputs["venue"] === "hyperliquid");
const marks = perpetualVectorsOf(["hyperliquid_liquidation_at_mark"]);

test.each(entries.map((vector) => ({ name: perpetualName(vector), vector })))("$name", ({ vector }) => {
  expectPrice(atEntry(vector), vector);
});

test.each(marks.map((vector) => ({ name: perpetualName(vector), vector })))("$name", ({ vector }) => {
  expectPrice(atMark(vector), vector);
});

test.skipIf(!perpetualVectorsPresent)(
  "../shared/vectors/perpetuals.json: 20 cases at entry and 4 at the mark, each a test above",
  () => {
    expect([entries.length, marks.length]).toEqual([20, 4]);
  },
);

test.skipIf(!perpetualVectorsPresent)(
  "freqtrade's way, at a rounded entry price, is up to 3.5e-5 off the venue's own figure: 8 of 18 real accounts to 1e-9",
  () => {
    const real = entries.filter(({ note }) => note?.startsWith("venue-reported"));
    const off = real.map((vector) => Math.abs(atEntry(vector)! / (vector.expected["liquidationPrice"] as number) - 1));
    expect(real).toHaveLength(18);
    expect(off.filter((error) => error <= 1e-9)).toHaveLength(8);
    expect(Math.max(...off)).toBeCloseTo(3.47e-5, 7);
  },
);

test.each([
  {
    name: "V195 ccxt hyperliquid.json, CRCL isolated long at 3x: 64.2010892308",
    given: { side: "long", size: 0.13, entryPrice: 80.262, price: 10.41482 / 0.13, maxLeverage: 3, equity: 3.459702 },
    others: 0,
    want: 64.2010892308,
  },
  {
    name: "V197 ccxt hyperliquid.json, SOL cross short beside an ETH long: 22,881.19788911",
    given: { side: "short", size: 0.5, entryPrice: 138.76, price: 137.96, maxLeverage: 50, equity: 11_524.216934 },
    others: 38.192,
    want: 22_881.19788911,
  },
] as const)("at the mark, to 1e-9: $name", ({ given, others, want }) => {
  expect(Math.abs(liquidationPx({ ...given, otherMaintenance: others })! / want - 1)).toBeLessThan(1e-9);
});
