import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { integrate, minimise, normalDensity } from "../kernel/index.js";
import { vectorsOf, vectorsPresent } from "../../tests/vectors.js";
import { betFraction, betFractionBreakEven, betGrowth, spreadGrowthAnnual, spreadLeverageRatio } from "./kelly.js";

const spread = (driftAnnual: number, lendRateAnnual: number, borrowRateAnnual: number, volatilityAnnual: number) => ({
  driftAnnual,
  lendRateAnnual,
  borrowRateAnnual,
  volatilityAnnual,
});

describe("growth with a borrow spread (Merton 1971, Kelly 1956; mathematics A1)", () => {
  test.each([
    [0.1, 0.04, 0.06, 0.16, 1.5625, 0.09125],
    [0.11, 0.06, 0.06, 0.15, 2.2222222222222223, 0.11555555555555555],
    [0.12, 0.02, 0.05, 0.3, 1, 0.075],
    [0.35, 0.03, 0.08, 0.5, 1.08, 0.2258],
  ])("kelly-spread %f %f %f %f", (mu, lend, borrow, s, leverage, growth) => {
    const market = spread(mu, lend, borrow, s);
    expect(spreadLeverageRatio(market)).toBeCloseTo(leverage, 12);
    expect(spreadGrowthAnnual(market, spreadLeverageRatio(market))).toBeCloseTo(growth, 12);
  });

  test.skipIf(!vectorsPresent)("every kelly-spread-* vector of quant.json to 1e-12", () => {
    const vectors = vectorsOf("kelly-spread-");
    expect(vectors.length).toBe(4);
    for (const { inputs, expected } of vectors) {
      const market = spread(inputs.mu!, inputs.r_lend!, inputs.r_borrow!, inputs.sigma!);
      expect(spreadLeverageRatio(market)).toBeCloseTo(expected.L!, 12);
    }
  });

  test("aversion belongs inside the kink: .83, not .74 (mathematics §4a)", () => {
    const market = spread(0.45, 0, 0.05, 0.5);
    const riskAversion = 1 / 0.463;
    expect(spreadLeverageRatio(market, riskAversion)).toBeCloseTo(0.83, 2);
    expect(spreadLeverageRatio(market) / riskAversion).toBeCloseTo(0.74, 2);
  });

  test("the best of a direct search over expected log wealth of a short step", () => {
    const rates = fc.record({
      mu: fc.double({ min: -0.1, max: 0.6, noNaN: true }),
      s: fc.double({ min: 0.2, max: 0.9, noNaN: true }),
      gap: fc.double({ min: 0, max: 0.1, noNaN: true }),
    });
    fc.assert(
      fc.property(rates, ({ mu, s, gap }) => {
        const market = spread(mu, 0.02, 0.02 + gap, s);
        const years = 1e-6;
        const stepGrowth = (leverage: number): number => {
          const rate = leverage <= 1 ? market.lendRateAnnual : market.borrowRateAnnual;
          const wealth = (z: number): number => {
            const price = Math.exp((mu - (s * s) / 2) * years + s * Math.sqrt(years) * z);
            return leverage * price + (1 - leverage) * Math.exp(rate * years);
          };
          return integrate((z) => Math.log(wealth(z)) * normalDensity(z), -12, 12) / years;
        };
        const top = 1 + (2 * Math.max(0, mu)) / (s * s);
        const searched = minimise((leverage) => -stepGrowth(leverage), 0, top).at;
        expect(Math.abs(searched - spreadLeverageRatio(market))).toBeLessThan(2e-3);
      }),
      { numRuns: 40, seed: 5 },
    );
  });
});

describe("a repeated bet (Kelly 1956, Thorp 2006)", () => {
  test.each([
    [0.51, 1, 0.02, 0.00020001333546712519],
    [0.55, 2, 0.325, 0.09855724370254587],
    [0.6, 1, 0.2, 0.020135513550688863],
  ])("kelly-bet p %f, payoff %f", (winProbability, payoff, fraction, growth) => {
    const bet = { winProbability, payoff };
    expect(betFraction(bet)).toBeCloseTo(fraction, 12);
    expect(betGrowth(bet, betFraction(bet))).toBeCloseTo(growth, 12);
    const searched = minimise((share) => -betGrowth(bet, share), 0, 0.95);
    expect(searched.at).toBeCloseTo(fraction, 6);
  });

  test("growth is back at zero at .1197121383 of a .53 coin (kelly-bet-breakeven)", () => {
    const bet = { winProbability: 0.53, payoff: 1 };
    expect(betFractionBreakEven(bet)).toBeCloseTo(0.1197121383, 9);
    expect(betGrowth(bet, betFractionBreakEven(bet))).toBeCloseTo(0, 14);
  });

  test("a bet without an edge is not taken", () => {
    expect(betFraction({ winProbability: 0.4, payoff: 1 })).toBe(0);
    expect(betFractionBreakEven({ winProbability: 0.4, payoff: 1 })).toBe(0);
  });
});
