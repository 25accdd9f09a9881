import { describe, expect, test } from "vitest";
import { firstPassageProbability } from "../first-passage.js";
import { logNormal, managedOf, ratesOf } from "../../../tests/managed.js";
import { managedOdds, managedOutcome } from "./index.js";

const [drift, volatility] = [0.2, 0.6];
const given = { moves: logNormal(drift, volatility), years: [0.25, 1] } as const;

/** P(the price is ever at or beyond this ratio within a time). */
const reached = (ratio: number, years: number): number =>
  firstPassageProbability({
    barrier: Math.abs(Math.log(ratio)),
    drift: (ratio < 1 ? 1 : -1) * (drift - volatility ** 2 / 2),
    volatility,
    years,
  });

describe("a floor of a position that nobody touches", () => {
  test.each([
    [2, 0.7, 1 - 0.3 / 2],
    [2, 0.4, 1 - 0.6 / 2],
    [0.5, 0.8, 1 - 0.2 / 0.5],
    [-1, 0.7, 1.3],
  ])(
    "%fx without carry, floor %f: first passage of the price to where wealth stands at it",
    (leverage, floor, ratio) => {
      const { horizons } = managedOdds({ ...managedOf({ ...given, leverage }), floor });
      for (const { years, belowFloor } of horizons) {
        expect(belowFloor?.basis).toBe("exact");
        expect(belowFloor?.probability).toBeCloseTo(reached(ratio, years), 7);
      }
    },
  );

  test("below where the venue closes it, a close is a fall below the floor", () => {
    // 4x at a threshold of .83 is closed at a ratio of .9036, where .614 of wealth is left.
    const { horizons } = managedOdds({ ...managedOf({ ...given, leverage: 4 }), floor: 0.2 });
    for (const { liquidation, belowFloor } of horizons) expect(belowFloor?.probability).toBeCloseTo(liquidation, 9);
  });

  test("with interest it is a bound, and no looser than the debt grows", () => {
    const rates = ratesOf({ borrowRateAnnual: 0.08 });
    const { horizons } = managedOdds({ ...managedOf({ ...given, rates, leverage: 2 }), floor: 0.7 });
    const [, year] = horizons;
    expect(year.belowFloor?.basis).toBe("bound");
    // The debt is 1 at first and 1.083 after a year: wealth of .7 is at a ratio of .85, and then of .8916.
    expect(year.belowFloor?.probability).toBeGreaterThan(reached(0.85, 1));
    expect(year.belowFloor?.probability).toBeLessThan(1);
  });

  test("somebody trades: not said", () => {
    const { horizons } = managedOdds({ ...managedOf({ ...given, leverage: 2, band: [1.8, 2.2] }), floor: 0.7 });
    for (const { belowFloor } of horizons) expect(belowFloor).toBeNull();
  });

  test("a floor that is no part of wealth is refused", () => {
    const managed = managedOf({ ...given, leverage: 2 });
    for (const floor of [0, 1, -0.5, NaN])
      expect(() => managedOutcome({ ...managed, floor })).toThrow(expect.objectContaining({ field: "floor" }));
  });
});
