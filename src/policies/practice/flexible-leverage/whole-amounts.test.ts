import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lendingName, lendingVectorsOf, lendingVectorsPresent, wholeOf } from "../../../../tests/vectors-lending.js";
import { nextLeverageRatio } from "./policy.js";
import { shouldRebalance } from "./should-rebalance.js";
import { tradeLimit } from "./trade-limit.js";
import { settings } from "../../../../tests/practice-settings.js";
import {
  chunk,
  maxBorrow,
  newLeverageRatio,
  preciseDiv,
  preciseMul,
  rebalanceNotional,
  UNIT,
} from "./whole-amounts.js";

const vectors = lendingVectorsOf("fli.");

describe.skipIf(!lendingVectorsPresent)("every fli.* case of ../shared/vectors/lending.json", () => {
  test("there are fifteen, and each is of one of the two functions", () => {
    expect(vectors).toHaveLength(15);
    const known = ["fli.rebalance", "fli.shouldRebalance"];
    expect(vectors.filter(({ quantity }) => !known.includes(quantity))).toEqual([]);
  });

  const rebalances = vectors.filter(({ quantity }) => quantity === "fli.rebalance");
  test.each(rebalances.map((vector) => ({ name: lendingName(vector), vector })))("$name, to the unit", ({ vector }) => {
    const whole = (field: string): bigint => wholeOf(vector.inputs, field);
    const current = whole("currentLeverageRatio");
    const [min, target, max] = [whole("min"), whole("target"), whole("max")];
    const next = newLeverageRatio(current, { min, target, max, recenteringSpeed: whole("recenteringSpeed") });
    const total = rebalanceNotional("compound", current, next, whole("collateralBalance"));
    const now = chunk(total, total, whole("twapMaxTradeSize"));
    expect({
      newLeverageRatio: String(next),
      direction: next > current ? "lever" : "delever",
      totalRebalanceNotional: String(total),
      chunkIfNoBorrowCap: String(now),
      twapStarts: now < total,
    }).toEqual(vector.expected);
  });

  const calls = vectors.filter(({ quantity }) => quantity === "fli.shouldRebalance");
  test.each(calls.map((vector) => ({ name: lendingName(vector), vector })))("$name", ({ vector }) => {
    const { inputs } = vector;
    const ratio = (field: string): bigint => BigInt(Math.round(Number(inputs[field]) * 1e4)) * (UNIT / 10_000n);
    const bounds = { min: ratio("min"), max: ratio("max"), incentivized: ratio("incentivizedLeverageRatio") };
    const times = {
      sinceLastTrade: Number(inputs["secondsSinceLastTrade"]),
      rebalanceInterval: Number(inputs["rebalanceInterval"]),
      twapCooldown: Number(inputs["twapCooldown"]),
      incentivizedTwapCooldown: Number(inputs["incentivizedTwapCooldown"]),
    };
    const inTwap = inputs["inTwap"] === true;
    expect(shouldRebalance(ratio("currentLeverageRatio"), bounds, times, inTwap)).toBe(vector.expected);
    const plain = { min: Number(inputs["min"]), max: Number(inputs["max"]), incentivized: 2.6 };
    expect(shouldRebalance(Number(inputs["currentLeverageRatio"]), plain, times, inTwap)).toBe(vector.expected);
  });
});

describe("the limits of one trade, by hand from _calculateMaxBorrowCollateral of each version", () => {
  const action = {
    collateralBalance: 10n * UNIT,
    collateralPrice: 2000n * UNIT,
    borrowValue: 10_000n * UNIT,
    loanToValueMax: (UNIT * 8n) / 10n,
    liquidationThreshold: (UNIT * 83n) / 100n,
    unutilized: UNIT / 100n,
  };
  // Levering: 20,000 x .8 x .99 = 15,840, less 10,000, over 2,000; Morpho 20,000 x .83 x .99 = 16,434.
  test.each([
    ["compound", 2_920_000_000_000_000_000n],
    ["aave-v2", 2_920_000_000_000_000_000n],
    ["aave-v3", 2_920_000_000_000_000_000n],
    ["morpho", 3_217_000_000_000_000_000n],
  ] as const)("%s levers by at most %s", (lender, units) => {
    expect(maxBorrow(lender, action, true)).toBe(units);
  });

  // Delevering: 10 x (limit - 10,000) / limit with limits 15,840, 16,434, 16,600 and 16,600.
  test.each([
    ["compound", 3_686_868_686_868_686_868n],
    ["aave-v2", 3_915_054_156_018_011_439n],
    ["aave-v3", 3_975_903_614_457_831_325n],
    ["morpho", 3_975_903_614_457_831_325n],
  ] as const)("%s delevers by at most %s", (lender, units) => {
    expect(maxBorrow(lender, action, false)).toBe(units);
  });

  test("between the two limits the Compound version alone cannot delever: the subtraction reverts", () => {
    const deep = { ...action, borrowValue: 16_100n * UNIT };
    expect(maxBorrow("compound", deep, false)).toBeNull();
    expect(maxBorrow("aave-v2", deep, false)).toBeGreaterThan(0n);
    expect(maxBorrow("aave-v3", deep, false)).toBeGreaterThan(0n);
    expect(maxBorrow("aave-v3", { ...action, borrowValue: 16_601n * UNIT }, false)).toBeNull();
  });

  test("the Aave v3 version multiplies before it divides, so that its total differs in the last units", () => {
    const [current, next] = [(UNIT * 17n) / 10n, (UNIT * 1715n) / 1000n];
    expect(rebalanceNotional("aave-v2", current, next, 10n * UNIT)).toBe(88_235_294_117_647_050n);
    expect(rebalanceNotional("aave-v3", current, next, 10n * UNIT)).toBe(88_235_294_117_647_058n);
  });
});

describe("the policy's floating point and the contract's whole amounts agree to 1e-12", () => {
  const plain = (whole: bigint): number => Number(whole) / 1e18;
  const wholeIn = (low: number, high: number): fc.Arbitrary<bigint> =>
    fc.bigInt(BigInt(Math.round(low * 1e6)) * 10n ** 12n, BigInt(Math.round(high * 1e6)) * 10n ** 12n);

  test("next leverage ratio", () => {
    const ratios = [wholeIn(1.01, 10), wholeIn(1.01, 2), wholeIn(2, 3), wholeIn(3, 5), wholeIn(0.001, 1)] as const;
    fc.assert(
      fc.property(...ratios, (current, min, target, max, recenteringSpeed) => {
        const whole = newLeverageRatio(current, { min, target, max, recenteringSpeed });
        const numbers = { min: plain(min), target: plain(target), max: plain(max) };
        const next = nextLeverageRatio(plain(current), {
          ...settings,
          ...numbers,
          recenteringSpeed: plain(recenteringSpeed),
        });
        expect(Math.abs(next / plain(whole) - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  test("limit of one trade, relative to what is held", () => {
    const lenders = fc.constantFrom("compound", "aave-v2", "aave-v3", "morpho");
    const shares = [wholeIn(0.1, 0.8), wholeIn(0.8, 0.95), wholeIn(0, 0.2), wholeIn(0, 0.95)] as const;
    fc.assert(
      fc.property(lenders, fc.boolean(), wholeIn(0.01, 1e6), wholeIn(0.1, 1e5), ...shares, (...drawn) => {
        const [lender, levering, collateralBalance, collateralPrice, ltv, threshold, unutilized, owed] = drawn;
        const borrowValue = preciseMul(preciseMul(collateralBalance, collateralPrice), owed);
        const known = { loanToValueMax: ltv, liquidationThreshold: threshold, unutilized };
        const whole = maxBorrow(lender, { collateralBalance, collateralPrice, borrowValue, ...known }, levering);
        const units = plain(collateralBalance);
        const found = tradeLimit(
          lender,
          {
            ...{ units, price: plain(collateralPrice), debt: plain(borrowValue), unutilized: plain(unutilized) },
            ...{ loanToValueMax: plain(ltv), liquidationThreshold: plain(threshold) },
          },
          levering,
        );
        if (whole === null || found === null) expect((found ?? 0) / units).toBeLessThan(1e-12);
        else expect(Math.abs(found - plain(whole)) / units).toBeLessThan(1e-12);
      }),
    );
  });

  test("multiplication and division truncate", () => {
    expect(preciseMul(3n, UNIT / 2n)).toBe(1n);
    expect(preciseDiv(2n, 3n * UNIT)).toBe(0n);
    expect(preciseDiv(UNIT, 3n * UNIT)).toBe(333_333_333_333_333_333n);
  });
});
