import { describe, expect, test } from "vitest";
import { runBacktest } from "../src/backtest/engine/index.js";
import { createStream } from "../src/kernel/index.js";
import { HOUR_MS, YEAR_MS } from "../src/model/index.js";
import { constantLeverageGrowth } from "../src/odds/index.js";
import { lendingMarket, perpetualMarket } from "./markets.js";
import { FREE, steady } from "./backtest-markets.js";
import { lognormalSeries, refined } from "./backtest-paths.js";
import { policyFrom } from "./backtest-policies.js";

/** Trades to the same leverage ratio at every close. */
const constant = (leverageRatio: number) =>
  policyFrom("constant", () => ({ kind: "trade", leverageRatio, because: "constant leverage" }));

const RATE = 0.06;

/** ln(wealth end / start) of constant leverage that is re-set at every close of these log returns: of a loop at one rate on debt and cash, or of a perpetual where the rate is 0. */
function growthOf(logReturns: Float64Array, stepMs: number, leverageRatio: number, rate: number): number {
  const isLoop = rate !== 0;
  const { summary } = runBacktest({
    venue: isLoop ? lendingMarket() : perpetualMarket({ maintenanceRate: 0.001 }),
    ...{ prices: lognormalSeries(logReturns, stepMs), trigger: null, costs: FREE, wealth: 1000 },
    rates: {
      ...{ borrow: steady(rate), lend: steady(rate), yield: steady(0), assetBorrow: null },
      funding: isLoop ? null : steady(0),
    },
    ...{ policy: constant(leverageRatio), checkIntervalMs: stepMs, reactionMs: 0 },
  });
  return Math.log(summary.wealthEnd / summary.wealthStart);
}

const sum = (values: Float64Array, term: (value: number) => number): number =>
  values.reduce((total, value) => total + term(value), 0);

/** What the leveraged-fund identity says of the same path (Avellaneda & Zhang 2010, equation 10). */
const identityOf = (logReturns: Float64Array, leverageRatio: number, rateAnnual: number, years: number): number =>
  constantLeverageGrowth({
    ...{ leverageRatio, rateAnnual, years },
    priceRatio: Math.exp(sum(logReturns, (r) => r)),
    realisedVariance: sum(logReturns, (r) => r * r),
  }).total;

describe("constant leverage that is re-set at every close", () => {
  const fine = Float64Array.from(
    { length: 4096 },
    (
      (stream) => () =>
        0.004 * stream.normal()
    )(createStream(11, 1)),
  );

  test.each([-1, 0.5, 2, 3])("at %s is the product of its bars, to 1e-11", (leverageRatio) => {
    const bars = sum(fine.subarray(1), (r) => Math.log1p(leverageRatio * Math.expm1(r)));
    expect(growthOf(fine, HOUR_MS, leverageRatio, 0)).toBeCloseTo(bars, 11);
  });

  /**
   * Largest |third derivative| of ln(1 + L (e^r - 1)) for |r| up to `largest`: with p = L e^r / (1 + L (e^r - 1)) it is
   * p (1 - p) (1 - 2 p), below .1 while p is in [0, 1] and growing away from there, so that one end has the most.
   */
  const thirdMax = (leverageRatio: number, largest: number): number =>
    [-largest, largest].reduce((most, r) => {
      const share = (leverageRatio * Math.exp(r)) / (1 + leverageRatio * Math.expm1(r));
      return Math.max(most, Math.abs(share * (1 - share) * (1 - 2 * share)));
    }, 0.1);

  test.each([-1, 0.5, 2, 3])("at %s meets the leveraged-fund identity within its third-order remainder", (leverage) => {
    const held = fine.subarray(1);
    const largest = held.reduce((most, r) => Math.max(most, Math.abs(r)), 0);
    const remainder = (thirdMax(leverage, largest) * sum(held, (r) => Math.abs(r) ** 3)) / 6;
    const off = Math.abs(growthOf(fine, HOUR_MS, leverage, 0) - identityOf(held, leverage, 0, 1));
    expect(off).toBeLessThanOrEqual(remainder);
    expect(remainder).toBeLessThan(0.02);
  });

  test("converges to the identity as the step: a quarter of the step, a quarter of what is left, interest included", () => {
    const off = [1, 4, 16, 64].map((parts) => {
      const returns = refined(createStream(5, 2), { deviation: 0.02, steps: 256, parts });
      const stepMs = (64 * HOUR_MS) / parts;
      const held = returns.subarray(1);
      const years = (held.length * stepMs) / YEAR_MS;
      return Math.abs(growthOf(returns, stepMs, 2.5, RATE) - identityOf(held, 2.5, RATE, years));
    });
    const last = off.at(-1) ?? Infinity;
    expect(last).toBeLessThan(off[0]! / 10);
    expect(last).toBeLessThan(2e-3);
  });
});
