import { describe, expect, test } from "vitest";
import {
  lendingName,
  lendingVectorsOf,
  lendingVectorsPresent,
  type LendingRecord,
  type LendingVector,
} from "../../../tests/vectors-lending.js";
import { quoteCollateralDown } from "./absorb.js";
import { isLiquidatable } from "./borrowing.js";
import { BASE_INDEX_SCALE, type Comet, type CometPrices, type CometTotals } from "./comet.js";
import { curvePerSecond, curveRateDown, SECONDS_PER_YEAR } from "./interest.js";

/** A decimal of the file as a whole number of 10^-decimals; the file has at most nine places. */
const scaled = (value: unknown, decimals: number): bigint =>
  (BigInt(Math.round(Number(value) * 1e9)) * 10n ** BigInt(decimals)) / 10n ** 9n;

const one = 10n ** 18n;
const flat = { kink: one, base: 0n, slopeLow: 0n, slopeHigh: 0n };

/** The market of the repository's tests: USDC of 6 decimals lent against COMP of 18, factors of 1 unless given. */
const comet = (inputs: LendingRecord): Comet => ({
  release: "0",
  baseScale: 10n ** 6n,
  baseBorrowMin: 0n,
  targetReserves: 0n,
  storeFrontPriceFactor: scaled(inputs.storeFrontPriceFactor ?? 1, 18),
  supplyCurve: flat,
  borrowCurve: flat,
  collaterals: {
    COMP: {
      scale: one,
      borrowCollateralFactor: 0n,
      liquidateCollateralFactor: scaled(inputs.liquidateCollateralFactor ?? 1, 18),
      liquidationFactor: scaled(inputs.liquidationFactor ?? 1, 18),
      supplyCap: 0n,
    },
  },
});

const prices = (inputs: LendingRecord): CometPrices => ({
  base: 10n ** 8n,
  collateral: { COMP: scaled(inputs.price, 8) },
});

const totals: CometTotals = {
  baseSupplyIndex: BASE_INDEX_SCALE,
  baseBorrowIndex: BASE_INDEX_SCALE,
  totalSupplyBase: 0n,
  totalBorrowBase: 0n,
};

/** The peer configures rates per year and compares a rate per second x a year: its tolerance is what the division truncates. */
function expectRates({ inputs, expected }: LendingVector): void {
  for (const side of ["supply", "borrow"] as const) {
    const curve = curvePerSecond({
      kink: scaled(inputs.kink, 18),
      base: scaled(inputs[`${side}Base`], 18),
      slopeLow: scaled(inputs[`${side}Low`], 18),
      slopeHigh: scaled(inputs[`${side}High`], 18),
    });
    const annual = curveRateDown(curve, scaled(inputs.utilization, 18)) * SECONDS_PER_YEAR;
    const short = scaled((expected as LendingRecord)[side], 18) - annual;
    expect(short >= 0n && short <= 100_000_000n).toBe(true);
  }
}

const answers: Readonly<Record<string, (vector: LendingVector) => void>> = {
  "comet.rates (annual)": expectRates,
  "comet.isLiquidatable": ({ inputs, expected }) => {
    const account = {
      principal: -scaled(inputs.debtBase, 6),
      collateral: { COMP: scaled(inputs.collateralAmount, 18) },
    };
    expect(isLiquidatable(comet(inputs), totals, account, prices(inputs))).toBe(expected);
  },
  "comet.quoteCollateral": ({ inputs, expected }) => {
    const got = quoteCollateralDown(comet(inputs), "COMP", scaled(inputs.baseAmount, 6), prices(inputs));
    expect(got).toBe(BigInt(String(expected)));
  },
};

describe.skipIf(!lendingVectorsPresent)("every comet.* case of ../shared/vectors/lending.json", () => {
  const vectors = lendingVectorsOf("comet.");

  test("there are eight, and each is answered", () => {
    expect(vectors).toHaveLength(8);
    for (const { quantity } of vectors) expect(Object.keys(answers)).toContain(quantity);
  });

  test.each(vectors.map((vector) => ({ name: lendingName(vector), vector })))("$name", ({ vector }) =>
    answers[vector.quantity]!(vector),
  );
});

describe("the same by their literals", () => {
  test("compound-finance/comet test/quote-collateral-test.ts: 200 USDC at 80 % of 200 buy 1.25 COMP, without a discount 1", () => {
    const half = { storeFrontPriceFactor: 0.5, liquidationFactor: 0.6, price: 200 };
    expect(quoteCollateralDown(comet(half), "COMP", 200_000_000n, prices(half))).toBe(1_250_000_000_000_000_000n);
    const none = { ...half, storeFrontPriceFactor: 0 };
    expect(quoteCollateralDown(comet(none), "COMP", 200_000_000n, prices(none))).toBe(one);
  });

  test("compound-finance/comet test/is-liquidatable-test.ts: 100,000 owed against 100,000 is covered, against 95,000 not", () => {
    const owed = { principal: -100_000_000_000n };
    for (const [held, liquidatable] of [
      [100_000n, false],
      [95_000n, true],
    ] as const) {
      const account = { ...owed, collateral: { COMP: held * one } };
      expect(isLiquidatable(comet({}), totals, account, prices({ price: 1 }))).toBe(liquidatable);
    }
  });
});
