import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { choleskyFactor, choleskySolve, createStream, minimiseSmooth, type Differentiable } from "./index.js";

/** The extended function of Rosenbrock (1960): 0 at (1, ..., 1), at the end of a curved valley. */
const rosenbrock: Differentiable = (x, gradient) => {
  gradient.fill(0);
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const bend = x[i + 1]! - x[i]! ** 2;
    sum += 100 * bend ** 2 + (1 - x[i]!) ** 2;
    gradient[i]! -= 400 * x[i]! * bend + 2 * (1 - x[i]!);
    gradient[i + 1]! += 200 * bend;
  }
  return sum;
};

/** (x - centre)' A (x - centre) / 2 with a random positive definite A. */
const quadratic = (n: number, seed: number): { f: Differentiable; matrix: Float64Array; centre: Float64Array } => {
  const stream = createStream(seed, n);
  const root = Float64Array.from({ length: n * n }, () => stream.normal());
  const centre = Float64Array.from({ length: n }, () => 3 * stream.normal());
  const matrix = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      for (let k = 0; k < n; k++) matrix[row * n + column]! += root[row * n + k]! * root[column * n + k]!;
    }
    matrix[row * n + row]! += 0.1;
  }
  const f: Differentiable = (x, gradient) => {
    let value = 0;
    for (let row = 0; row < n; row++) {
      gradient[row] = 0;
      for (let column = 0; column < n; column++) {
        gradient[row]! += matrix[row * n + column]! * (x[column]! - centre[column]!);
      }
      value += (gradient[row]! * (x[row]! - centre[row]!)) / 2;
    }
    return value;
  };
  return { f, matrix, centre };
};

describe("minimiseSmooth", () => {
  test("Rosenbrock's function from (-1.2, 1), its published start: 0 at (1, 1), in under 80 evaluations", () => {
    const found = minimiseSmooth(rosenbrock, Float64Array.of(-1.2, 1), { tolerance: 1e-14 });
    expect(found.converged).toBe(true);
    expect(found.at[0]).toBeCloseTo(1, 6);
    expect(found.at[1]).toBeCloseTo(1, 6);
    expect(found.value).toBeLessThan(1e-13);
    expect(found.evaluations).toBeLessThan(80);
  });

  test("Rosenbrock's function in ten variables, from (-1.2, 1, -1.2, ...)", () => {
    const start = Float64Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? -1.2 : 1));
    const found = minimiseSmooth(rosenbrock, start, { tolerance: 1e-14 });
    expect(found.converged).toBe(true);
    expect(found.value < 1e-12 || Math.abs(found.value - 3.98) < 0.02).toBe(true); // the second is its known local minimum
  });

  test("Rosenbrock's function with x at most 1/2: (1/2, 1/4), where the bound holds x and the value is 1/4", () => {
    const bounds = { lower: Float64Array.of(-2, -2), upper: Float64Array.of(0.5, 2) };
    const found = minimiseSmooth(rosenbrock, Float64Array.of(-1.2, 1), { bounds });
    expect(found.converged).toBe(true);
    expect(found.at[0]).toBe(0.5);
    expect(found.at[1]).toBeCloseTo(0.25, 6);
    expect(found.value).toBeCloseTo(0.25, 10);
    expect(found.onBound).toEqual([true, false]);
  });

  test("a quadratic ends at its centre; given its Hessian, after one step", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 10 }), fc.nat(1e6), (n, seed) => {
        const { f, matrix, centre } = quadratic(n, seed);
        const found = minimiseSmooth(f, new Float64Array(n), { tolerance: 1e-16 });
        const guided = minimiseSmooth(f, new Float64Array(n), { tolerance: 1e-12, hessian: matrix });
        expect(found.converged && guided.converged).toBe(true);
        expect(guided.iterations).toBe(1);
        centre.forEach((value, i) => {
          expect(found.at[i]).toBeCloseTo(value, 6);
          expect(guided.at[i]).toBeCloseTo(value, 6);
        });
      }),
      { numRuns: 60 },
    );
  });

  test("a quadratic in a box: in the box, no slope inward and none along it (the conditions of Karush, Kuhn and Tucker)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(1e6), (n, seed) => {
        const bounds = { lower: new Float64Array(n).fill(-1), upper: new Float64Array(n).fill(1) };
        const found = minimiseSmooth(quadratic(n, seed).f, new Float64Array(n), { bounds, tolerance: 1e-14 });
        expect(found.converged).toBe(true);
        found.at.forEach((x, i) => {
          expect(Math.abs(x)).toBeLessThanOrEqual(1);
          if (found.onBound[i]) expect(x * found.gradient[i]!).toBeLessThan(0);
          else expect(Math.abs(found.gradient[i]!)).toBeLessThan(1e-4);
        });
      }),
      { numRuns: 100 },
    );
  });

  test("a variable with equal bounds stays where it is", () => {
    const bounds = { lower: Float64Array.of(-9, 0.3), upper: Float64Array.of(9, 0.3) };
    const found = minimiseSmooth(rosenbrock, Float64Array.of(0, 0), { bounds, tolerance: 1e-13 });
    expect(found.at[1]).toBe(0.3);
    // The root of 200 x^3 - 59 x - 1: the slope along x at y = .3.
    expect(200 * found.at[0]! ** 3 - 59 * found.at[0]! - 1).toBeCloseTo(0, 4);
  });

  test("steps back from where f has no value: x - ln x from 20 ends at 1", () => {
    const f: Differentiable = ([x], gradient) => {
      gradient[0] = 1 - 1 / x!;
      return x! > 0 ? x! - Math.log(x!) : Infinity;
    };
    const found = minimiseSmooth(f, Float64Array.of(20), { hessian: Float64Array.of(0.01) });
    expect(found.converged).toBe(true);
    expect(found.at[0]).toBeCloseTo(1, 4);
  });

  test("says so when it has not converged: evaluations used up, or a function without a lowest point", () => {
    const short = minimiseSmooth(rosenbrock, Float64Array.of(-1.2, 1), { evaluationsMax: 5 });
    expect(short.converged).toBe(false);
    expect(short.fallLeft).toBeGreaterThan(1e-10);
    const endless: Differentiable = (x, gradient) => {
      gradient.set([1, 0]);
      return x[0]!;
    };
    expect(minimiseSmooth(endless, new Float64Array(2)).converged).toBe(false);
  });

  test("the fall that is left is half g' H^-1 g: exact for a quadratic with its Hessian and no evaluation to spare", () => {
    const { f, matrix, centre } = quadratic(4, 11);
    const found = minimiseSmooth(f, new Float64Array(4), { hessian: matrix, evaluationsMax: 1 });
    const solved = choleskySolve(choleskyFactor(matrix, 4)!, 4, found.gradient);
    expect(found.fallLeft).toBeCloseTo(found.value, 9);
    solved.forEach((value, i) => {
      expect(value).toBeCloseTo(-centre[i]!, 9);
    });
  });

  test("refuses a start without a value", () => {
    expect(() => minimiseSmooth(() => NaN, new Float64Array(2))).toThrow(
      expect.objectContaining({ code: "E_INTERNAL", field: "minimiseSmooth" }),
    );
  });
});
