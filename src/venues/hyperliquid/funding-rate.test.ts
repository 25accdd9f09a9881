import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fundingPayment } from "../funding.js";
import { hourlyFundingRate, hyperliquidFunding } from "./funding-rate.js";

/** The venue writes rates with 10 decimals. */
const ROUNDING = 5.1e-11;

test.each([
  [0.0009943926, 6.17991e-5], // 2024-01-01 00:00
  [0.0008200502, 4.00063e-5], // 2024-01-01 01:00
  [-0.0001875303, 1.25e-5], // 2026-09-25 16:00, recorded in BYTEX-TRADE/bytex
  [-0.0001547518, 1.25e-5], // 2026-09-25 17:00
])("BTC `fundingHistory` of the venue: premium %d gives %d an hour", (premium, rate) => {
  expect(Math.abs(hourlyFundingRate(premium) - rate)).toBeLessThan(ROUNDING);
});

const pathOf = (name: string): string =>
  fileURLToPath(new URL(`../../../../shared/data/funding-${name}-hyperliquid-1h.csv.gz`, import.meta.url));

for (const name of ["btc", "eth"]) {
  test.skipIf(!existsSync(pathOf(name)))(
    `all 6,144 hours of ../shared/data/funding-${name}-hyperliquid-1h.csv.gz to their last decimal`,
    () => {
      const [, ...lines] = gunzipSync(readFileSync(pathOf(name)))
        .toString()
        .trim()
        .split("\n");
      expect(lines).toHaveLength(6144);
      const off = lines.map((line) => {
        const [, rate, premium] = line.split(",").map(Number);
        return Math.abs(hourlyFundingRate(premium!) - rate!);
      });
      expect(Math.max(...off)).toBeLessThan(ROUNDING);
    },
  );
}

test("within 0.05 % of the interest the rate is the interest: 0.01 % of 8 hours, 0.00125 % an hour", () => {
  fc.assert(
    fc.property(fc.double({ min: -0.0004, max: 0.0006, noNaN: true }), (premium) => {
      expect(hourlyFundingRate(premium)).toBeCloseTo(0.0000125, 15);
    }),
  );
});

test("it rises with the premium and never leaves 4 % an hour", () => {
  const premiums = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(premiums, premiums, (one, other) => {
      const [low, high] = [hourlyFundingRate(Math.min(one, other)), hourlyFundingRate(Math.max(one, other))];
      expect(low).toBeLessThanOrEqual(high);
      expect(Math.max(-low, high)).toBeLessThanOrEqual(0.04);
    }),
  );
  expect([hourlyFundingRate(1), hourlyFundingRate(-1)]).toEqual([0.04, -0.04]);
});

test("a premium that is no number is refused", () => {
  expect(() => hourlyFundingRate(Number.NaN)).toThrow(expect.objectContaining({ code: "E_NOT_FINITE" }) as Error);
});

test("paid each full hour at the oracle price, by longs where positive", () => {
  expect(hyperliquidFunding).toEqual({ intervalMs: 3_600_000, offsetMs: 0, base: "index", rateMax: 0.04 });
  expect(fundingPayment(-2, 50_000, hourlyFundingRate(0))).toBeCloseTo(1.25, 12);
});
