import { assertInRange } from "../errors/index.js";
import { normalDensity, normalQuantile, studentTDensity, studentTQuantile } from "../kernel/index.js";

/** A law of returns with mean 0 and variance 1. */
export interface StandardLaw {
  /** Confidence of the quantile, a fraction in (0, 1), such as 0.975. */
  readonly confidence: number;
  /** Degrees of freedom of Student's t, > 2, scaled to variance 1; left out: the normal law. */
  readonly degreesOfFreedom?: number;
}

/** @throws NotFiniteError, OutOfRangeError naming the argument. */
function assertLaw({ confidence, degreesOfFreedom }: StandardLaw): void {
  assertInRange(confidence, "confidence", {
    min: 0,
    max: 1,
    open: true,
    want: "a fraction between 0 and 1, such as 0.975",
  });
  if (degreesOfFreedom === undefined) return;
  assertInRange(degreesOfFreedom, "degreesOfFreedom", {
    min: 2,
    open: true,
    want: "a number above 2: else the variance is infinite",
  });
}

/** Standard deviation of Student's t over 1. */
const scaleOf = (degreesOfFreedom: number): number => Math.sqrt(degreesOfFreedom / (degreesOfFreedom - 2));

/** Value at risk of a law with variance 1: the loss, in standard deviations, that is exceeded with chance 1 - confidence; > 0 is a loss. @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE). */
export function valueAtRisk(law: StandardLaw): number {
  assertLaw(law);
  const { confidence, degreesOfFreedom } = law;
  if (degreesOfFreedom === undefined) return normalQuantile(confidence);
  return studentTQuantile(confidence, degreesOfFreedom) / scaleOf(degreesOfFreedom);
}

/**
 * Expected shortfall of a law with variance 1: the mean loss, in standard deviations, beyond the value at risk; > 0 is a
 * loss. Density at the quantile over the tail, and for Student's t that times (nu + q²)/(nu - 1) (McNeil, Frey & Embrechts
 * 2015, examples 2.14 and 2.15).
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) for a confidence outside (0, 1) or degrees of freedom of 2 or less.
 */
export function expectedShortfall(law: StandardLaw): number {
  assertLaw(law);
  const { confidence, degreesOfFreedom: nu } = law;
  const tail = 1 - confidence;
  if (nu === undefined) return normalDensity(normalQuantile(confidence)) / tail;
  const quantile = studentTQuantile(confidence, nu);
  return (studentTDensity(quantile, nu) * (nu + quantile ** 2)) / ((nu - 1) * tail * scaleOf(nu));
}
