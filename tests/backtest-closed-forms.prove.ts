import { describe, expect, test } from "vitest";
import { loopGrowth } from "../src/odds/index.js";
import { meanOf, simulatedBand, theoryOf, type BandCase } from "./backtest-band.js";
import { simulatedLoop, type Lives } from "./backtest-renewal.js";

const bands: Readonly<Record<string, BandCase>> = {
  "below 1, 1 % a side": { driftAnnual: 0.2, volatilityAnnual: 0.6, low: 0.35, high: 0.7, costRate: 0.01 },
  "above 1, .5 % a side": { driftAnnual: 0.3, volatilityAnnual: 0.4, low: 1.5, high: 2.3, costRate: 0.005 },
  "short, .5 % a side": { driftAnnual: -0.3, volatilityAnnual: 0.5, low: -1.4, high: -0.7, costRate: 0.005 },
};

const [PATHS, YEARS] = [12, 30];

/** Theory, and what was simulated at two steps of which one is a quarter of the other: what is left of the step falls as its root. */
function compared(given: BandCase) {
  const at = (stepsAYear: number) =>
    Array.from({ length: PATHS }, (_, path) => simulatedBand(given, path, YEARS, stepsAYear));
  const [coarse, fine] = [at(2190), at(8760)];
  const extrapolated = (of: (figures: (typeof fine)[number]) => number) =>
    meanOf(fine.map((each, path) => 2 * of(each) - of(coarse[path]!)));
  return {
    theory: theoryOf(given),
    growth: extrapolated(({ growthAnnual }) => growthAnnual),
    turnover: extrapolated(({ turnoverAnnual }) => turnoverAnnual),
  };
}

describe("a band with a proportional cost meets the exact long-run growth and turnover of the no-trade theory", () => {
  test.each(Object.keys(bands))("%s", (name) => {
    const { theory, growth, turnover } = compared(bands[name]!);
    expect(Math.abs(growth.mean - theory.growthAnnual)).toBeLessThan(4 * growth.error);
    expect(Math.abs(turnover.mean - theory.turnoverAnnual)).toBeLessThan(4 * turnover.error);
    expect(growth.error).toBeLessThan(0.01 * Math.abs(theory.growthAnnual));
    expect(turnover.error).toBeLessThan(0.15 * theory.turnoverAnnual);
  });
});

const loop = {
  ...{ leverageRatio: 3, driftAnnual: 0.15, yieldAnnual: 0, borrowRateAnnual: 0, volatilityAnnual: 0.8 },
  ...{ liquidationThreshold: 0.83, bonus: 0.05, years: 30 / 365 },
};

describe("a loop that is opened anew after each liquidation and each month meets the renewal formula", () => {
  test("chance of liquidation, mean life and growth", () => {
    const stepsAYear = 8760;
    const paths = [1, 2, 3, 4].map((path) => simulatedLoop(loop, path, 60 * stepsAYear, stepsAYear));
    const all = (of: (lives: Lives) => readonly number[]): number[] => paths.flatMap(of);
    const lives: Lives = {
      logWealth: all(({ logWealth }) => logWealth),
      years: all(({ years }) => years),
      liquidated: all(({ liquidated }) => liquidated),
    };
    const exact = loopGrowth(loop);
    const [chance, life] = [meanOf(lives.liquidated), meanOf(lives.years)];
    const growth = meanOf(lives.logWealth).mean / life.mean;
    // Error of a ratio of means: of its residuals.
    const residual = meanOf(lives.logWealth.map((log, i) => log - growth * lives.years[i]!));
    const error = residual.error / life.mean;
    expect(Math.abs(chance.mean - exact.liquidationProbability)).toBeLessThan(4 * chance.error);
    // A life that a liquidation ends lasts to the close of its bar: half a bar longer.
    const late = exact.liquidationProbability / (2 * stepsAYear);
    expect(Math.abs(life.mean - exact.meanLifeYears - late)).toBeLessThan(4 * life.error);
    expect(Math.abs(growth - exact.growthAnnual)).toBeLessThan(4 * error);
    expect(chance.error).toBeLessThan(0.1 * exact.liquidationProbability);
  });
});
