import { SteelyardError } from "../src/errors/index.js";
import { AT_WORDS, ROW_HEAD } from "../src/kernel/paths/job.js";
import { normalTable } from "../src/kernel/paths/quantile-table.js";
import { runSeveralPaths } from "../src/kernel/paths/several-paths.js";
import {
  severalPathWords,
  type SeveralAsset,
  type SeveralJob,
  type SeveralPosition,
} from "../src/kernel/paths/several-job.js";

export const normal = (mean: number, deviation: number): SeveralAsset => ({
  mean,
  shock: { kind: "quantiles", table: normalTable() },
  variance: { kind: "constant", variance: deviation * deviation },
  scale: null,
});

export const untouched = (notionals: readonly number[]): SeveralPosition => ({
  legs: notionals.map((notional, asset) => ({ asset, notional, factor: 1, fundingPerStep: 0 })),
  share: 1,
  held: { factor: 1, counts: 1 },
  owed: { factor: 1, counts: 1 },
  idleFactor: 1,
  low: 0,
  high: Infinity,
  tradeTo: "target",
  target: 1,
  stepsPerCheck: 0,
  costRate: 0,
  fixedCostShare: 0,
  closing: null,
});

export const rowsOf = (job: SeveralJob, paths: number): Float64Array => {
  const rows = new Float64Array(paths * severalPathWords(job));
  runSeveralPaths(job, 0, paths, rows);
  return rows;
};

export const WORDS = ROW_HEAD + AT_WORDS;

/** One word of each row of jobs of one position and one checkpoint. */
export const column = (rows: Float64Array, word: number): Float64Array =>
  Float64Array.from({ length: rows.length / WORDS }, (_, path) => rows[path * WORDS + word]);

export const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Difference of two means over its standard error. */
export const score = (a: Float64Array, b: Float64Array): number => {
  const [x, y] = [meanOf(a), meanOf(b)];
  const variance = (values: Float64Array, mean: number): number =>
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length / (values.length - 1);
  return (x - y) / Math.sqrt(variance(a, x) + variance(b, y) + 1e-30);
};

/** Code and field of the error that is thrown. */
export function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof SteelyardError) return `${error.code} ${error.field}`;
    throw error;
  }
  return "nothing";
}
