import { describe, expect, test } from "vitest";
import { simulatedReturns, threeRegimes, twoRegimes } from "../../tests/simulated-regimes.js";
import { createStream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { regimeParameters, regimeVolatility } from "./regime-volatility.js";
import { fitRegimes } from "./regimes.js";

/** Closes whose log returns are these, a step each `stepMs(i)`. */
const seriesOf = (returns: Float64Array, stepMs: (i: number) => number = () => DAY_MS): PriceSeries => {
  const closeMs = new Float64Array(returns.length + 1);
  const close = new Float64Array(returns.length + 1).fill(100);
  returns.forEach((value, i) => {
    closeMs[i + 1] = closeMs[i] + stepMs(i);
    close[i + 1] = close[i] * Math.exp(value);
  });
  const gaps = { count: 0, missing: 0, largestMs: stepMs(0) };
  return { closeMs, close, bars: null, volume: null, intervalMs: stepMs(0), gaps, source: "test", mended: [] };
};

const returns = simulatedReturns(twoRegimes, 2000, createStream(41, 1));
const at = (horizonMs: number, states: 2 | 3 = 2): ReturnType<typeof regimeVolatility> =>
  regimeVolatility(seriesOf(returns), { states, horizonMs });

describe("volatility from states over a horizon", () => {
  test.each([1, 2, 7, 30])("is the average of the expected variances, step by step: %i days", (days) => {
    const { fit, volatilityAnnual } = at(days * DAY_MS);
    let odds = [...fit.lastProbabilities];
    let sum = 0;
    for (let day = 0; day < days; day++) {
      odds = odds.map((_, j) => odds.reduce((total, p, i) => total + p * fit.transition[i][j].value, 0));
      sum += odds.reduce((total, p, i) => total + p * fit.states[i].standardDeviation.value ** 2, 0);
    }
    expect(volatilityAnnual.value).toBeCloseTo(Math.sqrt((sum / days) * 365), 9);
  });

  test("tends to the long-run volatility, and its error to that one's", () => {
    const { volatilityAnnual, unconditionalVolatilityAnnual, fit } = at(1000 * YEAR_MS);
    expect(volatilityAnnual.value).toBeCloseTo(unconditionalVolatilityAnnual.value, 4);
    expect(volatilityAnnual.standardError).toBeCloseTo(unconditionalVolatilityAnnual.standardError, 4);
    const variance = fit.states.reduce((s, { share, standardDeviation: d }) => s + share.value * d.value ** 2, 0);
    expect(unconditionalVolatilityAnnual.value).toBeCloseTo(Math.sqrt(365 * variance), 9);
  });

  test("the long run's error and the kurtosis, by hand for two states: 3 sum(share s^4) / sum(share s^2)^2", () => {
    const { fit, kurtosis, volatilityAnnual } = at(DAY_MS);
    const moment = (power: number): number =>
      fit.states.reduce((s, { share, standardDeviation: d }) => s + share.value * d.value ** power, 0);
    expect(kurtosis.value).toBeCloseTo((3 * moment(4)) / moment(2) ** 2, 9);
    expect(kurtosis.standardError).toBeGreaterThan(0);
    expect(volatilityAnnual.asOfMs).toBe(2000 * DAY_MS);
    expect(volatilityAnnual.source).toBe("volatility over the horizon of 2 states of volatility of test");
  });

  test("the truth lies within four of its errors, for two states and for three", () => {
    const three = regimeVolatility(seriesOf(simulatedReturns(threeRegimes, 3000, createStream(41, 2))), {
      states: 3,
      horizonMs: 30 * DAY_MS,
    });
    for (const [{ unconditionalVolatilityAnnual: estimate }, truth] of [
      [at(DAY_MS), twoRegimes],
      [three, threeRegimes],
    ] as const) {
      const variance = truth.shares.reduce((sum, share, i) => sum + share * truth.deviations[i] ** 2, 0);
      expect(Math.abs(estimate.value - Math.sqrt(365 * variance))).toBeLessThan(4 * estimate.standardError);
    }
  });

  test("hours instead of days: sqrt(24) times the volatility a year", () => {
    const hourly = regimeVolatility(
      seriesOf(returns, () => HOUR_MS),
      { states: 2, horizonMs: 7 * HOUR_MS },
    );
    const daily = at(7 * DAY_MS).volatilityAnnual;
    expect(hourly.volatilityAnnual.value).toBeCloseTo(daily.value * Math.sqrt(24), 7);
    expect(hourly.volatilityAnnual.standardError).toBeCloseTo(daily.standardError * Math.sqrt(24), 7);
  });

  test("weekdays alone are one step each, annualised by elapsed time; steps of 1 h and 9 h in turn are refused", () => {
    const weekdays = seriesOf(returns, (i) => (i % 5 === 4 ? 3 : 1) * DAY_MS);
    const { parameters, unconditionalVolatilityAnnual } = regimeVolatility(weekdays, { states: 2, horizonMs: YEAR_MS });
    expect(parameters.stepMs / DAY_MS).toBeCloseTo(1.4, 10);
    const daily = at(YEAR_MS).unconditionalVolatilityAnnual.value;
    expect(unconditionalVolatilityAnnual.value).toBeCloseTo(daily / Math.sqrt(1.4), 6);
    const turns = seriesOf(returns, (i) => (i % 2 === 0 ? 1 : 9) * HOUR_MS);
    expect(() => regimeVolatility(turns, { states: 2, horizonMs: DAY_MS })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "series" }) as Error,
    );
  });

  test("a horizon of 0 is refused, and states that no return tells apart", () => {
    expect(() => at(0)).toThrow(expect.objectContaining({ field: "horizonMs" }) as Error);
    const turns = Float64Array.from({ length: 600 }, (_, i) => (i % 2 === 0 ? 0.01 : -0.01));
    expect(() => regimeVolatility(seriesOf(turns), { states: 2, horizonMs: DAY_MS })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "states" }) as Error,
    );
  });
});

test("parameters are the fit as plain data: volatility a year = deviation of a step x sqrt(steps a year)", () => {
  const fit = fitRegimes(returns, { states: 2 });
  const parameters = regimeParameters(fit, DAY_MS);
  expect(parameters.stepMs).toBe(DAY_MS);
  parameters.states.forEach(({ volatilityAnnual, share, probabilityNow }, i) => {
    expect(volatilityAnnual).toBeCloseTo(fit.states[i].standardDeviation.value * Math.sqrt(365), 12);
    expect(share).toBe(fit.states[i].share.value);
    expect(probabilityNow).toBe(fit.lastProbabilities[i]);
  });
  expect(parameters.transition[1][0]).toBe(fit.transition[1][0].value);
  expect(JSON.parse(JSON.stringify(parameters))).toEqual(parameters);
  expect(() => regimeParameters(fit, 0)).toThrow(expect.objectContaining({ field: "stepMs" }) as Error);
});
