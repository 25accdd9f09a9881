import { assertAmount } from "../kernel/index.js";

/** The double next to a positive one, away from or towards 0. */
function beside(value: number, step: 1n | -1n): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  bits.setBigUint64(0, bits.getBigUint64(0) + step);
  return bits.getFloat64(0);
}

/** The sign of value - units / 10^decimals, exactly, for a value > 0: a double is a whole number times a power of two. */
function excess(value: number, units: bigint, decimals: number): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const exponent = (word >> 52n) - 1075n;
  const mantissa = (word & (2n ** 52n - 1n)) + 2n ** 52n;
  const scaled = mantissa * 10n ** BigInt(decimals);
  const [left, right] = exponent < 0n ? [scaled, units << -exponent] : [scaled << exponent, units];
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * An amount on chain as a quantity: units / 10^decimals, never above it and within two steps of a double. For what is held.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) below 0
 */
export function quantityDown(units: bigint, decimals: number): number {
  assertAmount(units, "units");
  if (units === 0n) return 0;
  const near = Number(units) / 10 ** decimals;
  const down = excess(near, units, decimals) > 0 ? beside(near, -1n) : near;
  return excess(down, units, decimals) > 0 ? beside(down, -1n) : down;
}

/**
 * The same, never below it. For what is owed.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) below 0
 */
export function quantityUp(units: bigint, decimals: number): number {
  assertAmount(units, "units");
  if (units === 0n) return 0;
  const near = Number(units) / 10 ** decimals;
  const up = excess(near, units, decimals) < 0 ? beside(near, 1n) : near;
  return excess(up, units, decimals) < 0 ? beside(up, 1n) : up;
}
