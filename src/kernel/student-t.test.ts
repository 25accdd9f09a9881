import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  gaussLegendre,
  integrate,
  normalCdf,
  normalDensity,
  studentTCdf,
  studentTDensity,
  studentTQuantile,
} from "./index.js";

const relative = (got: number, want: number): number => Math.abs(got / want - 1);
const points = Array.from({ length: 60 }, (_, i) => -30 + i * 0.73 + i * i * 0.005);

describe("studentTCdf", () => {
  test("for 1, 2 and 4 degrees of freedom is the elementary form (Johnson, Kotz & Balakrishnan 1995, 28.2)", () => {
    for (const t of points) {
      // Upper tails written without cancellation for t > 0, and mirrored.
      const [size, sign] = [Math.abs(t), Math.sign(t)];
      const root = Math.sqrt(2 + size * size);
      const cauchy = Math.atan2(1, size) / Math.PI;
      const two = 1 / (root * (root + size));
      const s = size / Math.sqrt(4 + size * size);
      const four = 0.5 - 0.75 * (s - s ** 3 / 3);
      const lower = (tail: number): number => (sign < 0 ? tail : 1 - tail);
      expect(relative(studentTCdf(t, 1), lower(cauchy)), `nu 1, t ${t}`).toBeLessThan(2e-14);
      expect(relative(studentTCdf(t, 2), lower(two)), `nu 2, t ${t}`).toBeLessThan(2e-14);
      expect(Math.abs(studentTCdf(t, 4) - lower(four)), `nu 4, t ${t}`).toBeLessThan(1e-15);
    }
    expect(studentTCdf(0, 3)).toBe(0.5);
  });

  test("for odd degrees is the integral of the density, by quadrature", () => {
    const rule = gaussLegendre(64);
    for (const nu of [0.4, 2.7, 5.5, 31, 1000]) {
      for (const t of [0.01, 0.3, 1, 2.5, 6]) {
        const centre = integrate((x) => studentTDensity(x, nu), 0, t, rule);
        expect(Math.abs(studentTCdf(t, nu) - 0.5 - centre), `nu ${nu}, t ${t}`).toBeLessThan(1e-13);
      }
    }
  });

  test("tends to the normal law", () => {
    for (const t of [-6, -2, -0.1, 0.4, 3]) {
      expect(relative(studentTCdf(t, 1e9), normalCdf(t))).toBeLessThan(1e-6);
      expect(relative(studentTDensity(t, 1e9), normalDensity(t))).toBeLessThan(1e-6);
    }
  });

  test("refuses degrees of freedom of 0 and a t that is not a number", () => {
    expect(() => studentTCdf(1, 0)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "nu" }));
    expect(() => studentTDensity(NaN, 3)).toThrow(expect.objectContaining({ code: "E_NOT_FINITE", field: "t" }));
  });
});

test("studentTDensity is the elementary form for 1 and 3 degrees of freedom", () => {
  for (const t of points) {
    expect(relative(studentTDensity(t, 1), 1 / (Math.PI * (1 + t * t)))).toBeLessThan(1e-14);
    expect(relative(studentTDensity(t, 3), 2 / (Math.PI * Math.sqrt(3) * (1 + (t * t) / 3) ** 2))).toBeLessThan(1e-14);
  }
});

describe("studentTQuantile", () => {
  test("published tables: 2.228138852 at 0.975 and 10, 3.746947388 at 0.99 and 4, 12.70620474 at 0.975 and 1", () => {
    expect(studentTQuantile(0.975, 10)).toBeCloseTo(2.228138852, 9);
    expect(studentTQuantile(0.99, 4)).toBeCloseTo(3.746947388, 9);
    expect(studentTQuantile(0.975, 1)).toBeCloseTo(12.70620474, 8);
  });

  test("inverts, for 0.2 to 20,000 degrees of freedom and tails to 1e-12", () => {
    const nus = fc.double({ min: Math.log(0.2), max: Math.log(2e4), noNaN: true });
    const tails = fc.double({ min: Math.log(1e-12), max: Math.log(0.4999), noNaN: true });
    fc.assert(
      fc.property(nus, tails, (logNu, logTail) => {
        const [nu, tail] = [Math.exp(logNu), Math.exp(logTail)];
        const t = studentTQuantile(tail, nu);
        expect(t).toBeLessThan(0);
        expect(relative(studentTCdf(t, nu), tail)).toBeLessThan(2e-12);
      }),
    );
  });

  test("for two degrees of freedom is (2p - 1) / sqrt(2 p (1 - p))", () => {
    for (const p of [1e-9, 0.01, 0.3, 0.4999, 0.501, 0.9, 0.99]) {
      expect(relative(studentTQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)))).toBeLessThan(1e-12);
    }
    expect(studentTQuantile(0.5, 2)).toBe(0);
  });

  test("refuses probabilities 0 and 1 and a quantile that no double holds", () => {
    for (const p of [0, 1, NaN])
      expect(() => studentTQuantile(p, 3)).toThrow(expect.objectContaining({ field: "probability" }));
    expect(() => studentTQuantile(1e-200, 0.1)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "studentTQuantile" }),
    );
  });
});
