import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { falls, figures, lendingMarket, perpetualMarket } from "../../tests/markets.js";
import { aaveV3 } from "../venues/aave-v3/index.js";
import { marginLoan } from "../venues/margin-loan/index.js";
import { carryCosts, type CarryAt, type CarryRequest } from "./carry.js";
import { decide } from "./decide.js";

const rates = figures({});
const stated = (value: number) => ({ ...rates.borrowRateAnnual, value });

/** 40 ETH at 2,500 with 50,000 owed: 2x, borrowed at 5 %, yielding 1.8 %. */
const loop = (more: Partial<CarryRequest> = {}, estimates: Partial<CarryRequest["estimates"]> = {}): CarryRequest => ({
  account: { asset: "ETH", quantity: 40, debt: 50_000, price: 2_500 },
  venue: lendingMarket(),
  estimates: {
    ...rates,
    borrowRateAnnual: stated(0.05),
    yieldAnnual: stated(0.018),
    volatilityAnnual: null,
    ...estimates,
  },
  ...more,
});

/** The size of that leverage. */
function sizeAt(request: CarryRequest, leverageRatio: number): CarryAt {
  const found = carryCosts(request).sizes.find((at) => Math.abs(at.leverageRatio - leverageRatio) < 1e-9);
  if (found === undefined) throw new Error(`no size of ${leverageRatio}`);
  return found;
}

/** A pool that lends 90 % of 5,000,000, a tenth of that to the holder. */
const pool = {
  supplied: 5e6,
  borrowed: 4.5e6,
  optimalUtilisation: 0.9,
  slopeBelowAnnual: 0.04,
  slopeAboveAnnual: 0.6,
};
const large = loop(
  { account: { asset: "ETH", quantity: 400, debt: 500_000, price: 2_500 } },
  { pool, borrowRateAnnual: stated(0.04) },
);

describe("what is held", () => {
  test("a loop costs (L - 1) x borrow rate - L x yield of its equity", () => {
    const { held, equity } = carryCosts(loop());
    expect(equity).toBe(50_000);
    expect(held.leverageRatio).toBe(2);
    expect(held.carryAnnual).toBeCloseTo(0.05 - 2 * 0.018, 14);
    expect(held.parts.borrow).toEqual({ annual: 0.05, amount: 50_000, rateAnnual: 0.05 });
    expect(held.parts.yield.amount).toBe(100_000);
    expect(held.parts.yield.rateAnnual).toBeCloseTo(-0.018, 15);
    expect(held.tradingCost).toBe(0);
  });

  test("a short pays for the asset and earns on the proceeds: |L| x asset rate - (1 + |L|) x lend rate", () => {
    const account = { asset: "ETH", quantity: -20, equity: 50_000, price: 2_500 };
    const { held } = carryCosts(
      loop({ account }, { assetBorrowRateAnnual: stated(0.02), lendRateAnnual: stated(0.03), yieldAnnual: stated(0) }),
    );
    expect(held.carryAnnual).toBeCloseTo(0.02 - 2 * 0.03, 14);
    expect(held.parts.lend.amount).toBe(100_000);
    expect(held.parts.assetBorrow).toMatchObject({ amount: 50_000, rateAnnual: 0.02 });
  });

  test("a perpetual pays funding on its notional, and its margin earns", () => {
    const account = { asset: "ETH", quantity: -40, equity: 50_000, price: 2_500 };
    const estimates = { fundingRateAnnual: stated(0.08), lendRateAnnual: stated(0.03), borrowRateAnnual: stated(0.03) };
    const { held, pool: none } = carryCosts(loop({ account, venue: perpetualMarket() }, { ...estimates, pool }));
    expect(held.carryAnnual).toBeCloseTo(-2 * 0.08 - 0.03, 14);
    expect(held.parts.funding).toMatchObject({ amount: 100_000, rateAnnual: -0.08 });
    expect(held.marginalBorrowRateAnnual).toBeNull();
    expect(none).toBeNull();
  });

  test("one who sold borrowed shares at a broker owes their dividend as well", () => {
    const venue = marginLoan.market({ asset: "SPX", quote: "USD" });
    const account = { asset: "SPX", quantity: -100, equity: 10_000, price: 100 };
    const { held } = carryCosts(loop({ venue, account }, { assetBorrowRateAnnual: stated(0.01) }));
    expect(held.parts.yield).toMatchObject({ amount: 10_000, rateAnnual: 0.018 });
    expect(held.carryAnnual).toBeCloseTo(0.01 + 0.018, 14);
  });
});

describe("own size", () => {
  test("lending.json V139, V140, V141, V169 (Aave v3.0.2 and v3.6, run): 90 % use costs 4 %, 95 % 34 %, 99.8 % 62.8 %, all of it 64 %", () => {
    const at = (leverageRatio: number) => sizeAt({ ...large, leverageRatio }, leverageRatio).parts.borrow;
    expect(at(2)).toEqual({ annual: 0.04, amount: 500_000, rateAnnual: 0.04 });
    expect(at(2.5).rateAnnual).toBeCloseTo(0.34, 12);
    expect(at(2.98).rateAnnual).toBeCloseTo(0.628, 12);
    expect(at(3).rateAnnual).toBeCloseTo(0.64, 12);
  });

  test("the next unit costs r + D r'(D): at 2.5x 0.34 + 750,000 x 6 / 5,000,000", () => {
    const at = (leverageRatio: number) => sizeAt({ ...large, leverageRatio }, leverageRatio).marginalBorrowRateAnnual;
    expect(at(2.5)).toBeCloseTo(0.34 + 0.9, 9);
    expect(at(1.5)).toBeCloseTo(0.04, 9);
    expect(at(1)).toBeCloseTo(0.04 - (0.04 * 500_000) / 4.5e6, 9);
  });

  test("sizes end where nothing is left to borrow, and the bend is where the pool's is", () => {
    const { leverageRatioMax, pool: footprint, sizes, curve } = carryCosts(large);
    expect(leverageRatioMax).toBeCloseTo(3, 12);
    expect(sizes.at(-1)?.leverageRatio).toBeCloseTo(3, 12);
    expect(footprint).toMatchObject({ utilisation: 0.9, ownShare: 1 / 9 });
    expect(footprint?.bendLeverageRatio).toBeCloseTo(2, 12);
    expect([curve[0]?.leverageRatio, curve.at(-1)?.leverageRatio]).toEqual([1, leverageRatioMax]);
  });

  test("without a pool the rate is one at every size, the next unit's too", () => {
    const { sizes, pool: none, curve } = carryCosts(loop());
    expect({ none, curve }).toEqual({ none: null, curve: [] });
    for (const { leverageRatio, parts, marginalBorrowRateAnnual } of sizes) {
      expect(parts.borrow.rateAnnual).toEqual(leverageRatio === 1 ? null : expect.closeTo(0.05, 12));
      expect(marginalBorrowRateAnnual).toBeCloseTo(0.05, 9);
    }
  });
});

describe("other sizes", () => {
  test("the held size and the venue's most are among them, ascending, and each costs the sum of its parts", () => {
    const drawn = fc.record({
      quantity: fc.double({ min: 1, max: 100, noNaN: true }),
      debtShare: fc.double({ min: 0, max: 0.78, noNaN: true }),
      borrow: fc.double({ min: 0, max: 0.3, noNaN: true }),
      earned: fc.double({ min: -0.02, max: 0.2, noNaN: true }),
      supplied: fc.constantFrom(null, 1e5, 1e6),
    });
    fc.assert(
      fc.property(drawn, ({ quantity, debtShare, borrow, earned, supplied }) => {
        const debt = quantity * 2_500 * debtShare;
        const account = { asset: "ETH", quantity, debt, price: 2_500 };
        const state =
          supplied === null ? null : { ...pool, supplied: supplied + debt, borrowed: 0.7 * supplied + debt };
        const estimates = { borrowRateAnnual: stated(borrow), yieldAnnual: stated(earned), pool: state };
        const { held, sizes, leverageRatioMax } = carryCosts(loop({ account }, estimates));
        const ratios = sizes.map(({ leverageRatio }) => leverageRatio);
        expect(ratios).toEqual([...ratios].sort((a, b) => a - b));
        expect(ratios).toContain(held.leverageRatio);
        expect(ratios).toContain(leverageRatioMax);
        for (const { carryAnnual, parts } of sizes) {
          const sum = Object.values(parts).reduce((all, { annual }) => all + annual, 0);
          expect(Math.abs(sum - carryAnnual)).toBeLessThan(1e-12 * (1 + Math.abs(carryAnnual)));
        }
      }),
      { numRuns: 200 },
    );
  });

  test("getting there costs the venue's rate on what is traded, and the fixed cost once", () => {
    const costs = { tradingCostRate: 0.002, fixedCost: 30 };
    expect(sizeAt(loop({ costs }), 3).tradingCost).toBeCloseTo(0.002 * 50_000 + 30, 9);
    expect(sizeAt(loop({ costs }), 2).tradingCost).toBe(0);
  });

  test("a short's are negative, up to what the venue opens", () => {
    const account = { asset: "ETH", quantity: -20, equity: 50_000, price: 2_500 };
    const { sizes, leverageRatioMax } = carryCosts(loop({ account }, { assetBorrowRateAnnual: stated(0.02) }));
    expect(sizes[0]?.leverageRatio).toBe(-1);
    expect(sizes.at(-1)?.leverageRatio).toBe(-(leverageRatioMax ?? NaN));
  });
});

describe("break-even", () => {
  test("in the mean: the slope of cost, borrow rate - yield for a loop; none at 1x", () => {
    expect(sizeAt(loop(), 3).meanBreakEvenDriftAnnual).toBeCloseTo(0.05 - 0.018, 12);
    expect(sizeAt(loop(), 1).meanBreakEvenDriftAnnual).toBeNull();
    expect(sizeAt(loop(), 3).breakEvenDriftAnnual).toBeNull();
  });

  test("of growth, with a volatility: r - y + s^2 (L + 1) / 2, which is what a decision says", () => {
    const volatilityAnnual = { ...rates.volatilityAnnual, value: 0.6, standardError: 0 };
    const request = loop({}, { volatilityAnnual });
    const at = sizeAt(request, 3).breakEvenDriftAnnual;
    expect(at).toBeCloseTo(0.032 + 0.36 * 2, 12);
    const { estimates, ...rest } = request;
    const tolerance = { lossMax: 0.5, probabilityMax: 0.1 };
    const decision = decide({ ...rest, estimates: { ...estimates, volatilityAnnual }, tolerance, leverageRatio: 3 });
    expect(at).toBeCloseTo(decision.hold?.breakEvenDriftAnnual ?? NaN, 12);
  });

  test("a pair that may lose its peg: costs need no jumps; growth is not told without them", () => {
    const venue = aaveV3.market("ethereum", "wstETH", { quote: "WETH" });
    const account = { asset: "wstETH", quantity: 100, debt: 80, price: 1.16 };
    const volatilityAnnual = { ...rates.volatilityAnnual, value: 0.05 };
    const { held } = carryCosts(loop({ venue, account }, { volatilityAnnual }));
    expect(held.breakEvenDriftAnnual).toBeNull();
    expect(held.meanBreakEvenDriftAnnual).toBeCloseTo(0.032, 12);
    const told = carryCosts(loop({ venue, account }, { volatilityAnnual, jumps: falls(0.05, 0.03) })).held;
    expect(told.breakEvenDriftAnnual).toBeGreaterThan(0.032);
  });

  test("where a jump takes the whole margin no drift makes up for it", () => {
    const account = { asset: "ETH", equity: 50_000, quantity: 40, price: 2_500 };
    const estimates = { fundingRateAnnual: stated(0.08), volatilityAnnual: rates.volatilityAnnual };
    const request = loop({ venue: perpetualMarket(), account }, estimates);
    expect(carryCosts(request).held.breakEvenDriftAnnual).toBeGreaterThan(0.08);
    const feared = { ...request, estimates: { ...request.estimates, jumps: falls(0.05, 0.03) } };
    expect(carryCosts(feared).held.breakEvenDriftAnnual).toBeNull();
  });
});
