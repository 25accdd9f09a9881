import { describe, expect, test } from "vitest";
import {
  perpetualName,
  perpetualVectorsOf,
  perpetualVectorsPresent,
  type PerpetualVector,
} from "../../../tests/vectors-perpetuals.js";
import { equity } from "../../model/index.js";
import type { Account } from "../../model/index.js";
import { liquidationPrice } from "../liquidation.js";
import { perpetualModel } from "../perpetual-model.js";
import { closedForFee } from "../perpetual-rule.js";
import { onePath } from "../price-path.js";
import { gmxV2Terms } from "./index.js";
import { gmxContract } from "./model.js";

/**
 * Version 1, another rule of the same form: closed where collateral and profit are below both fees, or below size over the
 * largest leverage. Fees stand in the place of the least collateral, and are not taken off before the second test.
 */
function versionOnePrice(inputs: Readonly<Record<string, number | string>>): number {
  const of = (key: string): number => Number(inputs[key]);
  const size = of("sizeUsd");
  const terms = {
    ...gmxV2Terms("arbitrum", "BTC"),
    minCollateralUsd: of("fundingFeeUsd") + (size * of("marginFeeBps")) / 10_000 + of("liquidationFeeUsd"),
    minCollateralFactorForLiquidation: 10_000 / of("maxLeverageBps"),
    positionFeeRate: 0,
  };
  const model = perpetualModel({
    id: "gmx-v1",
    release: "1",
    triggerPrice: "index",
    quote: "USD",
    coinMargined: false,
    contracts: { BTC: gmxContract(terms, { openInterestLong: 0, openInterestShort: 0 }) },
    marginWeights: {},
    close: closedForFee(0),
    tradingFeeRate: 0,
    checkIntervalMs: 0,
  });
  const entryPrice = of("averagePrice");
  const quantity = ((inputs["side"] === "short" ? -1 : 1) * size) / entryPrice;
  const account: Account = {
    legs: [
      { kind: "collateral", asset: "USD", quantity: of("collateralUsd") },
      { kind: "perpetual", asset: "BTC", quantity, entryPrice },
    ],
  };
  return liquidationPrice(model, account, onePath({ BTC: entryPrice, USD: 1 }, "BTC"))!["BTC"]!;
}

/** The venue's leverage: size at entry over what would remain, pending fees taken off, in whole basis points; null where nothing remains. */
function leverageBasisPoints(inputs: Readonly<Record<string, number>>): number | null {
  const { sizeInUsd, collateralUsd, pnl, pendingFundingFeesUsd, pendingBorrowingFeesUsd } = inputs;
  const account: Account = {
    legs: [
      { kind: "collateral", asset: "USDC", quantity: collateralUsd! },
      { kind: "debt", asset: "USDC", quantity: pendingFundingFeesUsd! + pendingBorrowingFeesUsd! },
      { kind: "perpetual", asset: "BTC", quantity: 1, entryPrice: sizeInUsd! },
    ],
  };
  const worth = equity(account, { BTC: sizeInUsd! + pnl!, USDC: 1 });
  return worth <= 0 ? null : Math.floor((10_000 * sizeInUsd!) / worth);
}

const shared = { fundingFeeUsd: 0, marginFeeBps: 10, liquidationFeeUsd: 5, maxLeverageBps: 1_000_000 };
const oneLong = { side: "long", sizeUsd: 98_712.87, collateralUsd: 9871.29, averagePrice: 23_091.42, ...shared };
const oneShort = { side: "short", sizeUsd: 99_009.9, collateralUsd: 9901, averagePrice: 23_118.4, ...shared };

describe("figures of gmx-io/gmx-interface a78e920e7c", () => {
  test("V150 version 1, src/lib/__tests__/getLiquidationPrice.spec.ts, New Position Long: 21,013.1915", () => {
    expect(versionOnePrice(oneLong)).toBeCloseTo(21_013.1915, 4);
  });

  test("V152 version 1, src/lib/__tests__/getLiquidationPrice.spec.ts, New Position Short: 25,199.0583", () => {
    expect(versionOnePrice(oneShort)).toBeCloseTo(25_199.0583, 4);
  });

  const noBorrowing = { pendingBorrowingFeesUsd: 0 };
  test("V154 sdk/src/utils/__tests__/positions.spec.ts, getLeverage: 2,000 over 1,000 + 200 - 100 is 18,181 basis points", () => {
    const pending = { pendingFundingFeesUsd: 50, pendingBorrowingFeesUsd: 50 };
    expect(leverageBasisPoints({ sizeInUsd: 2000, collateralUsd: 1000, pnl: 200, ...pending })).toBe(18_181);
  });

  test("V155 the same, nothing remains: none", () => {
    const inputs = { sizeInUsd: 1000, collateralUsd: 100, pnl: -200, pendingFundingFeesUsd: 100, ...noBorrowing };
    expect(leverageBasisPoints(inputs)).toBeNull();
  });
});

describe("every case of ../shared/vectors/perpetuals.json from gmx-io", () => {
  const isOurs = ({ source_repo }: PerpetualVector): boolean => source_repo.startsWith("gmx-io/");
  const prices = perpetualVectorsOf(["liquidation_price"], isOurs).map((each) => [perpetualName(each), each] as const);
  const leverages = perpetualVectorsOf(["gmx_leverage_bps"]).map((each) => [perpetualName(each), each] as const);

  test.each(prices)("%s (the formula of version 1)", (_name, { inputs, expected, tolerance }) => {
    const found = versionOnePrice(inputs as Readonly<Record<string, number | string>>);
    expect(Math.abs(found - (expected["liquidationPrice"] as number))).toBeLessThanOrEqual(tolerance!.abs!);
  });

  test.each(leverages)("%s", (_name, { inputs, expected }) => {
    expect(leverageBasisPoints(inputs as Readonly<Record<string, number>>)).toBe(expected["leverageBps"]);
  });

  test.skipIf(!perpetualVectorsPresent)("none is left out", () => {
    expect([prices.length, leverages.length]).toEqual([2, 2]);
    expect(perpetualVectorsOf(["liquidation_price", "gmx_leverage_bps"], isOurs)).toHaveLength(4);
  });
});
