import { describe, expect, test } from "vitest";
import { anything, lendingMarket, poolOf } from "../../tests/markets.js";
import { answerOf, capOf, requestOf } from "../../tests/requests.js";

/** The pool's lower line has slope k = .04 / (.9 S) of rate per unit of debt; the best of mu L - (L - 1)(r + k W (L - 1)) - L^2 s^2/2. */
const best = (supplied: number, wealth: number): number => {
  const k = (0.04 / (0.9 * supplied)) * wealth;
  return (0.35 - 0.05 + 2 * k) / (0.16 + 2 * k);
};

const request = (supplied: number | null, more: object = {}) =>
  requestOf(
    { drift: 0.35, volatility: 0.4, pool: supplied === null ? null : poolOf(supplied) },
    { tolerance: anything, venue: lendingMarket({ tradingCostRate: 0 }), ...more },
  );

describe("own size", () => {
  test.each([200_000, 400_000, 5_000_000])(
    "a pool of %d: the marginal rate r + D r'(D) decides, as in the closed form of a straight line",
    (supplied) => {
      expect(answerOf(request(supplied)).leverageRatio).toBeCloseTo(best(supplied, 50_000), 5);
    },
  );

  test("a pool of 100,000: borrowing stops where it would be used to more than 90 %, since the rate then soars", () => {
    expect(answerOf(request(100_000)).leverageRatio).toBeCloseTo(1.6, 5);
  });

  test("an endless pool is a rate that does not move", () => {
    const [endless, none] = [request(1e15), request(null)].map((given) => answerOf(given).leverageRatio);
    expect(endless).toBeCloseTo(none, 7);
    expect(none).toBeCloseTo(0.3 / 0.16, 9);
  });

  test("debt that is already owed is in the rate of today", () => {
    const account = { asset: "ETH", quantity: 40, debt: 50_000, price: 2_500 };
    const cost = (supplied: number | null) => answerOf(request(supplied, { account })).current?.growthAnnual;
    expect(cost(100_000)).toBeCloseTo(cost(null) ?? NaN, 9);
  });

  test("no more can be owed than the pool still holds", () => {
    expect(capOf(answerOf(request(100_000)), "size")).toBeCloseTo(1 + 40_000 / 50_000, 9);
  });

  test("a band is drawn around the best, with a trading cost too", () => {
    const { band, leverageRatio } = answerOf(request(400_000, { venue: lendingMarket() }));
    expect(band.low).toBeLessThan(leverageRatio - 0.01);
    expect(band.high).toBeGreaterThan(leverageRatio + 0.01);
  });

  test.each([
    ["pool.supplied", { supplied: 0 }],
    ["pool.borrowed", { borrowed: 1e9 }],
    ["pool.optimalUtilisation", { optimalUtilisation: 1 }],
    ["pool.slopeAboveAnnual", { slopeAboveAnnual: -0.1 }],
  ])("refuses a bad %s", (field, change) => {
    const given = request(100_000);
    const estimates = { ...given.estimates, pool: { ...poolOf(100_000), ...change } };
    expect(() => answerOf({ ...given, estimates })).toThrow(expect.objectContaining({ field: `estimates.${field}` }));
  });
});
