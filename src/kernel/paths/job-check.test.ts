import { describe, expect, test } from "vitest";
import { jobOfSectionOne, movesOfSectionOne, positionOfSectionOne } from "../../../tests/section-one-job.js";
import { assertPathJob } from "./job-check.js";
import { pathWords, type PathJob, type PathPosition } from "./job.js";
import { quantileTable } from "./quantile-table.js";
import { runPaths } from "./run.js";

const held = (different: Partial<PathPosition>): Partial<PathJob> => ({
  positions: [{ ...positionOfSectionOne, ...different }],
});
const moved = (different: object): Partial<PathJob> => ({ moves: { ...movesOfSectionOne, ...different } });
const varied = (variance: object): Partial<PathJob> =>
  moved({ variance: { ...movesOfSectionOne.variance, ...variance } });
const states = {
  kind: "states",
  means: [0, 0],
  variances: [0.001, 0.002],
  start: [0.5, 0.5],
  switching: [
    [1, 0],
    [0, 1],
  ],
};
const bars = {
  kind: "bars",
  continuous: false,
  closes: Float64Array.of(1),
  lows: Float64Array.of(0.9),
  highs: Float64Array.of(1.1),
  blockLength: 1,
};
const closing = { ofNotional: 0.83, ofCash: 1, constant: 0, left: Float64Array.of(0, 0.1) };
const rate = { start: 0.1, level: 0.1, reversion: 0.1, deviation: 0.01, correlation: 0, least: 0, stepYears: 0.1 };
const certain = { means: new Float64Array(9), scales: new Float64Array(9).fill(1) };

const REFUSED: readonly (readonly [string, object])[] = [
  ["steps", { steps: 1.5 }],
  ["steps", { steps: 0 }],
  ["checkpoints", { checkpoints: [] }],
  ["checkpoints", { checkpoints: [20, 20, 365] }],
  ["checkpoints", { checkpoints: [20, 364] }],
  ["seed", { seed: -1n }],
  ["seed", { seed: 1n << 64n }],
  ["positions", { positions: [] }],
  ["moves.mean", moved({ mean: NaN })],
  ["moves.mean", moved({ mean: 1 })],
  ["moves.variance", varied({ variance: 0 })],
  ["moves.variance.omega", varied({ omega: -1e-9 })],
  ["moves.variance.alpha", varied({ alpha: -0.01 })],
  ["moves.variance.gamma", varied({ gamma: -0.09 })],
  ["moves.variance.beta", varied({ beta: NaN })],
  ["moves.variance", varied({ beta: 0.93 })],
  ["moves.variance", moved({ variance: { kind: "constant", variance: 3 } })],
  [
    "moves.variance.switching",
    moved({
      variance: {
        ...states,
        switching: [
          [1, 0.1],
          [0, 1],
        ],
      },
    }),
  ],
  ["moves.variance.switching", moved({ variance: { ...states, switching: [[1, 0]] } })],
  ["moves.variance.start", moved({ variance: { ...states, start: [1.5, -0.5] } })],
  ["moves.variance.means", moved({ variance: { ...states, means: [0] } })],
  ["moves.jumps.probability", moved({ jumps: { probability: 1.1, sizes: quantileTable((p) => p) } })],
  ["moves.jumps.sizes", moved({ jumps: { probability: 0.1, sizes: quantileTable((p) => p - 1.5) } })],
  ["moves.shock.table", moved({ shock: { kind: "quantiles", table: { nodes: new Float64Array(3) } } })],
  ["moves.lows", { moves: { ...bars, lows: Float64Array.of(0) } }],
  ["moves.closes", { moves: { ...bars, lows: Float64Array.of(1.01) } }],
  ["moves.highs", { moves: { ...bars, highs: Float64Array.of(0.99) } }],
  ["moves.highs.length", { moves: { ...bars, highs: new Float64Array(2) } }],
  ["moves.blockLength", { moves: { ...bars, blockLength: 2 } }],
  ["hazard", { moves: bars, hazard: true }],
  ["beliefs", { moves: bars, beliefs: certain }],
  ["rate.correlation", { rate: { ...rate, correlation: 1.01 } }],
  ["rate.stepYears", { rate: { ...rate, stepYears: 0 } }],
  ["rateOn", held({ rateOn: "cash" })],
  ["share", held({ share: 0 })],
  ["leverageRatio", held({ leverageRatio: -1 })],
  ["low", held({ low: -1 })],
  ["high", held({ high: 1.6 })],
  ["target", held({ target: 3 })],
  ["stepsPerCheck", held({ stepsPerCheck: -1 })],
  ["costRate", held({ costRate: 0.5 })],
  ["fixedCostShare", held({ fixedCostShare: NaN })],
  ["cashFactor", held({ cashFactor: 0 })],
  ["assetFactor", held({ assetFactor: 2 })],
  ["idleFactor", held({ idleFactor: Infinity })],
  ["fundingPerStep", held({ fundingPerStep: 2 })],
  ["closing.ofNotional", held({ closing: { ...closing, ofNotional: 0 } })],
  ["closing.constant", held({ closing: { ...closing, constant: Infinity } })],
  ["closing.left", held({ closing: { ...closing, left: Float64Array.of(0, NaN) } })],
  ["closing.left.length", held({ closing: { ...closing, left: Float64Array.of(0) } })],
];

describe("a job at the door", () => {
  test.each(REFUSED)("%s is refused by its name", (field, different) => {
    const named = expect.objectContaining({ field: expect.stringContaining(field) as string }) as Error;
    expect(() => {
      assertPathJob(jobOfSectionOne(different));
    }).toThrow(named);
  });

  test("the job of section 1 is taken, and bars, states, a rate", () => {
    for (const taken of [
      {},
      { moves: bars } as Partial<PathJob>,
      moved({ variance: states }),
      { rate, ...held({ rateOn: "cash" }) },
    ])
      assertPathJob(jobOfSectionOne(taken));
  });
});

test("a range of paths without room for its rows, or without beliefs, is refused", () => {
  const job = jobOfSectionOne();
  expect(() => {
    runPaths(job, 0, 2, new Float64Array(2 * pathWords(job) - 1));
  }).toThrow(/into/);
  expect(() => {
    runPaths(job, 3, 2, new Float64Array(99));
  }).toThrow(/\bto\b/);
  expect(() => {
    runPaths({ ...job, beliefs: certain }, 8, 10, new Float64Array(99));
  }).toThrow(/beliefs/);
});
