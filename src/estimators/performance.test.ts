import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { vectorsOf, vectorsPresent } from "../../tests/vectors.js";
import { performanceOf, valueAtRisk } from "./performance.js";

/**
 * The returns of empyrical's tests begin with a NaN. Ours refuses one, as a missing return is not known to be 0. Empyrical
 * leaves it out of means and deviations, yet counts it as a period of compounding, and as 0 in the tail ratio: so the
 * former figures are held against the series without it, and the latter against the series with a 0 in its place.
 */
const without = Float64Array.of(0.01, 0.1, -0.04, 0.02, 0.03, 0.02, 0.01, -0.1);
const withZero = Float64Array.of(0, ...without);

const figures = (): Record<string, number | null> => {
  const [left, zero] = [performanceOf(without, 252), performanceOf(withZero, 252)];
  return {
    max_drawdown: -left.drawdownMax,
    annual_vol: left.volatilityAnnual,
    sharpe: left.sharpe,
    sortino: left.sortino,
    downside_risk: left.downsideRiskAnnual,
    annual_return: zero.returnAnnual,
    cagr: zero.returnAnnual,
    calmar: zero.calmar,
    tail_ratio: zero.tailRatio,
  };
};

describe("performance", () => {
  test("days of [nan, 1, 10, -4, 2, 3, 2, 1, -10] %, from the tests of empyrical (test_stats.py)", () => {
    const expected = {
      max_drawdown: -0.1,
      annual_return: 1.9135925373194231,
      annual_vol: 0.9136465399704637,
      calmar: 19.135925373194233,
      sharpe: 1.7238613961706866,
      sortino: 2.605531251673693,
      downside_risk: 0.6044832503882965,
      tail_ratio: 0.9473684210526313,
      cagr: 1.9135925373194231,
    };
    const found = figures();
    for (const [name, value] of Object.entries(expected)) expect(found[name]).toBeCloseTo(value, 8);
  });

  test.skipIf(!vectorsPresent)("the vector file says the same", () => {
    const [{ expected }] = vectorsOf("empyrical-mixed");
    const found = figures();
    for (const [name, value] of Object.entries(expected)) expect(found[name]).toBeCloseTo(value, 8);
  });

  test("eight days, not nine: numpy's (1 + r).prod() ** (252 / 8) - 1, and percentiles of the eight", () => {
    const { returnAnnual, tailRatio, calmar } = performanceOf(without, 252);
    expect(returnAnnual).toBeCloseTo(2.330292797300439, 8);
    expect(calmar).toBeCloseTo(23.30292797300439, 7);
    expect(tailRatio).toBeCloseTo(0.9556962025316452, 8);
  });

  test("value at risk of [1, 81, 82, 83, 84, 85], from the tests of empyrical: a gain is a loss below 0", () => {
    const returns = Float64Array.of(85, 82, 1, 81, 84, 83);
    expect(valueAtRisk(returns, 0.1)).toBeCloseTo(-41, 9);
    expect(valueAtRisk(returns, 0.2)).toBeCloseTo(-81, 9);
    expect(valueAtRisk(returns, 0.3)).toBeCloseTo(-81.5, 9);
  });

  test.skipIf(!vectorsPresent)("the vector file says the same of value at risk", () => {
    const [{ expected }] = vectorsOf("empyrical-var");
    const returns = Float64Array.of(1, 81, 82, 83, 84, 85);
    for (const [name, value] of Object.entries(expected)) {
      expect(valueAtRisk(returns, Number(name.slice(1)) / 100)).toBeCloseTo(-value, 9);
    }
  });

  test("twice the periods a year: root two times the volatility and the Sharpe ratio; the fall stays", () => {
    const some = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: 3, maxLength: 40 });
    fc.assert(
      fc.property(some, (values) => {
        const returns = Float64Array.from(values);
        const [once, twice] = [performanceOf(returns, 12), performanceOf(returns, 24)];
        expect(twice.volatilityAnnual).toBeCloseTo(once.volatilityAnnual * Math.SQRT2, 10);
        expect(twice.drawdownMax).toBe(once.drawdownMax);
        expect(once.drawdownMax).toBeGreaterThanOrEqual(0);
        expect(once.drawdownMax).toBeLessThanOrEqual(1);
        expect(1 + twice.returnAnnual).toBeCloseTo((1 + once.returnAnnual) ** 2, 6);
      }),
    );
  });

  test("a ratio over nothing is null, never infinite", () => {
    const steady = performanceOf(Float64Array.of(0.5, 0.5, 0.5), 12);
    expect([steady.sharpe, steady.sortino, steady.calmar]).toEqual([null, null, null]);
    const nothing = performanceOf(Float64Array.of(0, 0, 0), 12);
    expect(nothing.tailRatio).toBeNull();
    expect(nothing.returnAnnual).toBe(0);
  });

  test("everything lost stays lost", () => {
    const { returnAnnual, drawdownMax, calmar } = performanceOf(Float64Array.of(0.1, -1, 0.2), 12);
    expect([returnAnnual, drawdownMax, calmar]).toEqual([-1, 1, -1]);
  });

  test("a missing return, one below -1, a single one, and no periods are refused by name", () => {
    expect(() => performanceOf(Float64Array.of(NaN, 0.1), 12)).toThrow(
      expect.objectContaining({ code: "E_NOT_FINITE", field: "returns[0]" }),
    );
    expect(() => performanceOf(Float64Array.of(0.1, -1.1), 12)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "returns[1]" }),
    );
    expect(() => performanceOf(Float64Array.of(0.1), 12)).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }));
    expect(() => performanceOf(without, 0)).toThrow(expect.objectContaining({ field: "periodsPerYear" }));
    expect(() => valueAtRisk(without, 1)).toThrow(expect.objectContaining({ field: "tail" }));
  });
});
