import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { erf, erfc, gammaQuantile, logGamma, lowerGamma, poissonUpperBound, upperGamma } from "./index.js";

const relative = (got: number, want: number): number => Math.abs(got / want - 1);

describe("logGamma", () => {
  test("of n + 1 is the logarithm of the exact factorial", () => {
    let factorial = 1n;
    for (let n = 1; n <= 170; n++) {
      factorial *= BigInt(n);
      if (n > 1) expect(relative(logGamma(n + 1), Math.log(Number(factorial))), `${n}!`).toBeLessThan(1e-14);
    }
    expect(Math.abs(logGamma(1))).toBeLessThan(5e-15);
    expect(Math.abs(logGamma(2))).toBeLessThan(5e-15);
  });

  test("of 1/2 is ln sqrt(pi), and obeys Legendre's duplication (DLMF 5.5.5)", () => {
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 14);
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e5, noNaN: true }), (x) => {
        const right = logGamma(x) + logGamma(x + 0.5) + (2 * x - 1) * Math.LN2 - 0.5 * Math.log(Math.PI);
        expect(Math.abs(logGamma(2 * x) - right)).toBeLessThan(2e-14 + 2e-15 * Math.abs(right));
      }),
    );
  });

  test("refuses 0 and below", () => {
    expect(() => logGamma(0)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "x" }));
  });
});

describe("incomplete gamma functions", () => {
  test("for a whole shape are the finite Poisson sum (DLMF 8.4.10)", () => {
    for (const n of [1, 2, 5, 12, 13, 40, 150]) {
      for (const share of [0.2, 0.7, 0.95, 1, 1.05, 1.5, 3]) {
        const x = n * share;
        let [term, sum] = [Math.exp(-x), 0];
        for (let k = 0; k < n; k++) [sum, term] = [sum + term, (term * x) / (k + 1)];
        expect(relative(upperGamma(n, x), sum), `Q(${n}, ${x})`).toBeLessThan(2e-13);
        expect(Math.abs(lowerGamma(n, x) - (1 - sum))).toBeLessThan(1e-14);
      }
    }
  });

  test("for half a degree are the error functions (DLMF 8.4.1), 120 points", () => {
    for (let i = 1; i <= 120; i++) {
      const x = 0.08 * i;
      expect(relative(lowerGamma(0.5, x * x), erf(x))).toBeLessThan(1e-14);
      expect(relative(upperGamma(0.5, x * x), erfc(x))).toBeLessThan(4e-13);
    }
  });

  test("climb one shape at a time by x^a e^-x / Gamma(a + 1) (DLMF 8.8.5), also for large shapes", () => {
    const shape = fc.double({ min: 0.05, max: 2e4, noNaN: true });
    fc.assert(
      fc.property(shape, fc.double({ min: -3, max: 3, noNaN: true }), (a, deviations) => {
        const x = Math.max(1e-3, a + deviations * Math.sqrt(a));
        const step = Math.exp(a * Math.log(x) - x - logGamma(a + 1));
        expect(Math.abs(lowerGamma(a, x) - lowerGamma(a + 1, x) - step)).toBeLessThan(1e-10 * step + 2e-13);
      }),
    );
  });

  test("sum to one and start at nothing", () => {
    expect(lowerGamma(3, 0)).toBe(0);
    expect(upperGamma(3, 0)).toBe(1);
    expect(lowerGamma(3, 2.5) + upperGamma(3, 2.5)).toBeCloseTo(1, 15);
    expect(() => lowerGamma(0, 1)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "shape" }));
    expect(() => upperGamma(1, -1)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "x" }));
  });
});

describe("gammaQuantile", () => {
  test("inverts, for shapes from 0.05 to 20,000", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 10, noNaN: true }),
        fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }),
        (log, p) => {
          const shape = Math.exp(log);
          const x = gammaQuantile(p, shape);
          const error = p <= 0.5 ? lowerGamma(shape, x) / p : upperGamma(shape, x) / (1 - p);
          expect(Math.abs(error - 1)).toBeLessThan(1e-11);
        },
      ),
    );
  });

  test("for shape 1 is -ln(1 - p), and for shape 1/2 half of chi-squared 3.841458820694124 at 0.95", () => {
    for (const p of [1e-12, 0.1, 0.5, 0.95, 0.999])
      expect(relative(gammaQuantile(p, 1), -Math.log1p(-p))).toBeLessThan(1e-13);
    expect(gammaQuantile(0.95, 0.5)).toBeCloseTo(3.841458820694124 / 2, 13);
  });

  test("refuses a quantile below the smallest double, and probabilities 0 and 1", () => {
    expect(() => gammaQuantile(1e-9, 0.01)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "gammaQuantile" }),
    );
    for (const p of [0, 1, -1, NaN])
      expect(() => gammaQuantile(p, 1)).toThrow(expect.objectContaining({ field: "probability" }));
  });
});

describe("poissonUpperBound", () => {
  test("Garwood (1936) at 95 %: 2.9957, 4.7439, 6.2958, 16.9622 for 0, 1, 2 and 10 events", () => {
    const published: readonly (readonly [number, number])[] = [
      [0, 2.9957],
      [1, 4.7439],
      [2, 6.2958],
      [10, 16.9622],
    ];
    for (const [count, bound] of published) expect(poissonUpperBound(count, 0.95)).toBeCloseTo(bound, 4);
    expect(poissonUpperBound(0, 0.95)).toBeCloseTo(-Math.log(0.05), 13);
  });

  test("leaves so few events the chance 1 - confidence, by the Poisson sum", () => {
    for (const count of [0, 1, 3, 17, 60]) {
      const mean = poissonUpperBound(count, 0.9);
      let [term, sum] = [Math.exp(-mean), 0];
      for (let k = 0; k <= count; k++) [sum, term] = [sum + term, (term * mean) / (k + 1)];
      expect(sum).toBeCloseTo(0.1, 12);
    }
  });

  test("rises with the count, also between whole ones, and refuses a negative one", () => {
    expect(poissonUpperBound(1.5, 0.95)).toBeGreaterThan(poissonUpperBound(1, 0.95));
    expect(poissonUpperBound(1.5, 0.95)).toBeLessThan(poissonUpperBound(2, 0.95));
    expect(() => poissonUpperBound(-1, 0.95)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "count" }),
    );
    expect(() => poissonUpperBound(1, 1)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "confidence" }),
    );
  });
});
