import { OutOfRangeError } from "../../errors/index.js";
import { balancesOf } from "./balances.js";
import { accruedReserve } from "./indexes.js";
import { BPS, percentMulHalfUp, RAY, rayDivHalfUp, rayMulHalfUp } from "./ray.js";
import { rulesOf, type AavePoolRelease } from "./release.js";
import type { PoolRateCurve, PoolReserve } from "./state.js";

/** Rates of a reserve, a year, ray. */
export interface PoolRates {
  readonly variableBorrowRateRay: bigint;
  readonly liquidityRateRay: bigint;
}

/** What a rate strategy is asked with; amounts in smallest units. */
export interface RateInputs {
  readonly curve: PoolRateCurve;
  readonly totalDebt: bigint;
  /** Underlying left in the pool. */
  readonly availableLiquidity: bigint;
  /** Supply without underlying or debt behind it: portals and deficit; lowers only the liquidity rate. */
  readonly unbacked: bigint;
  readonly reserveFactorBps: bigint;
}

/** Variable rate at a usage (both ray): base + slope 1 x usage / kink, and slope 2 over the rest above the kink; half up. */
export function variableRateHalfUp(curve: PoolRateCurve, usageRay: bigint): bigint {
  if (usageRay <= curve.optimalUsageRay) {
    return curve.baseRateRay + rayDivHalfUp(rayMulHalfUp(curve.slope1Ray, usageRay), curve.optimalUsageRay);
  }
  const excess = rayDivHalfUp(usageRay - curve.optimalUsageRay, RAY - curve.optimalUsageRay);
  return curve.baseRateRay + curve.slope1Ray + rayMulHalfUp(curve.slope2Ray, excess);
}

/** The borrow rate averaged over stable and variable debt as 3.0 does, without stable debt: loses up to half a unit of rate. */
const overallRateHalfUp = (totalDebt: bigint, variableRateRay: bigint): bigint => {
  const debtRay = totalDebt * 10n ** 9n;
  return rayDivHalfUp(rayMulHalfUp(debtRay, variableRateRay), debtRay);
};

/**
 * The rates that a strategy sets (calculateInterestRates of DefaultReserveInterestRateStrategy in 3.0 without stable
 * debt, of DefaultReserveInterestRateStrategyV2 from 3.1).
 * @throws OutOfRangeError (E_OUT_OF_RANGE) if the kink is at 0
 */
export function interestRates(release: AavePoolRelease, inputs: RateInputs): PoolRates {
  const { curve, totalDebt, availableLiquidity, unbacked, reserveFactorBps } = inputs;
  if (totalDebt === 0n) return { variableBorrowRateRay: curve.baseRateRay, liquidityRateRay: 0n };
  const whole = availableLiquidity + totalDebt;
  const variableBorrowRateRay = variableRateHalfUp(curve, rayDivHalfUp(totalDebt, whole));
  const paid =
    rulesOf(release).rateStrategy === "with-stable-debt"
      ? overallRateHalfUp(totalDebt, variableBorrowRateRay)
      : variableBorrowRateRay;
  const earned = rayMulHalfUp(paid, rayDivHalfUp(totalDebt, whole + unbacked));
  return { variableBorrowRateRay, liquidityRateRay: percentMulHalfUp(earned, BPS - reserveFactorBps) };
}

/** An action of the account's own that moves the rates; smallest units, 0 or above. */
export interface OwnFlow {
  readonly borrowed: bigint;
  readonly supplied: bigint;
}

/**
 * Rates of the reserve after borrowing or supplying an amount at that time: the account's own impact. Nothing borrowed or
 * supplied gives the rates that the next transaction would set.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) if more is borrowed than is left, or if asked before the last update
 */
export function ratesAfter(
  release: AavePoolRelease,
  reserve: PoolReserve,
  nowSeconds: bigint,
  { borrowed, supplied }: OwnFlow,
): PoolRates {
  const { curve, unbacked, deficit, reserveFactorBps, scaledDebt, variableBorrowIndexRay, ...rest } = accruedReserve(
    release,
    reserve,
    nowSeconds,
  );
  const { scaledOfBorrow, owed } = balancesOf(release);
  const totalDebt = owed(scaledDebt + scaledOfBorrow(borrowed, variableBorrowIndexRay), variableBorrowIndexRay);
  const availableLiquidity = rest.availableLiquidity + supplied - borrowed;
  if (availableLiquidity < 0n) {
    const want = `at most ${String(rest.availableLiquidity + supplied)}`;
    throw new OutOfRangeError({ field: "borrowed", got: String(borrowed), want, hint: "the pool has no more to lend" });
  }
  return interestRates(release, {
    curve,
    totalDebt,
    availableLiquidity,
    unbacked: unbacked + deficit,
    reserveFactorBps,
  });
}
