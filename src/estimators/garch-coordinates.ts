import { BETA, DIMENSIONS, INVERSE_FREEDOM, MEAN, NEWS_DOWN, NEWS_UP, OMEGA } from "./garch-likelihood.js";

/**
 * The numbers that are searched over, so that every condition on the model is a bound of one of them: the mean, omega, the
 * persistence (newsUp + newsDown) / 2 + beta, the share of it that comes from news and not from beta, the share of the news
 * that comes from residuals of 0 and above, and one over the degrees of freedom. A model that lacks one has equal bounds.
 */
export const PERSISTENCE = 2;
export const NEWS_SHARE = 3;
export const UP_SHARE = 4;

/** What may be chosen about the model. */
export interface GarchModel {
  /** True: GJR, where a fall moves the variance more, or less, than a rise of the same size. */
  readonly asymmetric: boolean;
  readonly innovations: "normal" | "student-t";
}

/** Degrees of freedom that are looked for: below, the variance all but ceases to exist; above, the law is as good as normal. */
const FREEDOM_MIN = 2.05;
const FREEDOM_MAX = 500;
/** Lowest omega, as a share of the variance of the returns. */
const OMEGA_MIN = 1e-8;

/** Lowest and highest coordinates, for returns of variance 1. */
export function boundsOf({ asymmetric, innovations }: GarchModel): {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
} {
  const [upLow, upHigh] = asymmetric ? [0, 1] : [0.5, 0.5];
  const [inverseLow, inverseHigh] = innovations === "normal" ? [0, 0] : [1 / FREEDOM_MAX, 1 / FREEDOM_MIN];
  return {
    lower: Float64Array.of(-Infinity, OMEGA_MIN, 0, 0, upLow, inverseLow),
    upper: Float64Array.of(Infinity, Infinity, 1, 1, upHigh, inverseHigh),
  };
}

/** The point of the likelihood at these coordinates. */
export function pointOf(coordinates: Float64Array): Float64Array {
  const [mean, omega, persistence, newsShare, upShare, inverse] = coordinates;
  const news = 2 * persistence * newsShare;
  return Float64Array.of(mean, omega, news * upShare, news * (1 - upShare), persistence * (1 - newsShare), inverse);
}

/** Derivatives of the point (rows) by the coordinates (columns). */
export function jacobianOf(coordinates: Float64Array): Float64Array {
  const [, , persistence, newsShare, upShare] = coordinates;
  const jacobian = new Float64Array(DIMENSIONS * DIMENSIONS);
  const set = (row: number, column: number, value: number): void => {
    jacobian[row * DIMENSIONS + column] = value;
  };
  set(MEAN, MEAN, 1);
  set(OMEGA, OMEGA, 1);
  set(INVERSE_FREEDOM, INVERSE_FREEDOM, 1);
  set(NEWS_UP, PERSISTENCE, 2 * newsShare * upShare);
  set(NEWS_UP, NEWS_SHARE, 2 * persistence * upShare);
  set(NEWS_UP, UP_SHARE, 2 * persistence * newsShare);
  set(NEWS_DOWN, PERSISTENCE, 2 * newsShare * (1 - upShare));
  set(NEWS_DOWN, NEWS_SHARE, 2 * persistence * (1 - upShare));
  set(NEWS_DOWN, UP_SHARE, -2 * persistence * newsShare);
  set(BETA, PERSISTENCE, 1 - newsShare);
  set(BETA, NEWS_SHARE, -persistence);
  return jacobian;
}

/** A derivative by the point as one by the coordinates: jacobian' x gradient. */
export function byCoordinates(jacobian: Float64Array, gradient: Float64Array): Float64Array {
  const result = new Float64Array(DIMENSIONS);
  for (let row = 0; row < DIMENSIONS; row++) {
    for (let column = 0; column < DIMENSIONS; column++) {
      result[column] += jacobian[row * DIMENSIONS + column] * gradient[row];
    }
  }
  return result;
}
