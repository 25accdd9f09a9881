import { OutOfRangeError } from "../../errors/index.js";
import { divDown, mulDivDown } from "../../kernel/index.js";
import { balancesOf } from "./balances.js";
import { percentMulHalfUp, RAY, rayMulDown, rayMulHalfUp } from "./ray.js";
import { rulesOf, type AavePoolRelease } from "./release.js";
import type { PoolReserve } from "./state.js";

/** Seconds in the pool's year of 365 days (MathUtils.SECONDS_PER_YEAR). */
export const SECONDS_PER_YEAR = 31_536_000n;

function elapsedSeconds(reserve: PoolReserve, nowSeconds: bigint): bigint {
  const elapsed = nowSeconds - reserve.lastUpdateSeconds;
  if (elapsed >= 0n) return elapsed;
  throw new OutOfRangeError({
    field: "nowSeconds",
    got: String(nowSeconds),
    want: `the last update of ${reserve.asset} (${String(reserve.lastUpdateSeconds)}) or later`,
    hint: "on-chain times are in seconds; ask at the block of the state or after it",
  });
}

/** Growth of supply at a constant rate, ray, down: 1 + rate x t / year (MathUtils.calculateLinearInterest). Rate a year, ray. */
export const linearGrowthDown = (rateRay: bigint, seconds: bigint): bigint =>
  RAY + mulDivDown(rateRay, seconds, SECONDS_PER_YEAR);

/**
 * Growth of debt to 3.3, ray: 1 + r n / Y + n (n-1) / 2 x r^2 / Y^2 + n (n-1) (n-2) / 6 x r^3 / Y^3, where the powers of
 * the rate per second are divided first and lose their last digits (MathUtils.calculateCompoundedInterest).
 */
export function binomialGrowthDown(rateRay: bigint, seconds: bigint): bigint {
  if (seconds === 0n) return RAY;
  const less = seconds - 1n;
  const lessTwo = seconds > 2n ? seconds - 2n : 0n;
  const square = divDown(rayMulHalfUp(rateRay, rateRay), SECONDS_PER_YEAR * SECONDS_PER_YEAR);
  const cube = divDown(rayMulHalfUp(square, rateRay), SECONDS_PER_YEAR);
  const second = divDown(seconds * less * square, 2n);
  const third = divDown(seconds * less * lessTwo * cube, 6n);
  return RAY + mulDivDown(rateRay, seconds, SECONDS_PER_YEAR) + second + third;
}

/** Growth of debt from 3.4, ray: 1 + x + x (x/2 + x (x/6)), x = r n / Y (MathUtils.calculateCompoundedInterest). */
export function exponentialGrowthHalfUp(rateRay: bigint, seconds: bigint): bigint {
  const x = mulDivDown(rateRay, seconds, SECONDS_PER_YEAR);
  return RAY + x + rayMulHalfUp(x, divDown(x, 2n) + rayMulHalfUp(x, divDown(x, 6n)));
}

/** Growth of debt at a constant rate, ray, as the release compounds. Rate a year, ray. */
export const debtGrowth = (release: AavePoolRelease, rateRay: bigint, seconds: bigint): bigint =>
  rulesOf(release).compounding === "binomial"
    ? binomialGrowthDown(rateRay, seconds)
    : exponentialGrowthHalfUp(rateRay, seconds);

/**
 * What one scaled aToken is worth now, ray (ReserveLogic.getNormalizedIncome).
 * @throws OutOfRangeError (E_OUT_OF_RANGE) if asked before the last update
 */
export const normalizedIncomeHalfUp = (reserve: PoolReserve, nowSeconds: bigint): bigint =>
  rayMulHalfUp(
    linearGrowthDown(reserve.liquidityRateRay, elapsedSeconds(reserve, nowSeconds)),
    reserve.liquidityIndexRay,
  );

/**
 * What one scaled unit of debt is now, ray (ReserveLogic.getNormalizedDebt).
 * @throws OutOfRangeError (E_OUT_OF_RANGE) if asked before the last update
 */
export const normalizedDebtHalfUp = (release: AavePoolRelease, reserve: PoolReserve, nowSeconds: bigint): bigint =>
  rayMulHalfUp(
    debtGrowth(release, reserve.variableBorrowRateRay, elapsedSeconds(reserve, nowSeconds)),
    reserve.variableBorrowIndexRay,
  );

/** Interest since the last update, smallest units (ReserveLogic._accrueToTreasury). */
function debtAccrued(release: AavePoolRelease, reserve: PoolReserve, nextIndexRay: bigint): bigint {
  if (rulesOf(release).balances === "against-user") {
    return rayMulDown(reserve.scaledDebt, nextIndexRay - reserve.variableBorrowIndexRay);
  }
  return (
    rayMulHalfUp(reserve.scaledDebt, nextIndexRay) - rayMulHalfUp(reserve.scaledDebt, reserve.variableBorrowIndexRay)
  );
}

/**
 * The reserve as its next transaction finds it: indexes grown to now, the reserve factor's part of the interest accrued
 * to the treasury (ReserveLogic.updateState). The debt index stands still while nobody owes.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) if asked before the last update
 */
export function accruedReserve(release: AavePoolRelease, reserve: PoolReserve, nowSeconds: bigint): PoolReserve {
  const liquidityIndexRay = normalizedIncomeHalfUp(reserve, nowSeconds);
  const variableBorrowIndexRay =
    reserve.scaledDebt === 0n ? reserve.variableBorrowIndexRay : normalizedDebtHalfUp(release, reserve, nowSeconds);
  const interest = debtAccrued(release, reserve, variableBorrowIndexRay);
  const share = percentMulHalfUp(interest, reserve.reserveFactorBps);
  const accruedToTreasury = reserve.accruedToTreasury + balancesOf(release).scaledOfSupply(share, liquidityIndexRay);
  return { ...reserve, liquidityIndexRay, variableBorrowIndexRay, accruedToTreasury, lastUpdateSeconds: nowSeconds };
}
