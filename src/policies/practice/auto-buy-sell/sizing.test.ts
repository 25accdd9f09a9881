import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { feeRates } from "./policy.js";
import { sizeToLoanToValue, type SizingRequest } from "./sizing.js";

// No worked example with its result is published: OasisDEX/oasis-earn-sc's spreadsheet scenarios are skipped in its own tests,
// and summerfi-api's simulate-position.spec.ts asserts a direction alone. It stands below, with closed forms beside it.

/** What a position is after the trade, by the oracle. */
const after = (request: SizingRequest): number => {
  const { collateral, debt } = sizeToLoanToValue(request);
  return (request.debt + debt) / ((request.collateral + collateral) * request.oraclePrice);
};

const free = { marketPrice: 2800, oraclePrice: 2800, slippage: 0, swapFee: 0, flashFee: 0 };

describe("OasisDEX/summerfi-monorepo, summerfi-api/setup-trigger-function/src/services/simulate-position.spec.ts", () => {
  test("10 WETH and 14,000 USDC at 2,800 to 75 %: collateral rises, with its 1 % of slippage", () => {
    const request = { ...free, collateral: 10, debt: 14_000, loanToValue: 0.75, slippage: 0.01 };
    // (.75 x 28,000 - 14,000) / (1 - .75 / 1.01) = 7,000 / .257426 = 27,192.31, which buys 9.6154.
    const { collateral, debt } = sizeToLoanToValue(request);
    expect(debt).toBeCloseTo(27_192.307692307692, 6);
    expect(collateral).toBeCloseTo(9.615384615384615, 9);
    expect(after(request)).toBeCloseTo(0.75, 12);
  });
});

describe("without cost", () => {
  test("50 % to 75 % doubles the position, and back halves it", () => {
    expect(sizeToLoanToValue({ ...free, collateral: 10, debt: 14_000, loanToValue: 0.75 })).toEqual({
      ...{ collateral: 10, debt: 28_000 },
    });
    expect(sizeToLoanToValue({ ...free, collateral: 20, debt: 42_000, loanToValue: 0.5 })).toEqual({
      ...{ collateral: -10, debt: -28_000 },
    });
  });

  test("to where it is, nothing; to 0, all debt", () => {
    const there = sizeToLoanToValue({ ...free, collateral: 10, debt: 14_000, loanToValue: 0.5 });
    expect(Math.abs(there.debt)).toBe(0);
    expect(sizeToLoanToValue({ ...free, collateral: 10, debt: 14_000, loanToValue: 0 })).toEqual({
      ...{ collateral: -5, debt: -14_000 },
    });
  });
});

const share = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const requests = fc.record({
  collateral: share(0.01, 1e4),
  loanToValueNow: share(0, 0.85),
  loanToValue: share(0, 0.85),
  oraclePrice: share(0.1, 1e5),
  premium: share(0.98, 1.02),
  slippage: share(0, 0.02),
  swapFee: share(0, 0.01),
  flashFee: share(0, 0.001),
});

/** Request of a draw, whose market price is given by its premium over the oracle's. */
const requestOf = ({
  loanToValueNow,
  premium,
  ...rest
}: typeof requests extends fc.Arbitrary<infer R> ? R : never) => ({
  ...rest,
  debt: loanToValueNow * rest.collateral * rest.oraclePrice,
  marketPrice: premium * rest.oraclePrice,
});

describe("with every cost", () => {
  test("after the trade the loan to value is the target to 1e-12", () => {
    fc.assert(
      fc.property(requests, (drawn) => {
        expect(Math.abs(after(requestOf(drawn)) - drawn.loanToValue)).toBeLessThan(1e-12);
      }),
      { numRuns: 1000 },
    );
  });

  test("both sides of the trade pay for each other: the flash loan is paid back from the swap", () => {
    fc.assert(
      fc.property(requests, (drawn) => {
        const request = requestOf(drawn);
        const { collateral, debt } = sizeToLoanToValue(request);
        const { marketPrice, slippage, swapFee, flashFee } = request;
        const buys = debt > 0;
        const paid = buys ? (debt / (1 + flashFee)) * (1 - swapFee) : -debt * (1 + flashFee);
        const got = buys
          ? collateral * marketPrice * (1 + slippage)
          : -collateral * (1 - swapFee) * marketPrice * (1 - slippage);
        expect(Math.abs(got - paid)).toBeLessThanOrEqual(1e-12 * Math.max(paid, request.collateral * marketPrice));
      }),
    );
  });

  test("the policy's fee rates are the same costs, of the notional traded at the oracle's price", () => {
    fc.assert(
      fc.property(requests, (drawn) => {
        const request = { ...requestOf(drawn), slippage: 0, marketPrice: drawn.oraclePrice };
        const { collateral, debt } = sizeToLoanToValue(request);
        const notional = collateral * request.oraclePrice;
        const rates = feeRates(request);
        const cost = Math.abs(notional) * (notional > 0 ? rates.buy : rates.sell);
        expect(Math.abs(debt - notional - cost)).toBeLessThan(1e-12 * request.collateral * request.oraclePrice);
      }),
    );
  });

  test("the formula of its source misses its own target once there is a fee, on both sides", () => {
    // X of adjust-position.ts: debt + X (1 + F) / (1 - f) when risk rises, collateral + X / q / (1 - f) when it falls.
    const peer = (debt: number, target: number, fee: number): number => {
      const [collateral, price] = [10, 2800];
      const x = (debt * price - target * collateral * price * price) / (target * (1 - fee) * price - price);
      const buys = target * collateral * price > debt;
      const [owed, held] = buys ? [x / (1 - fee), x / price] : [x, x / price / (1 - fee)];
      return (debt + owed) / ((collateral + held) * price);
    };
    expect(peer(14_000, 0.75, 0)).toBeCloseTo(0.75, 12);
    expect(peer(14_000, 0.75, 0.002) - 0.75).toBeGreaterThan(1e-4);
    expect(Math.abs(peer(21_000, 0.5, 0.002) - 0.5)).toBeGreaterThan(1e-4);
    expect(after({ ...free, collateral: 10, debt: 14_000, loanToValue: 0.75, swapFee: 0.002 })).toBeCloseTo(0.75, 12);
  });
});

describe("where no size leads there", () => {
  test("a market so far below the oracle that borrowing lowers the loan to value", () => {
    const request = { ...free, collateral: 10, debt: 14_000, loanToValue: 0.8, marketPrice: 2000 };
    // Each dollar borrowed adds .8 x 2,800 / 2,000 = 1.12 to what may be owed.
    expect(() => sizeToLoanToValue(request)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "loanToValue", want: "a purchase that raises it" }),
    );
    expect(() => sizeToLoanToValue({ ...request, marketPrice: 0.8 * 2800 })).toThrow(/a purchase that raises it/);
  });

  test("a sale whose proceeds do not pay the debt", () => {
    const request = { ...free, collateral: 10, debt: 27_000, loanToValue: 0.8, slippage: 0.05 };
    expect(() => sizeToLoanToValue(request)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "loanToValue", want: "a sale that lowers it" }),
    );
  });

  test.each([
    ["collateral", 0],
    ["debt", -1],
    ["oraclePrice", 0],
    ["marketPrice", Number.NaN],
    ["loanToValue", 1],
    ["slippage", -0.01],
    ["swapFee", 5],
    ["flashFee", 1],
  ])("%s of %s is refused by name", (field, value) => {
    const request = { ...free, collateral: 10, debt: 14_000, loanToValue: 0.75, [field]: value };
    expect(() => sizeToLoanToValue(request)).toThrow(expect.objectContaining({ field }));
  });
});
