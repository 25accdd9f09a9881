import type { GapTail } from "./gap-tail.js";
import { jointIntensityAnnual, jointSize } from "./joint-bound.js";

/** Moves too fast to react to: estimated from bars, or stated by a person. */
export type Gap =
  | {
      readonly kind: "estimated";
      /** Window within which nothing can be done, in ms; at least one bar. */
      readonly windowMs: number;
      /** Span of the data in years. */
      readonly years: number;
      /** Confidence of the upper bounds, one-sided, a fraction. */
      readonly confidence: number;
      /** What the moves were read from: bar lows and highs, or closes, which understate. */
      readonly readFrom: "lows-and-highs" | "closes";
      readonly drops: GapTail;
      readonly rises: GapTail;
      readonly asOfMs: number;
      readonly source: string;
    }
  | {
      readonly kind: "stated";
      /** Largest fall allowed for, a fraction of price in [0, 1). */
      readonly drop: number;
      /** Largest rise allowed for, a fraction of price >= 0. */
      readonly rise: number;
      readonly source: string;
    };

const tailAsExpected = (tail: GapTail): GapTail => ({
  ...tail,
  intensityUpperAnnual: tail.intensityAnnual,
  tailIndexLower: tail.tailIndex,
});

/** The gap without the margins of its tails: its bounds are then what is expected. One that is stated, or none, is as it was. */
export function gapAsExpected(gap: Gap | null): Gap | null {
  if (gap?.kind !== "estimated") return gap;
  return { ...gap, drops: tailAsExpected(gap.drops), rises: tailAsExpected(gap.rises) };
}

/** Direction of the move that hurts: a long fears drops, a short rises. */
export type GapSide = "drops" | "rises";

/** Log size of a price ratio: |ln ratio|. */
const logSize = (priceRatio: number): number => Math.abs(Math.log(priceRatio));

/** Expected moves a year beyond `priceRatio` (below 1 a drop, above 1 a rise), and its joint upper confidence bound; null where a stated gap cannot say. */
export function gapIntensityAnnual(
  gap: Gap,
  priceRatio: number,
): { readonly value: number; readonly upper: number } | null {
  if (gap.kind === "stated") {
    const covered = priceRatio < 1 ? 1 - priceRatio >= gap.drop : priceRatio - 1 >= gap.rise;
    return covered ? { value: 0, upper: 0 } : null;
  }
  const tail = priceRatio < 1 ? gap.drops : gap.rises;
  return jointIntensityAnnual(tail, Math.max(tail.threshold, logSize(priceRatio)));
}

/** Log size beyond which a gap is as good as everything: a price of a ten-trillionth, or ten trillion times. */
const LOG_SIZE_MAX = 30;

/** Price ratio of the gap whose upper-bound intensity is `intensityAnnual`: the size to survive. A stated gap is its own answer. */
export function gapPriceRatio(gap: Gap, side: GapSide, intensityAnnual: number): number {
  if (gap.kind === "stated") return side === "drops" ? 1 - gap.drop : 1 + gap.rise;
  const tail = gap[side];
  const bounded = Math.min(LOG_SIZE_MAX, jointSize(tail, intensityAnnual).upper);
  return Math.exp(side === "drops" ? -bounded : bounded);
}
