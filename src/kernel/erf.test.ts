import { describe, expect, test } from "vitest";
import { erf, erfc, erfcx, logNormalCdf, normalCdf, normalDensity } from "./index.js";

// Independent route: fixed-point integers with 1,500 binary digits. No coefficient of the approximations appears here.
const BITS = 1500n;
const ONE = 1n << BITS;
const times = (a: bigint, b: bigint): bigint => (a * b) >> BITS;
const over = (a: bigint, b: bigint): bigint => (a << BITS) / b;

/** The double itself, without rounding. */
function exact(x: number): bigint {
  let [mantissa, exponent] = [Math.abs(x), 0n];
  for (; !Number.isInteger(mantissa); exponent++) mantissa *= 2;
  const size = (BigInt(mantissa) << BITS) >> exponent;
  return x < 0 ? -size : size;
}

/** The fixed-point number as a double: 64 leading bits, then a power of two. */
function rounded(value: bigint): number {
  const size = value < 0n ? -value : value;
  const shift = Math.max(0, size.toString(2).length - 64);
  const double = Number(size >> BigInt(shift)) * 2 ** (shift - 700) * 2 ** (700 - Number(BITS));
  return value < 0n ? -double : double;
}

function root(value: bigint): bigint {
  let guess = value << (BITS / 2n);
  for (let previous = 0n; previous !== guess;) [previous, guess] = [guess, (guess + over(value, guess)) / 2n];
  return guess;
}

/** arctan(1/n). */
function inverseTangent(n: bigint): bigint {
  let sum = 0n;
  for (let [power, k] = [ONE / n, 1n]; power !== 0n; [power, k] = [power / (-n * n), k + 2n]) sum += power / k;
  return sum;
}

function exponential(x: bigint): bigint {
  let sum = 0n;
  for (let [term, n] = [ONE, 1n]; term !== 0n; [term, n] = [times(term, x) / n, n + 1n]) sum += term;
  return sum;
}

const pi = 4n * (4n * inverseTangent(5n) - inverseTangent(239n));
const rootPi = root(pi);

/** erf(x) = 2/sqrt(pi) e^(-x²) times the sum of 2^n x^(2n+1) / (2n+1)!! (DLMF 7.6.2), for x >= 0: no term is negative. */
function exactErf(x: bigint): bigint {
  const square = times(x, x);
  let sum = 0n;
  for (let [term, n] = [x, 3n]; term !== 0n; [term, n] = [times(term, 2n * square) / n, n + 2n]) sum += term;
  return over(2n * sum, times(rootPi, exponential(square)));
}

/** exp(x²) erfc(x) by Laplace's continued fraction (DLMF 7.9.1), for x >= 2. */
function exactErfcx(x: bigint): bigint {
  let fraction = x;
  for (let k = 600n; k >= 1n; k--) fraction = x + over(k * ONE, 2n * fraction);
  return over(over(ONE, rootPi), fraction);
}

const relative = (got: number, want: number): number => Math.abs(got - want) / Math.abs(want);
/** Two rounding errors of the value, and two of its argument's share. */
const TOLERANCE = 8e-16;

const grid = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * (i + 0.37)) / count);

describe("the integer route itself", () => {
  test("gives pi and erfc(1) to 30 digits (DLMF 3.12; Abramowitz & Stegun table 7.1)", () => {
    const digits = (value: bigint): string => ((value * 10n ** 30n) >> BITS).toString();
    expect(digits(pi)).toBe("3141592653589793238462643383279");
    expect(digits(ONE - exactErf(ONE))).toBe("157299207050285130658779364917");
  });

  test("series and continued fraction agree", () => {
    for (const x of [2.5, 5, 11, 26]) {
      const value = exact(x);
      const series = times(ONE - exactErf(value), exponential(times(value, value)));
      expect(relative(rounded(series), rounded(exactErfcx(value)))).toBeLessThan(3e-16);
    }
  });
});

describe("against the integer route", () => {
  const points = [
    ...grid(0, 0.6, 60),
    ...grid(0.46, 0.48, 20),
    ...grid(0.5, 4.2, 80),
    ...grid(3.9, 26.4, 90),
    1e-8,
    1e-300,
  ];

  test(`erf, erfc and erfcx at ${points.length} points and their mirrors`, () => {
    for (const x of points) {
      const value = exactErf(exact(x));
      expect(relative(erf(x), rounded(value)), `erf(${x})`).toBeLessThan(TOLERANCE);
      expect(erf(-x)).toBe(-erf(x));
      expect(relative(erfc(x), rounded(ONE - value)), `erfc(${x})`).toBeLessThan(TOLERANCE);
      expect(relative(erfc(-x), rounded(ONE + value)), `erfc(${-x})`).toBeLessThan(TOLERANCE);
    }
  });

  test("erfcx at 220 points", () => {
    for (const x of grid(2, 26, 100))
      expect(relative(erfcx(x), rounded(exactErfcx(exact(x)))), `erfcx(${x})`).toBeLessThan(TOLERANCE);
    for (const x of grid(2, 12, 50)) {
      const far = 10 ** x;
      expect(relative(erfcx(far), rounded(exactErfcx(exact(far)))), `erfcx(${far})`).toBeLessThan(TOLERANCE);
    }
    for (const x of grid(-5, 2, 70)) {
      const value = exact(Math.abs(x));
      const complement = x < 0 ? ONE + exactErf(value) : ONE - exactErf(value);
      const want = rounded(times(complement, exponential(times(value, value))));
      expect(relative(erfcx(x), want), `erfcx(${x})`).toBeLessThan(TOLERANCE);
    }
  });

  test("the normal distribution function, its density and its logarithm at 240 points and their mirrors", () => {
    const rootTwo = root(2n * ONE);
    for (const x of [...grid(0, 1.5, 80), ...grid(1, 8, 80), ...grid(8, 37.3, 80)]) {
      const value = exact(x);
      const centre = exactErf(over(value, rootTwo));
      const tail = rounded((ONE - centre) / 2n);
      expect(relative(normalCdf(-x), tail), `N(${-x})`).toBeLessThan(TOLERANCE);
      expect(relative(normalCdf(x), rounded((ONE + centre) / 2n)), `N(${x})`).toBeLessThan(TOLERANCE);
      expect(relative(logNormalCdf(-x), Math.log(tail)), `ln N(${-x})`).toBeLessThan(TOLERANCE);
      const density = over(over(ONE, exponential(times(value, value) / 2n)), times(rootTwo, rootPi));
      expect(relative(normalDensity(x), rounded(density)), `density(${x})`).toBeLessThan(TOLERANCE);
    }
  });
});

describe("ends", () => {
  test("erfc(26) as published (5.663192408856143e-296) and nothing beyond the smallest double", () => {
    expect(relative(erfc(26), 5.663192408856143e-296)).toBeLessThan(TOLERANCE);
    expect(erfc(28)).toBe(0);
    expect(erfc(-28)).toBe(2);
    expect(erfc(Infinity)).toBe(0);
    expect(erf(Infinity)).toBe(1);
    expect(erf(0)).toBe(0);
  });

  test("erfcx refuses what no double can hold, and lasts to the largest argument", () => {
    expect(() => erfcx(-27)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "x" }));
    expect(erfcx(-26.5)).toBeGreaterThan(1e300);
    expect(erfcx(1e300) * 1e300).toBeCloseTo(1 / Math.sqrt(Math.PI), 14);
  });
});
