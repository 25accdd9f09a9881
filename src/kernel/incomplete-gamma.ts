import { InternalError, OutOfRangeError, assertInRange, assertNotNegative, assertPositive } from "../errors/index.js";
import { normalQuantile } from "./normal.js";
import { polynomial } from "./polynomial.js";

const HALF_LOG_TWO_PI = 0.9189385332046728;
/** From here Stirling's series with the terms below is exact to double precision. */
const STIRLING_MIN = 12;
// B(2k) / (2k (2k-1)) for k = 8 down to 1, B the Bernoulli numbers.
const STIRLING = [-3617 / 122400, 1 / 156, -691 / 360360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12] as const;

/** What Stirling's formula leaves of ln Gamma(x): ln Gamma(x) - (x - 1/2) ln x + x - ln(2 pi)/2, for x >= 12. */
export function stirlingRemainder(x: number): number {
  return polynomial(STIRLING, 1 / (x * x)) / x;
}

/**
 * Natural logarithm of the gamma function, by Stirling's series after shifting x upwards. Near its zeros at 1 and 2 the
 * absolute error is a few 1e-15.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) unless x > 0.
 */
export function logGamma(x: number): number {
  assertPositive(x, "x");
  let product = 1;
  let shifted = x;
  for (; shifted < STIRLING_MIN; shifted++) product *= shifted;
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + stirlingRemainder(shifted) - Math.log(product)
  );
}

// 1/3, -1/4, 1/5, ... for the series below, highest power first.
const LOG_SERIES = [
  -1 / 14,
  1 / 13,
  -1 / 12,
  1 / 11,
  -1 / 10,
  1 / 9,
  -1 / 8,
  1 / 7,
  -1 / 6,
  1 / 5,
  -1 / 4,
  1 / 3,
] as const;

/** ln(1 + u) - u without the cancellation near u = 0. */
function logOnePlusLessU(u: number): number {
  if (Math.abs(u) > 0.05) return Math.log1p(u) - u;
  return u * u * (u * polynomial(LOG_SERIES, u) - 0.5);
}

/** x^shape e^-x / Gamma(shape + 1), the Poisson weight of `shape` events at mean x. */
function poissonWeight(shape: number, x: number): number {
  if (shape < STIRLING_MIN) return Math.exp(shape * Math.log(x) - x - logGamma(shape + 1));
  const exponent = shape * logOnePlusLessU((x - shape) / shape) - stirlingRemainder(shape);
  return Math.exp(exponent) / Math.sqrt(2 * Math.PI * shape);
}

/** Relative error of a tail from which one more Newton step, which squares it, leaves rounding alone. */
const NEAR = 1e-9;
/** Steps after which a series or continued fraction has failed; both need about the square root of shape. */
const STEPS_MAX = 1_000_000;

/** @throws InternalError always: a series that did not settle. */
function fail(shape: number, x: number): never {
  const got = `no convergence at shape ${shape}, x ${x}`;
  throw new InternalError({ field: "incompleteGamma", got, want: "a settled series", hint: "this is a bug" });
}

/** Lower function by its power series, for x < shape + 1. */
function lowerBySeries(shape: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < STEPS_MAX; n++) {
    term *= x / (shape + n);
    sum += term;
    if (term < sum * 1e-17) return sum * poissonWeight(shape, x);
  }
  return fail(shape, x);
}

/** Upper function by Legendre's continued fraction (modified Lentz), for x >= shape + 1. */
function upperByFraction(shape: number, x: number): number {
  let b = x + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < STEPS_MAX; n++) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) < 3e-16) return fraction * shape * poissonWeight(shape, x);
  }
  return fail(shape, x);
}

/** Lower and upper regularised incomplete gamma functions; for shape >= 1 the smaller has full relative precision. */
function bothTails(shape: number, x: number): { readonly lower: number; readonly upper: number } {
  assertPositive(shape, "shape");
  assertNotNegative(x, "x");
  if (x === 0) return { lower: 0, upper: 1 };
  if (x < shape + 1) {
    const lower = lowerBySeries(shape, x);
    return { lower, upper: 1 - lower };
  }
  const upper = upperByFraction(shape, x);
  return { lower: 1 - upper, upper };
}

/** Regularised lower incomplete gamma function P(shape, x): the chance that a unit-scale gamma variable is at most x. @throws OutOfRangeError unless shape > 0 and x >= 0. */
export const lowerGamma = (shape: number, x: number): number => bothTails(shape, x).lower;

/** Regularised upper incomplete gamma function Q(shape, x) = 1 - P(shape, x). @throws OutOfRangeError unless shape > 0 and x >= 0. */
export const upperGamma = (shape: number, x: number): number => bothTails(shape, x).upper;

/** First guess of a gamma quantile: Wilson and Hilferty (1931), or the leading power near 0. */
function gammaGuess(probability: number, shape: number): number {
  const ninth = 1 / (9 * shape);
  const root = 1 - ninth + normalQuantile(probability) * Math.sqrt(ninth);
  if (root > 0.5) return shape * root ** 3;
  return Math.exp((Math.log(probability) + logGamma(shape + 1)) / shape);
}

/**
 * Quantile of a unit-scale gamma variable: the x with P(shape, x) = probability, by Newton steps on ln x kept in a bracket.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) unless 0 < probability < 1 and shape > 0, or where the quantile is below the
 * smallest double.
 */
export function gammaQuantile(probability: number, shape: number): number {
  assertInRange(probability, "probability", {
    min: 0,
    max: 1,
    open: true,
    want: "a probability strictly between 0 and 1",
  });
  assertPositive(shape, "shape");
  let [low, high] = [0, Infinity];
  let x = gammaGuess(probability, shape);
  if (x < Number.MIN_VALUE * 2 ** 52) {
    const got = `shape ${shape}, probability ${probability}`;
    throw new OutOfRangeError({
      field: "gammaQuantile",
      got,
      want: "a quantile above 1e-308",
      hint: "take a larger shape",
    });
  }
  for (let step = 0; step < 200; step++) {
    const { lower, upper } = bothTails(shape, x);
    // The logarithm of the smaller tail is nearly straight in ln x far out, where the tail itself is flat.
    const useLower = probability <= 0.5;
    const error = useLower ? Math.log(lower / probability) : Math.log((1 - probability) / upper);
    if (error > 0) high = x;
    else low = x;
    const slope = (shape * poissonWeight(shape, x)) / (useLower ? lower : upper);
    const next = x * Math.exp(-error / slope);
    if (Math.abs(error) < NEAR) return next;
    if (next > low && next < high) x = next;
    else x = high === Infinity ? x * 2 : (low + high) / 2;
  }
  return fail(shape, x);
}

/**
 * Exact one-sided upper confidence bound of a Poisson mean after `count` events (Garwood 1936): the mean at which so few
 * events have chance 1 - confidence. 2.9957 for count 0 at 0.95, the rule of three. A fractional count is allowed.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) unless count >= 0 and 0 < confidence < 1.
 */
export function poissonUpperBound(count: number, confidence: number): number {
  assertNotNegative(count, "count");
  assertInRange(confidence, "confidence", {
    min: 0,
    max: 1,
    open: true,
    want: "a fraction between 0 and 1, such as 0.95",
  });
  return gammaQuantile(confidence, count + 1);
}
