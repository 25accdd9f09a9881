import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { vectorsOf, vectorsPresent } from "../../tests/vectors.js";
import { leverageCeiling, noTradeBand, type BandMarket } from "./band.js";
import { tradeToTargetBand } from "./fixed-cost-band.js";

const market = (excessAnnual: number, volatility: number, roundTripCost: number, riskAversion = 1): BandMarket => ({
  excessAnnual,
  varianceAnnual: volatility ** 2,
  roundTripCost,
  riskAversion,
  fixedCostShare: 0,
});

describe("exact no-trade bands: Guasoni & Mayerhofer 2019, Taksar-Klass-Assaf at aversion 1", () => {
  test.each([
    [0.08, 0.16, 0.01, 1, 2.45304, 3.69365, 0.1192205, 0.0035072],
    [0.08, 0.16, 0.001, 0.5, 5.01828, 7.14551, 0.2402904, 0.0065278],
    [0.006, 0.02, 0.001, 1, 11.85109, 17.84292, 0.0430169, 0.0012496],
    [0.06, 0.16, 0.002, 1, 2.09989, 2.57942, 0.0695513, 0.0004964],
  ])(
    "excess %f, volatility %f, cost %f, aversion %f (mathematics 3.3)",
    (mu, s, eps, gamma, low, high, value, cost) => {
      const band = noTradeBand(market(mu, s, eps, gamma));
      expect(band.low / low).toBeCloseTo(1, 4);
      expect(band.high / high).toBeCloseTo(1, 4);
      expect(band.valueAnnual / value).toBeCloseTo(1, 4);
      expect(band.costAnnual / cost).toBeCloseTo(1, 3);
    },
  );

  test.skipIf(!vectorsPresent)("every ntr-* vector of quant.json within its 2e-4", () => {
    const vectors = vectorsOf("ntr-");
    expect(vectors.length).toBe(7);
    for (const { inputs, expected } of vectors) {
      const band = noTradeBand(market(inputs.mu!, inputs.sigma!, inputs.eps!, inputs.gamma));
      for (const [got, want] of [
        [band.low, expected.pi_minus!],
        [band.high, expected.pi_plus!],
        [band.valueAnnual, expected.value!],
        [band.mean, expected.avg_leverage!],
      ] as const) {
        expect(Math.abs(got / want - 1)).toBeLessThan(2e-4);
      }
      expect(Math.abs(band.costAnnual / expected.cost_per_year! - 1)).toBeLessThan(2e-3);
    }
  });

  test("value = excess x low - aversion x s^2 low^2 / 2, and the same at the upper edge marked at the bid (smooth pasting, Taksar-Klass-Assaf)", () => {
    const cases = fc.record({
      mu: fc.double({ min: 0.02, max: 0.3, noNaN: true }),
      s: fc.double({ min: 0.1, max: 0.6, noNaN: true }),
      eps: fc.double({ min: 2e-4, max: 0.01, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, ({ mu, s, eps }) => {
        fc.pre(Math.abs(mu / s ** 2 - 1) > 0.15 && mu / s ** 2 < 12);
        const band = noTradeBand(market(mu, s, eps));
        const payoff = (share: number): number => mu * share - (s * s * share * share) / 2;
        const atBid = ((1 - eps) * band.high) / (1 - eps * band.high);
        expect(payoff(band.low)).toBeCloseTo(band.valueAnnual, 6);
        expect(payoff(atBid)).toBeCloseTo(band.valueAnnual, 6);
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});

/** Log growth a year over the safe rate of a position that is traded by `trade`, by simulation with the books kept in money; the martingale part is taken off as a control. */
function simulatedGrowth(
  m: BandMarket,
  start: number,
  years: number,
  stepsPerYear: number,
  trade: (share: number) => number | null,
): number {
  const stream = createStream(7, 1);
  const dt = 1 / stepsPerYear;
  const s = Math.sqrt(m.varianceAnnual);
  let [stock, cash, log] = [start, 1 - start, 0];
  for (let step = 0; step < years * stepsPerYear; step++) {
    const wealth = stock + cash;
    const share = stock / wealth;
    const target = trade(share);
    const z = stream.normal();
    if (target !== null) {
      const fixed = m.fixedCostShare * wealth;
      const sale = Math.max(0, (stock - target * (wealth - fixed)) / (1 - m.roundTripCost * target));
      const bought = Math.max(0, target * (wealth - fixed) - stock);
      cash += (1 - m.roundTripCost) * sale - bought - fixed;
      stock += bought - sale;
    }
    const before = stock / (stock + cash);
    stock *= Math.exp((m.excessAnnual - m.varianceAnnual / 2) * dt + s * Math.sqrt(dt) * z);
    const after = stock + cash;
    log += Math.log(after / wealth) - before * s * Math.sqrt(dt) * z;
    stock /= after;
    cash /= after;
  }
  return log / years;
}

describe("bands against a simulation that keeps the books in money", () => {
  test("trading at the two edges earns the stated value (excess .08, volatility .16, cost 1 %)", () => {
    const m = market(0.08, 0.16, 0.01);
    const band = noTradeBand(m);
    const growth = simulatedGrowth(m, 3, 300, 4000, (share) =>
      share < band.low ? band.low : share > band.high ? band.high : null,
    );
    expect(Math.abs(growth - band.valueAnnual)).toBeLessThan(0.0012);
  });

  test("a fixed cost of 1 % of equity at 2x and volatility .6: the band of a 3,000 account with 30 of gas loses four points (mathematics §4)", () => {
    const m: BandMarket = { ...market(0.72, 0.6, 0), fixedCostShare: 0.01 };
    const band = tradeToTargetBand(m);
    const growth = simulatedGrowth(m, 2, 400, 3000, (share) =>
      share < band.low || share > band.high ? band.target : null,
    );
    expect(Math.abs(growth - band.valueAnnual)).toBeLessThan(0.004);
    const loss = 0.72 - band.valueAnnual;
    expect(loss).toBeGreaterThan(0.038);
    expect(loss).toBeLessThan(0.043);
    expect((band.high - band.low) / 2 / (12 * 0.01 * 4) ** 0.25).toBeCloseTo(1.08, 1);
  });

  test("small fixed costs approach the fourth root: half width (12 phi L^2 (L-1)^2)^(1/4), loss s^2 h^2 / 6", () => {
    const m: BandMarket = { ...market(0.72, 0.6, 0), fixedCostShare: 1e-6 };
    const band = tradeToTargetBand(m);
    const h = (12 * 1e-6 * 4) ** 0.25;
    expect((band.high - band.low) / 2 / h).toBeCloseTo(1, 2);
    expect((0.72 - band.valueAnnual) / ((0.36 * h * h) / 6)).toBeCloseTo(1, 2);
  });

  test("a short and a long below 1x keep their branch", () => {
    const short = noTradeBand(market(-0.2, 0.5, 0.002));
    expect(short.low).toBeLessThan(-0.8);
    expect(short.high).toBeGreaterThan(-0.8);
    expect(short.high).toBeLessThan(0);
    const low = noTradeBand(market(0.1, 0.5, 0.002));
    expect(low.low).toBeGreaterThan(0);
    expect(low.high).toBeLessThan(1);
  });
});

describe("ceiling of leverage under cost: Guasoni & Mayerhofer 2019, The Limits of Leverage", () => {
  test.each([
    [0.05, 0.1, 0.01, 7.7224, 17.3246],
    [0.1, 0.2, 0.0001, 50.8844, 121.0206],
    [0.25, 0.5, 0.001, 10.5369, 24.3964],
  ])("excess %f, volatility %f, cost %f (mathematics 3.2)", (mu, s, eps, multiple, high) => {
    const { low, high: top } = leverageCeiling({ excessAnnual: mu, varianceAnnual: s * s, roundTripCost: eps });
    expect(Math.abs(low / multiple - 1)).toBeLessThan(1e-4);
    expect(Math.abs(top / high - 1)).toBeLessThan(1e-4);
  });

  test.skipIf(!vectorsPresent)("every gm-rn-* vector of quant.json within its 1e-4", () => {
    const vectors = vectorsOf("gm-rn-");
    expect(vectors.length).toBe(6);
    for (const { inputs, expected } of vectors) {
      const ceiling = leverageCeiling({
        excessAnnual: inputs.mu!,
        varianceAnnual: inputs.sigma! ** 2,
        roundTripCost: inputs.eps!,
      });
      expect(Math.abs(ceiling.low / expected.pi_minus! - 1)).toBeLessThan(1e-4);
      expect(Math.abs(ceiling.high / expected.pi_plus! - 1)).toBeLessThan(1e-4);
    }
  });

  test("the highest value earned is the low edge times the excess, whatever the cost", () => {
    for (const eps of [0.0005, 0.002, 0.02]) {
      const ceiling = leverageCeiling({ excessAnnual: 0.1, varianceAnnual: 0.04, roundTripCost: eps });
      expect(ceiling.valueAnnual / (0.1 * ceiling.low)).toBeCloseTo(1, 5);
    }
  });
});
