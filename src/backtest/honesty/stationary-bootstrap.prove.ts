import { describe, expect, test } from "vitest";
import { createStream } from "../../kernel/index.js";
import {
  expectedShortfallOf,
  percentileInterval,
  resampledFigures,
  stationaryBlockLength,
  type Interval,
} from "./stationary-bootstrap.js";

/** Days of one history, histories judged, and histories from which the truth is taken. */
const [DAYS, WORLDS, TRUTH] = [2000, 300, 2000];

/** Daily returns of a market in which volatility clusters for months: GARCH(1, 1) of persistence .98, 57 % a year. */
function clustered(seed: number): Float64Array {
  const stream = createStream(seed, 0);
  const mean = 0.0009;
  let variance = mean;
  const step = (): number => {
    const move = stream.normal() * Math.sqrt(variance);
    variance = 0.02 * mean + 0.1 * move * move + 0.88 * variance;
    return Math.max(-0.9, 0.0005 + move);
  };
  for (let day = 0; day < 500; day++) step();
  return Float64Array.from({ length: DAYS }, step);
}

const logsOf = (returns: Float64Array): Float64Array => returns.map((step) => Math.log1p(step));
const growthOf = (returns: Float64Array): number => logsOf(returns).reduce((sum, step) => sum + step, 0);
const meanOf = (worlds: readonly Float64Array[], figure: (returns: Float64Array) => number): number =>
  worlds.reduce((sum, returns) => sum + figure(returns), 0) / worlds.length;

describe("90 % intervals where volatility clusters", () => {
  const far = Array.from({ length: TRUTH }, (_, i) => clustered(10_001 + i));
  const truth = { growth: meanOf(far, growthOf), shortfall: meanOf(far, expectedShortfallOf) };
  const holds = ({ low, high }: Interval, value: number): number => (low < value && value < high ? 1 : 0);

  /** Shares of histories whose intervals hold the truth. */
  function coverage(lengthOf: (logs: Float64Array) => number): { readonly growth: number; readonly shortfall: number } {
    let [growth, shortfall] = [0, 0];
    for (let world = 0; world < WORLDS; world++) {
      const returns = clustered(world + 1);
      const options = { blockLength: lengthOf(logsOf(returns)), resamples: 300, seed: world };
      const [drawn] = resampledFigures([returns], options);
      growth += holds(percentileInterval(drawn.logGrowth), truth.growth);
      shortfall += holds(percentileInterval(drawn.expectedShortfall), truth.shortfall);
    }
    return { growth: growth / WORLDS, shortfall: shortfall / WORLDS };
  }

  test("blocks as long as the squares ask for hold growth in 90 %, and the shortfall far more often than the returns' own", () => {
    const own = coverage(stationaryBlockLength);
    const squares = coverage((logs) => stationaryBlockLength(logs.map((step) => step * step)));
    const error = 4 * Math.sqrt((0.9 * 0.1) / WORLDS);
    expect(Math.abs(own.growth - 0.9)).toBeLessThan(error);
    expect(Math.abs(squares.growth - 0.9)).toBeLessThan(error);
    // Still too narrow for the shortfall: a history of six years holds too few spells of high volatility.
    expect(squares.shortfall).toBeGreaterThan(own.shortfall + 0.1);
    expect(squares.shortfall).toBeLessThan(0.8);
  });
});
