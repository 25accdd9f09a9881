import fc from "fast-check";
import { expect, test } from "vitest";
import { findRoot } from "./index.js";

test("cos x = x at 0.7390851332151607 (Dottie's number) and x³ = 2x + 5 at 2.0945514815423265 (Wallis)", () => {
  expect(findRoot((x) => Math.cos(x) - x, 0, 1)).toBeCloseTo(0.7390851332151607, 14);
  expect(findRoot((x) => x ** 3 - 2 * x - 5, 2, 3)).toBeCloseTo(2.0945514815423265, 14);
});

test("finds the root of any rising cubic, from either side, within its tolerance", () => {
  const root = fc.double({ min: -50, max: 50, noNaN: true });
  fc.assert(
    fc.property(
      root,
      fc.double({ min: 0, max: 5, noNaN: true }),
      fc.double({ min: 0.01, max: 9, noNaN: true }),
      (at, cubic, slope) => {
        const f = (x: number): number => cubic * (x - at) ** 3 + slope * (x - at);
        expect(Math.abs(findRoot(f, -60, 70) - at)).toBeLessThan(1e-13);
        expect(Math.abs(findRoot((x) => -f(x), 70, -60) - at)).toBeLessThan(1e-13);
      },
    ),
  );
});

test("copes with a flat root, a jump, an infinite end, tiny values and a root at an end", () => {
  expect(Math.abs(findRoot((x) => (x - 1) ** 9, 0, 3))).toBeCloseTo(1, 1);
  expect(findRoot((x) => (x < 0.3 ? -1 : 1), 0, 1)).toBeCloseTo(0.3, 13);
  expect(findRoot((x) => Math.log(x) - 1, 0, 10)).toBeCloseTo(Math.E, 13);
  expect(findRoot((x) => 1e-200 * (x - 0.25), 0, 1)).toBeCloseTo(0.25, 13);
  expect(findRoot((x) => x - 2, 2, 5)).toBe(2);
  expect(findRoot((x) => x - 5, 2, 5)).toBe(5);
});

test("stops at the stated tolerance", () => {
  let calls = 0;
  const root = findRoot((x) => (calls++, Math.exp(x) - 2), 0, 5, { tolerance: 1e-3 });
  expect(Math.abs(root - Math.LN2)).toBeLessThan(1e-3);
  expect(calls).toBeLessThan(14);
});

test.each([
  ["no change of sign", () => findRoot((x) => x * x + 1, -1, 1)],
  ["no change of sign in values whose product underflows", () => findRoot(() => 1e-200, 0, 1)],
  ["a value that is not a number at an end", () => findRoot(Math.log, -1, 2)],
  ["a value that is not a number inside", () => findRoot((x) => (x === 0 || x === 1 ? x - 0.5 : NaN), 0, 1)],
  ["too few steps", () => findRoot((x) => x ** 3 - 0.1, 0, 1e9, { iterationsMax: 3 })],
])("refuses %s", (_name, search) => {
  expect(search).toThrow(expect.objectContaining({ code: "E_INTERNAL", field: "findRoot" }));
});
