import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawnTotals } from "../../../tests/morpho-loans.js";
import { rateImpactAnnual } from "../../model/index.js";
import { accrued, compoundedDown } from "./accrual.js";
import {
  adaptiveRates,
  chainExp,
  INITIAL_RATE_AT_TARGET,
  MAX_RATE_AT_TARGET,
  MIN_RATE_AT_TARGET,
} from "./adaptive-curve.js";
import { adaptivePool, adaptiveRateAnnual, rateAtTargetAfter } from "./adaptive-pool.js";
import { WAD } from "./shares.js";
import type { MorphoTotals } from "./state.js";
import { borrowTo, repayTo, supplyTo, utilisationDown, withdrawTo } from "./utilisation.js";

const YEAR_SECONDS = 31_536_000;
const DAY_SECONDS = 86_400n;

const annual = (ratePerSecond: bigint): number => (Number(ratePerSecond) * YEAR_SECONDS) / 1e18;
const poolAt = (thousandths: bigint): { totalSupplyAssets: bigint; totalBorrowAssets: bigint } => ({
  totalSupplyAssets: 1000n * WAD,
  totalBorrowAssets: thousandths * WAD,
});

describe("the adaptive curve", () => {
  test("charges a quarter of the rate at target at no use, the rate itself at 0.9, four times it at full use", () => {
    const rates = [0n, 900n, 1000n].map((use) => adaptiveRates(poolAt(use), INITIAL_RATE_AT_TARGET, 0n).averageRate);
    expect(rates.map((rate) => annual(rate).toFixed(9))).toEqual(["0.010000000", "0.040000000", "0.160000000"]);
  });

  test("at full use the rate at target doubles in about 5 days, at none it halves (e^(50/365 x 5) = 1.983...)", () => {
    const after = (use: bigint): number =>
      annual(adaptiveRates(poolAt(use), INITIAL_RATE_AT_TARGET, 5n * DAY_SECONDS).endRateAtTarget) / 0.04;
    expect(after(1000n)).toBeCloseTo(Math.exp(250 / 365), 2);
    expect(after(0n)).toBeCloseTo(Math.exp(-250 / 365), 2);
  });

  test("stays within 0.1 % and 200 % a year", () => {
    const year = 365n * DAY_SECONDS;
    expect(adaptiveRates(poolAt(1000n), INITIAL_RATE_AT_TARGET, year).endRateAtTarget).toBe(MAX_RATE_AT_TARGET);
    expect(adaptiveRates(poolAt(0n), INITIAL_RATE_AT_TARGET, year).endRateAtTarget).toBe(MIN_RATE_AT_TARGET);
  });

  test("the chain's exponential is within 0.9 % of the true one, its sign of rate and 0 right", () => {
    expect([chainExp(0n), chainExp(-42n * WAD), chainExp(-(10n ** 20n))]).toEqual([WAD, 0n, 0n]);
    for (let x = -20; x <= 40; x += 0.01) {
      const got = Number(chainExp(BigInt(Math.round(x * 1e9)) * 10n ** 9n)) / 1e18;
      expect(Math.abs(got / Math.exp(x) - 1)).toBeLessThan(x < -15 ? 0.02 : 0.0092);
    }
  });

  test("the average lies between start and end", () => {
    fc.assert(
      fc.property(drawnTotals, fc.bigInt({ min: 0n, max: 10_000_000n }), (totals, elapsed) => {
        const start = adaptiveRates(totals, INITIAL_RATE_AT_TARGET, 0n).endRate;
        const { averageRate, endRate } = adaptiveRates(totals, INITIAL_RATE_AT_TARGET, elapsed);
        const [low, high] = start < endRate ? [start, endRate] : [endRate, start];
        expect(averageRate).toBeGreaterThanOrEqual(low - 1n);
        expect(averageRate).toBeLessThanOrEqual(high + 1n);
      }),
    );
  });
});

describe("the float curve against the chain's", () => {
  test("the rate, the pool's slopes and the drift agree", () => {
    for (let use = 0; use <= 1000; use += 20) {
      const [rate, utilisation] = [adaptiveRates(poolAt(BigInt(use)), INITIAL_RATE_AT_TARGET, 0n), use / 1000];
      expect(adaptiveRateAnnual(0.04, utilisation)).toBeCloseTo(annual(rate.averageRate), 9);
      const pool = adaptivePool({ supplied: 1000, borrowed: use, rateAtTargetAnnual: 0.04 });
      const more = rateImpactAnnual(pool, 1000 - use);
      expect(adaptiveRateAnnual(0.04, utilisation) + more).toBeCloseTo(0.16, 12);
      const drifted = adaptiveRates(poolAt(BigInt(use)), INITIAL_RATE_AT_TARGET, 30n * DAY_SECONDS).endRateAtTarget;
      const ours = rateAtTargetAfter(0.04, utilisation, 30 / 365);
      expect(Math.abs(annual(drifted) / ours - 1)).toBeLessThan(0.0092);
    }
    expect(rateAtTargetAfter(0.04, 1, 10)).toBe(2);
    expect(rateAtTargetAfter(0.04, 0, 10)).toBe(0.001);
  });

  test.each([
    ["a rate below 0", () => adaptiveRateAnnual(-0.01, 0.5)],
    ["a use above 1", () => adaptiveRateAnnual(0.04, 1.1)],
    ["time that runs back", () => rateAtTargetAfter(0.04, 0.5, -1)],
    ["more borrowed than supplied", () => adaptivePool({ supplied: 1, borrowed: 2, rateAtTargetAnnual: 0.04 })],
    ["a start below 0", () => adaptiveRates(poolAt(1n), -1n, 0n)],
  ])("%s is refused", (_, call) => {
    expect(call).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE" }) as Error);
  });
});

describe("accrual", () => {
  const totals: MorphoTotals = {
    ...{ totalSupplyAssets: 1_000_000n * WAD, totalSupplyShares: 1_000_000n * WAD * 10n ** 6n },
    ...{ totalBorrowAssets: 800_000n * WAD, totalBorrowShares: 800_000n * WAD * 10n ** 6n },
    ...{ lastUpdateSeconds: 0n, feeWad: 10n ** 17n },
  };

  test("a year at 3 % a year in one step grows the debt by e^0.03 less 3.4e-8 (MathLib.wTaylorCompounded)", () => {
    const growth = Number(compoundedDown((3n * 10n ** 16n) / 31_536_000n, 31_536_000n)) / 1e18;
    expect(Math.expm1(0.03) - growth).toBeCloseTo(3.4e-8, 9);
  });

  test("twice half a year is a year, but for the terms that each step leaves out", () => {
    const rate = (5n * 10n ** 16n) / 31_536_000n;
    const half = 15_768_000n;
    const once = accrued(totals, rate, 2n * half).totals;
    const twice = accrued(accrued(totals, rate, half).totals, rate, 2n * half).totals;
    const apart = Number(twice.totalBorrowAssets - once.totalBorrowAssets) / Number(once.totalBorrowAssets);
    // x^4 / 24 left out once, and (x/2)^4 / 24 twice: 7/8 of 2.6e-7 apart at x = 0.05.
    expect(apart).toBeGreaterThan(0);
    expect(apart).toBeLessThan(2.6e-7);
  });

  test("no time, no change; lenders and borrowers book the same interest; a tenth of it is the fee's", () => {
    expect(accrued(totals, 10n ** 9n, 0n)).toEqual({ interest: 0n, feeShares: 0n, totals });
    const { interest, feeShares, totals: after } = accrued(totals, 10n ** 9n, 31_536_000n);
    expect(after.totalBorrowAssets - totals.totalBorrowAssets).toBe(interest);
    expect(after.totalSupplyAssets - totals.totalSupplyAssets).toBe(interest);
    const feeAssets = (feeShares * after.totalSupplyAssets) / after.totalSupplyShares;
    expect(Math.abs(Number(feeAssets) / (Number(interest) / 10) - 1)).toBeLessThan(1e-9);
  });

  test("a time before the last update is refused", () => {
    expect(() => accrued({ ...totals, lastUpdateSeconds: 2n }, 1n, 1n)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE" }) as Error,
    );
  });
});

describe("amounts to a utilisation", () => {
  test("each leads to it from its side and one unit less does not, by trying", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 5000n }),
        fc.bigInt({ min: 0n, max: 5000n }),
        fc.bigInt({ min: 1n, max: 100n }),
        (s, b, per) => {
          const borrowed = b < s ? b : s;
          const at = per * 10n ** 16n;
          const pool = { totalSupplyAssets: s, totalBorrowAssets: borrowed };
          const use = (supply: bigint, borrow: bigint): boolean => borrow * 100n <= per * supply;
          const supply = supplyTo(pool, at);
          expect(use(s + supply, borrowed)).toBe(true);
          if (supply > 0n) expect(use(s + supply - 1n, borrowed)).toBe(false);
          const repay = repayTo(pool, at);
          expect(use(s, borrowed - repay)).toBe(true);
          if (repay > 0n) expect(use(s, borrowed - repay + 1n)).toBe(false);
          if (!use(s, borrowed)) {
            expect([withdrawTo(pool, at), borrowTo(pool, at)]).toEqual([0n, 0n]);
            return;
          }
          expect(use(s - withdrawTo(pool, at), borrowed)).toBe(true);
          expect(use(s - withdrawTo(pool, at) - 1n, borrowed)).toBe(false);
          expect(use(s, borrowed + borrowTo(pool, at))).toBe(true);
          expect(use(s, borrowed + borrowTo(pool, at) + 1n)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("to none at all: only an unused market is there", () => {
    const [unused, used] = [poolAt(0n), poolAt(500n)];
    expect([supplyTo(unused, 0n), withdrawTo(unused, 0n), withdrawTo(used, 0n)]).toEqual([0n, 1000n * WAD, 0n]);
    expect(supplyTo(used, 0n)).toBe(2n ** 256n - 1n);
    expect(utilisationDown(used)).toBe(5n * 10n ** 17n);
  });
});
