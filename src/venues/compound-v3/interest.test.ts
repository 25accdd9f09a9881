import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BASE_INDEX_SCALE, type Comet, type CometCurve, type CometRelease, type CometTotals } from "./comet.js";
import {
  accrued,
  curvePerSecond,
  curveRateDown,
  ratesAt,
  reservesOf,
  SECONDS_PER_YEAR,
  totalBorrow,
  totalSupply,
  utilisationDown,
} from "./interest.js";

const one = 10n ** 18n;

/** The WETH market's curves per year, from deployments/mainnet/weth/configuration.json of compound-finance/comet. */
const supplyPerYear: CometCurve = {
  kink: 900_000_000_000_000_000n,
  base: 0n,
  slopeLow: 28_382_400_000_000_000n,
  slopeHigh: 606_656_770_600_000_000n,
};
const borrowPerYear: CometCurve = {
  kink: 900_000_000_000_000_000n,
  base: 9_945_209_674_000_000n,
  slopeLow: 51_715_000_020_000_000n,
  slopeHigh: 517_150_033_900_000_000n,
};

const market = (release: CometRelease, supplyBase = 0n): Comet => ({
  release,
  baseScale: one,
  baseBorrowMin: one / 10n,
  targetReserves: 5000n * one,
  storeFrontPriceFactor: one / 2n,
  supplyCurve: { ...curvePerSecond(supplyPerYear), base: supplyBase },
  borrowCurve: curvePerSecond(borrowPerYear),
  collaterals: {},
});

const totalsOf = (supplied: bigint, borrowed: bigint): CometTotals => ({
  baseSupplyIndex: BASE_INDEX_SCALE,
  baseBorrowIndex: BASE_INDEX_SCALE,
  totalSupplyBase: supplied,
  totalBorrowBase: borrowed,
});

test("rates per second are those that deployments/mainnet/weth/migrations/1666906000 checks on the deployed market", () => {
  expect(curvePerSecond(supplyPerYear)).toEqual({
    kink: supplyPerYear.kink,
    base: 0n,
    slopeLow: 900_000_000n,
    slopeHigh: 19_236_960_001n,
  });
  expect(curvePerSecond(borrowPerYear)).toEqual({
    kink: borrowPerYear.kink,
    base: 315_360_529n,
    slopeLow: 1_639_871_893n,
    slopeHigh: 16_398_719_999n,
  });
});

describe("utilisation", () => {
  test("test/interest-rate-test.ts: principals 500 at index 2 and 25 at index 4 are used to a tenth", () => {
    const totals = { ...totalsOf(500n, 25n), baseSupplyIndex: 2n * 10n ** 15n, baseBorrowIndex: 4n * 10n ** 15n };
    expect(utilisationDown(totals)).toBe(one / 10n);
  });

  test("passes 1 where reserves are lent, and is 0 where nothing is supplied", () => {
    expect(utilisationDown(totalsOf(100n, 110n))).toBe((11n * one) / 10n);
    expect(utilisationDown(totalsOf(0n, 110n))).toBe(0n);
  });
});

test("a curve is continuous at its kink and rises on", () => {
  const curve = curvePerSecond(borrowPerYear);
  const at = (utilisation: bigint): bigint => curveRateDown(curve, utilisation);
  expect(at(curve.kink + 1n) - at(curve.kink)).toBe(0n);
  expect(at(2n * one)).toBe(315_360_529n + 1_475_884_703n + 18_038_591_998n);
});

describe("accrual", () => {
  test("is simple within one accrual and compounds over two", () => {
    const totals = totalsOf(1000n * one, 800n * one);
    const comet = market("0");
    const once = accrued(comet, totals, SECONDS_PER_YEAR, 0n);
    const rate = ratesAt(comet, totals, 0n).borrow;
    expect(once.baseBorrowIndex).toBe(10n ** 15n + (10n ** 15n * rate * SECONDS_PER_YEAR) / one);
    const half = accrued(comet, totals, SECONDS_PER_YEAR / 2n, 0n);
    expect(accrued(comet, half, SECONDS_PER_YEAR / 2n, 0n).baseBorrowIndex).toBeGreaterThan(once.baseBorrowIndex);
  });

  test("no time changes nothing", () => {
    const totals = totalsOf(1000n * one, 800n * one);
    expect(accrued(market("0"), totals, 0n, 0n)).toEqual(totals);
  });

  test("what borrowers pay beyond what lenders earn goes to reserves, to the last rounding", () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 10n ** 24n),
        fc.bigInt(0n, 900n),
        fc.bigInt(1n, 10_000_000n),
        (supplied, used, seconds) => {
          const totals = totalsOf(supplied, (supplied * used) / 1000n);
          const after = accrued(market("0"), totals, seconds, 0n);
          const earned = totalSupply(after) - totalSupply(totals);
          const paid = totalBorrow(after) - totalBorrow(totals);
          expect(reservesOf(after, supplied) - reservesOf(totals, supplied)).toBe(paid - earned);
          expect(earned >= 0n && paid >= 0n).toBe(true);
        },
      ),
    );
  });
});

describe("release 1.2.1 (CometWithExtendedAssetList as proposed in May 2026)", () => {
  test("charges nothing where nobody borrows, and pays nothing where nobody lends", () => {
    expect(ratesAt(market("0"), totalsOf(one, 0n), one).borrow).toBe(315_360_529n);
    expect(ratesAt(market("1.2.1"), totalsOf(one, 0n), one).borrow).toBe(0n);
    expect(ratesAt(market("0", 7n), totalsOf(0n, one), 0n).supply).toBe(7n);
    expect(ratesAt(market("1.2.1", 7n), totalsOf(0n, one), 0n).supply).toBe(0n);
  });

  test("stops a supply rate that only reserves pay once lenders hold what the market holds", () => {
    const totals = totalsOf(1000n, 0n);
    expect(ratesAt(market("1.2.1", 7n), totals, 1001n).supply).toBe(7n);
    expect(ratesAt(market("1.2.1", 7n), totals, 1000n).supply).toBe(0n);
  });

  test("one long accrual leaves lenders without a borrower with exactly what the market holds", () => {
    const rate = one / SECONDS_PER_YEAR;
    const totals = totalsOf(2_000_000n, 0n);
    expect(totalSupply(accrued(market("0", rate), totals, SECONDS_PER_YEAR, 2_000_005n))).toBeGreaterThan(3_999_990n);
    const after = accrued(market("1.2.1", rate), totals, SECONDS_PER_YEAR, 2_000_005n);
    expect(totalSupply(after)).toBe(2_000_005n);
  });

  test("is release 0 wherever somebody borrows", () => {
    const totals = totalsOf(1000n * one, 800n * one);
    expect(accrued(market("1.2.1"), totals, 86_400n, 0n)).toEqual(accrued(market("0"), totals, 86_400n, 0n));
  });
});
