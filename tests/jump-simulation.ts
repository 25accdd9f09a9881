import { createStream } from "../src/kernel/index.js";
import type { JumpPassage } from "../src/odds/index.js";

/** Mean over the paths, and its standard error. */
export interface Simulated {
  readonly mean: number;
  readonly standardError: number;
}

/** Chance that a path from `from` to `to` above a level, both distances from it, meets it on the way: the Brownian bridge. */
function metBetween(from: number, to: number, variance: number): number {
  if (to <= 0) return 1;
  return variance === 0 ? 0 : Math.exp((-2 * from * to) / variance);
}

/** First passage of a jump diffusion by simulation from jump to jump, with the bridge's chance in between: no step, no bias. */
export function simulatedPassage(passage: JumpPassage, paths: number, seed: number): Simulated {
  const { barrier, drift, volatility, years, jumps } = passage;
  let [sum, squares] = [0, 0];
  for (let path = 0; path < paths; path++) {
    const stream = createStream(seed, path);
    let [left, distance, survived] = [years, barrier, 1];
    while (left > 0 && survived > 0) {
      const untilJump = -Math.log(stream.uniform()) / jumps.intensityAnnual;
      const wait = Math.min(untilJump, left);
      const next = distance + drift * wait + volatility * Math.sqrt(wait) * stream.normal();
      survived *= 1 - metBetween(distance, next, volatility ** 2 * wait);
      const falls = stream.uniform() < jumps.downShare;
      const size = -Math.log(stream.uniform()) * (falls ? -jumps.meanDown : jumps.meanUp);
      distance = untilJump < left ? next + size : next;
      left -= wait; // exactly 0 after the last
      if (distance <= 0) survived = 0;
    }
    sum += 1 - survived;
    squares += (1 - survived) ** 2;
  }
  const mean = sum / paths;
  return { mean, standardError: Math.sqrt(Math.max(0, squares / paths - mean * mean) / paths) };
}
