import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logGamma, minimise, minimiseMany } from "./index.js";

describe("minimise", () => {
  test("x ln x at 1/e, and the gamma function at 1.4616321449683622 (DLMF 5.4.20)", () => {
    const found = minimise((x) => x * Math.log(x), 0.01, 2);
    expect(found.at).toBeCloseTo(1 / Math.E, 7);
    expect(found.value).toBeCloseTo(-1 / Math.E, 14);
    expect(minimise(logGamma, 1, 2).at).toBeCloseTo(1.4616321449683622, 7);
  });

  test("finds the bottom of any tilted valley", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -9, max: 9, noNaN: true }),
        fc.double({ min: 0.1, max: 30, noNaN: true }),
        (at, width) => {
          const found = minimise((x) => Math.cosh((x - at) / width) + 3, -10, 10);
          expect(Math.abs(found.at - at)).toBeLessThan(1e-6 * (1 + width));
          expect(found.value).toBeCloseTo(4, 12);
        },
      ),
    );
  });

  test("goes to an end where the function only falls, and around values without meaning", () => {
    expect(minimise((x) => -x, 0, 1).at).toBeCloseTo(1, 8);
    expect(minimise((x) => x, 0, 1).at).toBeCloseTo(0, 8);
    expect(minimise((x) => (x > 0.4 ? Infinity : (x - 0.3) ** 2), 0, 1).at).toBeCloseTo(0.3, 7);
    expect(minimise((x) => Math.abs(x - 0.2), 0, 1).at).toBeCloseTo(0.2, 8);
  });

  test.each([
    ["an empty interval", () => minimise((x) => x, 1, 1)],
    ["a value that is not a number", () => minimise(() => NaN, 0, 1)],
    ["too few steps", () => minimise((x) => x * x, -1, 3, { iterationsMax: 2 })],
  ])("refuses %s", (_name, search) => {
    expect(search).toThrow(expect.objectContaining({ code: "E_INTERNAL", field: "minimise" }));
  });
});

describe("minimiseMany", () => {
  test("Rosenbrock's valley ends at (1, 1) (Rosenbrock 1960)", () => {
    const found = minimiseMany(([x, y]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2, [-1.2, 1], [0.5, 0.5]);
    expect(found.at[0]).toBeCloseTo(1, 6);
    expect(found.at[1]).toBeCloseTo(1, 6);
    expect(found.value).toBeLessThan(1e-12);
  });

  test("a quadratic of three variables with cross terms", () => {
    const coordinate = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, (a, b, c) => {
        const f = ([x, y, z]: readonly number[]): number =>
          (x - a) ** 2 + 2 * (y - b) ** 2 + 5 * (z - c) ** 2 + (x - a) * (y - b) + (y - b) * (z - c);
        const found = minimiseMany(f, [0, 0, 0], [0.5, 0.5, 0.5]);
        [a, b, c].forEach((want, i) => expect(Math.abs(found.at[i] - want)).toBeLessThan(1e-5));
      }),
      { numRuns: 30 },
    );
  });

  test("stays inside a domain whose outside is +Infinity", () => {
    const found = minimiseMany(([x, y]) => (x < 0.5 ? Infinity : x * x + (y - 2) ** 2), [3, 3], [0.4, 0.4]);
    expect(found.at[0]).toBeCloseTo(0.5, 5);
    expect(found.at[1]).toBeCloseTo(2, 4);
  });

  test.each([
    ["a value that is not a number", () => minimiseMany(() => NaN, [0, 0], [1, 1])],
    ["a start outside the domain", () => minimiseMany(() => Infinity, [0, 0], [1, 1])],
    ["too few evaluations", () => minimiseMany(([x, y]) => x * x + y * y, [9, 9], [1, 1], { evaluationsMax: 20 })],
  ])("refuses %s", (_name, search) => {
    expect(search).toThrow(expect.objectContaining({ code: "E_INTERNAL", field: "minimiseMany" }));
  });
});
