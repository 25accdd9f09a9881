import { describe, expect, test } from "vitest";
import { createStream, normalCdf } from "./index.js";

const draws = (seed: number, path: number, count: number): number[] => {
  const stream = createStream(seed, path);
  return Array.from({ length: count }, () => stream.uniform());
};

describe("createStream", () => {
  test("is sfc32 as published (Doty-Humphrey, PractRand), written again with whole numbers of any size", () => {
    const mask = 0xffffffffn;
    const scramble = (word: bigint): bigint => {
      let h = ((word ^ (word >> 16n)) * 0x85ebca6bn) & mask;
      h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & mask;
      return h ^ (h >> 16n);
    };
    const [seed, path] = [2 ** 40 + 7, 123_456_789_012];
    const words = [BigInt(seed) & mask, BigInt(seed) >> 32n, BigInt(path) & mask, BigInt(path) >> 32n];
    const hash = (start: bigint): bigint =>
      words.reduce((h, word) => scramble(((h ^ word) + 0x9e3779b9n) & mask), start);
    let [a, b, c, counter] = [hash(0x243f6a88n), hash(0x85a308d3n), hash(0x13198a2en), 1n];
    const next = (): bigint => {
      const sum = (a + b + counter) & mask;
      counter = (counter + 1n) & mask;
      a = b ^ (b >> 9n);
      b = (c + (c << 3n)) & mask;
      c = ((((c << 21n) & mask) | (c >> 11n)) + sum) & mask;
      return sum;
    };
    for (let turn = 0; turn < 12; turn++) next();
    const want = Array.from({ length: 200 }, () => (Number(((next() >> 6n) << 26n) | (next() >> 6n)) + 0.5) / 2 ** 52);
    expect(draws(seed, path, 200)).toEqual(want);
  });

  test("gives the same numbers again, whatever is drawn between", () => {
    const [one, other] = [createStream(5, 1), createStream(5, 2)];
    const mixed = Array.from({ length: 50 }, () => (other.uniform(), one.uniform()));
    expect(mixed).toEqual(draws(5, 1, 50));
  });

  test("differs between paths and seeds, also where a sum of both would coincide", () => {
    const starts = new Set<number>();
    for (let seed = 0; seed < 60; seed++) for (let path = 0; path < 60; path++) starts.add(draws(seed, path, 1)[0]);
    for (let k = 1; k < 200; k++) starts.add(draws((k * 0x9e3779b9) % 2 ** 32, 1_000 - k, 1)[0]);
    expect(starts.size).toBe(60 * 60 + 199);
    expect(draws(2 ** 32, 0, 3)).not.toEqual(draws(0, 0, 3));
    expect(draws(0, 2 ** 32, 3)).not.toEqual(draws(0, 0, 3));
  });

  test("is uniform: 100 cells of 200,000 draws, chi-squared within 5 standard errors, along a path and across paths", () => {
    const along = draws(11, 3, 200_000);
    const across = Array.from({ length: 200_000 }, (_, path) => draws(11, path, 1)[0]);
    for (const sample of [along, across]) {
      const cells = new Float64Array(100);
      for (const u of sample) cells[Math.floor(u * 100)]++;
      const chi = cells.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
      expect(Math.abs(chi - 99) / Math.sqrt(2 * 99)).toBeLessThan(5);
      expect(Math.min(...sample.slice(0, 1000))).toBeGreaterThan(0);
    }
    const lag = along.slice(1).reduce((sum, u, i) => sum + (u - 0.5) * (along[i] - 0.5), 0) / (along.length / 12);
    expect(Math.abs(lag) * Math.sqrt(along.length)).toBeLessThan(5);
  });

  test("normal numbers are the quantiles of the uniform ones", () => {
    const [normals, uniforms] = [createStream(1, 1), createStream(1, 1)];
    for (let i = 0; i < 500; i++) expect(normalCdf(normals.normal())).toBeCloseTo(uniforms.uniform(), 14);
  });

  test.each([-1, 0.5, NaN, 2 ** 53])("refuses %s as a seed or a path", (value) => {
    expect(() => createStream(value, 0)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "seed" }));
    expect(() => createStream(0, value)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "path" }));
  });
});
