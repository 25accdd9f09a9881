import { mulDivDown, mulDivHalfUp, mulDivUp } from "../../kernel/index.js";

/** One, in the 27 decimals of indexes and rates. */
export const RAY = 10n ** 27n;
/** One, in the 18 decimals of health factors. */
export const WAD = 10n ** 18n;
/** One, in basis points. */
export const BPS = 10_000n;

/** a x b / 1e27, to the nearest, halves up (WadRayMath.rayMul). */
export const rayMulHalfUp = (a: bigint, b: bigint): bigint => mulDivHalfUp(a, b, RAY);
/** a x b / 1e27, down (WadRayMath.rayMulFloor, from 3.5). */
export const rayMulDown = (a: bigint, b: bigint): bigint => mulDivDown(a, b, RAY);
/** a x b / 1e27, up (WadRayMath.rayMulCeil, from 3.5). */
export const rayMulUp = (a: bigint, b: bigint): bigint => mulDivUp(a, b, RAY);

/** a x 1e27 / b, to the nearest, halves up (WadRayMath.rayDiv). @throws OutOfRangeError (E_OUT_OF_RANGE) unless b > 0 */
export const rayDivHalfUp = (a: bigint, b: bigint): bigint => mulDivHalfUp(a, RAY, b);
/** a x 1e27 / b, down (WadRayMath.rayDivFloor, from 3.5). @throws OutOfRangeError (E_OUT_OF_RANGE) unless b > 0 */
export const rayDivDown = (a: bigint, b: bigint): bigint => mulDivDown(a, RAY, b);
/** a x 1e27 / b, up (WadRayMath.rayDivCeil, from 3.5). @throws OutOfRangeError (E_OUT_OF_RANGE) unless b > 0 */
export const rayDivUp = (a: bigint, b: bigint): bigint => mulDivUp(a, RAY, b);

/** a x 1e18 / b, to the nearest, halves up (WadRayMath.wadDiv). @throws OutOfRangeError (E_OUT_OF_RANGE) unless b > 0 */
export const wadDivHalfUp = (a: bigint, b: bigint): bigint => mulDivHalfUp(a, WAD, b);

/** value x bps / 10000, to the nearest, halves up (PercentageMath.percentMul). */
export const percentMulHalfUp = (value: bigint, bps: bigint): bigint => mulDivHalfUp(value, bps, BPS);
/** value x bps / 10000, down (PercentageMath.percentMulFloor, from 3.5). */
export const percentMulDown = (value: bigint, bps: bigint): bigint => mulDivDown(value, bps, BPS);
/** value x bps / 10000, up (PercentageMath.percentMulCeil, from 3.5). */
export const percentMulUp = (value: bigint, bps: bigint): bigint => mulDivUp(value, bps, BPS);

/** value x 10000 / bps, to the nearest, halves up (PercentageMath.percentDiv). @throws OutOfRangeError (E_OUT_OF_RANGE) unless bps > 0 */
export const percentDivHalfUp = (value: bigint, bps: bigint): bigint => mulDivHalfUp(value, BPS, bps);
/** value x 10000 / bps, down (PercentageMath.percentDivFloor, from 3.7). @throws OutOfRangeError (E_OUT_OF_RANGE) unless bps > 0 */
export const percentDivDown = (value: bigint, bps: bigint): bigint => mulDivDown(value, BPS, bps);
/** value x 10000 / bps, up (PercentageMath.percentDivCeil, from 3.5). @throws OutOfRangeError (E_OUT_OF_RANGE) unless bps > 0 */
export const percentDivUp = (value: bigint, bps: bigint): bigint => mulDivUp(value, BPS, bps);
