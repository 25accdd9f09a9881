import { gammaQuantile, poissonUpperBound } from "../kernel/index.js";
import type { GapTail } from "../model/index.js";
import type { Exceedances } from "./exceedances.js";

/** Power-law tail of one side over a span, with one-sided bounds at `confidence`, a fraction. */
export function gapTailOf(found: Exceedances, spanYears: number, confidence: number): GapTail {
  const { threshold, independent, meanExcess, numberEffective, sizeEffective, correlation, largest } = found;
  const intensityAnnual = independent / spanYears;
  const tailIndex = 1 / meanExcess;
  return {
    threshold,
    intensityAnnual,
    intensityUpperAnnual: (intensityAnnual * poissonUpperBound(numberEffective, confidence)) / numberEffective,
    tailIndex,
    // For a power law, n x (mean log excess of n) x index is a gamma variable of shape n.
    tailIndexLower: (tailIndex * gammaQuantile(1 - confidence, sizeEffective)) / sizeEffective,
    correlation,
    exceedances: independent,
    largest,
  };
}
