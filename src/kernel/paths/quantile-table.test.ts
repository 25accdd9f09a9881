import { describe, expect, test } from "vitest";
import { normalCdf } from "../normal.js";
import { createStream } from "../stream.js";
import { studentTCdf, studentTQuantile } from "../student-t.js";
import {
  TABLE_NODES,
  TAIL_NODES,
  assertQuantileTable,
  normalTable,
  quantileOf,
  quantileTable,
  tableCdf,
} from "./quantile-table.js";

const NORMAL = normalTable();
const STUDENT = quantileTable((p) => studentTQuantile(p, 3) / Math.sqrt(3));

/** Moments of the law between a table's nodes, cell by cell: mean of z^power. The lowest cell of each tail is its one word. */
function moment(nodes: Float64Array, power: number): number {
  let sum = 0;
  for (const first of [0, TAIL_NODES]) {
    sum += 2 ** -32 * nodes[first]! ** power;
    for (let j = 128; j < TAIL_NODES - 1; j++) {
      const [low, high] = [nodes[first + j]!, nodes[first + j + 1]!];
      const width = 2 ** (Math.floor(j / 128) - 40);
      // Simpson's rule is exact for a cube.
      sum += (width * (low ** power + 4 * ((low + high) / 2) ** power + high ** power)) / 6;
    }
  }
  return sum;
}

describe("a table of quantiles", () => {
  test("normal: mean 0 to the bit, variance 1 and third moment 0 to 1e-7, fourth 3 to 1e-5", () => {
    for (let j = 0; j < TAIL_NODES; j++) expect(NORMAL.nodes[j]! + NORMAL.nodes[TAIL_NODES + j]!).toBe(0);
    expect(Math.abs(moment(NORMAL.nodes, 2) - 1)).toBeLessThan(1e-7);
    expect(Math.abs(moment(NORMAL.nodes, 3))).toBeLessThan(1e-7);
    expect(Math.abs(moment(NORMAL.nodes, 4) - 3)).toBeLessThan(1e-5);
  });

  test("t(3), scaled to variance 1: the variance to 1e-6, though a thousandth of it lies beyond 32 bits", () => {
    expect(Math.abs(moment(STUDENT.nodes, 2) - 1)).toBeLessThan(1e-6);
    expect(Math.abs(moment(quantileTable((p) => studentTQuantile(p, 6)).nodes, 2) - 1.5)).toBeLessThan(1e-6);
  });

  test("tails: the chance of being beyond z is the law's, to 1e-6 and to 2e-5 of itself, out to 2^-32", () => {
    const laws = [
      [NORMAL.nodes, normalCdf, 6],
      [STUDENT.nodes, (z: number) => studentTCdf(z * Math.sqrt(3), 3), 500],
    ] as const;
    for (const [nodes, cdf, furthest] of laws)
      for (let z = 0.001; z < furthest; z *= 1.03) {
        const tail = cdf(-z);
        expect(Math.abs(tableCdf(nodes, -z) - tail)).toBeLessThan(Math.min(1.1e-6, 2e-5 * tail));
        expect(Math.abs(1 - tableCdf(nodes, z) - tail)).toBeLessThan(Math.min(1.1e-6, 2e-5 * tail + 1e-15));
      }
  });

  test("the distribution function inverts the draw: a word's quantile is at that word", () => {
    const stream = createStream(5, 0);
    for (const { nodes } of [NORMAL, STUDENT, quantileTable((p) => p * p)])
      for (let i = 0; i < 5000; i++) {
        const word = (stream.uniform() * 2 ** 32) >>> (i % 31);
        for (const each of [word | 0, ~word])
          expect(Math.abs(tableCdf(nodes, quantileOf(nodes, each)) - ((each >>> 0) + 0.5) / 2 ** 32)).toBeLessThan(
            1e-12,
          );
      }
    expect(tableCdf(NORMAL.nodes, -50)).toBe(0);
    expect(tableCdf(NORMAL.nodes, 50)).toBe(1);
    expect(tableCdf(NORMAL.nodes, 0)).toBe(0.5);
  });

  test("more of a word is more of its quantile", () => {
    const words = Array.from({ length: 4000 }, (_, i) => Math.floor((i * 2 ** 32) / 4000)).concat([
      0,
      1,
      2,
      3,
      2 ** 31 - 1,
      2 ** 31,
    ]);
    const quantiles = words.sort((a, b) => a - b).map((word) => quantileOf(STUDENT.nodes, word | 0));
    for (let i = 1; i < quantiles.length; i++) expect(quantiles[i]!).toBeGreaterThanOrEqual(quantiles[i - 1]!);
  });

  test("an atom and a kink: nodes still grow, and a tenth of the draws stand at the atom", () => {
    const atom = quantileTable((p) => (p < 0.3 ? p - 0.3 : p < 0.4 ? 0 : 5 * (p - 0.4)));
    expect(tableCdf(atom.nodes, 0.001) - tableCdf(atom.nodes, -0.001)).toBeCloseTo(0.1, 2);
    expect(quantileOf(atom.nodes, Math.floor(0.35 * 2 ** 32))).toBe(0);
  });

  test("refused by name: a function that falls, one that is not finite, nodes too few", () => {
    expect(() => quantileTable((p) => -p)).toThrow(/quantile/);
    expect(() => quantileTable((p) => 1 / (p - 0.5))).toThrow(/quantile/);
    expect(() => {
      assertQuantileTable({ nodes: new Float64Array(TABLE_NODES - 1) }, "shock.table");
    }).toThrow(/shock\.table/);
  });
});
