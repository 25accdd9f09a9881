import { describe, expect, test } from "vitest";
import { DAY_MS, YEAR_MS, stated } from "../model/index.js";
import { impliedVolatility, type ImpliedVolatilityRequest } from "./implied-volatility.js";
import { horizonVolatility } from "./volatility.js";

const asOfMs = Date.UTC(2024, 5, 1);
const quote = { value: 0.5, standardError: 0.01, asOfMs, source: "option index" };
const request: ImpliedVolatilityRequest = {
  implied: { volatilityAnnual: quote, tenorMs: 30 * DAY_MS },
  longRun: stated(0.8, 0.05, "all history"),
  horizonMs: YEAR_MS,
};

describe("volatility from an implied one", () => {
  test("within the tenor it is the implied one, and says that no premium was taken off", () => {
    for (const days of [1, 30]) {
      const estimate = impliedVolatility({ ...request, horizonMs: days * DAY_MS });
      expect(estimate).toMatchObject({ value: 0.5, standardError: 0.01, asOfMs });
      expect(estimate.source).toBe(
        "option index, no variance premium taken off: overstates where sellers of options are paid for risk",
      );
    }
  });

  test("by hand: a month at .5, then 11 months that revert from there to .8 with a half-life of 30 days", () => {
    const steps = 100_000;
    let after = 0;
    for (let i = 0; i < steps; i++) after += 0.64 + (0.25 - 0.64) * 2 ** (-((i + 0.5) / steps) * (335 / 30));
    const variance = (30 * 0.25 + 335 * (after / steps)) / 365;
    expect(impliedVolatility(request).value).toBeCloseTo(Math.sqrt(variance), 8);
  });

  test("tends to the long run, and to its error, at length", () => {
    const { value, standardError } = impliedVolatility({ ...request, horizonMs: 1e6 * YEAR_MS });
    expect(value).toBeCloseTo(0.8, 5);
    expect(standardError).toBeCloseTo(0.05, 5);
  });

  test("a premium of a fifth of variance takes a tenth off volatility, and its error passes through", () => {
    const variancePremium = stated(0.2, 0.1, "taken as a fifth");
    const found = impliedVolatility({ ...request, horizonMs: DAY_MS, variancePremium });
    expect(found.value).toBeCloseTo(0.5 * Math.sqrt(0.8), 12);
    expect(found.standardError).toBeCloseTo(0.01 * Math.sqrt(0.8) + (0.5 * 0.1) / (2 * Math.sqrt(0.8)), 12);
    expect(found.source).toBe("option index, less a variance premium taken as a fifth");
  });

  test("errors pass through as finite differences say, and add", () => {
    const at = (implied: number, longRun: number, premium: number): number =>
      impliedVolatility({
        ...request,
        implied: { volatilityAnnual: stated(implied), tenorMs: 30 * DAY_MS },
        longRun: stated(longRun),
        variancePremium: stated(premium),
      }).value;
    const step = 1e-6;
    const slope = (up: number, down: number): number => Math.abs(up - down) / (2 * step);
    const expected =
      0.01 * slope(at(0.5 + step, 0.8, 0.2), at(0.5 - step, 0.8, 0.2)) +
      0.05 * slope(at(0.5, 0.8 + step, 0.2), at(0.5, 0.8 - step, 0.2)) +
      0.1 * slope(at(0.5, 0.8, 0.2 + step), at(0.5, 0.8, 0.2 - step));
    const { standardError } = impliedVolatility({ ...request, variancePremium: stated(0.2, 0.1) });
    expect(standardError).toBeCloseTo(expected, 8);
  });

  test("a tenor of next to nothing is a volatility of now", () => {
    const now = horizonVolatility({
      longRun: request.longRun,
      current: quote,
      horizonMs: YEAR_MS,
      reversionHalfLifeMs: 30 * DAY_MS,
    });
    const { value } = impliedVolatility({ ...request, implied: { volatilityAnnual: quote, tenorMs: 1 } });
    expect(value).toBeCloseTo(now.value, 8);
  });

  test("refuses what has no meaning, by name", () => {
    const cases = [
      ["tenorMs", { implied: { volatilityAnnual: quote, tenorMs: 0 } }],
      ["horizonMs", { horizonMs: 0 }],
      ["volatilityAnnual", { implied: { volatilityAnnual: stated(50), tenorMs: DAY_MS } }],
      ["variancePremium", { variancePremium: stated(1) }],
      ["reversionHalfLifeMs", { reversionHalfLifeMs: 0 }],
    ] as const;
    for (const [field, change] of cases) {
      expect(() => impliedVolatility({ ...request, ...change })).toThrow(expect.objectContaining({ field }));
    }
  });
});
