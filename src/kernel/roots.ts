import { InternalError } from "../errors/index.js";

/** When a search stops. */
export interface SearchOptions {
  /** Half width of the interval in which the answer may still lie, on the axis of x; floored at the last bits of x. */
  readonly tolerance?: number;
  /** Steps after which the search gives up. */
  readonly iterationsMax?: number;
}

/** @throws InternalError always: a search that could not be done. */
function fail(got: string, want: string): never {
  throw new InternalError({
    field: "findRoot",
    got,
    want,
    hint: "this is a bug: the caller must pass a bracket of a finite function",
  });
}

/** Ends of a shrinking bracket: `best` is the latest estimate, `other` the end across the root, `previous` the one before. */
interface Bracket {
  best: number;
  bestValue: number;
  other: number;
  otherValue: number;
  previous: number;
  previousValue: number;
}

/** Step from `best` by inverse quadratic interpolation, or by the secant where two points coincide; p/q of Brent (1973). */
function interpolated({ best, bestValue, other, otherValue, previous, previousValue }: Bracket): number {
  const half = (other - best) / 2;
  const s = bestValue / previousValue;
  if (previous === other) return (2 * half * s) / (s - 1);
  const q = previousValue / otherValue;
  const r = bestValue / otherValue;
  const p = s * (2 * half * q * (q - r) - (best - previous) * (r - 1));
  return -p / ((q - 1) * (r - 1) * (s - 1));
}

/**
 * A root of f between low and high by Brent's method (Algorithms for Minimization without Derivatives, 1973, chapter 4).
 * f must be finite and differ in sign at the ends; a zero at an end is returned at once. Default tolerance 1e-14.
 * @throws InternalError (E_INTERNAL) where the ends do not bracket a root, f is not a number, or the steps run out.
 */
export function findRoot(f: (x: number) => number, low: number, high: number, options: SearchOptions = {}): number {
  const { tolerance = 1e-14, iterationsMax = 200 } = options;
  const first = f(low);
  if (first === 0) return low;
  const bracket = {
    best: high,
    bestValue: f(high),
    other: low,
    otherValue: first,
    previous: low,
    previousValue: first,
  };
  if (!(Math.sign(first) * Math.sign(bracket.bestValue) <= 0))
    fail(`f(${low}) = ${first}, f(${high}) = ${bracket.bestValue}`, "values of opposite sign");
  let lastStep = high - low;
  let stepBefore = lastStep;
  for (let iteration = 0; iteration < iterationsMax; iteration++) {
    if (Math.sign(bracket.bestValue) === Math.sign(bracket.otherValue)) {
      bracket.other = bracket.previous;
      bracket.otherValue = bracket.previousValue;
      lastStep = stepBefore = bracket.best - bracket.previous;
    }
    if (Math.abs(bracket.otherValue) < Math.abs(bracket.bestValue)) swap(bracket);
    const enough = 2 * Number.EPSILON * Math.abs(bracket.best) + tolerance / 2;
    const half = (bracket.other - bracket.best) / 2;
    if (Math.abs(half) <= enough || bracket.bestValue === 0) return bracket.best;
    let step = half;
    if (Math.abs(stepBefore) >= enough && Math.abs(bracket.previousValue) > Math.abs(bracket.bestValue)) {
      const tried = interpolated(bracket);
      const limit = Math.min(1.5 * Math.abs(half) - enough / 2, Math.abs(stepBefore) / 2);
      if (tried / half > 0 && Math.abs(tried) < limit) step = tried;
    }
    stepBefore = step === half ? half : lastStep;
    lastStep = step;
    bracket.previous = bracket.best;
    bracket.previousValue = bracket.bestValue;
    bracket.best += Math.abs(step) > enough ? step : Math.sign(half) * enough;
    bracket.bestValue = f(bracket.best);
    if (Number.isNaN(bracket.bestValue)) fail(`f(${bracket.best}) = NaN`, "a number");
  }
  return fail(`no root after ${iterationsMax} steps`, "a root");
}

/** Makes the end with the smaller value the best one. */
function swap(bracket: Bracket): void {
  bracket.previous = bracket.best;
  bracket.previousValue = bracket.bestValue;
  bracket.best = bracket.other;
  bracket.bestValue = bracket.otherValue;
  bracket.other = bracket.previous;
  bracket.otherValue = bracket.previousValue;
}
