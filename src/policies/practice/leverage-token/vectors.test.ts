import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lendingName, lendingVectorsOf, lendingVectorsPresent, wholeOf } from "../../../../tests/vectors-lending.js";
import { auctionMultiplier, fallsToAfterMs, wholeAuctionMultiplier } from "./auction.js";
import { isEligible, isStateAfterValid } from "./band.js";

const named = (prefix: string) => lendingVectorsOf(prefix).map((vector) => ({ name: lendingName(vector), vector }));

describe.skipIf(!lendingVectorsPresent)("every band.* and auction.* case of ../shared/vectors/lending.json", () => {
  test("there are five and three, and each is of a function here", () => {
    const quantities = [...lendingVectorsOf("band."), ...lendingVectorsOf("auction.")].map(({ quantity }) => quantity);
    expect(quantities).toHaveLength(8);
    const known = ["band.isEligible", "band.stateAfterValid", "auction.multiplier"];
    expect(quantities.filter((quantity) => !known.includes(quantity))).toEqual([]);
  });

  test.each(named("band.isEligible"))("$name", ({ vector: { inputs, expected } }) => {
    const number = (field: string): number => Number(inputs[field]);
    const state = { totalSupply: number("totalSupply"), collateralValue: number("collateralValue") };
    const band = { min: number("minRatio"), target: number("targetRatio"), max: number("maxRatio") };
    expect(isEligible({ ...state, collateralRatio: number("collateralRatio") }, band)).toBe(expected);
  });

  test.each(named("band.stateAfterValid"))("$name", ({ vector: { inputs, expected } }) => {
    const number = (field: string): number => Number(inputs[field]);
    expect(isStateAfterValid(number("ratioBefore"), number("ratioAfter"), number("target"))).toBe(expected);
  });

  test.each(named("auction.multiplier"))("$name, to the unit", ({ vector }) => {
    const [initial, minimum] = [wholeOf(vector.inputs, "initial"), wholeOf(vector.inputs, "minimum")];
    const elapsed = BigInt(Math.round(Number(vector.inputs["progress"]) * 1e6));
    expect(String(wholeAuctionMultiplier({ initial, minimum, elapsed, duration: 1_000_000n }))).toBe(vector.expected);
  });
});

const UNIT = 10n ** 18n;
const inSpec = { initial: (UNIT * 11n) / 10n, minimum: UNIT / 10n, duration: 4n };

describe("seamless-protocol/leverage-tokens, test/unit/DutchAuctionRebalanceAdapter/GetCurrentAuctionMultiplier.t.sol", () => {
  test.each([
    [0n, 1_100_000_000_000_000_000n],
    [1n, 416_406_250_000_000_000n],
    [2n, 162_500_000_000_000_000n],
    [3n, 103_906_250_000_000_000n],
    [4n, 100_000_000_000_000_000n],
    [5n, 100_000_000_000_000_000n],
  ])("after %s quarters it is %s", (elapsed, multiplier) => {
    expect(wholeAuctionMultiplier({ ...inSpec, elapsed })).toBe(multiplier);
  });
});

describe("on its bounds, which the contract keeps", () => {
  const band = { min: 1.5, target: 2, max: 2.5 };
  const state = { totalSupply: 1, collateralValue: 100 };
  test.each([
    [1.5, false],
    [2.5, false],
    [1.4999, true],
    [2.5001, true],
    [Infinity, true],
  ])("a ratio of %s is eligible: %s", (collateralRatio, expected) => {
    expect(isEligible({ ...state, collateralRatio }, band)).toBe(expected);
  });

  test.each([
    [1.4, 2, true],
    [1.4, 2.01, false],
    [1.4, 1.4, false],
    [1.4, 1.3, false],
    [3, 2, true],
    [3, 3.1, false],
  ])("from %s to %s towards 2: %s", (before, after, valid) => {
    expect(isStateAfterValid(before, after, 2)).toBe(valid);
  });
});

describe("whole amounts and floating point", () => {
  const whole = fc.bigInt(UNIT / 2n, 2n * UNIT);
  test("agree to 1e-12", () => {
    fc.assert(
      fc.property(whole, whole, fc.nat(7200), (one, other, elapsed) => {
        const [minimum, initial] = one < other ? [one, other] : [other, one];
        const exact = wholeAuctionMultiplier({ initial, minimum, elapsed: BigInt(elapsed), duration: 3600n });
        const auction = { initial: Number(initial) / 1e18, minimum: Number(minimum) / 1e18, durationMs: 3600 };
        expect(Math.abs(auctionMultiplier(auction, elapsed) / (Number(exact) / 1e18) - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  test("the time to a price and the price at a time are each other's inverse", () => {
    const auction = { initial: 1.01, minimum: 0.999, durationMs: 3_600_000 };
    fc.assert(
      fc.property(fc.double({ min: 0.99901, max: 1.00999, noNaN: true }), (multiplier) => {
        const afterMs = fallsToAfterMs(auction, multiplier);
        expect(auctionMultiplier(auction, afterMs ?? Number.NaN)).toBeCloseTo(multiplier, 12);
      }),
    );
    expect(fallsToAfterMs(auction, 1.02)).toBe(0);
    expect(fallsToAfterMs(auction, 0.999)).toBe(3_600_000);
    expect(fallsToAfterMs(auction, 0.9989)).toBeNull();
  });
});
