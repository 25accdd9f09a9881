import { describe, expect, test } from "vitest";
import { studentTCdf } from "../student-t.js";
import {
  LOG_MOVE_MAX,
  centredOf,
  exponential,
  logarithm,
  sineOfHalfTurn,
  studentT4Centred,
  uniformOf,
} from "./algebra.js";

/** Largest value of a function over evenly spaced points. */
function largest(from: number, to: number, of: (x: number) => number): number {
  let most = 0;
  for (let i = 0; i <= 20_000; i++) most = Math.max(most, Math.abs(of(from + ((to - from) * i) / 20_000)));
  return most;
}

describe("functions made of + - x / and roots, against the engine's own", () => {
  test("exponential: relative error below 1e-13 within 1, 3e-9 within 6.9, and small where a bridge is asked", () => {
    const error = (x: number): number => exponential(x) / Math.exp(x) - 1;
    expect(largest(-1, 1, error)).toBeLessThan(1e-13);
    expect(largest(-LOG_MOVE_MAX, LOG_MOVE_MAX, error)).toBeLessThan(3e-9);
    expect(largest(-24, 0, error)).toBeLessThan(3e-5);
    expect(exponential(0)).toBe(1);
  });

  test("logarithm: relative error below 6e-11 from .001 to 1,000, and the ends beyond; the sign is that of the logarithm", () => {
    const error = (log: number): number => (Math.abs(log) < 1e-4 ? 0 : logarithm(Math.exp(log)) / log - 1);
    expect(largest(-6.9, 6.9, error)).toBeLessThan(6e-11);
    expect(largest(-1e-4, 1e-4, (log) => logarithm(Math.exp(log)) - log)).toBeLessThan(1e-14);
    expect(logarithm(1)).toBe(0);
    expect(logarithm(Infinity)).toBe(logarithm(1000));
    expect(logarithm(-5)).toBe(logarithm(0.001));
    expect(logarithm(1000)).toBeGreaterThan(LOG_MOVE_MAX);
  });

  test("sine of half a turn: absolute error below 3.4e-9, odd to the bit", () => {
    expect(largest(-0.5, 0.5, (x) => sineOfHalfTurn(x) - Math.sin(Math.PI * x))).toBeLessThan(3.4e-9);
    expect(largest(0, 0.5, (x) => sineOfHalfTurn(x) + sineOfHalfTurn(-x))).toBe(0);
  });

  test("uniform numbers of words: the middles of 2^32 cells", () => {
    expect(uniformOf(0)).toBe(2 ** -33);
    expect(uniformOf(-1)).toBe(1 - 2 ** -33);
    expect(centredOf(0x7fffffff)).toBe(0.5 - 2 ** -33);
    expect(centredOf(-0x80000000)).toBe(-0.5 + 2 ** -33);
  });
});

describe("Student's t with 4 degrees of freedom", () => {
  test("its distribution function is that of the incomplete beta function", () => {
    const error = (t: number): number => 0.5 + studentT4Centred(t * Math.sqrt(0.5), 1) - studentTCdf(t, 4);
    expect(largest(-30, 30, error)).toBeLessThan(1e-15);
    expect(0.5 + studentT4Centred(-0.03, 0.0004)).toBeCloseTo(studentTCdf(-1.5 * Math.SQRT2, 4), 14);
  });

  test("Bailey's form has that law: shares below nine quantiles on a grid of both uniforms", () => {
    const size = 1200;
    const at = (i: number): number => (i + 0.5) / size;
    const roots = Array.from({ length: size }, (_, i) => Math.sqrt(2 / Math.sqrt(at(i)) - 2));
    const sines = Array.from({ length: size }, (_, j) => sineOfHalfTurn(at(j) - 0.5));
    const levels = [-4, -2, -1, -0.5, 0.01, 0.5, 1, 2, 4];
    const counts = levels.map(() => 0);
    for (const root of roots)
      for (const sine of sines)
        for (let level = 0; level < levels.length; level++) if (root * sine <= levels[level]!) counts[level]! += 1;
    levels.forEach((level, i) => {
      expect(Math.abs(counts[i]! / size ** 2 - studentTCdf(level * Math.SQRT2, 4))).toBeLessThan(1e-3);
    });
  });
});
