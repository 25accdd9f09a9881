import { findRoot } from "../kernel/index.js";
import type { Regret } from "../model/index.js";

/** Growth a year given up for which the region is stated, fractions. */
const STEPS = [0.003, 0.01, 0.04] as const;

/** Growth below which it does not matter by how much: a search wants a number where a liquidation may take everything. */
const RUIN = -1e6;

/** What a regret region is drawn from. Leverage as a size >= 0 on one side. */
export interface RegretInput {
  /** The decision's leverage, a size. */
  readonly at: number;
  /** The tightest cap; null for none. The region never passes it. */
  readonly limit: number | null;
  readonly growthAnnual: (leverage: number) => number;
}

/** Where growth falls by `within` below that of the decision, on either side, no further than 0 and the tightest cap. */
function regionOf(
  { at, limit, growthAnnual }: RegretInput,
  within: number,
): { readonly low: number; readonly high: number } {
  const floor = growthAnnual(at) - within;
  const room = (leverage: number): number => Math.max(RUIN, growthAnnual(leverage) - floor);
  const low = at === 0 || room(0) >= 0 ? 0 : findRoot(room, 0, at, { tolerance: 1e-7 });
  const top = Math.max(at, limit ?? Infinity);
  let high = at;
  let step = Math.max(0.25, at);
  while (high < top && room(Math.min(top, high + step)) >= 0) {
    high = Math.min(top, high + step);
    step *= 2;
  }
  return { low, high: high >= top ? top : findRoot(room, high, Math.min(top, high + step), { tolerance: 1e-7 }) };
}

/** Leverage ratios that cost at most 0.3, 1 and 4 points of growth a year against the decision, on its side (1 long, -1 short), divided by the share at the venue. */
export function regretOf(input: RegretInput, side: 1 | -1, share: number): readonly Regret[] {
  return STEPS.map((within) => {
    const { low, high } = regionOf(input, within);
    const ends = [(side * low) / share, (side * high) / share];
    return { within, low: Math.min(...ends), high: Math.max(...ends) };
  });
}
