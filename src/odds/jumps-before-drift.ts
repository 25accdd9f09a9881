import { InternalError } from "../errors/index.js";
import {
  type Complex,
  complex,
  complexExp,
  complexSqrt,
  contourIntegral,
  findRoot,
  minus,
  modulus,
  over,
  plus,
  scaled,
  times,
} from "../kernel/index.js";
import { type ExponentialJumps, jumpExponent, type JumpDiffusion } from "./jump-exponent.js";

/** Y without diffusion, which drifts to the level and may also jump to it. */
export interface DriftWithJumps extends JumpDiffusion {
  readonly towards: ExponentialJumps;
}

/**
 * The other root above the real axis of G(y) = z, where x is one: from the sum and the product of the roots of
 * (G(y) - z) (rate - y) (rate' + y), a polynomial of degree three, or two where nothing jumps away.
 */
function partnerOf({ drift, towards, away }: DriftWithJumps, x: Complex, z: Complex): Complex {
  const intensity = towards.intensityAnnual + (away?.intensityAnnual ?? 0);
  const byDrift = scaled(plus(z, complex(intensity)), 1 / drift);
  const sum = minus(plus(byDrift, complex(towards.rate - (away?.rate ?? 0))), x);
  if (away === null) return sum;
  const product = scaled(over(z, x), (-towards.rate * away.rate) / drift);
  const half = scaled(sum, 0.5);
  const root = complexSqrt(minus(times(half, half), product));
  const [one, other] = [plus(half, root), minus(half, root)];
  const large = modulus(one) > modulus(other) ? one : other;
  const small = over(product, large);
  const above = [large, small].filter(({ im }) => im > 0);
  if (above.length === 1 && z.im > 0) return above[0];
  throw new InternalError({
    field: "jumpsBeforeDriftProbability",
    got: `${above.length} further roots above the axis at ${z.re} + ${z.im}i`,
    want: "one",
    hint: "this is a bug: the contour left the region that belongs to the upward passage",
  });
}

/** The root of G in [0, rate): 0 where Y rises on average. G(x)/x increases with x. */
function zeroOfExponent({ drift, towards, away }: DriftWithJumps): number {
  const ratio = (x: number): number =>
    drift + towards.intensityAnnual / (towards.rate - x) - (away === null ? 0 : away.intensityAnnual / (away.rate + x));
  return ratio(0) >= 0 ? 0 : findRoot(ratio, 0, towards.rate * (1 - 1e-12));
}

/**
 * The share of the passage that belongs to the root next to the jumps' own rate, in theorem 3.1 of Kou & Wang 2003. Before
 * the drift can reach the level it is the whole chance: the term of the other root falls off to the right as
 * exp(z (years - arrival)) and is worth nothing until then. Its contour is drawn not in z, where both roots meet at points
 * off the axis, but in w = rate/(rate - x) with z = G(x): there the exponent is n w + d/w + a constant, n being the expected
 * number of jumps and d what is left of the distance after the drift, in mean jumps, as in Bessel's integral.
 */
export function jumpsBeforeDriftProbability(walk: DriftWithJumps, barrier: number, years: number): number {
  const { rate, intensityAnnual } = walk.towards;
  const count = intensityAnnual * years;
  const distance = Math.max(0, rate * (barrier - walk.drift * years)); // past the arrival the term lives on
  const integrand = (w: Complex): Complex => {
    const x = scaled(minus(complex(1), over(complex(1), w)), rate);
    const { value: z, slope } = jumpExponent(walk, x);
    const partner = partnerOf(walk, x, z);
    const factor = over(times(partner, scaled(slope, rate)), times(minus(partner, x), z));
    const size = complexExp(minus(scaled(z, years), scaled(x, barrier)));
    return over(times(factor, size), times(w, times(w, w)));
  };
  const singularity = rate / (rate - zeroOfExponent(walk));
  return contourIntegral(integrand, { time: count, singularity, focus: 0, vertexMin: Math.sqrt(distance / count) });
}
