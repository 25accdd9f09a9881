import { assertInRange, assertPositive, assertNotNegative } from "../errors/index.js";

/** What the volatility over one horizon may be: log-normal. */
export interface VolatilityOver {
  readonly horizonMs: number;
  /** Its mean over the volatility believed. */
  readonly multiple: number;
  /** Standard deviation of its log. */
  readonly logDeviation: number;
}

/** What volatility may be over horizons of several lengths: over a week it strays further from what was forecast than over a year. */
export interface VolatilityTerm {
  /** Ascending in the horizon. */
  readonly points: readonly VolatilityOver[];
  readonly source: string;
}

/** The law over a horizon: between two points straight in the log of the horizon, beyond the ends that of the nearest. */
export function volatilityOver({ points }: VolatilityTerm, horizonMs: number): VolatilityOver {
  const after = points.findIndex((point) => point.horizonMs >= horizonMs);
  if (after === -1) return { ...points[points.length - 1], horizonMs };
  if (after === 0) return { ...points[0], horizonMs };
  const [low, high] = [points[after - 1], points[after]];
  const share = Math.log(horizonMs / low.horizonMs) / Math.log(high.horizonMs / low.horizonMs);
  const between = (from: number, to: number): number => from + share * (to - from);
  return {
    horizonMs,
    multiple: between(low.multiple, high.multiple),
    logDeviation: between(low.logDeviation, high.logDeviation),
  };
}

/** Checked points. @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the field. */
export function checkedVolatilityTerm(term: VolatilityTerm, field: string): VolatilityTerm {
  assertInRange(term.points.length, `${field}.points.length`, { min: 1, max: 20, want: "one to 20 horizons" });
  term.points.forEach(({ horizonMs, multiple, logDeviation }, i) => {
    const above = i === 0 ? 0 : term.points[i - 1].horizonMs;
    const want = "horizons above 0, in ascending order, ms";
    assertInRange(horizonMs, `${field}.points[${i}].horizonMs`, { min: above, open: true, want });
    assertPositive(multiple, `${field}.points[${i}].multiple`);
    assertNotNegative(logDeviation, `${field}.points[${i}].logDeviation`);
  });
  return term;
}
