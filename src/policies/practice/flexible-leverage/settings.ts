import { assertInRange, assertNotNegative, assertPositive, ConflictError } from "../../../errors/index.js";
import { assertLongLeverage } from "../lending-position.js";
import type { Lender } from "./whole-amounts.js";

/** Settings of the contract, as plain numbers. Leverage ratios are sizes of a long; times in ms; fractions. */
export interface FlexibleLeverageSettings {
  readonly target: number;
  readonly min: number;
  readonly max: number;
  /** Weight of the target in the next leverage ratio, in (0, 1]. */
  readonly recenteringSpeed: number;
  /** Least time between two rebalances inside the bounds, ms. */
  readonly rebalanceIntervalMs: number;
  /** Least time between two chunks of one rebalance, ms. */
  readonly twapCooldownMs: number;
  /** Largest trade, units of the asset; null: none. */
  readonly chunkMax: number | null;
  /** Highest cost of trading, a fraction of what is traded, at which a trade does not revert. */
  readonly slippage: number;
  /** Part of the lender's limit that is left unused. */
  readonly unutilized: number;
  readonly lender: Lender;
  /** The ripcord: who may pull it from which leverage ratio on, how often, with which chunk and slippage, and what it pays, quote currency. */
  readonly ripcord: {
    readonly leverageRatio: number;
    readonly cooldownMs: number;
    readonly chunkMax: number | null;
    readonly slippage: number;
    readonly reward: number;
  };
}

/** @throws ConflictError (E_CONFIG_CONFLICT) with both numbers unless `low` <= `high` */
function assertOrder(low: number, high: number, fields: readonly [string, string]): void {
  if (low <= high) return;
  throw new ConflictError({
    field: `${fields[0]}, ${fields[1]}`,
    got: `${low} above ${high}`,
    want: `${fields[0]} at most ${fields[1]}`,
    hint: "the contract refuses these settings",
  });
}

/**
 * The constraints of the contract (_validateNonExchangeSettings, _validateExchangeSettings): 0 < min <= target <= max <= ripcord,
 * 0 < speed <= 1, interval >= cooldown >= ripcord's cooldown, fractions at most 1; and a target above 1, which its Aave v3
 * version also asks for.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), ConflictError (E_CONFIG_CONFLICT) naming the setting
 */
export function assertFlexibleLeverage(settings: FlexibleLeverageSettings): void {
  const { ripcord } = settings;
  assertLongLeverage(settings.target, "target");
  assertPositive(settings.min, "min");
  assertPositive(settings.max, "max");
  assertPositive(ripcord.leverageRatio, "ripcord");
  assertPositive(settings.recenteringSpeed, "speed");
  const share = { min: 0, max: 1, want: "a fraction from 0 to 1" };
  assertInRange(settings.recenteringSpeed, "speed", { ...share, want: "a fraction above 0, at most 1" });
  assertInRange(settings.slippage, "slippage", share);
  assertInRange(settings.unutilized, "unutilized", share);
  assertInRange(ripcord.slippage, "ripcordSlippage", share);
  if (settings.chunkMax !== null) assertPositive(settings.chunkMax, "chunk");
  if (ripcord.chunkMax !== null) assertPositive(ripcord.chunkMax, "ripcordChunk");
  assertNotNegative(ripcord.reward, "reward");
  assertNotNegative(ripcord.cooldownMs, "ripcordCooldown");
  assertNotNegative(settings.twapCooldownMs, "cooldown");
  assertNotNegative(settings.rebalanceIntervalMs, "interval");
  assertOrder(settings.min, settings.target, ["min", "target"]);
  assertOrder(settings.target, settings.max, ["target", "max"]);
  assertOrder(settings.max, ripcord.leverageRatio, ["max", "ripcord"]);
  assertOrder(settings.twapCooldownMs, settings.rebalanceIntervalMs, ["cooldown", "interval"]);
  assertOrder(ripcord.cooldownMs, settings.twapCooldownMs, ["ripcordCooldown", "cooldown"]);
}
