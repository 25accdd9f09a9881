import { choleskyFactor, choleskyInverse } from "../kernel/index.js";
import { blocksOf, totalVariance } from "./blocks.js";
import { likelihoodTerms, rateLikelihood, type RateSample } from "./rate-likelihood.js";

/** Step of the numerical derivatives, in ln speed, share and ln variance. */
export const STEP = 2e-4;

/** Where on the likelihood of a rate. */
export interface RatePoint {
  /** Natural logarithm of the speed of return a year. */
  logSpeed: number;
  /** Share of the variance in the part that is gone within hours. */
  share: number;
  /** Natural logarithm of the stationary variance. */
  logVariance: number;
}

/** What the likelihood says of the point that a search ended at. */
export interface RateErrors {
  /** Standard error of ln speed, which is that of the speed over the speed. */
  readonly logSpeed: number;
  /** Standard error of ln volatility. */
  readonly logVolatility: number;
  /** How far the top lies by one step of Newton's method, in standard errors; infinite where the point is on no top. */
  readonly distance: number;
}

/** Log likelihood of each observation at a point. */
const termsAt = (sample: RateSample, { logSpeed, share, logVariance }: RatePoint): Float64Array =>
  likelihoodTerms({
    ...rateLikelihood(sample, { speedAnnual: Math.exp(logSpeed), hourlyShare: share }),
    variance: Math.exp(logVariance),
  });

/**
 * Errors of a fit, and its distance from the top. An error is the larger of the inverse curvature of the likelihood, and
 * the sandwich of it around the variance of the scores' block sums (White 1982, Econometrica 50), which counts quiet and
 * wild stretches and fat tails. The share is taken as unknown even where it is estimated at 0. Where the speed is not
 * free, or the likelihood has no top here, the error of the speed is the speed itself, and that of volatility is that of
 * independent normal steps.
 */
export function rateErrors(
  sample: RateSample,
  timeMs: Float64Array,
  point: RatePoint,
  speedIsFree: boolean,
): RateErrors {
  const slope = slopeAt(sample, point, [
    ...(speedIsFree ? (["logSpeed"] as const) : []),
    ...(point.share > 2 * STEP ? (["share"] as const) : []),
    "logVariance",
  ]);
  const distance = slope === null ? Infinity : Math.sqrt(inner(slope.total, product(slope.inverse, slope.total)));
  const inside = { ...point, share: Math.max(2 * STEP, point.share) };
  const around = speedIsFree
    ? (slopeAt(sample, inside, ["logSpeed", "logVariance", "share"]) ??
      slopeAt(sample, point, ["logSpeed", "logVariance"]))
    : null;
  const unknown = { logSpeed: 1, logVolatility: 1 / Math.sqrt(2 * timeMs.length) };
  if (around === null) return { ...unknown, distance };
  const errorAlong = (gradient: readonly number[]): number => {
    const direction = product(around.inverse, gradient);
    return Math.sqrt(Math.max(inner(direction, gradient), scoreVariance(around.scores, direction, timeMs)));
  };
  return {
    logSpeed: errorAlong([1, 0, 0].slice(0, around.total.length)),
    logVolatility: errorAlong([0.5, 0.5, -0.5 / (1 - inside.share)].slice(0, around.total.length)),
    distance,
  };
}

/** Slope of the log likelihood along some axes. */
interface Slope {
  /** Of each observation, by axis. */
  readonly scores: readonly Float64Array[];
  readonly total: readonly number[];
  /** Inverse of minus the second derivatives, row after row. */
  readonly inverse: Float64Array;
}

/** Slope and curvature at a point; null where the likelihood does not bend down along every axis. */
const slopeAt = (sample: RateSample, point: RatePoint, axes: readonly (keyof RatePoint)[]): Slope | null => {
  const factor = choleskyFactor(curvature(sample, point, axes), axes.length);
  if (factor === null) return null;
  const scores = axes.map((axis) => {
    const up = termsAt(sample, { ...point, [axis]: point[axis] + STEP });
    const down = termsAt(sample, { ...point, [axis]: point[axis] - STEP });
    return up.map((value, i) => (value - down[i]) / (2 * STEP));
  });
  const total = scores.map((score) => score.reduce((sum, value) => sum + value, 0));
  return { scores, total, inverse: choleskyInverse(factor, axes.length) };
};

const inner = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * b[i], 0);

/** Matrix (row after row) times vector. */
const product = (matrix: Float64Array, vector: readonly number[]): number[] =>
  vector.map((_, row) => vector.reduce((sum, value, i) => sum + matrix[row * vector.length + i] * value, 0));

/** Variance of the total of the scores along a direction, by blocks and neighbouring blocks. */
const scoreVariance = (scores: readonly Float64Array[], direction: readonly number[], timeMs: Float64Array): number => {
  const blocks = blocksOf(timeMs[0], timeMs[timeMs.length - 1]);
  const sums = new Float64Array(blocks.count);
  timeMs.forEach((time, i) => {
    sums[blocks.of(time)] += direction.reduce((sum, value, axis) => sum + value * scores[axis][i], 0);
  });
  return totalVariance(sums);
};

/** Minus the second derivatives of the log likelihood at a point, row after row. */
const curvature = (sample: RateSample, point: RatePoint, axes: readonly (keyof RatePoint)[]): Float64Array => {
  const total = (...changes: readonly (readonly [keyof RatePoint, number])[]): number => {
    const moved = { ...point };
    for (const [axis, change] of changes) moved[axis] += change * STEP;
    return termsAt(sample, moved).reduce((sum, term) => sum + term, 0);
  };
  const matrix = new Float64Array(axes.length ** 2);
  const signs = [1, -1];
  axes.forEach((a, row) => {
    axes.forEach((b, column) => {
      let corners = 0;
      for (const i of signs) {
        for (const j of signs) corners += i * j * total([a, i], [b, j]);
      }
      matrix[row * axes.length + column] = -corners / (4 * STEP ** 2);
    });
  });
  return matrix;
};
