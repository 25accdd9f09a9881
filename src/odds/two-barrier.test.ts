import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gaussLegendre, integrate } from "../kernel/index.js";
import { firstPassageProbability } from "./first-passage.js";
import { twoBarrierSurvival, upperFirstProbability } from "./two-barrier.js";

interface Vector {
  readonly id: string;
  readonly inputs: Readonly<Record<string, number>>;
  readonly expected: Readonly<Record<string, number>>;
}
const vectorFile = new URL("../../../shared/vectors/quant.json", import.meta.url);
const present = existsSync(vectorFile);
const vectors = present
  ? (JSON.parse(readFileSync(vectorFile, "utf8")) as readonly Vector[]).filter(({ id }) => id.startsWith("two-"))
  : [];

const band = (below: number, above: number, drift: number, volatility: number) => ({ below, above, drift, volatility });

/** Independent route: the driftless kernel of the strip, tilted by the drift (Girsanov) and integrated over the end point. */
function byKernel(below: number, above: number, drift: number, volatility: number, years: number): number {
  const [width, variance] = [below + above, volatility ** 2 * years];
  const free = (x: number): number => Math.exp(-(x * x) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
  const kernel = (x: number): number => {
    let sum = 0;
    for (let k = -40; k <= 40; k++) sum += free(x + 2 * k * width) - free(x + 2 * below + 2 * k * width);
    return sum * Math.exp((drift * x - (drift ** 2 * years) / 2) / volatility ** 2);
  };
  const rule = gaussLegendre(32);
  const panels = 24;
  let sum = 0;
  for (let i = 0; i < panels; i++) {
    sum += integrate(kernel, -below + (width * i) / panels, -below + (width * (i + 1)) / panels, rule);
  }
  return sum;
}

describe("twoBarrierSurvival", () => {
  test("reference: .6648740307491262 and .1093324330133465 (eigenfunction series against images)", () => {
    expect(twoBarrierSurvival({ ...band(0.3, 0.4, 0.05, 0.5), years: 0.25 })).toBeCloseTo(0.6648740307491262, 13);
    expect(twoBarrierSurvival({ ...band(0.5, 0.5, -0.2, 0.7), years: 1 })).toBeCloseTo(0.1093324330133465, 13);
  });

  test.skipIf(!present)("reference vectors two-* (../shared/vectors/quant.json)", () => {
    expect(vectors.length).toBeGreaterThan(0);
    for (const { id, inputs, expected } of vectors) {
      const given = band(inputs.a, inputs.b, inputs.nu, inputs.sigma);
      expect(Math.abs(twoBarrierSurvival({ ...given, years: inputs.T }) - expected.survival), id).toBeLessThan(1e-11);
      expect(Math.abs(upperFirstProbability(given) - expected.upper_first), id).toBeLessThan(1e-11);
    }
  });

  test("agrees with the tilted kernel to 1e-12, on both sides of the switch between its two series", () => {
    const open = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const given = fc.tuple(open(0.1, 1), open(0.1, 1), open(-2, 2), open(0.2, 1), open(0.02, 2));
    fc.assert(
      fc.property(given, ([below, above, drift, volatility, years]) => {
        const got = twoBarrierSurvival({ ...band(below, above, drift, volatility), years });
        expect(Math.abs(got - byKernel(below, above, drift, volatility, years))).toBeLessThan(1e-12);
      }),
      { numRuns: 60 },
    );
  });

  test("is continuous at the switch", () => {
    const at = (years: number): number => twoBarrierSurvival({ ...band(0.4, 0.6, 0.3, 0.5), years });
    expect(at(1 - 1e-12)).toBeCloseTo(at(1 + 1e-12), 11);
  });

  test("with one level far away is the law of the other", () => {
    for (const drift of [-1, 0, 0.7]) {
      const single = 1 - firstPassageProbability({ barrier: 0.3, drift, volatility: 0.5, years: 1 });
      expect(twoBarrierSurvival({ ...band(0.3, 12, drift, 0.5), years: 1 })).toBeCloseTo(single, 13);
      expect(twoBarrierSurvival({ ...band(12, 0.3, -drift, 0.5), years: 1 })).toBeCloseTo(single, 13);
    }
  });

  test("keeps its relative precision where hardly anything survives, and lasts for strong drifts", () => {
    const [width, variance] = [0.5, 0.25 * 20];
    const leading = (4 / Math.PI) * Math.exp((-(Math.PI ** 2) * variance) / (2 * width ** 2));
    const got = twoBarrierSurvival({ ...band(0.25, 0.25, 0, 0.5), years: 20 });
    expect(got / leading).toBeCloseTo(1, 12);
    expect(twoBarrierSurvival({ ...band(0.3, 0.4, 30, 0.05), years: 1 })).toBe(0);
    expect(twoBarrierSurvival({ ...band(0.3, 0.4, 0.1, 0.001), years: 1 })).toBe(1);
    expect(twoBarrierSurvival({ ...band(0.3, 0.4, -300, 0.5), years: 1 })).toBe(0);
  });

  test("without volatility or time follows the drift alone", () => {
    expect(twoBarrierSurvival({ ...band(0.3, 0.4, 0.39, 0), years: 1 })).toBe(1);
    expect(twoBarrierSurvival({ ...band(0.3, 0.4, 0.4, 0), years: 1 })).toBe(0);
    expect(twoBarrierSurvival({ ...band(0.3, 0.4, -9, 0.5), years: 0 })).toBe(1);
  });

  test.each([
    ["below", { below: 0 }],
    ["above", { above: -1 }],
    ["drift", { drift: NaN }],
    ["volatility", { volatility: -1 }],
    ["years", { years: -1 }],
  ])("refuses a bad %s", (field, change) => {
    const given = { ...band(0.3, 0.4, 0, 0.5), years: 1, ...change };
    expect(() => twoBarrierSurvival(given)).toThrow(expect.objectContaining({ field }));
  });
});

describe("upperFirstProbability", () => {
  test("reference: .4630304466905182 and .3993526173392569; the classical ruin below / (below + above) without drift", () => {
    expect(upperFirstProbability(band(0.3, 0.4, 0.05, 0.5))).toBeCloseTo(0.4630304466905182, 14);
    expect(upperFirstProbability(band(0.5, 0.5, -0.2, 0.7))).toBeCloseTo(0.3993526173392569, 14);
    expect(upperFirstProbability(band(0.3, 0.4, 0, 0.5))).toBeCloseTo(3 / 7, 15);
  });

  test("half Kelly doubles before it halves with chance 8/9, full Kelly with 2/3 (derived, mathematics 3.8)", () => {
    const kelly = (share: number) => band(Math.LN2, Math.LN2, share - share ** 2 / 2, share);
    expect(upperFirstProbability(kelly(0.5))).toBeCloseTo(8 / 9, 14);
    expect(upperFirstProbability(kelly(1))).toBeCloseTo(2 / 3, 14);
  });

  test("solves volatility² p'' / 2 + drift p' = 0 with p = 0 and 1 at the levels", () => {
    for (const [drift, volatility] of [
      [0.2, 0.5],
      [-0.7, 0.4],
      [0.01, 0.9],
    ]) {
      const at = (x: number): number => upperFirstProbability(band(0.3 + x, 0.5 - x, drift, volatility));
      const h = 1e-3;
      const slope = (at(h) - at(-h)) / (2 * h);
      const curve = (at(h) - 2 * at(0) + at(-h)) / (h * h);
      expect(Math.abs((volatility ** 2 * curve) / 2 + drift * slope)).toBeLessThan(2e-5);
      expect(at(0.5 - 1e-9)).toBeCloseTo(1, 7);
      expect(at(-0.3 + 1e-9)).toBeCloseTo(0, 7);
    }
  });

  test("neither overflows for strong drifts nor answers where nothing moves", () => {
    expect(upperFirstProbability(band(0.3, 0.4, 50, 0.01))).toBe(1);
    expect(upperFirstProbability(band(0.3, 0.4, -50, 0.01))).toBe(0);
    expect(upperFirstProbability(band(0.3, 0.4, 1, 0))).toBe(1);
    expect(upperFirstProbability(band(0.3, 0.4, -1, 0))).toBe(0);
    expect(() => upperFirstProbability(band(0.3, 0.4, 0, 0))).toThrow(expect.objectContaining({ field: "volatility" }));
  });
});
