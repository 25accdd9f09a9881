import { describe, expect, test } from "vitest";
import { jobOfSectionOne, movesOfSectionOne, positionOfSectionOne } from "../../../tests/section-one-job.js";
import { randomPathTask } from "../../../tests/random-path-jobs.js";
import { createStream } from "../stream.js";
import { AT, ROW, ROW_HEAD, pathWords, rowWords, type PathJob } from "./job.js";
import { normalTable } from "./quantile-table.js";
import { runPaths } from "./run.js";

/** Rows of the paths from..to - 1. */
function rowsOf(job: PathJob, to: number, from = 0): Float64Array {
  const rows = new Float64Array((to - from) * pathWords(job));
  runPaths(job, from, to, rows);
  return rows;
}

/** Mean and standard error of one word of the rows of a job of one position. */
function measured(
  job: PathJob,
  rows: Float64Array,
  of: (row: Float64Array) => number,
): { mean: number; error: number; variance: number } {
  const words = rowWords(job);
  const values = Array.from({ length: rows.length / words }, (_, i) => of(rows.subarray(i * words, (i + 1) * words)));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance, error: Math.sqrt(variance / values.length) };
}

const closed = (row: Float64Array): number => (row[ROW.closedStep]! > 0 ? 1 : 0);
const hazard = (row: Float64Array): number => row[ROW_HEAD + AT.hazard]!;

describe("section 1 of the reference on speed", () => {
  const job = jobOfSectionOne();
  const rows = rowsOf(job, 100_000);

  test("P(liquidation) .0471 and mean drawdown .806, each of 100,000 paths of their own: within four errors of the difference", () => {
    const liquidation = measured(job, rows, closed);
    expect(Math.abs(liquidation.mean - 0.0471)).toBeLessThan(4 * Math.SQRT2 * liquidation.error);
    const drawdown = measured(job, rows, (row) => row[ROW.drawdown]!);
    expect(Math.abs(drawdown.mean - 0.806)).toBeLessThan(4 * Math.SQRT2 * drawdown.error + 0.0005);
  });

  test("mean log wealth -.87489, of 4 million paths of section 4, with an error of .0008", () => {
    const log = measured(job, rows, (row) => Math.log(row[ROW_HEAD + AT.wealth]!));
    expect(Math.abs(log.mean + 0.87489)).toBeLessThan(4 * Math.hypot(log.error, 0.0008));
  });

  test("the control is a sum of surprises: mean 0", () => {
    const control = measured(job, rows, (row) => row[ROW.control]!);
    expect(Math.abs(control.mean)).toBeLessThan(4 * control.error);
  });
});

describe("the hazard compensator", () => {
  test("t(4), constant variance: P .029528809 and mean log wealth -1.020943672, of 256 nodes of section 4", () => {
    const moves = { ...movesOfSectionOne, variance: { kind: "constant", variance: 0.0016 } } as const;
    const job = jobOfSectionOne({ moves, hazard: true });
    const rows = rowsOf(job, 20_000);
    const chance = measured(job, rows, hazard);
    expect(Math.abs(chance.mean - 0.029528809)).toBeLessThan(4 * chance.error);
    expect(chance.error).toBeLessThan(0.00015);
    const log = measured(job, rows, (row) => Math.log(row[ROW_HEAD + AT.wealth]!));
    expect(Math.abs(log.mean + 1.020943672)).toBeLessThan(4 * log.error);
  });

  const table = { kind: "quantiles", table: normalTable() } as const;
  const constant = { kind: "constant", variance: 0.0016 } as const;
  const jumps = { probability: 0.02, sizes: { nodes: normalTable().nodes.map((z) => Math.exp(0.15 * z) - 1) } };
  const short = { ...positionOfSectionOne, side: -1, leverageRatio: -1.2, target: 1.2, low: 0.9, high: 1.6 } as const;
  const shortClosing = { ...short, closing: { ofNotional: 1, ofCash: 0.83, constant: 0, left: Float64Array.of(0, 0) } };
  const untouched = { ...positionOfSectionOne, leverageRatio: 3, stepsPerCheck: 0 };
  const moves = movesOfSectionOne;
  test.each([
    ["t(4), GARCH, simple", { moves }, 1.5],
    ["t(4), constant variance, simple", { moves: { ...moves, variance: constant } }, 10],
    ["t(4), GARCH, log", { moves: { ...moves, growth: "log" } }, 1.5],
    // A price that walks up to its level adds chance after chance: the sum is spread as an exponential is, wider than a count.
    [
      "normal, log, untouched",
      { positions: [untouched], moves: { ...moves, growth: "log", shock: table, variance: constant } },
      0.3,
    ],
    ["with jumps", { moves: { ...moves, growth: "log", shock: table, jumps } }, 1],
    ["short", { positions: [shortClosing], moves: { ...moves, growth: "log" } }, 1],
  ] as const)(
    "%s: the mean of its sum is that of the count; its variance is smaller by the factor that is stated",
    (_name, different, less) => {
      const job = jobOfSectionOne({ ...different, hazard: true, steps: 120, checkpoints: [120] });
      const rows = rowsOf(job, 10_000);
      const apart = measured(job, rows, (row) => hazard(row) - closed(row));
      expect(Math.abs(apart.mean)).toBeLessThan(4 * apart.error);
      expect(measured(job, rows, closed).mean).toBeGreaterThan(0.002);
      expect(measured(job, rows, closed).variance / measured(job, rows, hazard).variance).toBeGreaterThan(less);
    },
  );

  test("asking for it changes nothing else", () => {
    const [without, asked] = [jobOfSectionOne(), jobOfSectionOne({ hazard: true })].map((job) => rowsOf(job, 300));
    const at = ROW_HEAD + AT.hazard;
    const differing = without!.filter((value, i) => i % (ROW_HEAD + 3) !== at && value !== asked![i]);
    expect(differing.length).toBe(0);
  });
});

describe("a row depends on the job and the index of its path alone", () => {
  test("100 chunks in any order give the words of one run", () => {
    for (let number = 0; number < 4; number++) {
      const { job } = randomPathTask(number);
      const beliefs = { means: new Float64Array(200), scales: new Float64Array(200).fill(1.2) };
      const task = job.moves.kind === "bars" ? job : { ...job, beliefs };
      const whole = rowsOf(task, 200);
      const words = pathWords(task);
      const stream = createStream(3, number);
      const chunks = Array.from({ length: 100 }, (_, i) => ({ i, at: stream.uniform() })).sort((a, b) => a.at - b.at);
      for (const { i } of chunks)
        expect(rowsOf(task, 2 * i + 2, 2 * i)).toEqual(whole.subarray(2 * i * words, (2 * i + 2) * words));
    }
  });

  test("several positions give the rows of each alone", () => {
    const positions = [1.2, 2, 3.5].map((target) => ({
      ...positionOfSectionOne,
      leverageRatio: target,
      target,
      low: target * 0.8,
      high: target * 1.2,
    }));
    const together = jobOfSectionOne({ positions, hazard: true, checkpoints: [100, 365] });
    const rows = rowsOf(together, 50);
    const words = rowWords(together);
    positions.forEach((position, i) => {
      const alone = rowsOf({ ...together, positions: [position] }, 50);
      for (let path = 0; path < 50; path++)
        expect(rows.subarray((3 * path + i) * words, (3 * path + i + 1) * words)).toEqual(
          alone.subarray(path * words, (path + 1) * words),
        );
    });
  });

  test("the state at a checkpoint does not depend on the steps after it", () => {
    const long = jobOfSectionOne({ checkpoints: [60, 200, 365], hazard: true });
    const short = jobOfSectionOne({ steps: 60, checkpoints: [60], hazard: true });
    const [rows, first] = [rowsOf(long, 200), rowsOf(short, 200)];
    for (let path = 0; path < 200; path++)
      for (let word = 0; word < 3; word++)
        expect(rows[path * rowWords(long) + ROW_HEAD + word]).toBe(first[path * rowWords(short) + ROW_HEAD + word]);
  });

  test("paths far from 0, to the largest index, have rows of their own", () => {
    const last = Number.MAX_SAFE_INTEGER;
    const job = jobOfSectionOne();
    expect(rowsOf(job, last, last - 1)[ROW_HEAD]).not.toBe(rowsOf(job, 1)[ROW_HEAD]);
  });
});

test("random jobs: every word is a finite number, wealth is above 0, falls and counts are what they may be", () => {
  for (let number = 0; number < 150; number++) {
    const { job, from, to } = randomPathTask(number);
    const rows = rowsOf(job, to, from);
    expect(rows.every(Number.isFinite)).toBe(true);
    for (let at = 0; at < rows.length; at += rowWords(job)) {
      expect(rows[at + ROW_HEAD + AT.wealth]).toBeGreaterThan(0);
      expect(rows[at + ROW.drawdown]).toBeGreaterThanOrEqual(0);
      expect(rows[at + ROW.drawdown]).toBeLessThanOrEqual(1);
      expect(rows[at + ROW.closedStep]! > 0).toBe(rows[at + ROW.beforeClose]! > 0);
    }
  }
});
