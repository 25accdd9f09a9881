import { findRoot, minimise } from "../kernel/index.js";

/**
 * (1/lambda) log of the mean of exp(-lambda x) over equally likely log wealths x, lambda > 0: at most 0 where
 * E[wealth^-lambda] <= 1, of the size of a growth at any lambda, and convex in whatever x is concave in.
 */
export function logMoment(logWealths: Float64Array, riskAversion: number): number {
  let least = Infinity;
  for (const log of logWealths) least = Math.min(least, log);
  const shift = Math.abs(riskAversion * least) > 1 ? least : 0;
  let [total, excess] = [0, 0];
  for (const log of logWealths) {
    const change = Math.expm1(riskAversion * (shift - log));
    total += 1 + change;
    excess += change;
  }
  const mean = excess / logWealths.length;
  const log = Math.abs(mean) < 0.5 ? Math.log1p(mean) : Math.log(total / logWealths.length);
  return log / riskAversion - shift;
}

/** The moment E[wealth^-lambda] that a log moment stands for; the largest number there is where that would overflow. */
export const momentOf = (logarithm: number, riskAversion: number): number =>
  Math.min(Number.MAX_VALUE, Math.exp(riskAversion * logarithm));

/** One end of an interval in which a convex function is at most 0. */
export interface KeptEnd {
  /** The function is at most 0 here ... */
  readonly at: number;
  /** ... and the true end lies no further out than this. */
  readonly error: number;
}

/** Width to which an end is found, as a share of the span searched. */
const TOLERANCE = 1e-13;

/** The end towards `beyond`, from a point at which the convex h is at most 0: `beyond` itself where h is at most 0 there too. */
export function keptEnd(h: (x: number) => number, kept: number, beyond: number): KeptEnd {
  if (h(beyond) <= 0) return { at: beyond, error: 0 };
  const tolerance = TOLERANCE * Math.abs(beyond - kept);
  const root = findRoot(h, kept, beyond, { tolerance });
  const back = Math.sign(kept - root) * tolerance;
  let at = root;
  for (let steps = 1; h(at) > 0; steps *= 2)
    at = Math.abs(steps * back) < Math.abs(kept - root) ? root + steps * back : kept;
  return { at, error: Math.abs(at - root) + tolerance };
}

/** The point between low and high at which a convex h is least, or `known` where that is lower still. */
export function leastPoint(h: (x: number) => number, low: number, high: number, known: number): number {
  const { at, value } = minimise(h, low, high);
  return h(known) <= value ? known : at;
}
