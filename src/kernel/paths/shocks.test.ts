import { describe, expect, test } from "vitest";
import { jobOfSectionOne, movesOfSectionOne } from "../../../tests/section-one-job.js";
import { createStream } from "../stream.js";
import { uniformOf } from "./algebra.js";
import type { PathJob, PathMoves } from "./job.js";
import { normalTable } from "./quantile-table.js";
import { fillPath, pathBuffers, type PathBuffers } from "./shocks.js";
import { fillWords } from "./words.js";

/** Calls `of` with the buffers of each path. */
function overPaths(job: PathJob, paths: number, of: (buffers: PathBuffers, path: number) => void): void {
  const buffers = pathBuffers(job);
  for (let path = 0; path < paths; path++) {
    fillPath(buffers, job, path);
    of(buffers, path);
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const product = (a: readonly number[], b: readonly number[]): number =>
  mean(a.map((x, i) => x * b[i]!)) - mean(a) * mean(b);

const NORMAL = { kind: "quantiles", table: normalTable() } as const;
const withVariance = (
  variance: Extract<PathMoves, { kind: "shocks" }>["variance"],
  shock = movesOfSectionOne.shock,
): PathMoves => ({
  ...movesOfSectionOne,
  shock,
  variance,
});

describe("words", () => {
  test("are those of createStream with the same seed and path", () => {
    const words = new Int32Array(8);
    for (const [seed, path] of [
      [7, 0],
      [2 ** 40 + 3, 2 ** 51 + 11],
    ] as const) {
      fillWords(words, seed % 2 ** 32, Math.floor(seed / 2 ** 32), path);
      const stream = createStream(seed, path);
      for (let i = 0; i < 8; i += 2)
        expect(stream.uniform()).toBe(((words[i]! >>> 6) * 2 ** 26 + (words[i + 1]! >>> 6) + 0.5) / 2 ** 52);
    }
  });

  test("all 128 bits of seed and path tell streams apart: no two share a beginning", () => {
    const starts = new Set<string>();
    const words = new Int32Array(2);
    const add = (seed: bigint, path: number): void => {
      fillWords(words, Number(seed & 0xffffffffn), Number(seed >> 32n), path);
      starts.add(words.join());
    };
    for (let bit = 0n; bit < 64n; bit++) add(1n << bit, 0);
    for (let bit = 0; bit < 53; bit++) add(0n, 2 ** bit);
    for (let seed = 0; seed < 60; seed++) for (let path = 0; path < 60; path++) add(BigInt(seed) + 3000n, path);
    // The golden ratio's step, at which streams of 32-bit mixing coincide.
    for (let shift = 1; shift < 100; shift++) add(BigInt((0x9e3779b9 * shift) >>> 0), 2 ** 20 - shift);
    expect(starts.size).toBe(64 + 53 + 3600 + 99);
  });
});

describe("variances", () => {
  test("GJR: next = omega + (alpha + gamma after a fall) x shock^2 + beta x this, computed again from the shocks", () => {
    const law = { kind: "garch", omega: 2e-5, alpha: 0.05, gamma: 0.08, beta: 0.88, variance: 0.0016 } as const;
    overPaths(jobOfSectionOne({ moves: withVariance(law) }), 5, ({ variances, shocks }) => {
      let variance = law.variance;
      for (let step = 0; step < 365; step++) {
        expect(Math.abs(variances[step]! / variance - 1)).toBeLessThan(1e-12);
        variance =
          law.omega + (law.alpha + (shocks[step]! < 0 ? law.gamma : 0)) * shocks[step]! ** 2 + law.beta * variance;
      }
    });
  });

  test("a believed scale multiplies each shock and leaves the draws; a believed mean is added to each move", () => {
    const beliefs = { means: Float64Array.of(0.002), scales: Float64Array.of(1.5) };
    const [plain, believed] = [jobOfSectionOne(), jobOfSectionOne({ beliefs })].map((job) => {
      const buffers = pathBuffers(job);
      fillPath(buffers, job, 0);
      return buffers;
    });
    for (let step = 0; step < 365; step++) {
      expect(believed!.shocks[step]! / plain!.shocks[step]!).toBeCloseTo(1.5, 12);
      expect(believed!.factors[step]! - 1 - believed!.shocks[step]!).toBeCloseTo(0.0023, 14);
    }
  });

  test("states: begin as stated, follow each other with the stated chances, and have their means and variances", () => {
    const switching = [
      [0.9, 0.07, 0.03],
      [0.2, 0.7, 0.1],
      [0.05, 0.15, 0.8],
    ];
    const law = {
      kind: "states",
      means: [0.001, 0, -0.002],
      variances: [0.0004, 0.0016, 0.01],
      start: [0.2, 0.5, 0.3],
      switching,
    } as const;
    const counts = switching.map((row) => row.map(() => 0));
    const starts = [0, 0, 0];
    let wrong = 0;
    const stateOf = (variance: number): number => law.variances.findIndex((each) => each === variance);
    overPaths(jobOfSectionOne({ moves: withVariance(law, NORMAL) }), 600, ({ variances, means, signs, shocks }) => {
      starts[stateOf(variances[0]!)]! += 1;
      for (let step = 1; step < 365; step++) {
        const state = stateOf(variances[step]!);
        counts[stateOf(variances[step - 1]!)]![state]! += 1;
        if (means[step] !== movesOfSectionOne.mean + law.means[state]!) wrong++;
        if (shocks[step] !== Math.sqrt(law.variances[state]!) * signs[step]!) wrong++;
      }
    });
    expect(wrong).toBe(0);
    law.start.forEach((chance, i) => {
      expect(Math.abs(starts[i]! / 600 - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / 600));
    });
    switching.forEach((row, i) => {
      const from = counts[i]!.reduce((sum, count) => sum + count, 0);
      row.forEach((chance, j) => {
        expect(Math.abs(counts[i]![j]! / from - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / from));
      });
    });
  });
});

test("moves: a simple one is 1 + max(-.9, move), a log one exp(move), and a jump multiplies either", () => {
  const wild = withVariance({ kind: "constant", variance: 0.5 });
  overPaths(jobOfSectionOne({ moves: wild }), 3, ({ factors, shocks }) => {
    expect(factors.every((factor, step) => factor === 1 + Math.max(-0.9, 0.0003 + shocks[step]!))).toBe(true);
    expect(Math.min(...factors)).toBe(1 - 0.9);
  });
  const sizes = { nodes: normalTable().nodes.map((z) => Math.exp(0.2 * z - 0.1) - 1) };
  const jumpy = { ...movesOfSectionOne, growth: "log", jumps: { probability: 0.1, sizes } } as const;
  let jumped = 0;
  let wrong = 0;
  overPaths(jobOfSectionOne({ moves: jumpy }), 200, ({ factors, shocks, jumps }) => {
    for (let step = 0; step < 365; step++) {
      const factor = Math.exp(0.0003 + shocks[step]!) * jumps[step]!;
      if (!(Math.abs(factors[step]! / factor - 1) < 1e-12)) wrong++;
      if (jumps[step] !== 1) jumped += 1;
    }
  });
  expect(wrong).toBe(0);
  expect(Math.abs(jumped / 73_000 - 0.1)).toBeLessThan(4 * Math.sqrt(0.09 / 73_000));
});

test("bars: each block is a run of bars that begins anywhere and goes on past the last to the first", () => {
  const closes = Float64Array.from({ length: 37 }, (_, i) => 1 + i / 1000);
  const moves = {
    kind: "bars",
    continuous: false,
    closes,
    lows: closes.map((x) => x - 0.01),
    highs: closes.map((x) => x + 0.02),
    blockLength: 10,
  } as const;
  const begun = closes.map(() => 0);
  let wrong = 0;
  overPaths(jobOfSectionOne({ moves }), 2000, ({ factors, lows, highs, words }) => {
    for (let step = 0; step < 365; step++) {
      const bar = (Math.floor(uniformOf(words[Math.floor(step / 10)]!) * 37) + (step % 10)) % 37;
      if (step % 10 === 0) begun[bar]! += 1;
      if (factors[step] !== closes[bar] || lows[step] !== moves.lows[bar] || highs[step] !== moves.highs[bar]) wrong++;
    }
  });
  expect(wrong).toBe(0);
  begun.forEach((count) => {
    expect(Math.abs(count / 74_000 - 1 / 37)).toBeLessThan(4 * Math.sqrt(1 / 37 / 74_000));
  });
});

describe("a rate", () => {
  const rate = {
    start: 0.2,
    level: 0.05,
    reversion: 0.1,
    deviation: 0.01,
    correlation: -0.6,
    least: -1,
    stepYears: 1 / 365,
  };
  const moves = withVariance({ kind: "constant", variance: 0.0016 }, NORMAL);

  test("mean, variance and correlation of an Ornstein-Uhlenbeck process in steps", () => {
    const [at, shock, surprise]: number[][] = [[], [], []];
    overPaths(jobOfSectionOne({ moves, rate, steps: 40, checkpoints: [40] }), 4000, ({ rates, shocks }) => {
      expect(rates[0]! * 365).toBeCloseTo(0.2, 14);
      at!.push(rates[30]! * 365);
      shock!.push(shocks[20]!);
      surprise!.push((rates[21]! - rates[20]! + 0.1 * (rates[20]! - 0.05 / 365)) * 365);
    });
    const variance = (0.01 ** 2 * (1 - 0.9 ** 60)) / (1 - 0.9 ** 2);
    expect(Math.abs(mean(at!) - (0.05 + 0.15 * 0.9 ** 30))).toBeLessThan(4 * Math.sqrt(variance / 4000));
    expect(Math.abs(product(at!, at!) / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 4000));
    expect(Math.abs(product(surprise!, surprise!) / 0.01 ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / 4000));
    const correlation = product(shock!, surprise!) / Math.sqrt(product(shock!, shock!) * product(surprise!, surprise!));
    expect(Math.abs(correlation + 0.6)).toBeLessThan((4 * (1 - 0.6 ** 2)) / Math.sqrt(4000));
  });

  test("counts as the least where it is below, and goes on from where it was", () => {
    const floored = { ...rate, least: 0.06 };
    overPaths(jobOfSectionOne({ moves, rate: floored }), 3, ({ rates }, path) => {
      overPathsOnce(jobOfSectionOne({ moves, rate }), path, (free) => {
        for (let step = 0; step < 365; step++)
          expect(rates[step]).toBe(
            Math.max(0.06, free.rates[step]! * 365) === 0.06 ? 0.06 * (1 / 365) : free.rates[step],
          );
      });
    });
  });
});

/** Calls `of` with the buffers of one path. */
function overPathsOnce(job: PathJob, path: number, of: (buffers: PathBuffers) => void): void {
  const buffers = pathBuffers(job);
  fillPath(buffers, job, path);
  of(buffers);
}
