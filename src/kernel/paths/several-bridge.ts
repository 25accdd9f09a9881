import { exponential, logarithm } from "./algebra.js";
import { weigh, weighAssets, worthOf, type SeveralAccount } from "./several-account.js";
import type { SeveralBuffers } from "./several-buffers.js";
import type { SeveralClosing } from "./several-job.js";

/** Distances beyond which a bridge touches the level with a chance below that of any 32-bit uniform: half of -ln 2^-32. */
const BRIDGE_SKIP = 11.1;

/** Variance over a step of the sum of assets' log moves (or simple ones) with these weights; and, of two sums, their covariance. */
export function covarianceOf(buffers: SeveralBuffers, step: number, first: Float64Array, second: Float64Array): number {
  const { assets, factor, deviations } = buffers;
  const from = step * assets;
  let sum = 0;
  for (let column = 0; column < assets; column++) {
    let [a, b] = [0, 0];
    for (let row = column; row < assets; row++) {
      const scale = deviations[from + row] * factor[row * assets + column];
      a += first[row] * scale;
      b += second[row] * scale;
    }
    sum += a * b;
  }
  return sum;
}

/** The surplus at a step's start, as a bridge from it to the step's end needs it. */
export interface BridgeStart {
  up: number;
  down: number;
  /** Variance of what the bridge moves: ln(up / down), or up - down. */
  variance: number;
}

/** Notes where a bridge begins: of an account just weighed, and not yet moved. */
export function beginBridge(
  start: BridgeStart,
  account: SeveralAccount,
  closing: SeveralClosing,
  buffers: SeveralBuffers,
  step: number,
): void {
  start.up = account.up;
  start.down = account.down;
  weighAssets(account, closing, buffers.inLogs);
  start.variance = covarianceOf(buffers, step, account.weights, account.weights);
}

/**
 * True where a Brownian bridge from the step's start to its end, clear of the close at both, touches the close between: of
 * chance exp(-2 d0 d1 / variance), d = ln(up / down) in log growth, which is exact where both sides are one leg or cash, and
 * up - down in simple growth. Of an account just weighed at the step's end.
 */
export function bridgeTouches(
  start: BridgeStart,
  { up, down }: SeveralAccount,
  inLogs: boolean,
  uniform: number,
): boolean {
  const far = BRIDGE_SKIP * start.variance;
  if (!inLogs) {
    const product = (start.up - start.down) * (up - down);
    return product <= far && uniform < exponential((-2 * product) / start.variance);
  }
  // ln(up / down) is at least 1 - down / up: most steps need no logarithm.
  if (!(start.down > 0 && down > 0)) return false;
  if ((1 - start.down / start.up) * (1 - down / up) > far) return false;
  const product = logarithm(start.up / start.down) * logarithm(up / down);
  return product <= far && uniform < exponential((-2 * product) / start.variance);
}

/**
 * Equity where an account that ended a step beyond its close, or touched it and came back, met it: that of its last state moved by what
 * its legs most likely moved where the surplus is 0 (the regression of equity on surplus, both straight lines in the prices).
 */
export function worthAtLevel(
  account: SeveralAccount,
  closing: SeveralClosing,
  buffers: SeveralBuffers,
  step: number,
): number {
  const { notionals, position, weights, before } = account;
  weigh(account, closing);
  weighAssets(account, closing, false);
  const held = new Float64Array(buffers.assets);
  for (let leg = 0; leg < before.length; leg++) held[position.legs[leg].asset] += notionals[leg];
  const variance = covarianceOf(buffers, step, weights, weights);
  const worth = worthOf(account);
  if (!(variance > 0)) return worth;
  return worth - ((account.up - account.down) * covarianceOf(buffers, step, held, weights)) / variance;
}
