import { describe, expect, test } from "vitest";
import { createStream } from "../../kernel/index.js";
import { overfittingOf } from "./overfitting.js";

const noise = (count: number, seed: number, path: number): Float64Array => {
  const stream = createStream(seed, path);
  return Float64Array.from({ length: count }, () => 0.02 * stream.normal());
};
const noises = (strategies: number, seed: number, count = 160): readonly Float64Array[] =>
  Array.from({ length: strategies }, (_, k) => noise(count, seed, k));

describe("probability of backtest overfitting", () => {
  test("four blocks, three strategies, by hand (Bailey, Borwein, Lopez de Prado & Zhu 2017, section 3)", () => {
    // Two returns a block, the log of each the mean given over 100.
    const column = (...means: number[]) =>
      Float64Array.from(
        means.flatMap((mean) => [mean, mean]),
        (mean) => Math.expm1(mean / 100),
      );
    const found = overfittingOf([column(5, 1, -3, 0), column(0, 2, 4, 1), column(1, 1.5, 1, -4.5)], { blocks: 4 });
    // Sums over halves: AB 6 2 2.5, CD -3 5 -3.5, AC 2 4 2, BD 1 3 -3, AD 5 1 -3.5, BC -2 6 2.5. In the order of their bits:
    // AB picks the first, in CD the middle one; AC the second, in BD the best; BC the second, in AD the middle one;
    // AD the first, in BC the last; BD the second, in AC the best; CD the second, in AB the last.
    const ranks = [2, 3, 2, 1, 3, 1];
    ranks.forEach((rank, i) => expect(found.logits[i]).toBeCloseTo(Math.log(rank / (4 - rank)), 12));
    expect(found).toMatchObject({ probability: 3 / 6, splits: 6, blocks: 4, strategies: 3, lossProbability: 2 / 6 });
    const [chosen, after] = [
      [6, 4, 6, 5, 3, 5],
      [-3, 3, 1, -2, 4, 2],
    ];
    expect(found.scoreChosen).toBeCloseTo(29 / 6 / 200, 12);
    expect(found.scoreAfter).toBeCloseTo(5 / 6 / 200, 12);
    const spread = chosen.reduce((sum, x) => sum + (x - 29 / 6) ** 2, 0);
    const together = chosen.reduce((sum, x, i) => sum + (x - 29 / 6) * (after[i] - 5 / 6), 0);
    expect(found.degradationSlope).toBeCloseTo(together / spread, 9);
  });

  test("strategies that are one and the same: a choice among them is neither good nor bad", () => {
    const [one] = noises(1, 2);
    expect(overfittingOf([one, one, one], { blocks: 4 }).probability).toBe(0.5);
    expect(overfittingOf([one, one, one, one], { blocks: 4, score: "sharpe" }).probability).toBe(0.5);
  });

  test("strategies of nothing but noise: one half, on the mean of 200 worlds, by growth and by Sharpe ratio", () => {
    for (const score of ["growth", "sharpe"] as const) {
      const found = Array.from({ length: 200 }, (_, seed) => overfittingOf(noises(9, seed), { blocks: 8, score }));
      const mean = found.reduce((sum, { probability }) => sum + probability, 0) / found.length;
      const variance = found.reduce((sum, { probability }) => sum + (probability - mean) ** 2, 0) / (found.length - 1);
      expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(variance / found.length));
      // Of one world it says little: a standard deviation of a fifth or more.
      expect(Math.sqrt(variance)).toBeGreaterThan(0.15);
    }
  });

  test("one strategy that is better stays better: near 0, and what it promised it keeps", () => {
    const columns = noises(10, 3, 1600).map((column, k) => (k === 4 ? column.map((step) => step + 0.005) : column));
    const found = overfittingOf(columns);
    expect(found.splits).toBe(12_870);
    expect(found.probability).toBeLessThan(0.01);
    expect(found.lossProbability).toBeLessThan(0.01);
    expect(found.scoreAfter! / found.scoreChosen!).toBeGreaterThan(0.9);
  });

  test("strategies made to fit one block each, at the cost of all others: near 1", () => {
    const columns = noises(16, 5, 1600).map((column, k) =>
      column.map((step, i) => step + (Math.floor(i / 100) === k ? 0.03 : -0.002)),
    );
    const found = overfittingOf(columns);
    expect(found.probability).toBeGreaterThan(0.95);
    expect(found.degradationSlope!).toBeLessThan(0);
    expect(found.scoreAfter!).toBeLessThan(0);
  });

  test("cash beside strategies that lose is picked, and loses nothing", () => {
    const losing = noises(3, 6).map((column) => column.map((step) => step - 0.05));
    const found = overfittingOf([...losing, new Float64Array(160)], { blocks: 8 });
    expect(found).toMatchObject({ probability: 0, lossProbability: 0, scoreChosen: 0, degradationSlope: null });
  });

  test("periods that the blocks do not divide are all used", () => {
    const columns = noises(4, 9, 163);
    const changed = columns.map((column, k) => (k === 2 ? column.map((step, i) => (i === 162 ? 0.9 : step)) : column));
    expect(overfittingOf(changed, { blocks: 4 }).scoreChosen).not.toBe(
      overfittingOf(columns, { blocks: 4 }).scoreChosen,
    );
  });

  test("a ruin is the worst there is: the half that holds it never picks it, the half that does not pays for it", () => {
    const dead = noise(160, 7, 0).map((step, i) => (i >= 80 ? -1 : step + 0.02));
    const found = overfittingOf([...noises(3, 8), dead], { blocks: 4 });
    // Only the half of the first two blocks picks it, and finds it last of four.
    expect(
      [...found.logits].filter((logit) => Math.abs(logit - Math.log(1 / 4)) < 1e-12).length,
    ).toBeGreaterThanOrEqual(1);
    expect(found).toMatchObject({ scoreChosen: null, scoreAfter: null, degradationSlope: null });
    expect(found.lossProbability).toBeGreaterThanOrEqual(1 / 6);
    const bySharpe = overfittingOf([...noises(3, 8), dead], { blocks: 4, score: "sharpe" });
    expect(bySharpe.logits[0]).toBeCloseTo(Math.log(1 / 4), 12);
  });

  test("bad input is refused by name", () => {
    const refused = (work: () => unknown, code: string, field: string) =>
      expect(work).toThrow(expect.objectContaining({ code, field }));
    refused(() => overfittingOf(noises(3, 1), { blocks: 5 }), "E_OUT_OF_RANGE", "blocks");
    refused(() => overfittingOf(noises(3, 1), { blocks: 22 }), "E_OUT_OF_RANGE", "blocks");
    refused(() => overfittingOf(noises(1, 1)), "E_TOO_FEW", "columns");
    refused(() => overfittingOf(noises(3, 1, 31)), "E_TOO_FEW", "columns");
    const missing = noises(3, 1).map((column, k) =>
      k === 1 ? column.map((step, i) => (i === 5 ? NaN : step)) : column,
    );
    refused(() => overfittingOf(missing), "E_OUT_OF_RANGE", "columns[1][5]");
  });
});
