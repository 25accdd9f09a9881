import { describe, expect, test } from "vitest";
import { ratesOf, wholeClose } from "../../../tests/managed.js";
import { perpetualMarket } from "../../../tests/markets.js";
import { bybit } from "../../venues/bybit/index.js";
import type { VenueHolding } from "../grid/index.js";
import { accrualOf } from "./accrual.js";

const holding: VenueHolding = {
  market: wholeClose,
  prices: { ETH: 2500, USD: 1 },
  state: ratesOf({
    borrowRateAnnual: 0.05,
    assetBorrowRateAnnual: 0.03,
    lendRateAnnual: 0.02,
    yieldAnnual: 0.04,
    fundingRateAnnual: 0.1,
  }),
  wealth: 1e5,
  share: 0.8,
  branch: 3,
  tradingCostRate: 0,
  fixedCostShare: 0,
  seesMarket: true,
};

const DAY = 1 / 365;

describe("what a step at unchanged prices does, from the venue's own accrual", () => {
  test.each([
    { name: "a loop pays on debt and earns the yield", leverages: [3, 2, 4], cash: 0.05, asset: 0.04, funding: 0 },
    {
      name: "a lent short earns on cash and pays the asset's",
      leverages: [-2, -1],
      cash: 0.02,
      asset: 0.03,
      funding: 0,
    },
    { name: "held below 1x: cash earns", leverages: [0.5, 0.3], cash: 0.02, asset: 0.04, funding: 0 },
  ] as const)("$name", ({ leverages: [first, ...others], cash, asset, funding }) => {
    const accrual = accrualOf(holding, [first, ...others], DAY);
    expect(accrual.cashFactor).toBeCloseTo(Math.exp(cash * DAY), 12);
    expect(accrual.assetFactor).toBeCloseTo(Math.exp(asset * DAY), 12);
    expect(accrual.fundingPerStep).toBeCloseTo(funding, 12);
    expect(accrual.idleFactor).toBeCloseTo(Math.exp(0.02 * DAY), 15);
  });

  test("a perpetual pays funding on its notional, and its margin, cash and notional together, earns", () => {
    const grown = Math.exp(0.02 * DAY);
    for (const leverage of [3, 0.8, -2]) {
      const accrual = accrualOf({ ...holding, market: perpetualMarket() }, [leverage, leverage / 2], DAY);
      expect(accrual.cashFactor).toBeCloseTo(grown, 12);
      expect(accrual.assetFactor).toBeCloseTo(1, 12);
      expect(accrual.fundingPerStep).toBeCloseTo(0.1 * DAY - (grown - 1), 12);
    }
  });

  test("nothing held: cash alone", () => {
    const accrual = accrualOf(holding, [0], DAY);
    expect(accrual.cashFactor).toBeCloseTo(Math.exp(0.02 * DAY), 12);
    expect(accrual.fundingPerStep).toBe(0);
  });

  test("debt that turns into cash within the policy, and margin in the asset, are refused by name", () => {
    const refuses = (given: Partial<VenueHolding>, ...leverages: readonly [number, ...number[]]): void => {
      expect(() => accrualOf({ ...holding, ...given }, leverages, DAY)).toThrow(
        expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "policy" }),
      );
    };
    refuses({}, 1, 0.7, 1.2);
    refuses({ market: bybit.market("BTCUSD"), prices: { BTC: 1e5, USD: 1 } }, 2);
  });
});
