import type { PathClosing, PathJob, PathMoves, PathPosition } from "../src/kernel/index.js";

/** Liquidation at a loan to value of .83, at which a close leaves (1 / .83 - 1.05) of the debt, wherever it ended. */
const CLOSING: PathClosing = {
  ofNotional: 0.83,
  ofCash: 1,
  constant: 0,
  left: Float64Array.from([1 / 0.83 - 1.05, 1 / 0.83 - 1.05]),
};

/** The position of section 1 of the reference on speed: twice long, borrowing at 5 %, back to 2 outside [1.7, 2.4] for .1 %. */
export const positionOfSectionOne: PathPosition = {
  side: 1,
  leverageRatio: 2,
  share: 1,
  low: 1.7,
  high: 2.4,
  tradeTo: "target",
  target: 2,
  stepsPerCheck: 1,
  costRate: 0.001,
  fixedCostShare: 0,
  cashFactor: 1 + 0.05 / 365,
  assetFactor: 1,
  idleFactor: 1,
  fundingPerStep: 0,
  rateOn: "none",
  closing: CLOSING,
};

/** Its moves: simple returns of 4 % a day by GARCH(1,1), alpha .08, beta .90, with t(4) shocks. */
export const movesOfSectionOne: Extract<PathMoves, { kind: "shocks" }> = {
  kind: "shocks",
  continuous: true,
  mean: 0.0003,
  growth: "simple",
  shock: { kind: "student-t-4" },
  variance: { kind: "garch", omega: 0.0016 * 0.02, alpha: 0.08, gamma: 0, beta: 0.9, variance: 0.0016 },
  jumps: null,
};

/** The job of that section, or one that differs from it. */
export const jobOfSectionOne = (different: Partial<PathJob> = {}): PathJob => ({
  moves: movesOfSectionOne,
  rate: null,
  positions: [positionOfSectionOne],
  steps: 365,
  checkpoints: [365],
  seed: 20_261_123n,
  hazard: false,
  beliefs: null,
  ...different,
});
