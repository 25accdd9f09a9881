import { describe, expect, test } from "vitest";
import {
  coverage,
  simulatedReturns,
  threeRegimes,
  twoRegimes,
  type TrueRegimes,
} from "../../tests/simulated-regimes.js";
import { createStream } from "../kernel/index.js";
import { DAY_MS } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { regimeVolatility } from "./regime-volatility.js";
import { fitRegimes } from "./regimes.js";

const SIMULATIONS = 200;

describe("95 % intervals of fitted states, 200 simulations", () => {
  test.each([
    ["two", twoRegimes, 2, 2000],
    ["three", threeRegimes, 3, 4000],
  ] as const)("%s states: each figure is held by 90 to 99 % of its intervals", (name, truth, states, count) => {
    const shares = coverage((returns) => fitRegimes(returns, { states }), truth, {
      seed: 71,
      fits: SIMULATIONS,
      count,
    });
    console.log(name, Object.fromEntries([...shares].map(([figure, share]) => [figure, Number(share.toFixed(3))])));
    for (const [figure, share] of shares) {
      expect(share, figure).toBeGreaterThanOrEqual(0.9 - 1e-9);
      expect(share, figure).toBeLessThanOrEqual(0.99 + 1e-9);
    }
  });
});

/** Daily closes whose log returns are these. */
const seriesOf = (returns: Float64Array): PriceSeries => {
  const close = new Float64Array(returns.length + 1).fill(100);
  returns.forEach((value, i) => (close[i + 1] = close[i] * Math.exp(value)));
  return {
    closeMs: close.map((_, i) => i * DAY_MS),
    close,
    bars: null,
    volume: null,
    intervalMs: DAY_MS,
    gaps: { count: 0, missing: 0, largestMs: DAY_MS },
    source: "simulation",
    mended: [],
  };
};

/** Long-run volatility a year of a chain. */
const longRun = ({ shares, deviations }: TrueRegimes): number =>
  Math.sqrt(365 * shares.reduce((sum, share, i) => sum + share * deviations[i] ** 2, 0));

test("the long-run volatility lies within 1.96 of its errors in 90 to 99 % of 200 simulations of two states", () => {
  let held = 0;
  for (let path = 0; path < SIMULATIONS; path++) {
    const series = seriesOf(simulatedReturns(twoRegimes, 2000, createStream(73, path)));
    const { unconditionalVolatilityAnnual: estimate } = regimeVolatility(series, { states: 2, horizonMs: 30 * DAY_MS });
    if (Math.abs(estimate.value - longRun(twoRegimes)) <= 1.96 * estimate.standardError) held++;
  }
  console.log("long-run volatility", held / SIMULATIONS);
  expect(held / SIMULATIONS).toBeGreaterThanOrEqual(0.9);
  expect(held / SIMULATIONS).toBeLessThanOrEqual(0.99);
});
