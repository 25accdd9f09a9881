import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Complex, complex, complexExp, complexSqrt, minus, over, plus, scaled, times } from "./complex.js";
import { erfc, erfcx } from "./erf.js";
import { contourIntegral, invertLaplace } from "./laplace.js";

const ONE = complex(1);
const power = (z: Complex, n: number): Complex => (n === 0 ? ONE : times(z, power(z, n - 1)));

/** Independent route: the fixed Talbot contour (Abate & Valko 2004, equations 2 and 3). */
function byTalbot(transform: (z: Complex) => Complex, time: number, terms = 24): number {
  const radius = (2 * terms) / (5 * time);
  let sum = (Math.exp(radius * time) * transform(complex(radius)).re) / 2;
  for (let k = 1; k < terms; k++) {
    const angle = (k * Math.PI) / terms;
    const cotangent = 1 / Math.tan(angle);
    const z = complex(radius * angle * cotangent, radius * angle);
    const turn = complex(1, angle + (angle * cotangent - 1) * cotangent);
    sum += times(times(complexExp(scaled(z, time)), transform(z)), turn).re;
  }
  return (radius / terms) * sum;
}

const PAIRS: readonly [string, (z: Complex) => Complex, (t: number) => number][] = [
  ["1/s is 1", (z) => over(ONE, z), () => 1],
  ["1/s³ is t²/2", (z) => over(ONE, power(z, 3)), (t) => (t * t) / 2],
  ["1/(s + 3) is exp(-3t)", (z) => over(ONE, plus(z, complex(3))), (t) => Math.exp(-3 * t)],
  ["3/(s (s + 3)) is 1 - exp(-3t)", (z) => over(complex(3), times(z, plus(z, complex(3)))), (t) => -Math.expm1(-3 * t)],
  ["1/sqrt(s) is 1/sqrt(pi t)", (z) => over(ONE, complexSqrt(z)), (t) => 1 / Math.sqrt(Math.PI * t)],
  [
    "exp(-0.7 sqrt(s))/s is erfc(0.35/sqrt(t))",
    (z) => over(complexExp(scaled(complexSqrt(z), -0.7)), z),
    (t) => erfc(0.35 / Math.sqrt(t)),
  ],
  [
    "exp(-2 sqrt(s)) is exp(-1/t)/sqrt(pi t³)",
    (z) => complexExp(scaled(complexSqrt(z), -2)),
    (t) => Math.exp(-1 / t) / Math.sqrt(Math.PI * t ** 3),
  ],
];

describe("invertLaplace", () => {
  test.each(PAIRS)("textbook pair within 1e-12: %s", (_, transform, original) => {
    for (const time of [1e-6, 0.003, 0.4, 1, 7, 365, 1e5]) {
      const want = original(time);
      expect(Math.abs(invertLaplace(transform, time) - want)).toBeLessThan(1e-12 * Math.max(1, Math.abs(want)));
    }
  });

  test.each(PAIRS)("agrees with the fixed Talbot contour within 1e-10: %s", (_, transform) => {
    const want = byTalbot(transform, 0.8);
    expect(Math.abs(invertLaplace(transform, 0.8) - want)).toBeLessThan(1e-10);
  });

  test("a tail far below 1 keeps its absolute accuracy: erfc(5) is 1.5374597944280349e-12", () => {
    const transform = (z: Complex) => over(complexExp(scaled(complexSqrt(z), -10)), z);
    expect(Math.abs(invertLaplace(transform, 1) - 1.5374597944280349e-12)).toBeLessThan(1e-15);
  });

  test("a transform that grows along its cut needs the focus at its end: drift 1 to a level at 2, volatility 0.05", () => {
    // First passage of a Brownian motion (Harrison 1985, 1.8) at the time when it is about even: 0.5 and the image's share.
    const variance = 0.05 ** 2;
    const transform = (z: Complex) => {
      const root = complexSqrt(plus(complex(1), scaled(z, 2 * variance)));
      return over(complexExp(scaled(minus(complex(1), root), 2 / variance)), z);
    };
    const got = invertLaplace(transform, 2, -1 / (2 * variance));
    expect(Math.abs(got - 0.5 - erfcx(40) / 2)).toBeLessThan(1e-11);
    expect(() => invertLaplace(transform, 1.5)).toThrow(expect.objectContaining({ code: "E_NOT_CONVERGED" }));
  });

  test("is linear in the transform", () => {
    const positive = fc.double({ min: 0.01, max: 20, noNaN: true });
    fc.assert(
      fc.property(positive, positive, positive, (rate, weight, time) => {
        const both = (z: Complex) => plus(over(complex(weight), plus(z, complex(rate))), over(ONE, z));
        const want = weight * Math.exp(-rate * time) + 1;
        expect(Math.abs(invertLaplace(both, time) - want)).toBeLessThan(1e-12 * (1 + weight));
      }),
    );
  });

  test("refuses a time that is not above 0", () => {
    for (const time of [0, -1, NaN, Infinity])
      expect(() => invertLaplace((z) => over(ONE, z), time)).toThrow(expect.objectContaining({ field: "time" }));
  });

  test("names as a bug what it cannot invert: a delay beyond the time, an oscillation off the axis, too many nodes", () => {
    const delayed = (z: Complex) => over(complexExp(scaled(z, -2)), z);
    const oscillating = (z: Complex) => over(ONE, plus(times(z, z), complex(100)));
    for (const bad of [delayed, oscillating])
      expect(() => invertLaplace(bad, 1)).toThrow(expect.objectContaining({ code: "E_NOT_CONVERGED" }));
    const wide = { time: 1, focus: -1e8 };
    expect(() => contourIntegral((z) => over(complexExp(z), z), wide)).toThrow(/100000 nodes/);
  });
});

describe("contourIntegral", () => {
  test("takes in a singularity that lies right of 0, and a vertex further right changes nothing", () => {
    const growing = (z: Complex) => over(complexExp(z), minus(z, complex(2)));
    expect(contourIntegral(growing, { time: 1, singularity: 2 })).toBeCloseTo(Math.exp(2), 11);
    expect(contourIntegral(growing, { time: 1, singularity: 2, vertexMin: 9 })).toBeCloseTo(Math.exp(2), 10);
  });
});
