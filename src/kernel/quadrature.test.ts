import { describe, expect, test } from "vitest";
import { gaussHermite, gaussLegendre, integrate } from "./index.js";

const sizes = [1, 2, 3, 5, 9, 16, 33, 64, 128, 256];
const moment = (rule: { nodes: Float64Array; weights: Float64Array }, power: number): number =>
  rule.nodes.reduce((sum, node, i) => sum + rule.weights[i] * node ** power, 0);

describe("gaussLegendre", () => {
  test("3 nodes: 0 and ±sqrt(3/5), weights 8/9 and 5/9 (Abramowitz & Stegun table 25.4)", () => {
    const { nodes, weights } = gaussLegendre(3);
    [-Math.sqrt(0.6), 0, Math.sqrt(0.6)].forEach((want, i) => expect(nodes[i]).toBeCloseTo(want, 15));
    [5 / 9, 8 / 9, 5 / 9].forEach((want, i) => expect(weights[i]).toBeCloseTo(want, 15));
  });

  test.each(sizes)("%i nodes integrate every even power below twice their number, and rise", (n) => {
    const rule = gaussLegendre(n);
    for (let power = 0; power < 2 * n; power += 2) {
      expect(Math.abs((moment(rule, power) * (power + 1)) / 2 - 1), `power ${power}`).toBeLessThan(1e-13);
    }
    for (let i = 1; i < n; i++) expect(rule.nodes[i]).toBeGreaterThan(rule.nodes[i - 1]);
  });
});

describe("gaussHermite", () => {
  test("3 nodes: 0 and ±sqrt(3), weights 2/3 and 1/6", () => {
    const { nodes, weights } = gaussHermite(3);
    [-Math.sqrt(3), 0, Math.sqrt(3)].forEach((want, i) => expect(nodes[i]).toBeCloseTo(want, 14));
    [1 / 6, 2 / 3, 1 / 6].forEach((want, i) => expect(weights[i]).toBeCloseTo(want, 15));
  });

  test.each(sizes)("%i nodes give the normal law its moments (2k-1)!! up to 1e150, and rise", (n) => {
    const rule = gaussHermite(n);
    let want = 1;
    for (let power = 0; power < 2 * n && want < 1e150; power += 2) {
      expect(Math.abs(moment(rule, power) / want - 1), `power ${power}`).toBeLessThan(2e-13);
      want *= power + 1;
    }
    for (let i = 1; i < n; i++) expect(rule.nodes[i]).toBeGreaterThan(rule.nodes[i - 1]);
  });
});

test("rules are symmetric to the last bit, kept after the first call, and refused outside 1 to 256", () => {
  for (const rule of [gaussLegendre(24), gaussHermite(15)]) {
    const last = rule.nodes.length - 1;
    rule.nodes.forEach((node, i) => expect(Math.abs(node)).toBe(Math.abs(rule.nodes[last - i])));
    rule.weights.forEach((weight, i) => expect(weight).toBe(rule.weights[last - i]));
  }
  expect(gaussLegendre(24)).toBe(gaussLegendre(24));
  for (const n of [0, 257, 2.5, NaN]) {
    expect(() => gaussLegendre(n)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "n" }));
    expect(() => gaussHermite(n)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "n" }));
  }
});

test("integrate: exp, a rational function, and nothing over an empty interval", () => {
  expect(integrate(Math.exp, -1, 3)).toBeCloseTo(Math.exp(3) - Math.exp(-1), 12);
  expect(integrate((x) => 1 / (1 + x * x), 0, 1)).toBeCloseTo(Math.PI / 4, 15);
  expect(integrate((x) => x * x, 3, 0, gaussLegendre(2))).toBeCloseTo(-9, 13);
  expect(integrate(Math.exp, 2, 2)).toBe(0);
});
