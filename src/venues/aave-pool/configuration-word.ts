import type { PoolReserveSettings } from "./state.js";

/** What governance sets for a reserve, as far as one word holds it. */
export interface ConfiguredReserve extends Omit<PoolReserveSettings, "asset" | "curve"> {
  /** Category that the asset belongs to (to 3.1); 0 is none. */
  readonly eModeId: number;
  /** Decimals of the asset. */
  readonly decimals: number;
}

/** The bits from `low`, `count` of them. */
const bits = (word: bigint, low: number, count: number): bigint => (word >> BigInt(low)) & ((1n << BigInt(count)) - 1n);

/** True where the bit is set. */
export const isSet = (word: bigint, at: number): boolean => bits(word, at, 1) === 1n;

/** A reserve's settings from the word that the pool packs them into (DataTypes.ReserveConfigurationMap, the same in every release). */
export const configured = (word: bigint): ConfiguredReserve => ({
  unit: 10n ** bits(word, 48, 8),
  decimals: Number(bits(word, 48, 8)),
  ltvBps: bits(word, 0, 16),
  liquidationThresholdBps: bits(word, 16, 16),
  liquidationBonusBps: bits(word, 32, 16),
  liquidationProtocolFeeBps: bits(word, 152, 16),
  reserveFactorBps: bits(word, 64, 16),
  borrowCap: bits(word, 80, 36),
  supplyCap: bits(word, 116, 36),
  debtCeiling: bits(word, 212, 40),
  eModeId: Number(bits(word, 168, 8)),
  ...{ active: isSet(word, 56), frozen: isSet(word, 57), borrowingEnabled: isSet(word, 58), paused: isSet(word, 60) },
  ...{ borrowableInIsolation: isSet(word, 61), siloedBorrowing: isSet(word, 62) },
});
