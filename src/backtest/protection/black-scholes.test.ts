import { describe, expect, test } from "vitest";
import { putPrice, type Put } from "./black-scholes.js";

const put = (given: Partial<Put>): number =>
  putPrice({ price: 42, strike: 40, years: 0.5, rateAnnual: 0.1, yieldAnnual: 0, volatilityAnnual: 0.2, ...given });

describe("put", () => {
  test("Hull, Options, Futures and Other Derivatives, chapter 15: 42 at a strike of 40, 10 %, 20 %, six months is 0.81", () => {
    expect(put({})).toBeCloseTo(0.81, 2);
    expect(put({})).toBeCloseTo(4.759422 - 42 + 40 * Math.exp(-0.05), 5);
  });

  test("Hull, chapter 17: index 930, strike 900, 8 %, yield 3 %, 20 %, two months: the call is 51.83, by parity the put", () => {
    const value = put({ price: 930, strike: 900, years: 2 / 12, rateAnnual: 0.08, yieldAnnual: 0.03 });
    const call = value + 930 * Math.exp(-0.03 / 6) - 900 * Math.exp(-0.08 / 6);
    expect(call).toBeCloseTo(51.83, 2);
  });

  test("at its end, and without volatility, it is worth what it pays for sure", () => {
    expect(put({ years: 0, price: 30 })).toBe(10);
    expect(put({ years: 0, price: 50 })).toBe(0);
    expect(put({ volatilityAnnual: 0, price: 30 })).toBeCloseTo(40 * Math.exp(-0.05) - 30, 12);
  });
});
