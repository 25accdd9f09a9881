import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { DAY_MS, stated, YEAR_MS } from "../model/index.js";
import { horizonRate } from "./horizon-rate.js";
import type { RateProcess } from "./rate-process.js";

const none = { count: 0, intensityAnnual: stated(0), meanSize: null, meanDurationMs: null };
const process: RateProcess = {
  kind: "funding",
  source: "test",
  observations: 1_000,
  spanYears: 2,
  level: { ...stated(0.1), asOfMs: 5 },
  reversionAnnual: stated(20),
  halfLifeMs: stated((YEAR_MS * Math.LN2) / 20),
  volatility: stated(0.3),
  hourlyVariance: 0,
  current: stated(0.1),
  excess: 1,
  spikes: { low: 0, high: 0.2, deviation: 0.025, multiple: 4, above: none, below: none },
  returnCorrelation: null,
  certificate: { converged: true, distance: 0, logLikelihood: 0, evaluations: 0, edge: null },
};

describe("the mean rate over a horizon", () => {
  test("agrees with simulation: mean and deviation of the average of 20,000 paths from -.3 over 30 days", () => {
    const [paths, steps, horizonMs] = [20_000, 60, 30 * DAY_MS];
    const step = horizonMs / YEAR_MS / steps;
    const decay = Math.exp(-20 * step);
    const spread = 0.3 * Math.sqrt((1 - decay ** 2) / 40);
    let [sum, squares] = [0, 0];
    for (let path = 0; path < paths; path++) {
      const stream = createStream(31, path);
      let [from, total] = [-0.4, 0];
      for (let i = 0; i < steps; i++) {
        const to = decay * from + spread * stream.normal();
        total += (from + to) / 2;
        from = to;
      }
      sum += total / steps;
      squares += (total / steps) ** 2;
    }
    const { value, standardError } = horizonRate(process, { currentRateAnnual: -0.3, horizonMs });
    const mean = sum / paths;
    // Four Monte Carlo errors, and 2e-4 for the trapezium rule.
    expect(Math.abs(0.1 + mean - value)).toBeLessThan((4 * standardError) / Math.sqrt(paths) + 2e-4);
    expect(Math.sqrt(squares / paths - mean ** 2) / standardError).toBeCloseTo(1, 1);
  });

  test("by hand: level .1, from -.3, speed 20, 30 days: .1 - .4 (1 - e^-x) / x at x = 20 30/365", () => {
    const x = (20 * 30) / 365;
    const { value, asOfMs } = horizonRate(process, { currentRateAnnual: -0.3, horizonMs: 30 * DAY_MS });
    expect(value).toBeCloseTo(0.1 - (0.4 * (1 - Math.exp(-x))) / x, 12);
    expect(asOfMs).toBe(5);
  });

  test("lies between the current rate and the level, and goes to each at its end", () => {
    const currents = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(currents, fc.double({ min: 0.01, max: 3_000, noNaN: true }), (currentRateAnnual, days) => {
        const { value } = horizonRate(process, { currentRateAnnual, horizonMs: days * DAY_MS });
        expect(value).toBeGreaterThanOrEqual(Math.min(currentRateAnnual, 0.1) - 1e-12);
        expect(value).toBeLessThanOrEqual(Math.max(currentRateAnnual, 0.1) + 1e-12);
      }),
    );
    expect(horizonRate(process, { currentRateAnnual: -0.3, horizonMs: 1 }).value).toBeCloseTo(-0.3, 6);
    expect(horizonRate(process, { currentRateAnnual: -0.3, horizonMs: 1e4 * YEAR_MS }).value).toBeCloseTo(0.1, 4);
  });

  test("over a long horizon the error is that of the level; over none, that of the current rate", () => {
    const known = { ...process, level: stated(0.1, 0.03), current: stated(0.2, 0.01) };
    expect(horizonRate(known, { horizonMs: 1e6 * YEAR_MS }).standardError).toBeCloseTo(0.03, 5);
    expect(horizonRate(known, { horizonMs: 1 }).standardError).toBeCloseTo(0.01, 4);
    expect(horizonRate(known, { horizonMs: 1, currentRateAnnual: 0.2 }).standardError).toBeLessThan(1e-4);
  });

  test("each part that is less well known widens the answer", () => {
    const request = { currentRateAnnual: -0.3, horizonMs: 30 * DAY_MS };
    const { standardError } = horizonRate(process, request);
    const changes: Partial<RateProcess>[] = [
      { level: stated(0.1, 0.05) },
      { reversionAnnual: stated(20, 8) },
      { volatility: stated(0.4) },
      { hourlyVariance: 0.01 },
      { excess: 2 },
    ];
    for (const change of changes) {
      expect(horizonRate({ ...process, ...change }, request).standardError).toBeGreaterThan(standardError * 1.005);
    }
    expect(horizonRate({ ...process, excess: 4 }, request).standardError).toBeCloseTo(2 * standardError, 12);
  });

  test("refuses a horizon of 0 and a rate that is no number", () => {
    expect(() => horizonRate(process, { horizonMs: 0 })).toThrow(expect.objectContaining({ field: "horizonMs" }));
    expect(() => horizonRate(process, { horizonMs: DAY_MS, currentRateAnnual: NaN })).toThrow(
      expect.objectContaining({ code: "E_NOT_FINITE", field: "currentRateAnnual" }),
    );
  });
});
