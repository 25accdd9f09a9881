import { OutOfRangeError } from "../errors/index.js";
import { ERF_SMALL, erf, erfcx, erfcxAboveSmall, expSquare } from "./erf.js";
import { polynomial } from "./polynomial.js";

const ONE_OVER_SQRT_TWO_PI = 0.3989422804014327;
/** Beyond this many deviations a tail is below the smallest double. */
const TAIL_ZERO = 38.6;
/** Within this many deviations the distribution function is taken from erf. */
const CENTRE = ERF_SMALL * Math.SQRT2;

/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.abs(x) > TAIL_ZERO ? 0 : ONE_OVER_SQRT_TWO_PI * expSquare(x, -0.5);
}

/** P(Z <= x) of a standard normal Z; the lower tail has full relative precision down to the smallest normal double. */
export function normalCdf(x: number): number {
  if (Math.abs(x) <= CENTRE) return 0.5 + 0.5 * erf(x * Math.SQRT1_2);
  if (x > 0) return 1 - normalCdf(-x);
  // x itself is cut before squaring: rounding x/sqrt(2) first would cost a relative x² epsilon, 1e-13 at 37 deviations.
  return x < -TAIL_ZERO ? 0 : 0.5 * expSquare(x, -0.5) * erfcxAboveSmall(-x * Math.SQRT1_2);
}

/** ln P(Z <= x) of a standard normal Z, finite far beyond where the probability itself is a double: at -1e6 it is -5e11. */
export function logNormalCdf(x: number): number {
  if (x > 0) return Math.log1p(-normalCdf(-x));
  if (x > -1) return Math.log(normalCdf(x));
  return Math.log(0.5 * erfcx(-x * Math.SQRT1_2)) - 0.5 * x * x;
}

// M. J. Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988) 477-484; highest power first.
const CENTRE_TOP = [
  2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
  1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.387132872796366608,
] as const;
const CENTRE_BOTTOM = [
  5.226495278852854561e3, 2.8729085735721942674e4, 3.930789580009271061e4, 2.1213794301586595867e4,
  5.3941960214247511077e3, 6.871870074920579083e2, 4.2313330701600911252e1, 1,
] as const;
const TAIL_TOP = [
  7.7454501427834140764e-4, 2.27238449892691845833e-2, 2.4178072517745061177e-1, 1.27045825245236838258,
  3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
] as const;
const TAIL_BOTTOM = [
  1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2, 1.4810397642748007459e-1,
  6.8976733498510000455e-1, 1.6763848301838038494, 2.05319162663775882187, 1,
] as const;
const FAR_TOP = [
  2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3, 2.6532189526576123093e-2,
  2.9656057182850489123e-1, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
] as const;
const FAR_BOTTOM = [
  2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
  1.48753612908506148525e-2, 1.3692988092273580531e-1, 5.9983220655588793769e-1, 1,
] as const;

/** Distance of the quantile from 0 for a tail probability below 0.075. */
function tailDistance(tail: number): number {
  const r = Math.sqrt(-Math.log(tail));
  if (r <= 5) return polynomial(TAIL_TOP, r - 1.6) / polynomial(TAIL_BOTTOM, r - 1.6);
  return polynomial(FAR_TOP, r - 5) / polynomial(FAR_BOTTOM, r - 5);
}

/**
 * Quantile of the standard normal distribution: the x with P(Z <= x) = probability, down to probabilities of 1e-300.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) unless probability lies strictly between 0 and 1.
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) {
    const want = "a probability strictly between 0 and 1";
    throw new OutOfRangeError({
      field: "probability",
      got: String(probability),
      want,
      hint: "the ends have no finite quantile",
    });
  }
  const centred = probability - 0.5;
  if (Math.abs(centred) <= 0.425) {
    const r = 0.180625 - centred * centred;
    return (centred * polynomial(CENTRE_TOP, r)) / polynomial(CENTRE_BOTTOM, r);
  }
  return centred < 0 ? -tailDistance(probability) : tailDistance(1 - probability);
}
