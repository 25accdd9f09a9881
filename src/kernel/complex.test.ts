import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Complex,
  complex,
  complexExp,
  complexSqrt,
  minus,
  modulus,
  over,
  plus,
  scaled,
  times,
} from "./complex.js";

const part = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const numbers = fc.tuple(part, part).map(([re, im]) => complex(re, im));

function expectClose(got: Complex, want: Complex, tolerance: number): void {
  expect(modulus(minus(got, want))).toBeLessThanOrEqual(tolerance);
}

describe("complex", () => {
  test("by hand: (1 + 2i)(3 - i) = 5 + 5i, (5 + 5i)/(3 - i) = 1 + 2i, sqrt(3 + 4i) = 2 + i, exp(i pi) = -1", () => {
    expect(times(complex(1, 2), complex(3, -1))).toEqual(complex(5, 5));
    expectClose(over(complex(5, 5), complex(3, -1)), complex(1, 2), 1e-15);
    expectClose(over(complex(5, 5), complex(1, 2)), complex(3, -1), 1e-15);
    expectClose(complexSqrt(complex(3, 4)), complex(2, 1), 1e-15);
    expectClose(complexExp(complex(0, Math.PI)), complex(-1), 1e-15);
    expect(scaled(plus(complex(1, 2), complex(3)), 2)).toEqual(complex(8, 4));
  });

  test("a root squared is the number, with a real part of 0 or above and the sign of the imaginary part", () => {
    fc.assert(
      fc.property(numbers, (a) => {
        const root = complexSqrt(a);
        expectClose(times(root, root), a, 1e-15 * (1 + 4 * modulus(a)));
        expect(root.re).toBeGreaterThanOrEqual(0);
        expect(root.im * a.im).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(complexSqrt(complex(-4, -0))).toEqual(complex(0, -2));
    expect(complexSqrt(complex(0))).toEqual(complex(0));
  });

  test("a quotient times its divisor is the dividend, even where the square of the divisor overflows", () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        fc.pre(modulus(b) > 1e-3);
        expectClose(times(over(a, b), b), a, 1e-14 * modulus(a) + 1e-300);
      }),
    );
    expectClose(over(complex(1e200, 1e200), complex(1e200, -1e200)), complex(0, 1), 1e-15);
  });
});
