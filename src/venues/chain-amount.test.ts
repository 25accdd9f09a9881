import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quantityDown, quantityUp } from "./chain-amount.js";

const amounts = fc.tuple(fc.bigInt({ min: 1n, max: 2n ** 200n }), fc.integer({ min: 0, max: 27 }));

/** The double's own value as a fraction over 2^1075: compared with whole numbers only, by another way than the code's. */
function fraction(value: number): readonly [bigint, bigint] {
  let [numerator, denominator] = [value, 1n];
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    denominator *= 2n;
  }
  return [BigInt(numerator), denominator];
}

describe("amounts on chain as quantities", () => {
  test.each([
    [1_000_000n, 6, 1],
    [1n, 18, 1e-18],
    [123_456_789_012_345_678_901n, 18, 123.456789012345678901],
    [0n, 18, 0],
  ])("%s units at %s decimals are about %s", (units, decimals, value) => {
    expect(quantityDown(units, decimals)).toBeCloseTo(value, 12);
    expect(quantityUp(units, decimals)).toBeCloseTo(value, 12);
  });

  test("what is held is never rounded up, what is owed never down, and both by no more than two steps of a double", () => {
    fc.assert(
      fc.property(amounts, ([units, decimals]) => {
        const [down, up] = [quantityDown(units, decimals), quantityUp(units, decimals)];
        const [heldN, heldD] = fraction(down);
        const [owedN, owedD] = fraction(up);
        const scale = 10n ** BigInt(decimals);
        expect(heldN * scale).toBeLessThanOrEqual(units * heldD);
        expect(owedN * scale).toBeGreaterThanOrEqual(units * owedD);
        expect(up - down).toBeLessThanOrEqual(down * 2 ** -51);
        if (units < 2n ** 53n && decimals === 0) expect([down, up]).toEqual([Number(units), Number(units)]);
      }),
      { numRuns: 500 },
    );
  });

  test("a negative amount is refused", () => {
    for (const quantity of [quantityDown, quantityUp]) {
      expect(() => quantity(-1n, 6)).toThrow(
        expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "units" }) as Error,
      );
    }
  });
});
