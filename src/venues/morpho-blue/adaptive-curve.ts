import { assertAmount, divDown, mulDivDown } from "../../kernel/index.js";
import { WAD } from "./shares.js";
import { utilisationDown, type Pooled } from "./utilisation.js";

/** Seconds of a year of 365 days, by which the constants a year are divided (ConstantsLib: "365 days"). */
export const YEAR_SECONDS = 31_536_000n;

/** A fraction a year as a rate per second, times 1e18, rounded down. */
const perSecond = (annualWad: bigint): bigint => divDown(annualWad, YEAR_SECONDS);

/** Constants of AdaptiveCurveIrm (adaptive-curve-irm/libraries/ConstantsLib): fractions and rates per second, times 1e18. */
export const TARGET_UTILISATION = 9n * 10n ** 17n;
export const CURVE_STEEPNESS = 4n * WAD;
export const INITIAL_RATE_AT_TARGET = perSecond(4n * 10n ** 16n);
export const MIN_RATE_AT_TARGET = perSecond(10n ** 15n);
export const MAX_RATE_AT_TARGET = perSecond(2n * WAD);
const ADJUSTMENT_SPEED = perSecond(50n * WAD);

/** ExpLib: natural logarithms of 2 and of 1e-18, and the exponent from which the result is clipped, times 1e18. */
const LN_2 = 693_147_180_559_945_309n;
const LN_SMALLEST = -41_446_531_673_892_822_312n;
const EXP_UPPER_BOUND = 93_859_467_695_000_404_319n;
const EXP_UPPER_VALUE = 57_716_089_161_558_943_949_701_069_502_944_508_345_128_422_502_756_744_429_568n;

/** Signed products and quotients of numbers times 1e18, rounded towards 0 as Solidity divides: `divDown` does so below 0 too. */
const multipliedToZero = (a: bigint, b: bigint): bigint => divDown(a * b, WAD);
const dividedToZero = (a: bigint, b: bigint): bigint => divDown(a * WAD, b);

/**
 * The contract's own exponential of a number times 1e18 (ExpLib.wExp): 2^q times a polynomial of second order, up to 0.9 %
 * off the true one. The rate on chain moves by this figure, so a better exponential would be a worse model.
 */
export function chainExp(exponentWad: bigint): bigint {
  if (exponentWad < LN_SMALLEST) return 0n;
  if (exponentWad >= EXP_UPPER_BOUND) return EXP_UPPER_VALUE;
  const half = divDown(exponentWad < 0n ? -LN_2 : LN_2, 2n);
  const doublings = divDown(exponentWad + half, LN_2);
  const rest = exponentWad - doublings * LN_2;
  const expRest = WAD + rest + divDown(multipliedToZero(rest, rest), 2n);
  return doublings >= 0n ? expRest << doublings : expRest >> -doublings;
}

/** Distance of utilisation from its target as a share of the room on that side: -1e18 at 0, 0 at the target, 1e18 at full use. */
function errorWad(utilisationWad: bigint): bigint {
  const room = utilisationWad > TARGET_UTILISATION ? WAD - TARGET_UTILISATION : TARGET_UTILISATION;
  return dividedToZero(utilisationWad - TARGET_UTILISATION, room);
}

/** The curve: a quarter of the rate at target at no use, the rate itself at the target, four times it at full use. */
function curve(rateAtTarget: bigint, error: bigint): bigint {
  const steepness = error < 0n ? WAD - dividedToZero(WAD, CURVE_STEEPNESS) : CURVE_STEEPNESS - WAD;
  return multipliedToZero(multipliedToZero(steepness, error) + WAD, rateAtTarget);
}

function bounded(rateAtTarget: bigint): bigint {
  if (rateAtTarget < MIN_RATE_AT_TARGET) return MIN_RATE_AT_TARGET;
  return rateAtTarget > MAX_RATE_AT_TARGET ? MAX_RATE_AT_TARGET : rateAtTarget;
}

/** Rates per second, times 1e18, rounded down. */
export interface AdaptiveRates {
  /** Charged for the whole time since the last update. */
  readonly averageRate: bigint;
  /** Of the curve at the end of that time. */
  readonly endRate: bigint;
  /** Where the rate at target utilisation then stands. */
  readonly endRateAtTarget: bigint;
}

/**
 * What the adaptive curve answers after `elapsedSeconds` at an unchanged utilisation (AdaptiveCurveIrm._borrowRate): the
 * rate at target grows by e^(50 a year x error), and the average is taken as (start + end + 2 middle) / 4.
 * @param startRateAtTarget as stored by the contract, per second times 1e18; 0 before the first accrual, which starts at 4 % a year
 * @throws OutOfRangeError (E_OUT_OF_RANGE) below 0
 */
export function adaptiveRates(pooled: Pooled, startRateAtTarget: bigint, elapsedSeconds: bigint): AdaptiveRates {
  assertAmount(startRateAtTarget, "startRateAtTarget");
  assertAmount(elapsedSeconds, "elapsedSeconds");
  const error = errorWad(pooled.totalSupplyAssets > 0n ? utilisationDown(pooled) : 0n);
  const at = (average: bigint, end: bigint): AdaptiveRates => ({
    averageRate: curve(average, error),
    endRate: curve(end, error),
    endRateAtTarget: end,
  });
  if (startRateAtTarget === 0n) return at(INITIAL_RATE_AT_TARGET, INITIAL_RATE_AT_TARGET);
  const adaptation = multipliedToZero(ADJUSTMENT_SPEED, error) * elapsedSeconds;
  if (adaptation === 0n) return at(startRateAtTarget, startRateAtTarget);
  const after = (exponent: bigint): bigint => bounded(multipliedToZero(startRateAtTarget, chainExp(exponent)));
  const end = after(adaptation);
  return at(divDown(startRateAtTarget + end + 2n * after(divDown(adaptation, 2n)), 4n), end);
}

/** Utilisation, times 1e18, at which the curve charges `rate`; 0 and 1e18 for a rate beyond its ends. Both rates per second, times 1e18. */
export function utilisationAtRate(rate: bigint, rateAtTarget: bigint): bigint {
  const [floor, ceiling] = [
    dividedToZero(rateAtTarget, CURVE_STEEPNESS),
    multipliedToZero(rateAtTarget, CURVE_STEEPNESS),
  ];
  if (rate <= floor) return 0n;
  if (rate >= ceiling) return WAD;
  if (rate < rateAtTarget) return mulDivDown(TARGET_UTILISATION, rate - floor, rateAtTarget - floor);
  return TARGET_UTILISATION + mulDivDown(WAD - TARGET_UTILISATION, rate - rateAtTarget, ceiling - rateAtTarget);
}
