import { OutOfRangeError } from "../errors/index.js";
import { polynomial } from "./polynomial.js";

// Rational Chebyshev approximations of W. J. Cody, Math. Comp. 23 (1969) 631-637, tables II to IV, highest power first.
const SMALL_TOP = [
  1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3,
] as const;
const SMALL_BOTTOM = [
  1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3,
] as const;
const MIDDLE_TOP = [
  2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2,
  8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
] as const;
const MIDDLE_BOTTOM = [
  1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3, 3.29079923573345963e3,
  4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
] as const;
const LARGE_TOP = [
  1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
  1.60837851487422766e-2, 6.58749161529837803e-4,
] as const;
const LARGE_BOTTOM = [
  1, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3,
] as const;

/** Up to here erf itself is approximated; beyond, its scaled complement. */
export const ERF_SMALL = 0.46875;
const ERFC_LARGE = 4;
/** Beyond this erfc is below the smallest double. */
const ERFC_ZERO = 27.3;
/** Below this erfcx exceeds the largest double. */
const ERFCX_MIN = -26.6;
const ONE_OVER_SQRT_PI = 0.5641895835477563;

/** erf for |x| <= ERF_SMALL. */
const erfSmall = (x: number): number => (x * polynomial(SMALL_TOP, x * x)) / polynomial(SMALL_BOTTOM, x * x);

/** exp(x²) erfc(x) for x > ERF_SMALL. Insensitive to the last bit of x, unlike erfc. */
export function erfcxAboveSmall(x: number): number {
  if (x <= ERFC_LARGE) return polynomial(MIDDLE_TOP, x) / polynomial(MIDDLE_BOTTOM, x);
  const inverse = 1 / (x * x);
  return (ONE_OVER_SQRT_PI - (inverse * polynomial(LARGE_TOP, inverse)) / polynomial(LARGE_BOTTOM, inverse)) / x;
}

/** exp(scale x²), with x² cut in an exact and a small part, so that the rounding of a large square is not magnified. */
export function expSquare(x: number, scale: number): number {
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(scale * head * head) * Math.exp(scale * (x - head) * (x + head));
}

/** Error function, (2/sqrt(pi)) times the integral of exp(-t²) from 0 to x. Odd; relative error of a few 1e-16. */
export function erf(x: number): number {
  if (Math.abs(x) <= ERF_SMALL) return erfSmall(x);
  return x > 0 ? 1 - erfc(x) : erfc(-x) - 1;
}

/** Complementary error function 1 - erf(x), with full relative precision down to the smallest normal double (x about 26.5). */
export function erfc(x: number): number {
  if (Math.abs(x) <= ERF_SMALL) return 1 - erfSmall(x);
  if (x < 0) return 2 - erfc(-x);
  return x > ERFC_ZERO ? 0 : expSquare(x, -1) * erfcxAboveSmall(x);
}

/**
 * Scaled complementary error function exp(x²) erfc(x): tends to 1/(x sqrt(pi)) where erfc has long vanished.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) below -26.6, where it exceeds the largest double.
 */
export function erfcx(x: number): number {
  if (x > ERF_SMALL) return erfcxAboveSmall(x);
  if (x < ERFCX_MIN) {
    throw new OutOfRangeError({
      field: "x",
      got: String(x),
      want: `at least ${ERFCX_MIN}`,
      hint: "use erfc(x), which is 2 there",
    });
  }
  return expSquare(x, 1) * erfc(x);
}
