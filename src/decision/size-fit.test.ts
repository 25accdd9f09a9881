import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anything, figures, lendingMarket, statedGap } from "../../tests/markets.js";
import { answerOf } from "../../tests/requests.js";
import { binanceUsdm } from "../venues/binance-usdm/index.js";
import type { DecisionRequest } from "./request.js";
import { notionalToFit } from "./size-fit.js";

const BTC = binanceUsdm.find({ asset: "BTCUSDT", onMs: Date.UTC(2024, 9, 24) });
const prices = { BTCUSDT: 60_000, USDT: 1 };
const maxAt = (notional: number): number => BTC.model.leverageRatioMax("BTCUSDT", notional, prices);

describe("to fit the tier, by Binance's brackets of BTCUSDT of October 2024", () => {
  test.each([
    [125, 50_000],
    [100, 600_000],
    [75, 3_000_000],
    [50, 12_000_000],
    [25, 70_000_000],
    [20, 100_000_000],
    [12.5, 100_000_000],
    [10, 230_000_000],
    [5, 480_000_000],
    [1, 1_800_000_000],
    [126, 0],
  ])("%dx fits up to %d USDT, to the last bit", (leverageRatio, notional) => {
    expect(notionalToFit(maxAt, leverageRatio)).toBe(notional);
    expect(notionalToFit((size) => maxAt(-size), leverageRatio)).toBe(notional);
  });
});

test("a rule that falls without steps is met too, and one that never falls has no limit", () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 90, noNaN: true }), (leverageRatio) => {
      const found = notionalToFit((notional) => 100 / (1 + notional / 1e6), leverageRatio) ?? NaN;
      expect(found / (1e6 * (100 / leverageRatio - 1))).toBeCloseTo(1, 9);
    }),
  );
  expect(notionalToFit(() => 5, 5)).toBeNull();
});

describe("the plan", () => {
  const request = (equity: number, more: Partial<DecisionRequest> = {}): DecisionRequest => ({
    account: { asset: "BTCUSDT", equity, price: 60_000 },
    venue: BTC,
    estimates: figures({ drift: 0.5, volatility: 0.2, funding: 0.02, gap: statedGap(0.03) }),
    tolerance: anything,
    ...more,
  });

  test("names the highest leverage at the size insisted on, and the size at which that leverage fits", () => {
    const { plan } = answerOf(request(20_000_000, { leverageRatio: 20 }));
    expect(plan?.size).toEqual({
      leverageRatio: 20,
      notional: 400_000_000,
      leverageRatioMax: 5,
      notionalMax: 100_000_000,
    });
  });

  test("where the tier holds the answer, what would be asked for without it does not fit", () => {
    const decision = answerOf(request(60_000_000));
    expect(decision.boundBy).toBe("venue");
    const { leverageRatio, leverageRatioMax, notional, notionalMax } = decision.plan!.size!;
    expect(leverageRatio).toBeGreaterThan(decision.leverageRatio + 0.1);
    expect(leverageRatio).toBeGreaterThan(leverageRatioMax);
    expect(notionalMax).toBeLessThan(notional);
    expect(maxAt(notional)).toBe(leverageRatioMax);
    expect(maxAt(notionalMax!)).toBeGreaterThanOrEqual(leverageRatio);
    expect(maxAt(notionalMax! * (1 + 1e-12))).toBeLessThan(leverageRatio);
  });

  test("says nothing of a size in the first tier, nor of a venue without tiers", () => {
    expect(answerOf(request(1_000)).plan?.size).toBeNull();
    const loop = { venue: lendingMarket(), account: { asset: "ETH", equity: 1e9, price: 2_500 } };
    expect(answerOf(request(1e9, loop)).plan?.size).toBeNull();
  });
});
