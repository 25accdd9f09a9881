import { describe, expect, test } from "vitest";
import { held, lender, viewOf } from "../../../tests/practice-walk.js";
import { custom } from "../../venues/custom/index.js";
import {
  collateralRatioAtLeverage,
  leverageAtCollateralRatio,
  leverageAtLoanToValue,
  liquidationThresholdOf,
  loanToValueAtLeverage,
  loanToValueMaxOf,
} from "./lending-position.js";

test.each([
  [2, 0.5, 2],
  [4, 0.75, 4 / 3],
  [5, 0.8, 1.25],
])("a leverage of %s owes %s of its collateral, which is %s of its debt", (leverageRatio, loanToValue, ratio) => {
  expect(loanToValueAtLeverage(leverageRatio)).toBeCloseTo(loanToValue, 12);
  expect(leverageAtLoanToValue(loanToValue)).toBeCloseTo(leverageRatio, 12);
  expect(collateralRatioAtLeverage(leverageRatio)).toBeCloseTo(ratio, 12);
  expect(leverageAtCollateralRatio(ratio)).toBeCloseTo(leverageRatio, 12);
});

test("without debt nothing is owed, and the collateral covers it without end", () => {
  expect([loanToValueAtLeverage(1), loanToValueAtLeverage(0)]).toEqual([0, 0]);
  expect([collateralRatioAtLeverage(1), collateralRatioAtLeverage(0.5)]).toEqual([Infinity, Infinity]);
});

describe("the venue's limits through its model", () => {
  test("a lender of 80 % that liquidates from 83 % on", () => {
    const market = lender(0.8, 0.83);
    for (const view of [viewOf({ market }), held(2, { market }), held(5.5, { market })]) {
      expect(loanToValueMaxOf(view)).toBeCloseTo(0.8, 12);
      expect(liquidationThresholdOf(view)).toBeCloseTo(0.83, 12);
    }
  });

  test("where they move with size they are those of what is held", () => {
    const market = custom.market({
      ...{ asset: "ETH", quote: "USD", asOf: "2026-01-31", source: "a test", tradingCostRate: 0.001 },
      ...{ kind: "perpetual", liquidationFeeRate: 0 },
      tiers: [
        { notionalFloor: 0, notionalCap: 30_000, leverageRatioMax: 20, maintenanceRate: 0.02 },
        { notionalFloor: 30_000, leverageRatioMax: 8, maintenanceRate: 0.06 },
      ],
    });
    expect(loanToValueMaxOf(viewOf({ market }))).toBeCloseTo(1 - 1 / 20, 12);
    expect(loanToValueMaxOf(held(5, { market }))).toBeCloseTo(1 - 1 / 8, 12);
    expect(liquidationThresholdOf(viewOf({ market }))).toBeCloseTo(0.98, 12);
    // A margin on each part: 2 % of 30,000 and 6 % of the other 20,000.
    expect(liquidationThresholdOf(held(5, { market }))).toBeCloseTo(1 - (600 + 1200) / 50_000, 12);
  });
});
