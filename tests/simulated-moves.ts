import {
  AT_WORDS,
  ROW_HEAD,
  pathWords,
  runPaths,
  type PathJob,
  type PathMoves,
  type PathPosition,
  type PathRate,
} from "../src/kernel/index.js";

/** All of wealth in the asset, or in cash, and nobody ever looks: wealth is the price over its start, or what cash grew to. */
const untouched = (leverageRatio: number): PathPosition => ({
  side: 1,
  leverageRatio,
  share: 1,
  low: 0,
  high: Infinity,
  tradeTo: "edge",
  target: leverageRatio,
  stepsPerCheck: 0,
  costRate: 0,
  fixedCostShare: 0,
  cashFactor: 1,
  assetFactor: 1,
  idleFactor: 1,
  fundingPerStep: 0,
  rateOn: leverageRatio === 0 ? "cash" : "none",
  closing: null,
});

/** What paths of a law did. */
export interface SimulatedMoves {
  /** Log move of each step: one array a path. */
  readonly moves: readonly Float64Array[];
  /** Lowest price so far over the start, at each step. */
  readonly lowest: readonly Float64Array[];
  /** Rate in each step, a year; empty without a rate. */
  readonly rates: readonly Float64Array[];
}

/** Paths of a law as an unlevered holder sees them, through the kernel. */
export function simulatedMoves(
  moves: PathMoves,
  asked: { readonly paths: number; readonly steps: number; readonly seed: bigint; readonly rate?: PathRate },
): SimulatedMoves {
  const { paths, steps, seed, rate = null } = asked;
  const checkpoints = Array.from({ length: steps }, (_, i) => i + 1);
  const positions = rate === null ? [untouched(1)] : [untouched(1), untouched(0)];
  const job: PathJob = { moves, rate, positions, steps, checkpoints, seed, hazard: false, beliefs: null };
  const rows = new Float64Array(paths * pathWords(job));
  runPaths(job, 0, paths, rows);
  const words = pathWords(job) / positions.length;
  const column = (path: number, position: number, word: number): Float64Array =>
    Float64Array.from(checkpoints, (step) => {
      const row = path * pathWords(job) + position * words;
      return rows[row + ROW_HEAD + (step - 1) * AT_WORDS + word];
    });
  const growth = (wealth: Float64Array): Float64Array =>
    wealth.map((value, i) => value / (i === 0 ? 1 : wealth[i - 1]));
  const all = Array.from({ length: paths }, (_, path) => path);
  return {
    moves: all.map((path) => growth(column(path, 0, 0)).map(Math.log)),
    lowest: all.map((path) => column(path, 0, 1)),
    rates: rate === null ? [] : all.map((path) => growth(column(path, 1, 0)).map((x) => (x - 1) / rate.stepYears)),
  };
}

/** Deviation of a mean over paths from what it should be, in its own standard errors: one number a path. */
export function errorsOff(values: readonly number[], expected: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return (mean - expected) / Math.sqrt(square / values.length);
}
