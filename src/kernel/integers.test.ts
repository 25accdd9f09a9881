import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  WORD_MAX,
  assertAmount,
  divDown,
  divUp,
  least,
  lessOrNone,
  mulDivDown,
  mulDivHalfUp,
  mulDivUp,
} from "./index.js";

const amounts = fc.bigInt({ min: 0n, max: 2n ** 128n });
const divisors = fc.bigInt({ min: 1n, max: 2n ** 96n });

describe("whole amounts", () => {
  test("down and up enclose the quotient, and differ by one where it is not whole", () => {
    fc.assert(
      fc.property(amounts, amounts, divisors, (a, b, divisor) => {
        const [down, up, near] = [mulDivDown, mulDivUp, mulDivHalfUp].map((divided) => divided(a, b, divisor)) as [
          bigint,
          bigint,
          bigint,
        ];
        expect(down * divisor).toBeLessThanOrEqual(a * b);
        expect(up * divisor).toBeGreaterThanOrEqual(a * b);
        expect(up - down).toBe((a * b) % divisor === 0n ? 0n : 1n);
        // The nearest whole number is off by half a unit at most; a half goes up. Aave's half of an odd divisor is rounded down.
        expect(2n * (near * divisor - a * b)).toBeLessThanOrEqual(divisor);
        expect(2n * (a * b - near * divisor)).toBeLessThanOrEqual(divisor + 1n);
      }),
    );
  });

  test("halves go up; nothing shared is nothing", () => {
    expect(mulDivHalfUp(5n, 1n, 10n)).toBe(1n);
    expect(mulDivHalfUp(4n, 1n, 10n)).toBe(0n);
    expect(divUp(0n, 7n)).toBe(0n);
    expect(divDown(6n, 7n)).toBe(0n);
    expect(least(3n, 2n)).toBe(2n);
    expect(lessOrNone(3n, 2n)).toBe(1n);
    expect(lessOrNone(2n, 3n)).toBe(0n);
    expect(WORD_MAX.toString(16)).toBe("f".repeat(64));
  });

  test.each([0n, -1n])("a divisor of %s is refused", (divisor) => {
    for (const divided of [mulDivDown, mulDivUp, mulDivHalfUp]) {
      expect(() => divided(1n, 1n, divisor)).toThrow(
        expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "divisor" }) as Error,
      );
    }
  });

  test("a negative amount is refused by name", () => {
    expect(() => assertAmount(-1n, "debt")).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "debt" }) as Error,
    );
    expect(() => assertAmount(0n, "debt")).not.toThrow();
  });
});
