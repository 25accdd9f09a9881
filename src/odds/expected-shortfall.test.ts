import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { integrate, normalDensity, studentTDensity } from "../kernel/index.js";
import { expectedShortfall, valueAtRisk } from "./expected-shortfall.js";

interface Vector {
  readonly id: string;
  readonly expected: { readonly var99: number; readonly es975: number };
}
const vectorFile = new URL("../../../shared/vectors/quant.json", import.meta.url);
const present = existsSync(vectorFile);

test("FRTB: normal ES 97.5 2.3378027922 beside VaR 99 2.326347874; unit-variance t4 2.8238712518 beside 2.6494919068", () => {
  expect(Math.abs(valueAtRisk({ confidence: 0.99 }) - 2.326347874)).toBeLessThan(1e-9);
  expect(Math.abs(expectedShortfall({ confidence: 0.975 }) - 2.3378027922)).toBeLessThan(1e-9);
  expect(Math.abs(valueAtRisk({ confidence: 0.99, degreesOfFreedom: 4 }) - 2.6494919068)).toBeLessThan(1e-9);
  expect(Math.abs(expectedShortfall({ confidence: 0.975, degreesOfFreedom: 4 }) - 2.8238712518)).toBeLessThan(1e-9);
});

test.skipIf(!present)("reference vectors es-normal and es-t4 (../shared/vectors/quant.json)", () => {
  const vectors = JSON.parse(readFileSync(vectorFile, "utf8")) as readonly Vector[];
  for (const [id, law] of [
    ["es-normal", {}],
    ["es-t4", { degreesOfFreedom: 4 }],
  ] as const) {
    const { expected } = vectors.find((vector) => vector.id === id) as Vector;
    expect(Math.abs(valueAtRisk({ ...law, confidence: 0.99 }) - expected.var99)).toBeLessThan(1e-9);
    expect(Math.abs(expectedShortfall({ ...law, confidence: 0.975 }) - expected.es975)).toBeLessThan(1e-9);
  }
});

test("is the mean loss of the tail, by quadrature of the scaled density", () => {
  for (const nu of [undefined, 3, 4.7, 30]) {
    const scale = nu === undefined ? 1 : Math.sqrt(nu / (nu - 2));
    const density = (x: number): number =>
      nu === undefined ? normalDensity(x) : scale * studentTDensity(x * scale, nu);
    for (const confidence of [0.1, 0.9, 0.975, 0.999]) {
      const law = nu === undefined ? { confidence } : { confidence, degreesOfFreedom: nu };
      const from = valueAtRisk(law);
      // x = from + e^u - e^-20, panel by panel: the tail of Student's t is long.
      let [loss, tail] = [0, 0];
      for (let u = -24; u < 24; u += 0.5) {
        const at = (v: number): number => from + Math.exp(v);
        loss += integrate((v) => at(v) * density(at(v)) * Math.exp(v), u, u + 0.5);
        tail += integrate((v) => density(at(v)) * Math.exp(v), u, u + 0.5);
      }
      expect(tail / (1 - confidence), `tail, nu ${nu}, ${confidence}`).toBeCloseTo(1, 8);
      expect(expectedShortfall(law) / (loss / (1 - confidence)), `nu ${nu}, ${confidence}`).toBeCloseTo(1, 7);
    }
  }
});

test("exceeds the value at risk, and many degrees of freedom are the normal law", () => {
  for (const degreesOfFreedom of [2.1, 5, 50]) {
    const law = { confidence: 0.975, degreesOfFreedom };
    expect(expectedShortfall(law)).toBeGreaterThan(valueAtRisk(law));
  }
  const many = { confidence: 0.975, degreesOfFreedom: 1e6 };
  expect(expectedShortfall(many)).toBeCloseTo(expectedShortfall({ confidence: 0.975 }), 5);
});

test.each([
  ["confidence", { confidence: 1 }],
  ["confidence", { confidence: NaN }],
  ["degreesOfFreedom", { confidence: 0.9, degreesOfFreedom: 2 }],
  ["degreesOfFreedom", { confidence: 0.9, degreesOfFreedom: NaN }],
  ["degreesOfFreedom", { confidence: 0.9, degreesOfFreedom: Infinity }],
])("refuses a bad %s", (field, law) => {
  expect(() => valueAtRisk(law)).toThrow(expect.objectContaining({ field }));
  expect(() => expectedShortfall(law)).toThrow(expect.objectContaining({ field }));
});
