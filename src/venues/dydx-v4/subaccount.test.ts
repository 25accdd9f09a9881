import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DydxPosition } from "./margin.js";
import {
  bankruptcyQuoteUp,
  fillableValue,
  insuranceFundDelta,
  isInitialCollateralized,
  isLiquidatable,
  subaccountRisk,
  type Subaccount,
} from "./subaccount.js";

const usd = 1_000_000n;
const tier = {
  initialMarginPpm: 200_000n,
  maintenanceFractionPpm: 500_000n,
  openInterestLowerCap: 0n,
  openInterestUpperCap: 0n,
};
const open = { tier, openInterest: 0n, customInitialMarginPpm: 0n };
const btc = (quantums: bigint): DydxPosition => {
  return { ...open, quantums, perpetual: { atomicResolution: -8n, price: 5_000_000_000n, exponent: -5n } };
};
const eth = (quantums: bigint): DydxPosition => {
  return { ...open, quantums, perpetual: { atomicResolution: -9n, price: 3_000_000_000n, exponent: -6n } };
};
const holding = (quoteBalance: bigint, positions: Subaccount["positions"]): Subaccount => ({ quoteBalance, positions });

/** Settings of the chain's own tests. */
const settings = {
  maxLiquidationFeePpm: 5000n,
  bankruptcyAdjustmentPpm: 1_000_000n,
  spreadToMaintenancePpm: 100_000n,
};

describe("v4-chain protocol/x/clob/keeper/liquidations_test.go TestGetBankruptcyPriceInQuoteQuantums", () => {
  const tenth = 10_000_000n;
  const both = { BTC: btc(400_000n), ETH: eth(100_000_000n) };
  const shorts = { BTC: btc(-400_000n), ETH: eth(-100_000_000n) };
  test.each([
    ["fully closing a long slightly below maintenance", -4501n, { BTC: btc(tenth) }, "BTC", -tenth, 4_501_000_000n],
    ["fully closing a short slightly below", 5499n, { BTC: btc(-tenth) }, "BTC", tenth, -5_499_000_000n],
    ["fully closing a long at bankruptcy", -5000n, { BTC: btc(tenth) }, "BTC", -tenth, 5_000_000_000n],
    ["half closing a long at bankruptcy", -5000n, { BTC: btc(tenth) }, "BTC", -5_000_000n, 2_500_000_000n],
    ["half closing a short at bankruptcy", 5000n, { BTC: btc(-tenth) }, "BTC", 5_000_000n, -2_500_000_000n],
    ["fully closing a long below bankruptcy", -5100n, { BTC: btc(tenth) }, "BTC", -tenth, 5_100_000_000n],
    ["fully closing a short below bankruptcy", 4900n, { BTC: btc(-tenth) }, "BTC", tenth, -4_900_000_000n],
    ["one of several longs", -490n, both, "ETH", -100_000_000n, 294_000_000n],
    ["one of several shorts", 510n, shorts, "ETH", 100_000_000n, -306_000_000n],
    ["a short beside a long", 110n, { ...both, ETH: shorts.ETH }, "ETH", 100_000_000n, -306_000_000n],
    ["up for a part of a long", -13n, { BTC: btc(100_000_000n) }, "BTC", -21_347n, 2776n],
    ["up for a part of a short", 13n, { BTC: btc(-100_000_000n) }, "BTC", 21_347n, -2775n],
    ["a long that cannot lose", 1n, { BTC: btc(100_000_000n) }, "BTC", -100_000_000n, -1_000_000n],
  ] as const)("%s", (_name, dollars, positions, asset, delta, want) => {
    const got = bankruptcyQuoteUp(holding(dollars * usd, positions), asset, delta);
    expect(got).toEqual({ status: "priced", quoteQuantums: want });
  });

  test("a change of 0, with the position, or larger than it is refused under the chain's own name", () => {
    const account = holding(-4501n * usd, { BTC: btc(tenth) });
    for (const delta of [0n, tenth, -tenth - 1n]) {
      const refused = { status: "refused", because: "ErrInvalidPerpetualPositionSizeDelta" };
      expect(bankruptcyQuoteUp(account, "BTC", delta)).toEqual(refused);
      expect(insuranceFundDelta(account, "BTC", { deltaQuantums: delta, fetched: 1n }, settings)).toEqual(refused);
    }
    expect(() => bankruptcyQuoteUp(account, "ETH", -1n)).toThrow(
      expect.objectContaining({ code: "E_UNKNOWN_KEY" }) as Error,
    );
  });

  test("docs, Deleveraging example: 1 BTC long and -1,000 USDC at 900 is taken over for its whole balance, at 1,000", () => {
    const at900 = { ...btc(100_000_000n), perpetual: { atomicResolution: -8n, price: 90_000_000n, exponent: -5n } };
    const account = holding(-1000n * usd, { BTC: at900 });
    expect(bankruptcyQuoteUp(account, "BTC", -100_000_000n)).toMatchObject({ quoteQuantums: 1000n * usd });
  });
});

describe("the price that liquidation offers", () => {
  test("TestGetFillablePrice: a long with 499 of 500 dollars of maintenance offers 0.1 BTC at 49,999", () => {
    const { numerator, denominator } = fillableValue(holding(-4501n * usd, { BTC: btc(10_000_000n) }), "BTC", settings);
    expect(numerator).toBe(4_999_900_000n * denominator);
  });

  test("it stays at the oracle above maintenance, and leaves it by the whole spread once collateral is used up", () => {
    const at = (balance: bigint): bigint => {
      const value = fillableValue(holding(balance * usd, { BTC: btc(10_000_000n) }), "BTC", settings);
      return value.numerator / value.denominator;
    };
    expect([at(-4000n), at(-5000n), at(-5500n)]).toEqual([5000n * usd, 4950n * usd, 4950n * usd]);
  });
});

describe("what a fill pays", () => {
  const account = holding(-4600n * usd, { BTC: btc(10_000_000n) });
  const paid = (fetched: bigint): unknown =>
    insuranceFundDelta(account, "BTC", { deltaQuantums: -10_000_000n, fetched }, settings);

  test("the fee where the fill leaves more, the rest where it leaves less, and from the fund where it leaves nothing", () => {
    expect(paid(5000n * usd)).toEqual({ status: "paid", quoteQuantums: 25n * usd });
    expect(paid(4610n * usd)).toEqual({ status: "paid", quoteQuantums: 10n * usd });
    expect(paid(4590n * usd)).toEqual({ status: "paid", quoteQuantums: -10n * usd });
  });
});

test("liquidatable strictly below maintenance, collateralized from the initial margin on", () => {
  const at = (balance: bigint): Subaccount => holding(balance, { BTC: btc(10_000_000n) });
  expect(isLiquidatable(at(-4500n * usd))).toBe(false);
  expect(isLiquidatable(at(-4500n * usd - 1n))).toBe(true);
  expect(isLiquidatable(holding(-1n, {}))).toBe(false);
  expect(isInitialCollateralized(at(-4000n * usd))).toBe(true);
  expect(isInitialCollateralized(at(-4000n * usd - 1n))).toBe(false);
});

test("closing a part at its bankruptcy price leaves net collateral against maintenance no worse", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 2n, max: 10n ** 10n }),
      fc.bigInt({ min: 1n, max: 10n ** 10n }),
      fc.bigInt({ min: 0n, max: 1000n }),
      fc.boolean(),
      (size, part, thousandths, long) => {
        const quantums = long ? size : -size;
        const cut = part > size ? size : part;
        const shape = holding(0n, { BTC: btc(quantums) });
        const { netCollateral, maintenanceMargin } = subaccountRisk(shape);
        if (maintenanceMargin === 0n) return;
        // Net collateral from nothing to all of the maintenance.
        const account = { ...shape, quoteBalance: (maintenanceMargin * thousandths) / 1000n - netCollateral };
        const price = bankruptcyQuoteUp(account, "BTC", long ? -cut : cut);
        if (price.status !== "priced") throw new Error("refused");
        const after = subaccountRisk(
          holding(account.quoteBalance + price.quoteQuantums, { BTC: btc(long ? size - cut : cut - size) }),
        );
        const before = subaccountRisk(account);
        expect(after.netCollateral * before.maintenanceMargin).toBeGreaterThanOrEqual(
          before.netCollateral * after.maintenanceMargin,
        );
      },
    ),
  );
});
