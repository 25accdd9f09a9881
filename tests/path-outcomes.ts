import type { Measured, PathOutcome, Quantile } from "../src/odds/index.js";

const PROBABILITIES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const NORMAL = [-2.326, -1.645, -0.674, 0, 0.674, 1.645, 2.326];

/** A number with an error of a hundredth of it. */
export const known = (value: number): Measured => ({ value, standardError: Math.abs(value) / 100 });

/** Quantiles of a log-normal wealth of median 1. */
const lognormal = (deviation: number): readonly Quantile[] =>
  PROBABILITIES.map((probability, i) => ({ probability, ...known(Math.exp(deviation * (NORMAL[i] ?? 0))) }));

/** An outcome made by hand: wealth log-normal with this deviation at the horizon of a year, and liquidated this often. */
export function madeOutcome(deviation: number, liquidated: number): PathOutcome {
  const nothing = known(0);
  const shares = PROBABILITIES.map((probability) => ({ probability, ...known(probability * 0.8) }));
  return {
    paths: 10_000,
    closes: Math.round(liquidated * 10_000),
    liquidation: known(liquidated),
    estimator: "hazard",
    logWealth: nothing,
    controlGain: 1,
    levelApart: 0,
    growthAnnual: nothing,
    belowFloor: known(0.08),
    wealth: lognormal(deviation),
    lowestWealth: lognormal(deviation / 2),
    drawdown: { mean: known(0.4), quantiles: shares },
    lossGivenLiquidation: liquidated > 0 ? known(0.6) : null,
    traded: known(4),
    cost: known(0.004),
    trades: known(120),
    fan: Array.from({ length: 24 }, (_, i) => ({
      years: (i + 1) / 24,
      quantiles: lognormal(deviation * Math.sqrt((i + 1) / 24)),
      liquidated: known((liquidated * (i + 1)) / 24),
      belowFloor: known((0.08 * (i + 1)) / 24),
    })),
  };
}
