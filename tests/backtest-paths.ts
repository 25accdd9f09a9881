import type { Stream } from "../src/kernel/index.js";
import type { PriceSeries } from "../src/series/index.js";
import { seriesOf, type Bar } from "./backtest-markets.js";

/** Bars whose opens are the closes before them and that reach no further than their ends: a price seen at its closes alone. */
export function lognormalSeries(logReturns: Float64Array, stepMs: number, price = 1000): PriceSeries {
  let last = price;
  const bars = Array.from(logReturns, (move): Bar => {
    const open = last;
    last = open * Math.exp(move);
    return [open, Math.max(open, last), Math.min(open, last), last];
  });
  return seriesOf(bars, stepMs);
}

/** Log returns of a random walk of `steps` of this deviation, each cut into `parts` by a Brownian bridge: the coarse walk is the same for all. */
export function refined(
  stream: Stream,
  { deviation, steps, parts }: { readonly deviation: number; readonly steps: number; readonly parts: number },
): Float64Array {
  const coarse = Float64Array.from({ length: steps }, () => deviation * stream.normal());
  const fine = new Float64Array(steps * parts);
  for (let step = 0; step < steps; step++) {
    const own = fine.subarray(step * parts, (step + 1) * parts);
    own.forEach((_, i) => (own[i] = (deviation / Math.sqrt(parts)) * stream.normal()));
    const excess = (own.reduce((sum, move) => sum + move, 0) - coarse[step]) / parts;
    own.forEach((move, i) => (own[i] = move - excess));
  }
  return fine;
}

/** What a bar of a Brownian motion in logs is drawn from: variance of its log move, drift of it. */
export interface BridgeTerms {
  readonly deviation: number;
  readonly drift: number;
}

/**
 * Bars of a Brownian motion in logs whose lows are drawn exactly: given both ends, the minimum of the bridge between them lies at
 * (a + b - sqrt((b - a)^2 - 2 variance ln U)) / 2. Highs are those of the ends, which a long does not look at.
 */
export function bridgedBars(stream: Stream, count: number, { deviation, drift }: BridgeTerms, price = 1000): Bar[] {
  let last = price;
  return Array.from({ length: count }, (): Bar => {
    const open = last;
    const move = drift + deviation * stream.normal();
    const least = (move - Math.sqrt(move * move - 2 * deviation * deviation * Math.log(stream.uniform()))) / 2;
    last = open * Math.exp(move);
    return [open, Math.max(open, last), open * Math.exp(least), last];
  });
}
