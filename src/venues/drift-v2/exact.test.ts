import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fundingRateTowardsZero } from "./funding-rate.js";
import { insuranceFeeDown, liabilityToCoverDown, sizeToClose, sizeToCoverDown } from "./liquidation.js";
import { sizedRatio, sizedWeight } from "./model.js";
import { assetWeightDown, sizeDiscountDown, sizePremiumDown, unrealizedWeightDown } from "./weights.js";

/** Up to 400,000 units: doubles then give the whole root. */
const sizes = fc.bigInt({ min: 0n, max: 4n * 10n ** 14n });
const factors = fc.integer({ min: 0, max: 200_000 });
const steps = fc.integer({ min: 1, max: 10_000 });

describe("weights by size", () => {
  test("floats give the program's ratio and weight, step for step", () => {
    fc.assert(
      fc.property(sizes, factors, steps, (size, factor, weight) => {
        const [units, whole] = [Number(size) / 1e9, BigInt(weight)];
        const ratio = sizedRatio(weight / 1e4, factor / 1e6, units);
        expect(Math.round(ratio * 1e4)).toBe(Number(sizePremiumDown(size, BigInt(factor), whole)));
        const held = sizedWeight({ weight: weight / 1e4, sizeFactor: factor / 1e6 }, units);
        expect(Math.round(held * 1e4)).toBe(Number(sizeDiscountDown(size, BigInt(factor), whole)));
      }),
      { numRuns: 2000 },
    );
  });

  test("a ratio never falls with size, a weight never rises", () => {
    fc.assert(
      fc.property(sizes, sizes, factors, steps, (a, b, factor, weight) => {
        const [small, large] = a < b ? [a, b] : [b, a];
        const of = (size: bigint, by: typeof sizePremiumDown): bigint => by(size, BigInt(factor), BigInt(weight));
        expect(of(large, sizePremiumDown)).toBeGreaterThanOrEqual(of(small, sizePremiumDown));
        expect(of(large, sizeDiscountDown)).toBeLessThanOrEqual(of(small, sizeDiscountDown));
      }),
    );
  });

  test("docs, Cross-Collateral Deposits: 2,000 SOL at 0.8 and 0.003 weigh min(0.8, 0.96987) = 0.8, and 5,000 of 0.9 weigh 0.9", () => {
    expect(1.1 / (1 + 0.003 * Math.sqrt(2000))).toBeCloseTo(0.96987, 4);
    expect(sizedWeight({ weight: 0.8, sizeFactor: 0.003 }, 2000)).toBe(0.8);
    expect(sizedWeight({ weight: 1, sizeFactor: 0.003 }, 2000)).toBe(0.9698);
    expect(sizedWeight({ weight: 0.9, sizeFactor: 0.003 }, 5000)).toBe(0.9);
    expect(sizedWeight({ weight: 0.9, sizeFactor: 0.003 }, 10_000)).toBe(0.8461);
  });

  test("a token of 18 places is sized in 1e-9 units, and a loss weighs whole", () => {
    const big = { factor: 100_000n, weight: 9000n };
    expect(assetWeightDown({ ...big, amount: 10n ** 21n, decimals: 18n })).toBe(2642n);
    expect(unrealizedWeightDown(-1n, 1000n, 5000n)).toBe(10_000n);
    expect(() => sizePremiumDown(-1n, 1n, 1n)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE" }) as Error);
  });
});

describe("what a liquidation takes", () => {
  const shortage = {
    marginShortage: 20_000_000n,
    marginRatio: 500n,
    liquidatorFee: 10_000n,
    oraclePrice: 100_000_000n,
    quoteOraclePrice: 1_000_000n,
  };
  const size = 10_000_000_000n;

  test("liquidation/tests.rs calculate_perp_if_fee: 1.9 % where 20 dollars are short, 3.705 % where one is", () => {
    expect(insuranceFeeDown(shortage, size, 50_000n)).toBe(19_000n);
    expect(insuranceFeeDown({ ...shortage, marginShortage: 1_000_000n }, size, 50_000n)).toBe(37_050n);
    expect(insuranceFeeDown({ ...shortage, marginShortage: 1_000_000_000n }, size, 50_000n)).toBe(0n);
    expect(insuranceFeeDown(shortage, size, 10_000n)).toBe(10_000n);
  });

  test("never more than there is, and all of a position worth 50 dollars or less (controller/liquidation.rs liquidate_perp)", () => {
    const given = { ...shortage, insuranceFee: 0n };
    expect(sizeToCoverDown(given)).toEqual({ status: "part", amount: 5_000_000_000n });
    expect(sizeToClose(size, given)).toEqual({ status: "part", amount: 5_000_000_000n });
    expect(sizeToClose(2_000_000_000n, given)).toEqual({ status: "part", amount: 2_000_000_000n });
    const little = { ...given, marginShortage: 1n };
    expect(sizeToClose(500_000_000n, little)).toEqual({ status: "part", amount: 500_000_000n });
    expect(sizeToClose(500_000_010n, little)).toEqual({ status: "part", amount: 250n });
  });

  test("a fee of the whole ratio lets everything go; two fees beyond it are more than the program can reckon", () => {
    expect(sizeToCoverDown({ ...shortage, liquidatorFee: 50_000n, insuranceFee: 0n }).status).toBe("everything");
    expect(sizeToClose(size, { ...shortage, liquidatorFee: 50_000n, insuranceFee: 0n })).toEqual({
      status: "part",
      amount: size,
    });
    const failed = { status: "refused", because: "MathError" };
    expect(sizeToCoverDown({ ...shortage, insuranceFee: 40_000n })).toEqual(failed);
    expect(sizeToClose(size, { ...shortage, insuranceFee: 50_000n })).toEqual(failed);
  });

  test("liquidation/tests.rs: a borrow without fees is repaid by a quarter; weights that are equal free nothing", () => {
    const spot = {
      marginShortage: 10_000_000n,
      assetWeight: 8000n,
      assetMultiplier: 1_000_000n,
      liabilityWeight: 12_000n,
      liabilityMultiplier: 1_000_000n,
      liabilityDecimals: 9n,
      liabilityPrice: 100_000_000n,
      insuranceFee: 0n,
    };
    expect(liabilityToCoverDown(spot)).toEqual({ status: "part", amount: 250_000_000n });
    expect(liabilityToCoverDown({ ...spot, liabilityDecimals: 5n })).toEqual({ status: "part", amount: 25_000n });
    expect(liabilityToCoverDown({ ...spot, assetWeight: 12_000n }).status).toBe("everything");
    expect(liabilityToCoverDown({ ...spot, assetWeight: 12_001n }).status).toBe("refused");
  });
});

describe("funding of an hour", () => {
  const rate = (mark: bigint, divisor = 33n): bigint =>
    fundingRateTowardsZero({ markAverage: mark * 1_000_000n, oracleAverage: 100_000_000n }, divisor);

  test("no spread still costs a long 1/5000 a day, 7.3 % a year", () => {
    expect(rate(100n)).toBe(833_333n); // 100 x 0.0002 / 24, 1e-9
    expect((Number(rate(100n)) / 1e9 / 100) * 24 * 365).toBeCloseTo(0.073, 6);
  });

  test("a wide spread is held at a 33rd, or a tenth, of the oracle's average, either way", () => {
    expect([rate(110n), rate(90n)]).toEqual([126_262_625n, -126_262_625n]);
    expect(rate(200n, 10n)).toBe(416_666_666n);
  });
});
