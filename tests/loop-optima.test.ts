import { describe, expect, test } from "vitest";
import { minimise } from "../src/kernel/index.js";
import { YEAR_MS, stated } from "../src/model/index.js";
import { btc, sp500, stethEth, type MarketModel } from "../src/models/index.js";
import { loopGrowth } from "../src/odds/index.js";
import { custom } from "../src/venues/custom/index.js";
import { anything, figures } from "./markets.js";
import { answerOf, requestOf } from "./requests.js";

/** A lending market that closes a whole loop at its threshold. */
const market = (liquidationThreshold: number, liquidationBonus: number) =>
  custom.market({
    kind: "lending",
    asset: "ETH",
    quote: "USD",
    asOf: "2026-01-31",
    source: "a test",
    tradingCostRate: 0,
    reserves: {
      ETH: { loanToValueMax: liquidationThreshold - 0.001, liquidationThreshold, liquidationBonus },
      USD: { loanToValueMax: 0.77, liquidationThreshold: 0.8, liquidationBonus: 0.045 },
    },
  });

/** [name, drift, yield, rate, volatility, threshold, bonus, [period of a year, leverage, growth][]]: mathematics 3.5. */
const loops = [
  [
    "BTC-like",
    0.4,
    0,
    0.05,
    0.5,
    0.78,
    0.05,
    [
      [1 / 12, 1.389, 0.29459],
      [1, 1.27, 0.2897],
      [3, 1.209, 0.28478],
    ],
  ],
  [
    "index-like",
    0.1,
    0,
    0.04,
    0.16,
    0.83,
    0.05,
    [
      [1 / 12, 2.331, 0.11018],
      [1, 2.087, 0.10803],
      [3, 1.887, 0.10451],
    ],
  ],
  [
    "LST-like",
    ...[0, 0.032, 0.025, 0.02, 0.945, 0.01],
    [
      [7 / 365, 15.09, 0.08493],
      [1 / 12, 13.37, 0.08234],
      [0.25, 11.9, 0.07893],
      [1, 10.24, 0.0732],
    ],
  ],
] as const;

describe("loop optima of mathematics 3.5, given parameters, through decide", () => {
  for (const [name, drift, yieldRate, borrow, volatility, threshold, bonus, rows] of loops)
    test.each(rows.map((row) => [...row]))(
      `${name}, left alone for %f years: %fx, growth %f`,
      (years, leverage, growth) => {
        const decision = answerOf(
          requestOf(
            { drift, yieldRate, borrow, lend: borrow, volatility },
            {
              venue: market(threshold, bonus),
              tolerance: anything,
              policy: { kind: "unattended", resetMs: years * YEAR_MS },
            },
          ),
        );
        expect(Math.abs(decision.leverageRatio / leverage - 1)).toBeLessThan(1e-3);
        expect(decision.growth.rateAnnual).toBeCloseTo(growth, 4);
      },
    );
});

describe("loop optima from fitted parameters", () => {
  const cases: readonly (readonly [string, MarketModel, number, number, number])[] = [
    ["BTC", btc, 0.05, 0, 0.78],
    ["the S&P 500", sp500, 0.03, 0.018, 0.83],
    ["stETH in ETH, its jumps left out", stethEth, 0.025, 0.04, 0.945],
  ];

  test.each(cases)(
    "%s: decide finds the best of the renewal formula searched plainly",
    (_, model, rate, yieldRate, threshold) => {
      const fitted = model.estimates({
        borrowRateAnnual: rate,
        lendRateAnnual: rate,
        yieldAnnual: yieldRate,
        reactionMs: YEAR_MS / 365,
      });
      const { volatilityAnnual, driftAnnual } = fitted;
      const loop = {
        driftAnnual: driftAnnual?.value ?? NaN,
        yieldAnnual: yieldRate,
        borrowRateAnnual: rate,
        volatilityAnnual: Math.hypot(volatilityAnnual.value, volatilityAnnual.standardError),
        liquidationThreshold: threshold,
        bonus: 0.01,
        years: 0.25,
      };
      const top = 0.999 / (1 - threshold);
      const found = minimise((leverageRatio) => -loopGrowth({ ...loop, leverageRatio }).growthAnnual, 1, top);
      const decision = answerOf({
        ...requestOf({}, { venue: market(threshold, 0.01), tolerance: { ...anything, leverageRatioMin: 1 } }),
        estimates: {
          ...figures({ borrow: rate, lend: rate, yieldRate }),
          volatilityAnnual,
          driftAnnual: stated(loop.driftAnnual),
        },
        policy: { kind: "unattended", resetMs: YEAR_MS / 4 },
      });
      expect(decision.leverageRatio).toBeCloseTo(Math.max(1, found.at), 3);
      expect(decision.growth.rateAnnual).toBeCloseTo(-found.value, 5);
    },
  );
});
