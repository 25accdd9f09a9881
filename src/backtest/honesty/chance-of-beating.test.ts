import { describe, expect, test } from "vitest";
import { createStream, normalCdf } from "../../kernel/index.js";
import { chanceOfBeating } from "./chance-of-beating.js";
import { resampledFigures, stationaryBlockLength } from "./stationary-bootstrap.js";

/** Normal draws around a difference, each as likely as the next. */
const normalDraws = (middle: number, spread: number, count: number): Float64Array => {
  const stream = createStream(11, 0);
  return Float64Array.from({ length: count }, () => middle + spread * stream.normal());
};

describe("chance of beating", () => {
  test("of normal differences, z standard errors above 0: Phi(z), from Phi(z - 1.645) to Phi(z + 1.645)", () => {
    for (const z of [-2, -0.5, 0, 1, 2.5]) {
      const { value, low, high } = chanceOfBeating(z * 0.3, normalDraws(z * 0.3, 0.3, 100_000));
      const error = 4 * Math.sqrt(0.25 / 100_000);
      expect(Math.abs(value - normalCdf(z))).toBeLessThan(error);
      // The quantile that the draws are moved by has its own error: sqrt(.05 x .95 / n) over a density of .103.
      expect(Math.abs(low - normalCdf(z - 1.6448536))).toBeLessThan(3 * error);
      expect(Math.abs(high - normalCdf(z + 1.6448536))).toBeLessThan(3 * error);
    }
  });

  test("a run that never differs wins half, and says that drawing adds no error it does not have", () => {
    expect(chanceOfBeating(0, new Float64Array(200))).toMatchObject({ value: 0.5, low: 0.5, high: 0.5 });
    expect(chanceOfBeating(1, new Float64Array(200).fill(1))).toEqual({ value: 1, low: 1, high: 1, drawingError: 0 });
  });

  test("the 90 % interval holds the true chance in 90 % of histories: independent and autocorrelated differences", () => {
    const [worlds, days] = [300, 150];
    for (const memory of [0, 0.3]) {
      // Mean .05 of steps whose sum has spread sqrt(days) / (1 - memory): the true chance is known.
      const known = normalCdf((0.05 * Math.sqrt(days)) / (1 / (1 - memory)));
      let held = 0;
      for (let world = 0; world < worlds; world++) {
        const stream = createStream(world, 77);
        let value = 0;
        const logs = Float64Array.from(
          { length: days },
          () => 0.01 * (0.05 + (value = memory * value + stream.normal())),
        );
        const returns = logs.map((step) => Math.expm1(step));
        const options = { blockLength: stationaryBlockLength(logs), resamples: 200, seed: world };
        const [{ logGrowth }] = resampledFigures([returns], options);
        const { low, high } = chanceOfBeating(
          logs.reduce((sum, step) => sum + step, 0),
          logGrowth,
        );
        if (low <= known && known <= high) held++;
      }
      // Blocks cost a little where there is memory: 86 % is the promise there.
      const promised = memory === 0 ? 0.9 : 0.86;
      expect(held / worlds, `memory ${memory}`).toBeGreaterThan(promised - 4 * Math.sqrt((0.9 * 0.1) / worlds));
      expect(held / worlds, `memory ${memory}`).toBeLessThan(0.9 + 4 * Math.sqrt((0.9 * 0.1) / worlds));
    }
  });
});
