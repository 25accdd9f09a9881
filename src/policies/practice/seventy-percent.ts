import {
  assertInRange,
  assertNotNegative,
  assertPositive,
  ConflictError,
  OutOfRangeError,
} from "../../errors/index.js";
import type { PolicyKind } from "../kind.js";
import { numberIn } from "../policy-values.js";
import { durationWord } from "../policy-words.js";
import type { TradingPolicy } from "../policy.js";
import { HOLD, type PolicyView } from "../view.js";
import { assertLong, liquidationThresholdOf } from "./lending-position.js";

const SOURCE =
  "Gearbox-protocol/sdk, src/common-utils/utils/strategies/leverage (maxLeverage, getRecommendedLeverageFactor)";

/** One, in hundredths of a per cent. PERCENTAGE_FACTOR. */
const PERCENTAGE_FACTOR = 10_000n;
/** Leverage ratio 1, in hundredths. LEVERAGE_DECIMALS. */
const LEVERAGE_DECIMALS = 100n;

/** Highest leverage factor, hundredths of the leverage ratio beyond 1: targetHealth / (targetHealth - threshold), truncated. Both in hundredths of a per cent. maxLeverage. */
export const maxLeverageFactor = (thresholdBps: bigint, targetHealthBps: bigint): bigint =>
  (targetHealthBps * LEVERAGE_DECIMALS) / (targetHealthBps - thresholdBps) - LEVERAGE_DECIMALS;

/** The highest factor less slippage and a constant loss, both in hundredths of a per cent. calculateMaxLeverageFactor. */
export const reducedLeverageFactor = (factor: bigint, slippageBps: bigint, lossBps: bigint): bigint =>
  (factor * (PERCENTAGE_FACTOR - slippageBps - lossBps)) / PERCENTAGE_FACTOR;

/** 70 % of the highest factor, floored to tens, in the floating point of its source: 700 gives 480, not 490. getRecommendedLeverageFactor. */
export const recommendedLeverageFactor = (maxFactor: bigint): bigint =>
  BigInt(Math.floor((Number(maxFactor) * 0.7) / 10)) * 10n;

/** Settings of `seventyPercentPolicy`: fractions, and ms. */
export interface SeventyPercentSettings {
  /** Health factor at which the highest leverage stands; 1 is liquidation. */
  readonly targetHealth: number;
  readonly slippage: number;
  /** Further loss that is taken off. */
  readonly constantLoss: number;
  /** Time between trades back to the recommended leverage; 0: opens at it and leaves it alone. */
  readonly everyMs: number;
}

const basisPoints = (fraction: number): bigint => BigInt(Math.round(fraction * Number(PERCENTAGE_FACTOR)));

/**
 * Leverage ratio that the interface recommends at a liquidation threshold, a fraction.
 * @throws ConflictError (E_CONFIG_CONFLICT) where the threshold is not below the health aimed at, so that no leverage is highest
 */
export function recommendedLeverage(threshold: number, settings: SeventyPercentSettings): number {
  const { targetHealth, slippage, constantLoss } = settings;
  if (basisPoints(threshold) >= basisPoints(targetHealth)) {
    const got = `health ${targetHealth} and threshold ${threshold}`;
    const hint = "aim at a health above the liquidation threshold";
    throw new ConflictError({ field: "health", got, want: "a health above the threshold", hint });
  }
  const highest = maxLeverageFactor(basisPoints(threshold), basisPoints(targetHealth));
  const reduced = reducedLeverageFactor(highest, basisPoints(slippage), basisPoints(constantLoss));
  return Number(recommendedLeverageFactor(reduced) + LEVERAGE_DECIMALS) / Number(LEVERAGE_DECIMALS);
}

function assertSeventyPercent({ targetHealth, slippage, constantLoss, everyMs }: SeventyPercentSettings): void {
  assertPositive(targetHealth, "health");
  const share = { min: 0, max: 1, want: "a fraction from 0 to 1" };
  assertInRange(slippage, "slippage", share);
  assertInRange(constantLoss, "loss", share);
  assertNotNegative(everyMs, "every");
  if (slippage + constantLoss < 1) return;
  const got = String(slippage + constantLoss);
  throw new OutOfRangeError({ field: "slippage, loss", got, want: "a sum below 1", hint: "nothing would be left" });
}

const isDue = ({ nowMs, memory }: PolicyView, lastTradeMs: number, everyMs: number): boolean =>
  everyMs > 0 && nowMs - (memory["resetMs"] ?? lastTradeMs) >= everyMs;

/**
 * Gearbox's recommended leverage: 70 % of the highest that the threshold allows, by tenths. It opens there and leaves it
 * alone, and then does not open again after a liquidation; on a schedule it trades back, and then it does.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), ConflictError (E_CONFIG_CONFLICT) naming the setting
 */
export function seventyPercentPolicy(settings: SeventyPercentSettings): TradingPolicy {
  assertSeventyPercent(settings);
  const { everyMs } = settings;
  return {
    id: "seventy-percent",
    label: `70 % of the highest leverage, ${everyMs === 0 ? "held" : `every ${durationWord(everyMs)}`}`,
    source: SOURCE,
    signals: [],
    estimates: null,
    rules: [],
    adjust(view) {
      assertLong(view, "seventy-percent");
      const { lastTradeMs } = view;
      if (lastTradeMs !== null && !isDue(view, lastTradeMs, everyMs)) return HOLD;
      const leverageRatio = recommendedLeverage(liquidationThresholdOf(view), settings);
      const because = lastTradeMs === null ? "opens" : "schedule";
      return { kind: "trade", leverageRatio, because, memory: { resetMs: view.nowMs } };
    },
  };
}

/** Gearbox's recommended leverage by name. */
export const seventyPercentKind: PolicyKind = {
  id: "seventy-percent",
  summary: "Gearbox: 70 % of the highest leverage that the liquidation threshold allows, held or reset on a schedule.",
  source: SOURCE,
  fields: {
    health: { kind: "number", what: "health factor at which the highest leverage stands", default: 1 },
    slippage: { kind: "fraction", what: "slippage taken off the highest leverage", default: 0.005 },
    loss: { kind: "fraction", what: "further loss taken off the highest leverage", default: 0.05 },
    every: { kind: "duration", what: "time between trades back; 0: held", default: 0 },
  },
  of: (values) =>
    seventyPercentPolicy({
      targetHealth: numberIn(values, "health"),
      slippage: numberIn(values, "slippage"),
      constantLoss: numberIn(values, "loss"),
      everyMs: numberIn(values, "every"),
    }),
};
