import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isBorrowCollateralized, isLiquidatable, supplyCollateral, withdrawBase } from "./borrowing.js";
import {
  BASE_INDEX_SCALE,
  presentValue,
  principalValue,
  type Comet,
  type CometAccount,
  type CometRelease,
  type CometTotals,
} from "./comet.js";

const one = 10n ** 18n;
const usdc = 10n ** 6n;
const flat = { kink: one, base: 0n, slopeLow: 0n, slopeHigh: 0n };

/** cUSDCv3 on Ethereum with its WETH factors; compound-finance/comet deployments/mainnet/usdc/configuration.json. */
const market = (release: CometRelease = "0"): Comet => ({
  release,
  baseScale: usdc,
  baseBorrowMin: 100n * usdc,
  targetReserves: 5_000_000n * usdc,
  storeFrontPriceFactor: one / 2n,
  supplyCurve: flat,
  borrowCurve: flat,
  collaterals: {
    WETH: {
      scale: one,
      borrowCollateralFactor: 825n * 10n ** 15n,
      liquidateCollateralFactor: 895n * 10n ** 15n,
      liquidationFactor: 95n * 10n ** 16n,
      supplyCap: 100n * one,
    },
  },
});

const totals: CometTotals = {
  baseSupplyIndex: BASE_INDEX_SCALE,
  baseBorrowIndex: BASE_INDEX_SCALE,
  totalSupplyBase: 10_000n * usdc,
  totalBorrowBase: 1000n * usdc,
};
const prices = { base: 10n ** 8n, collateral: { WETH: 2000n * 10n ** 8n } };
const empty: CometAccount = { principal: 0n, collateral: {} };
const pledged: CometAccount = { principal: 0n, collateral: { WETH: one } };

describe("principals", () => {
  const grown = { ...totals, baseSupplyIndex: 1_500_000_000_000_001n, baseBorrowIndex: 1_700_000_000_000_003n };

  test("CometCore: supply rounds down both ways, debt up as principal and down as value", () => {
    expect(principalValue(grown, 10n)).toBe(6n);
    expect(presentValue(grown, 6n)).toBe(9n);
    expect(principalValue(grown, -10n)).toBe(-6n);
    expect(presentValue(grown, -6n)).toBe(-10n);
  });

  test("nobody gains by turning a balance into a principal and back", () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 30n), 10n ** 30n),
        fc.bigInt(10n ** 15n, 10n ** 16n),
        fc.bigInt(10n ** 15n, 10n ** 16n),
        (base, baseSupplyIndex, baseBorrowIndex) => {
          const at = { ...totals, baseSupplyIndex, baseBorrowIndex };
          const back = presentValue(at, principalValue(at, base));
          expect(back <= base).toBe(true);
          expect(base - back <= baseBorrowIndex / BASE_INDEX_SCALE + baseSupplyIndex / BASE_INDEX_SCALE + 2n).toBe(
            true,
          );
        },
      ),
    );
  });
});

describe("borrowing against one WETH at 2,000", () => {
  const borrow = (comet: Comet, amount: bigint, account = pledged, at = totals) =>
    withdrawBase(comet, at, account, prices, amount);

  test("1,650 may be borrowed to the unit, and not one more: NotCollateralized", () => {
    expect(borrow(market(), 1650n * usdc)).toMatchObject({
      status: "withdrawn",
      account: { principal: -1650n * usdc },
      totals: { totalSupplyBase: 10_000n * usdc, totalBorrowBase: 2650n * usdc },
    });
    expect(borrow(market(), 1650n * usdc + 1n)).toEqual({ status: "refused", because: "NotCollateralized" });
  });

  test("less than the minimum is refused: BorrowTooSmall", () => {
    expect(borrow(market(), 100n * usdc - 1n)).toEqual({ status: "refused", because: "BorrowTooSmall" });
    expect(borrow(market(), 100n * usdc).status).toBe("withdrawn");
  });

  test("own supply goes out first, whatever is pledged", () => {
    const supplier = { principal: 500n * usdc, collateral: {} };
    expect(borrow(market(), 500n * usdc, supplier)).toMatchObject({
      status: "withdrawn",
      account: { principal: 0n },
      totals: { totalSupplyBase: 9500n * usdc, totalBorrowBase: 1000n * usdc },
    });
    expect(borrow(market(), 650n * usdc, supplier)).toEqual({ status: "refused", because: "NotCollateralized" });
  });

  test("docs of release 1.2.1: 500 more on 1,500 of 1,000 is 200 % and allowed, 600 refused; release 0 allows both", () => {
    const high = { ...totals, totalSupplyBase: 1000n * usdc, totalBorrowBase: 1500n * usdc };
    expect(borrow(market("1.2.1"), 500n * usdc, pledged, high).status).toBe("withdrawn");
    expect(borrow(market("1.2.1"), 600n * usdc, pledged, high)).toEqual({
      status: "refused",
      because: "ExceedsSupportedUtilization",
    });
    expect(borrow(market(), 600n * usdc, pledged, high).status).toBe("withdrawn");
  });

  test("a negative amount is refused", () => {
    expect(() => borrow(market(), -1n)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE" }) as Error);
  });
});

describe("conditions", () => {
  test("absorption needs strictly less cover than debt: 1,790 is safe to the unit", () => {
    const owing = (owed: bigint): CometAccount => ({ ...pledged, principal: -owed });
    expect(isLiquidatable(market(), totals, owing(1790n * usdc), prices)).toBe(false);
    // One base unit is 100 at the scale of prices: it survives every truncation.
    expect(isLiquidatable(market(), totals, owing(1790n * usdc + 1n), prices)).toBe(true);
  });

  test("each step truncates at 1e-8 of a price: of an asset of 18 decimals, a debt below that is no debt and a share of it no cover", () => {
    const fine = { ...market(), baseScale: one };
    const even = { base: 10n ** 8n, collateral: { WETH: 10n ** 8n } };
    const owing = (owed: bigint, held: bigint): CometAccount => ({ principal: -owed, collateral: { WETH: held } });
    const tick = 10n ** 10n;
    expect(isLiquidatable(fine, totals, owing(tick - 1n, 0n), even)).toBe(false);
    expect(isLiquidatable(fine, totals, owing(tick, 2n * tick - 1n), even)).toBe(true);
    expect(isLiquidatable(fine, totals, owing(tick, 2n * tick), even)).toBe(false);
  });

  test("nobody without debt is absorbed or refused", () => {
    expect(isLiquidatable(market(), totals, empty, prices)).toBe(false);
    expect(isBorrowCollateralized(market(), totals, { principal: 5n, collateral: {} }, prices)).toBe(true);
  });

  test("release 1.2.1 asks for no price of an asset that counts for nothing; release 0 does", () => {
    const account = { principal: -usdc, collateral: { WETH: one } };
    const noPrice = { base: prices.base, collateral: {} };
    const dead = (release: CometRelease): Comet => {
      const comet = market(release);
      return { ...comet, collaterals: { WETH: { ...comet.collaterals.WETH!, liquidateCollateralFactor: 0n } } };
    };
    expect(isLiquidatable(dead("1.2.1"), totals, account, noPrice)).toBe(true);
    expect(() => isLiquidatable(dead("0"), totals, account, noPrice)).toThrow(
      expect.objectContaining({ code: "E_MISSING", field: "prices.collateral.WETH" }) as Error,
    );
  });

  test("an asset that the market does not list is refused", () => {
    const account = { principal: -usdc, collateral: { DOGE: 1n } };
    expect(() => isLiquidatable(market(), totals, account, prices)).toThrow(
      expect.objectContaining({ code: "E_UNKNOWN_KEY", field: "asset" }) as Error,
    );
  });
});

test("the supply cap may be reached and not passed: SupplyCapExceeded", () => {
  const supply = (amount: bigint) =>
    supplyCollateral(market(), pledged, "WETH", { amount, totalSupplyAsset: 90n * one });
  expect(supply(10n * one)).toEqual({
    status: "supplied",
    account: { principal: 0n, collateral: { WETH: 11n * one } },
    totalSupplyAsset: 100n * one,
  });
  expect(supply(10n * one + 1n)).toEqual({ status: "refused", because: "SupplyCapExceeded" });
});
