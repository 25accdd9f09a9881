import { describe, expect, test } from "vitest";
import { logNormal, managedOf, ratesOf, type Case } from "../../../tests/managed.js";
import { firstPassageProbability } from "../first-passage.js";
import { managedGradient, type Managed } from "./index.js";

describe("gradients of an outcome", () => {
  test("of an untouched loop: those of first passage, in drift, volatility and leverage", () => {
    const make = ([drift, volatility, leverage]: readonly number[]): Managed =>
      managedOf({ moves: logNormal(drift, volatility), leverage, years: [0.25] });
    const passage = ([drift, volatility, leverage]: readonly number[]): number =>
      firstPassageProbability({
        barrier: Math.log((0.83 * leverage) / (leverage - 1)),
        drift: drift - volatility ** 2 / 2,
        volatility,
        years: 0.25,
      });
    const at = [0.2, 0.6, 2.5];
    const { value, slopes } = managedGradient(make, at, ({ horizons }) => horizons[0].liquidation);
    expect(value).toBeCloseTo(passage(at), 9);
    slopes.forEach((slope, index) => {
      const moved = (move: number): number => passage(at.map((each, i) => (i === index ? each + move : each)));
      expect(slope).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 6);
    });
  });

  test("of long-run growth kept at a leverage: the drift counts that often, the variance as its square", () => {
    const make = ([drift, volatility]: readonly number[]): Managed => {
      const given: Case = {
        moves: logNormal(drift, volatility),
        leverage: 2,
        band: [1.9, 2.1],
        checks: 8760,
        years: [1],
      };
      return managedOf({ ...given, rates: ratesOf() });
    };
    const { slopes } = managedGradient(make, [0.3, 0.5], ({ longRun }) => longRun?.growthAnnual ?? NaN);
    // Inside the band leverage wanders: growth is that of its mean and mean square.
    expect(slopes[0]).toBeCloseTo(2, 1);
    expect(slopes[1]).toBeCloseTo(-4 * 0.5, 1);
  });

  test("a step that stands for several checks does so at every point of the gradient", () => {
    const make = ([cost]: readonly number[]): Managed =>
      managedOf({
        moves: logNormal(0.3, 0.5),
        leverage: 1.2,
        band: [1.12, 1.28],
        checks: 8760,
        costRate: cost,
        years: [1],
      });
    const { slopes } = managedGradient(make, [0.001], ({ longRun }) => longRun?.growthAnnual ?? NaN, [0.5]);
    const turnover = managedGradient(make, [0.001], ({ longRun }) => longRun?.tradedAnnual ?? NaN, [0.5]).value;
    // A little more cost takes what is traded, and nothing else.
    expect(slopes[0] / -turnover).toBeCloseTo(1, 2);
  });

  test("a scale that is none is refused", () => {
    const make = (): Managed => managedOf({ moves: logNormal(0.3, 0.5), leverage: 2, years: [1] });
    expect(() => managedGradient(make, [1], () => 0, [0])).toThrow(expect.objectContaining({ field: "scales[0]" }));
  });
});
