import { createHash } from "node:crypto";
import type { PathJob, PathPosition } from "../src/kernel/index.js";

/** A long position of three times its wealth that is closed at a loan to value of .83, kept within a band. */
const long: PathPosition = {
  side: 1,
  leverageRatio: 3,
  share: 1,
  low: 2.5,
  high: 3.4,
  tradeTo: "target",
  target: 3,
  stepsPerCheck: 1,
  costRate: 0.001,
  fixedCostShare: 0,
  cashFactor: 1.0002,
  assetFactor: 1,
  idleFactor: 1,
  fundingPerStep: 0,
  rateOn: "none",
  closing: { ofNotional: 0.83, ofCash: 1, constant: 0, left: Float64Array.of(0, 0.05, 0.1) },
};

/** The same untouched; smaller; and a short. */
const positions: readonly PathPosition[] = [
  long,
  { ...long, low: 0, high: Infinity, target: 1, stepsPerCheck: 0 },
  { ...long, leverageRatio: 1.5, target: 1.5, low: 1.2, high: 1.8, tradeTo: "edge", fixedCostShare: 0.0001 },
  {
    ...long,
    ...{ side: -1, leverageRatio: -1, low: 0.8, high: 1.3, target: 1 },
    closing: { ofNotional: 1, ofCash: 0.83, constant: 0, left: Float64Array.of(0, 0.05, 0.1) },
  },
];

/** A job of several positions, with volatility that clusters, jumps of the mean from path to path, and a close. */
export function threadedJob(paths: number, steps = 60): PathJob {
  const means = Float64Array.from({ length: paths }, (_, path) => 0.001 * Math.sin(path));
  const scales = Float64Array.from({ length: paths }, (_, path) => 1 + 0.2 * Math.cos(path));
  return {
    moves: {
      kind: "shocks",
      continuous: true,
      mean: 0.0003,
      growth: "log",
      shock: { kind: "student-t-4" },
      variance: { kind: "garch", omega: 3.2e-5, alpha: 0.08, gamma: 0, beta: 0.9, variance: 0.0016 },
      jumps: null,
    },
    rate: null,
    positions,
    steps,
    checkpoints: [Math.ceil(steps / 2), steps],
    seed: 0x9e3779b97f4a7c15n,
    hazard: true,
    beliefs: { means, scales },
  };
}

/** The bits of rows, as text: two that are equal have the same words. */
export const bitsOf = ({ buffer, byteOffset, byteLength }: Float64Array): string =>
  createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("hex");
