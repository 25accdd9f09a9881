import { describe, expect, test } from "vitest";
import { measuredOn, usdc } from "../../../tests/aave-pools.js";
import { lendingName, lendingVectorsOf, lendingVectorsPresent, wholeOf } from "../../../tests/vectors-lending.js";
import type { LendingRecord, LendingVector } from "../../../tests/vectors-lending.js";
import { balancesOf } from "./balances.js";
import {
  accruedReserve,
  binomialGrowthDown,
  debtGrowth,
  exponentialGrowthHalfUp,
  linearGrowthDown,
  normalizedDebtHalfUp,
  normalizedIncomeHalfUp,
  SECONDS_PER_YEAR,
} from "./indexes.js";
import { RAY, rayMulHalfUp } from "./ray.js";
import { AAVE_POOL_RELEASES } from "./release.js";

const secondsOf = (inputs: LendingRecord): bigint => wholeOf(inputs, "now") - wholeOf(inputs, "lastUpdate");
const expectedOf = ({ expected }: LendingVector): bigint => BigInt(String(expected));

/** math-utils calculateCompoundedInterest: the rate is cut to whole units a second before the binomial. */
function peerGrowth(rateRay: bigint, n: bigint): bigint {
  const rate = rateRay / SECONDS_PER_YEAR;
  const square = rayMulHalfUp(rate, rate);
  const cube = rayMulHalfUp(square, rate);
  return RAY + n * rate + (n * (n - 1n) * square) / 2n + (n * (n - 1n) * (n - 2n) * cube) / 6n;
}

/** math-utils calculateCompoundedRate: rayPow of the rate a second, by squaring, less one. */
function peerRate(rateRay: bigint, seconds: bigint): bigint {
  let x = RAY + rateRay / SECONDS_PER_YEAR;
  let z = seconds % 2n === 0n ? RAY : x;
  for (let n = seconds / 2n; n > 0n; n /= 2n) {
    x = rayMulHalfUp(x, x);
    if (n % 2n === 1n) z = rayMulHalfUp(z, x);
  }
  return z - RAY;
}

const reserveOfCase = (inputs: LendingRecord): Parameters<typeof normalizedIncomeHalfUp>[0] =>
  usdc({
    liquidityIndexRay: wholeOf(inputs, "indexRay"),
    liquidityRateRay: wholeOf(inputs, "rateRay"),
    lastUpdateSeconds: wholeOf(inputs, "lastUpdate"),
  });

describe("linear growth and income", () => {
  test.each(lendingVectorsOf("aave.linearInterest").map((v) => [lendingName(v), v] as const))("%s", (_, v) => {
    expect(linearGrowthDown(wholeOf(v.inputs, "rateRay"), secondsOf(v.inputs))).toBe(expectedOf(v));
  });
  test.each(lendingVectorsOf("aave.normalizedIncome").map((v) => [lendingName(v), v] as const))("%s", (_, v) => {
    expect(normalizedIncomeHalfUp(reserveOfCase(v.inputs), wholeOf(v.inputs, "now"))).toBe(expectedOf(v));
  });
  test.each(lendingVectorsOf("aave.linearBalance").map((v) => [lendingName(v), v] as const))("%s", (_, v) => {
    const indexRay = normalizedIncomeHalfUp(reserveOfCase(v.inputs), wholeOf(v.inputs, "now"));
    const scaled = wholeOf(v.inputs, "scaledBalance");
    expect(balancesOf("3.0.2").held(scaled, indexRay)).toBe(expectedOf(v));
    expect(expectedOf(v) - balancesOf("3.6").held(scaled, indexRay)).toBeLessThanOrEqual(1n);
  });
  test("aave-utilities pool-math.test.ts: linear interest is 1.0000000015854911846778285...", () => {
    expect(linearGrowthDown(500_000_000_000_000_000n, 100_000_100n)).toBe(1_000_000_001_585_491_184_677_828_513n);
  });
});

describe("growth of debt", () => {
  test.each(lendingVectorsOf("math-utils.compoundedInterest").map((v) => [lendingName(v), v] as const))(
    "%s: the peer cuts the rate a second first, no release of the contract does",
    (_, v) => {
      const [rateRay, seconds] = [wholeOf(v.inputs, "rateRay"), secondsOf(v.inputs)];
      expect(peerGrowth(rateRay, seconds)).toBe(expectedOf(v));
      expect(binomialGrowthDown(rateRay, seconds)).toBe(1_000_000_001_585_491_184_677_828_513n);
      expect(exponentialGrowthHalfUp(rateRay, seconds)).toBe(1_000_000_001_585_491_185_934_719_662n);
    },
  );
  test.each(lendingVectorsOf("math-utils.compoundedBalance").map((v) => [lendingName(v), v] as const))(
    "%s: the contract of every release agrees within its rounding, up from 3.5",
    (_, v) => {
      const [rateRay, seconds] = [wholeOf(v.inputs, "rateRay"), secondsOf(v.inputs)];
      const [scaled, indexRay] = [wholeOf(v.inputs, "principal"), wholeOf(v.inputs, "indexRay")];
      const peer = rayMulHalfUp(scaled, rayMulHalfUp(peerGrowth(rateRay, seconds), indexRay));
      expect(peer).toBe(expectedOf(v));
      const owed = AAVE_POOL_RELEASES.map((release) =>
        balancesOf(release).owed(scaled, rayMulHalfUp(debtGrowth(release, rateRay, seconds), indexRay)),
      );
      const up = peer === 0n ? 0n : peer + 1n;
      expect(owed).toEqual([peer, peer, peer, up, up, up]);
    },
  );
  test.each(lendingVectorsOf("math-utils.compoundedRate").map((v) => [lendingName(v), v] as const))(
    "%s: the peer raises to the power, the contracts take three terms",
    (_, v) => {
      const [rateRay, seconds] = [wholeOf(v.inputs, "rateRay"), wholeOf(v.inputs, "durationSeconds")];
      const peer = expectedOf(v);
      expect(peerRate(rateRay, seconds)).toBe(peer);
      for (const growth of [binomialGrowthDown, exponentialGrowthHalfUp]) {
        const ours = growth(rateRay, seconds) - RAY;
        expect(ours).toBeLessThan(peer);
        // The first term left out is x^4 / 24: 6e-6 at x = 0.109; the binomial of 3.0.2 loses 3e-6 of x^3 / 6 more.
        expect((peer - ours) * 100_000n).toBeLessThan(RAY);
      }
    },
  );
  test.each(lendingVectorsOf("aave.accrual").map((v) => [lendingName(v), v] as const))("%s", (_, v) => {
    const release = measuredOn(v.source);
    const expected = v.expected as LendingRecord;
    const reserve = usdc({
      liquidityIndexRay: wholeOf(v.inputs, "startIndexRay"),
      variableBorrowIndexRay: wholeOf(v.inputs, "startIndexRay"),
      liquidityRateRay: wholeOf(v.inputs, "liquidityRateRay"),
      variableBorrowRateRay: wholeOf(v.inputs, "variableRateRay"),
      lastUpdateSeconds: 0n,
    });
    const now = wholeOf(v.inputs, "seconds");
    expect(normalizedIncomeHalfUp(reserve, now)).toBe(wholeOf(expected, "normalizedIncomeRay"));
    expect(normalizedDebtHalfUp(release, reserve, now)).toBe(wholeOf(expected, "normalizedVariableDebtRay"));
  });
  test("measured on Aave v3.0.2 and v3.6: a year at 3.5556 %", () => {
    const rateRay = 35_555_555_555_555_555_555_555_556n;
    expect(binomialGrowthDown(rateRay, SECONDS_PER_YEAR)).toBe(1_036_192_881_493_512_040_652_259_556n);
    expect(exponentialGrowthHalfUp(rateRay, SECONDS_PER_YEAR)).toBe(1_036_195_145_861_911_294_010_059_443n);
  });
  test("no time, no growth; two seconds have no third term", () => {
    for (const release of AAVE_POOL_RELEASES) expect(debtGrowth(release, RAY, 0n)).toBe(RAY);
    expect(binomialGrowthDown(RAY, 1n)).toBe(RAY + RAY / SECONDS_PER_YEAR);
    expect(binomialGrowthDown(RAY, 2n)).toBe(RAY + (2n * RAY) / SECONDS_PER_YEAR + RAY / SECONDS_PER_YEAR ** 2n);
  });
});

describe("accrual of a reserve (ReserveLogic.updateState)", () => {
  const reserve = usdc({
    variableBorrowIndexRay: RAY + 7n,
    variableBorrowRateRay: RAY / 10n,
    liquidityRateRay: RAY / 20n,
    scaledDebt: 1_000_003n,
    lastUpdateSeconds: 0n,
  });
  test("the treasury gets the reserve factor's part of the interest, scaled", () => {
    for (const release of AAVE_POOL_RELEASES) {
      const after = accruedReserve(release, reserve, SECONDS_PER_YEAR);
      expect(after.liquidityIndexRay).toBe((RAY * 21n) / 20n);
      // A tenth of 105,166 or 105,167 of interest, over an index of 1.05: 10,016 to the nearest, 10,015 or 10,016 down.
      expect(after.accruedToTreasury).toBeGreaterThanOrEqual(10_015n);
      expect(after.accruedToTreasury).toBeLessThanOrEqual(10_016n);
      expect(after.lastUpdateSeconds).toBe(SECONDS_PER_YEAR);
      expect(accruedReserve(release, after, SECONDS_PER_YEAR)).toEqual(after);
    }
  });
  test("without debt the debt index stands still, though a base rate is stored", () => {
    const idle = { ...reserve, scaledDebt: 0n };
    expect(accruedReserve("3.6", idle, SECONDS_PER_YEAR).variableBorrowIndexRay).toBe(idle.variableBorrowIndexRay);
    expect(accruedReserve("3.6", idle, SECONDS_PER_YEAR).accruedToTreasury).toBe(0n);
  });
  test("asked before the last update, it refuses", () => {
    expect(() => accruedReserve("3.6", { ...reserve, lastUpdateSeconds: 2n }, 1n)).toThrow(/USDC/);
  });
});

test.skipIf(!lendingVectorsPresent)("../shared/vectors/lending.json: the 11 cases of growth and indexes", () => {
  const prefixes = ["aave.linear", "aave.normalizedIncome", "aave.accrual", "math-utils."];
  expect(prefixes.flatMap((prefix) => lendingVectorsOf(prefix)).length).toBe(11);
});
