import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accountAt, settingOf } from "../src/decision/setting.js";
import { decide } from "../src/decision/index.js";
import { liquidationRatio } from "../src/venues/index.js";
import { tailGap } from "./markets.js";
import { answerOf, requestOf } from "./requests.js";

describe("properties", () => {
  const some = fc.record({
    leverage: fc.double({ min: 0.2, max: 4, noNaN: true }),
    drift: fc.double({ min: -0.3, max: 0.9, noNaN: true }),
    volatility: fc.double({ min: 0.2, max: 0.9, noNaN: true }),
    driftError: fc.double({ min: 0, max: 0.2, noNaN: true }),
  });
  const at = (
    {
      leverage,
      drift,
      volatility,
      driftError,
    }: { leverage: number; drift: number; volatility: number; driftError: number },
    scale = 1,
  ) =>
    requestOf(
      { drift, volatility, driftError, gap: tailGap() },
      {
        account: {
          asset: "ETH",
          quantity: leverage * 20 * scale,
          debt: Math.max(0, leverage - 1) * 50_000 * scale,
          price: 2_500,
        },
      },
    );

  test("scaling equity and debt together changes nothing without tiers", () => {
    fc.assert(
      fc.property(some, fc.double({ min: 0.01, max: 1000, noNaN: true }), (given, scale) => {
        fc.pre(given.leverage >= 1);
        const [one, other] = [answerOf(at(given)), answerOf(at(given, scale))];
        expect(other.leverageRatio).toBeCloseTo(one.leverageRatio, 7);
        expect(other.band.high).toBeCloseTo(one.band.high, 7);
        expect(other.growth.rateAnnual).toBeCloseTo(one.growth.rateAnnual, 8);
      }),
      { numRuns: 40, seed: 21 },
    );
  });

  test("coordinates agree to the last bits, and the liquidation price solves the venue's own equation", () => {
    fc.assert(
      fc.property(fc.double({ min: 1.01, max: 5, noNaN: true }), (leverage) => {
        const given = requestOf(
          {},
          { account: { asset: "ETH", equity: 50_000, quantity: leverage * 20, price: 2_500 } },
        );
        const { coordinates } = decide(given).current!;
        const ulps = (a: number, b: number): number =>
          Math.abs(a - b) / (Number.EPSILON * Math.max(Math.abs(a), Math.abs(b)));
        expect(ulps(coordinates.loanToValue, 1 - 1 / leverage)).toBeLessThan((64 * leverage) / (leverage - 1));
        expect(ulps(coordinates.collateralRatio! * coordinates.loanToValue, 1)).toBeLessThan(8);
        expect(ulps(coordinates.healthFactor! * coordinates.utilisation, 1)).toBeLessThan(8);
        expect(ulps(coordinates.utilisation, coordinates.liquidationPriceRatio!)).toBeLessThan(
          (64 * leverage) / (leverage - 1),
        );
        expect(ulps(coordinates.utilisation, coordinates.loanToValue / 0.83)).toBeLessThan(
          (64 * leverage) / (leverage - 1),
        );
        const price = coordinates.liquidationPrice!;
        const equity = leverage * 20 * price - (leverage - 1) * 50_000;
        expect(equity / (leverage * 20 * price * 0.17)).toBeCloseTo(1, 9);
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  test("splitting a position over two legs moves no liquidation price", () => {
    const setting = settingOf(requestOf());
    const whole = accountAt(setting, 2.5);
    const split = {
      legs: whole.legs.flatMap((leg) => [
        { ...leg, quantity: 0.3 * leg.quantity },
        { ...leg, quantity: 0.7 * leg.quantity },
      ]),
    };
    const path = { name: "ETH", prices: setting.prices, moved: ["ETH"] };
    expect(liquidationRatio(setting.market.model, split, path)).toBeCloseTo(
      liquidationRatio(setting.market.model, whole, path)!,
      12,
    );
  });

  test("the odds and the growth are finite for every leverage held that is not liquidated", () => {
    fc.assert(
      fc.property(some, (given) => {
        const text = JSON.stringify(decide(at(given)), (_, value: unknown) =>
          typeof value === "number" && !Number.isFinite(value) ? "NOT FINITE" : value,
        );
        expect(text).not.toContain("NOT FINITE");
      }),
      { numRuns: 60, seed: 8 },
    );
  });
});
