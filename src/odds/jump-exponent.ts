import { InternalError } from "../errors/index.js";
import { type Complex, complex, complexSqrt, minus, over, plus, scaled, times } from "../kernel/index.js";

/** Jumps one way: expected number a year, above 0, and the rate of their exponential size, 1 over its mean. */
export interface ExponentialJumps {
  readonly intensityAnnual: number;
  readonly rate: number;
}

/** Y(t) = -X(t), which rises to the level: Kou's double exponential jump diffusion. A kind of jump that never comes is null. */
export interface JumpDiffusion {
  /** Drift of Y a year, towards the level where above 0. */
  readonly drift: number;
  /** Variance of the diffusion a year; 0 for jumps and drift alone. */
  readonly variance: number;
  /** Jumps towards the level (falls of X). */
  readonly towards: ExponentialJumps | null;
  /** Jumps away from it (rises of X). */
  readonly away: ExponentialJumps | null;
}

/** G(x), where E exp(x Y(t)) = exp(G(x) t), and its derivative: Kou & Wang 2003, equation 2.3. */
export function jumpExponent(
  { drift, variance, towards, away }: JumpDiffusion,
  x: Complex,
): { readonly value: Complex; readonly slope: Complex } {
  let value = times(x, plus(complex(drift), scaled(x, variance / 2)));
  let slope = plus(complex(drift), scaled(x, variance));
  // intensity (rate/(rate - x) - 1) = intensity x/(rate - x): no digits are lost near x = 0, where G is 0.
  if (towards !== null) {
    const inverse = over(complex(1), minus(complex(towards.rate), x));
    value = plus(value, scaled(times(x, inverse), towards.intensityAnnual));
    slope = plus(slope, scaled(times(inverse, inverse), towards.intensityAnnual * towards.rate));
  }
  if (away !== null) {
    const inverse = over(complex(1), plus(complex(away.rate), x));
    value = minus(value, scaled(times(x, inverse), away.intensityAnnual));
    slope = minus(slope, scaled(times(inverse, inverse), away.intensityAnnual * away.rate));
  }
  return { value, slope };
}

/** What the roots of G(x) = z would be were the jumps and the diffusion not to meddle with each other: exact for large z. */
function firstGuesses({ drift, variance, towards, away }: JumpDiffusion, z: Complex): Complex[] {
  const intensity = (towards?.intensityAnnual ?? 0) + (away?.intensityAnnual ?? 0);
  const discounted = plus(z, complex(intensity));
  const guesses: Complex[] = [];
  if (variance > 0) {
    const root = complexSqrt(plus(complex(drift * drift), scaled(discounted, 2 * variance)));
    guesses.push(scaled(minus(root, complex(drift)), 1 / variance), scaled(plus(root, complex(drift)), -1 / variance));
  } else if (drift !== 0) guesses.push(scaled(discounted, 1 / drift));
  const near = ({ intensityAnnual, rate }: ExponentialJumps): Complex =>
    scaled(minus(complex(1), over(complex(intensityAnnual), plus(discounted, complex(intensityAnnual)))), rate);
  if (towards !== null) guesses.push(near(towards));
  if (away !== null) guesses.push(scaled(near(away), -1));
  return guesses.map((guess, i) => times(guess, complex(1, 1e-3 * (i + 1)))); // no two of them alike
}

const ITERATIONS_MAX = 100;
/** Steps below this share of a root are the last: the next would be below rounding, as convergence is cubic. */
const LAST_STEP = 1e-10;

/** Roots being improved: real and imaginary parts. */
interface Roots {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Improves root i by Newton's step for (G(x) - z) times its poles, kept off the other roots (Aberth 1973), and returns the
 * length of the step as a share of the root. In scalars: with objects for complex numbers a passage took 20 times as long.
 */
function improve({ drift, variance, towards, away }: JumpDiffusion, z: Complex, { re, im }: Roots, i: number): number {
  const x = re[i];
  const y = im[i];
  // G(x) - z, its slope, and the sum of 1/(x - pole) less that of 1/(x - other root).
  let valueRe = x * drift + ((x * x - y * y) * variance) / 2 - z.re;
  let valueIm = y * drift + x * y * variance - z.im;
  let slopeRe = drift + variance * x;
  let slopeIm = variance * y;
  let sumRe = 0;
  let sumIm = 0;
  for (let sign = 1; sign >= -1; sign -= 2) {
    const jumps = sign > 0 ? towards : away;
    if (jumps === null) continue;
    // v = 1/(rate - sign x); the term is intensity sign x v, its slope sign intensity rate v².
    const clearRe = jumps.rate - sign * x;
    const clearIm = -sign * y;
    const square = clearRe * clearRe + clearIm * clearIm;
    if (square === 0) return 0; // as near to the pole as a double can be
    const vRe = clearRe / square;
    const vIm = -clearIm / square;
    const intensity = sign * jumps.intensityAnnual;
    valueRe += intensity * (x * vRe - y * vIm);
    valueIm += intensity * (x * vIm + y * vRe);
    slopeRe += intensity * jumps.rate * (vRe * vRe - vIm * vIm);
    slopeIm += intensity * jumps.rate * 2 * vRe * vIm;
    sumRe -= sign * vRe;
    sumIm -= sign * vIm;
  }
  for (let j = 0; j < re.length; j++) {
    if (j === i) continue;
    const u = x - re[j];
    const v = y - im[j];
    const square = u * u + v * v;
    sumRe -= u / square;
    sumIm += v / square;
  }
  // Step 1 / (slope/value + sum) = value / (slope + sum value).
  const belowRe = slopeRe + sumRe * valueRe - sumIm * valueIm;
  const belowIm = slopeIm + sumRe * valueIm + sumIm * valueRe;
  const square = belowRe * belowRe + belowIm * belowIm;
  const stepRe = (valueRe * belowRe + valueIm * belowIm) / square;
  const stepIm = (valueIm * belowRe - valueRe * belowIm) / square;
  re[i] = x - stepRe;
  im[i] = y - stepIm;
  return Math.sqrt((stepRe * stepRe + stepIm * stepIm) / (re[i] * re[i] + im[i] * im[i]));
}

/**
 * All roots of G(x) = z, by Aberth's iteration on G itself, whose poles keep the digits that the coefficients of a polynomial
 * lose.
 * @throws InternalError (E_INTERNAL) where a root does not settle.
 */
function allRoots(walk: JumpDiffusion, z: Complex): readonly Complex[] {
  const guesses = firstGuesses(walk, z);
  const roots = { re: Float64Array.from(guesses, ({ re }) => re), im: Float64Array.from(guesses, ({ im }) => im) };
  const last = guesses.map(() => Infinity);
  for (let turn = 0; turn < ITERATIONS_MAX; turn++) {
    let open = 0;
    for (let i = 0; i < guesses.length; i++) {
      if (last[i] <= LAST_STEP) continue;
      last[i] = improve(walk, z, roots, i);
      if (!(last[i] <= LAST_STEP)) open++;
    }
    if (open === 0) return guesses.map((_, i) => complex(roots.re[i], roots.im[i]));
  }
  throw new InternalError({
    field: "jumpExponent",
    got: `no roots at ${z.re} + ${z.im}i after ${ITERATIONS_MAX} steps`,
    want: "all roots of the exponent",
    hint: "this is a bug: the iteration converges from almost anywhere",
  });
}

/** A root nearer to the real axis than this share of its size hugs a pole: rounding may put it on either side of the axis. */
const HUGS = 1e-13;

const isUpward = ({ re, im }: Complex): boolean => (Math.abs(im) <= HUGS * Math.abs(re) ? re > 0 : im > 0);

/**
 * The roots of G(x) = z that belong to the passage upwards, for a `z` above the real axis; one for jumps towards the level
 * and one for a diffusion or a drift towards it. They are those above the real axis: no root crosses it while z does not, as
 * G is real there, and for z next to the positive axis the roots right of 0, where G rises, are the ones that lie above it.
 * (The sign of the real part tells them apart only where z has a real part above 0.)
 * @throws InternalError (E_INTERNAL) where their number is not the one that the theory fixes.
 */
export function upwardRoots(walk: JumpDiffusion, z: Complex): readonly Complex[] {
  const roots = allRoots(walk, z);
  const upward = roots.filter(isUpward);
  const { drift, variance, towards, away } = walk;
  const upwardCount = Number(towards !== null) + Number(variance > 0 || drift > 0);
  const downwardCount = Number(away !== null) + Number(variance > 0 || drift < 0);
  if (upward.length === upwardCount && roots.length === upwardCount + downwardCount) return upward;
  throw new InternalError({
    field: "jumpExponent",
    got: `${upward.length} of ${roots.length} roots above the axis`,
    want: `${upwardCount} of ${upwardCount + downwardCount}`,
    hint: "this is a bug: two roots lie closer to the axis than rounding can tell",
  });
}

const slopeAt = (walk: JumpDiffusion, x: number): number => jumpExponent(walk, complex(x)).slope.re;

/**
 * How far G falls below 0 left of 0: its minimum over the real x from the pole to 0, or 0 where Y does not rise on average. It
 * need not be exact: it says how far a contour must reach.
 */
export function exponentMinimum(walk: JumpDiffusion): number {
  if (slopeAt(walk, 0) <= 0) return 0;
  const pole = walk.away === null ? -Infinity : -walk.away.rate * (1 - 1e-12);
  let [low, high] = [Math.max(pole, -1), 0];
  while (low > pole && low > -1e12 && slopeAt(walk, low) > 0) [low, high] = [Math.max(pole, 4 * low), low];
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2;
    if (slopeAt(walk, middle) > 0) high = middle;
    else low = middle;
  }
  return jumpExponent(walk, complex(high)).value.re;
}
