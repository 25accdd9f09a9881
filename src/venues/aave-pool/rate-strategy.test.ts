import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amount, measuredOn, usdc } from "../../../tests/aave-pools.js";
import { lendingName, lendingVectorsOf, wholeOf } from "../../../tests/vectors-lending.js";
import type { LendingRecord } from "../../../tests/vectors-lending.js";
import { RAY } from "./ray.js";
import { interestRates, ratesAfter, variableRateHalfUp, type RateInputs } from "./rate-strategy.js";
import { AAVE_POOL_RELEASES } from "./release.js";

/** The measured market: 5,000,000 USDC supplied, kink 90 %, slopes 4 % and 60 %, reserve factor 10 %. */
const inputs = (borrowed: bigint): RateInputs => ({
  curve: usdc().curve,
  totalDebt: borrowed,
  availableLiquidity: amount("5000000", 6) - borrowed,
  unbacked: 0n,
  reserveFactorBps: 1_000n,
});

describe("the curve", () => {
  test.each(lendingVectorsOf("aave.rates").map((v) => [lendingName(v), v] as const))(
    "%s",
    (_, { source, inputs: given, expected }) => {
      expect(given).toMatchObject({ optimal: "0.9", base: "0", slope1: "0.04", slope2: "0.6", supplied: "5000000" });
      const rates = interestRates(measuredOn(source), inputs(amount(String(given["borrowed"]), 6)));
      expect(rates.variableBorrowRateRay).toBe(wholeOf(expected as LendingRecord, "variableBorrowRateRay"));
      expect(rates.liquidityRateRay).toBe(wholeOf(expected as LendingRecord, "liquidityRateRay"));
    },
  );
  test("V136 and V164, measured: 10 % used pays 0.444 %; v3.0.2 loses 4e-26 of the liquidity rate in its average over stable debt", () => {
    const rates = (release: "3.0.2" | "3.6") => interestRates(release, inputs(amount("500000", 6)));
    expect(rates("3.0.2").variableBorrowRateRay).toBe(4_444_444_444_444_444_444_444_444n);
    expect(rates("3.0.2").liquidityRateRay).toBe(399_999_999_999_999_999_960_000n);
    expect(rates("3.6").liquidityRateRay).toBe(400_000_000_000_000_000_000_000n);
  });
  test("without debt: the base rate to borrow, nothing to earn", () => {
    for (const release of AAVE_POOL_RELEASES) {
      expect(interestRates(release, inputs(0n))).toEqual({ variableBorrowRateRay: 0n, liquidityRateRay: 0n });
    }
  });
  test("at the kink both halves agree, and it never falls with usage", () => {
    const { curve } = usdc();
    expect(variableRateHalfUp(curve, curve.optimalUsageRay)).toBe(curve.slope1Ray);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: RAY }), fc.bigInt({ min: 0n, max: RAY }), (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(variableRateHalfUp(curve, high)).toBeGreaterThanOrEqual(variableRateHalfUp(curve, low));
      }),
    );
  });
  test("what has nothing behind it lowers only what suppliers earn", () => {
    const deficit = { ...inputs(amount("4000000", 6)), unbacked: amount("1000000", 6) };
    expect(interestRates("3.6", deficit).variableBorrowRateRay).toBe(35_555_555_555_555_555_555_555_556n);
    expect(interestRates("3.6", deficit).liquidityRateRay).toBe(21_333_333_333_333_333_333_333_334n);
  });
});

describe("own size", () => {
  const market = usdc({ scaledDebt: amount("4000000", 6), availableLiquidity: amount("1000000", 6) });
  const now = market.lastUpdateSeconds;

  test("borrowing 750,000 more moves 3.556 % to the measured 34 % at 95 %", () => {
    for (const release of AAVE_POOL_RELEASES) {
      const after = ratesAfter(release, market, now, { borrowed: amount("750000", 6), supplied: 0n });
      expect(after.variableBorrowRateRay).toBe((34n * RAY) / 100n);
      const before = ratesAfter(release, market, now, { borrowed: 0n, supplied: 0n });
      expect(before.variableBorrowRateRay).toBe(35_555_555_555_555_555_555_555_556n);
    }
  });
  test("supplying lowers both rates, and debt that grew since the last update counts", () => {
    const calm = ratesAfter("3.6", market, now, { borrowed: 0n, supplied: amount("3000000", 6) });
    expect(calm.variableBorrowRateRay).toBe(22_222_222_222_222_222_222_222_222n);
    const grown = { ...market, variableBorrowRateRay: RAY / 10n };
    const later = ratesAfter("3.6", grown, now + 31_536_000n, { borrowed: 0n, supplied: 0n });
    expect(later.variableBorrowRateRay).toBeGreaterThan(35_555_555_555_555_555_555_555_556n);
  });
  test("more than there is cannot be borrowed", () => {
    expect(() => ratesAfter("3.6", market, now, { borrowed: amount("1000001", 6), supplied: 0n })).toThrow(/borrowed/);
  });
});
