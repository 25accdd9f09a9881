import fc from "fast-check";
import { expect, test } from "vitest";
import { costOf, tradeTo, type CostRates, type TradeCost } from "./trade.js";

const rates: CostRates = { fee: 0.0005, halfSpread: 0.0002, impactPerRoot: 0.001 / Math.sqrt(10_000), fixed: 2 };
const total = ({ fee, spread, impact, fixed, concession, reward }: TradeCost): number =>
  fee + spread + impact + fixed + concession + reward;

test("after its cost, impact among it, the leverage is the one wanted, to 1e-12, and the money is all there", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -6, max: 6, noNaN: true }),
      fc.double({ min: -6, max: 6, noNaN: true }),
      fc.option(fc.double({ min: 0.1, max: 1, noNaN: true }), { nil: undefined }),
      fc.double({ min: 0, max: 3000, noNaN: true }),
      (held, leverageRatio, share, reserve) => {
        const start = { equity: 10_000, reserve, notional: held * 10_000 };
        const wanted = { leverageRatio, ...(share === undefined ? {} : { share }), concessionRate: 0.0003, reward: 1 };
        const end = tradeTo(start, rates, wanted);
        if (end === null) throw new Error("every one of these can be reached");
        expect(Math.abs(end.notional - leverageRatio * end.equity)).toBeLessThan(1e-12 * 100_000);
        expect(end.cost).toBeCloseTo(total(costOf(rates, wanted, end.traded)), 9);
        expect(end.equity + end.reserve + end.cost).toBeCloseTo(10_000 + reserve, 8);
        if (share !== undefined) expect(end.equity).toBeCloseTo(share * (10_000 + reserve - end.cost), 8);
      },
    ),
    { numRuns: 500 },
  );
});

test("by hand: 1,000 to 2x at a fee of 1 %: 2 (1,000 - .01 t) = t, t = 2,000 / 1.02", () => {
  const free = { fee: 0.01, halfSpread: 0, impactPerRoot: 0, fixed: 0 };
  const end = tradeTo({ equity: 1000, reserve: 0, notional: 0 }, free, { leverageRatio: 2 });
  expect(end?.traded).toBeCloseTo(2000 / 1.02, 10);
  expect(end?.notional).toBeCloseTo(2 * (1000 - 20 / 1.02), 10);
});

test("what costs all there is, or is never reached, is no trade", () => {
  const dear = { fee: 0.1, halfSpread: 0, impactPerRoot: 0, fixed: 0 };
  expect(tradeTo({ equity: 100, reserve: 0, notional: 2000 }, dear, { leverageRatio: 15 })).toBeNull();
  expect(tradeTo({ equity: 100, reserve: 0, notional: 2000 }, dear, { leverageRatio: 0 })).toBeNull();
  expect(tradeTo({ equity: 1, reserve: 0, notional: 0 }, rates, { leverageRatio: 1 })).toBeNull();
});

test("no more than the largest size is traded at once, and a gain of the auction is a gain", () => {
  const start = { equity: 1000, reserve: 0, notional: 3000 };
  const end = tradeTo(
    start,
    { ...rates, impactPerRoot: 0, fixed: 0 },
    { leverageRatio: 1, tradeMax: 500, concessionRate: -0.01 },
  );
  expect(end).toMatchObject({ notional: 2500, traded: 500 });
  expect(end?.equity).toBeCloseTo(1000 + 500 * (0.01 - 0.0007), 10);
});
