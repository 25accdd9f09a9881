import { percent } from "./format.js";

/** A drift with the median growth that it implies: most people mean this one when they say "it grows by ...". Both a year. */
export const driftWords = (driftAnnual: number, volatilityAnnual: number): string =>
  `${percent(driftAnnual)} a year (median growth ${percent(driftAnnual - volatilityAnnual ** 2 / 2)})`;

/**
 * At which drifts a leverage ratio grows faster than 1x. Growth less that of 1x is (L - 1)(drift - break-even), so more than 1x
 * wins above the break-even, and less than 1x (cash and shorts too) below it.
 */
export function beatsUnlevered(leverageRatio: number, breakEvenWords: string): string {
  if (leverageRatio === 1) return "is 1x itself";
  return leverageRatio > 1
    ? `beats 1x from a drift of ${breakEvenWords} on`
    : `beats 1x only while the drift stays below ${breakEvenWords}`;
}
