import { InternalError, OutOfRangeError, assertFinite, assertInRange, assertPositive } from "../errors/index.js";
import { stirlingRemainder } from "./incomplete-gamma.js";
import { normalQuantile } from "./normal.js";

/** Relative error of a tail from which one more Newton step, which squares it, leaves rounding alone. */
const NEAR = 1e-9;
const STEPS_MAX = 1_000_000;

/** @throws InternalError always: an iteration that did not settle. */
function fail(nu: number, at: number): never {
  const got = `no convergence at ${nu} degrees of freedom, ${at}`;
  throw new InternalError({ field: "studentT", got, want: "a settled iteration", hint: "this is a bug" });
}

/** Gamma(a + 1/2) / Gamma(a), without the cancellation of two large logarithms. */
function gammaHalfStep(a: number): number {
  let factor = 1;
  let shifted = a;
  for (; shifted < 12; shifted++) factor *= shifted / (shifted + 0.5);
  const remainder = stirlingRemainder(shifted + 0.5) - stirlingRemainder(shifted);
  return factor * Math.sqrt(shifted) * Math.exp(shifted * Math.log1p(0.5 / shifted) - 0.5 + remainder);
}

/** Continued fraction of the incomplete beta function (DLMF 8.17.22, modified Lentz), for x below (a+1)/(a+b+2). */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < STEPS_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 3e-16) return fraction;
  }
  return fail(2 * a, x);
}

/** P(T > t) and P(0 < T < t) of Student's t for t > 0; the smaller one has full relative precision. */
function bothParts(t: number, nu: number): { readonly tail: number; readonly centre: number } {
  const a = nu / 2;
  const root = t / Math.sqrt(nu);
  // x = nu/(nu + t²) and y = 1 - x, written so that neither overflows nor cancels.
  const x = root > 1 ? 1 / root / (1 / root + root) : 1 / (1 + root * root);
  const y = root > 1 ? root / (1 / root + root) : (root * root) / (1 + root * root);
  const logX = root > 1 ? -2 * Math.log(root) - Math.log1p(1 / root / root) : -Math.log1p(root * root);
  // x^a y^(1/2) / B(a, 1/2)
  const front = (Math.exp(a * logX) * Math.sqrt(y) * gammaHalfStep(a)) / Math.sqrt(Math.PI);
  if (x < (a + 1) / (a + 2.5)) {
    const tail = (0.5 * front * betaFraction(a, 0.5, x)) / a;
    return { tail, centre: 0.5 - tail };
  }
  const centre = front * betaFraction(0.5, a, y);
  return { tail: 0.5 - centre, centre };
}

/**
 * P(T <= t) of Student's t distribution with `nu` degrees of freedom (any real above 0), by the incomplete beta function.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) unless t is finite and nu above 0.
 */
export function studentTCdf(t: number, nu: number): number {
  assertFinite(t, "t");
  assertPositive(nu, "nu");
  if (t === 0) return 0.5;
  const { tail, centre } = bothParts(Math.abs(t), nu);
  if (t < 0) return tail;
  return tail < 0.25 ? 1 - tail : 0.5 + centre;
}

/** Density at t of Student's t distribution with `nu` degrees of freedom. @throws NotFiniteError, OutOfRangeError unless t is finite and nu above 0. */
export function studentTDensity(t: number, nu: number): number {
  assertFinite(t, "t");
  assertPositive(nu, "nu");
  const root = Math.abs(t) / Math.sqrt(nu);
  const log = root > 1 ? 2 * Math.log(root) + Math.log1p(1 / root / root) : Math.log1p(root * root);
  return (gammaHalfStep(nu / 2) / Math.sqrt(nu * Math.PI)) * Math.exp((-(nu + 1) / 2) * log);
}

/** ln of the largest quantile that is looked for. */
const LOG_QUANTILE_MAX = 690;

/**
 * First guess of the t > 0 whose upper tail is `tail`: the power law of the far tail, or the normal quantile with its first
 * correction where that is close.
 */
function quantileGuess(tail: number, nu: number): number {
  const z = -normalQuantile(tail);
  if (nu > 4 * z * z) return z + (z * z * z + z) / (4 * nu);
  const logFar = (Math.log(gammaHalfStep(nu / 2) / (Math.sqrt(Math.PI) * nu * tail)) + (nu / 2) * Math.log(nu)) / nu;
  if (logFar < LOG_QUANTILE_MAX) return Math.exp(logFar);
  const want = "a quantile below 1e299";
  throw new OutOfRangeError({
    field: "studentTQuantile",
    got: `tail ${tail}, nu ${nu}`,
    want,
    hint: "take more degrees of freedom",
  });
}

/** The t > 0 whose upper tail is `tail` <= 1/2, by Newton steps on ln t kept in a bracket. */
function upperQuantile(tail: number, nu: number): number {
  let [low, high] = [0, Infinity];
  let t = quantileGuess(tail, nu);
  for (let step = 0; step < 400; step++) {
    const parts = bothParts(t, nu);
    const far = tail < 0.25;
    const error = far ? Math.log(parts.tail / tail) : Math.log((0.5 - tail) / parts.centre);
    if (error > 0) low = t;
    else high = t;
    const slope = (t * studentTDensity(t, nu)) / (far ? parts.tail : parts.centre);
    const next = t * Math.exp(error / slope);
    if (Math.abs(error) < NEAR) return next;
    if (next > low && next < high) t = next;
    else t = high === Infinity ? t * 2 : low === 0 ? t / 2 : Math.sqrt(low) * Math.sqrt(high);
  }
  return fail(nu, tail);
}

/**
 * Quantile of Student's t distribution: the t with P(T <= t) = probability.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) unless 0 < probability < 1 and nu > 0, or where the quantile exceeds 1e299.
 */
export function studentTQuantile(probability: number, nu: number): number {
  assertInRange(probability, "probability", {
    min: 0,
    max: 1,
    open: true,
    want: "a probability strictly between 0 and 1",
  });
  assertPositive(nu, "nu");
  if (probability === 0.5) return 0;
  return probability < 0.5 ? -upperQuantile(probability, nu) : upperQuantile(1 - probability, nu);
}
