/** Checked price columns in ascending time; a bar carries its close time. */
export interface PriceSeries {
  /** Close time of each bar, epoch ms UTC, strictly ascending. */
  readonly closeMs: Float64Array;
  readonly close: Float64Array;
  /** Present together, or null together when the file has closes alone. */
  readonly bars: { readonly open: Float64Array; readonly high: Float64Array; readonly low: Float64Array } | null;
  /** Null where the file has none. */
  readonly volume: Float64Array | null;
  /** The bar length: the commonest step between two closes, ms. */
  readonly intervalMs: number;
  readonly gaps: Gaps;
  /** Name of the file, or what the caller calls it. */
  readonly source: string;
  /** What was put right because the caller asked for it, in words; empty when nothing was. */
  readonly mended: readonly string[];
}

/** Holes in a series: steps in which at least one bar is lacking, to the nearest whole bar. Weekends and holidays of a daily series count as such and are no fault. */
export interface Gaps {
  /** How many steps lack at least one bar. */
  readonly count: number;
  /** How many bars they lack. */
  readonly missing: number;
  /** The longest step, ms. */
  readonly largestMs: number;
}
