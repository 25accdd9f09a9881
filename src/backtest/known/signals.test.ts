import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { START, randomBars, seriesOf } from "../../../tests/backtest-markets.js";
import { createStream } from "../../kernel/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS } from "../../model/index.js";
import type { Signal } from "../../policies/index.js";
import { pricesFromColumns, type PriceSeries } from "../../series/index.js";
import { signalColumn } from "./signals.js";

const signals: readonly Signal[] = [
  { kind: "volatility", halfLifeMs: 6 * HOUR_MS },
  { kind: "window-volatility", windowMs: 18 * HOUR_MS },
  { kind: "drift", windowMs: 18 * HOUR_MS },
  { kind: "win-rate", periodMs: 2 * HOUR_MS, windowMs: 18 * HOUR_MS },
  { kind: "payoff-ratio", periodMs: 2 * HOUR_MS, windowMs: 30 * HOUR_MS },
];

/** Hourly bars of one seed, from a row on of another. */
function series(seed: number, from = Infinity): PriceSeries {
  const [own, other] = [seed, seed + 1000].map((each) => randomBars(createStream(each, 1), 120, 0.01));
  return seriesOf(own!.map((bar, i) => (i < from ? bar : other![i]!)));
}

describe.each(signals)("$kind", (signal) => {
  test("prices that come later change nothing of what was known, nor when", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 60, max: 119 }), (seed, from) => {
        const [whole, noise] = [signalColumn(series(seed), signal), signalColumn(series(seed, from), signal)];
        expect(noise.values.subarray(0, from)).toEqual(whole.values.subarray(0, from));
        if (whole.first < from) expect(noise.first).toBe(whole.first);
      }),
      { numRuns: 60 },
    );
  });

  test("it is a number at every close from the first on", () => {
    const { values, first } = signalColumn(series(5), signal);
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(60);
    expect(values.every(Number.isFinite)).toBe(true);
  });
});

/** Daily closes. */
const daily = (close: readonly number[]): PriceSeries =>
  pricesFromColumns({ time: close.map((_, i) => START + i * DAY_MS), close: [...close] }, { barTime: "close" });

test("volatilities by hand: a rise of a tenth each day, with half of the weight gone each day, and in a window of two", () => {
  const closes = daily([100, 110, 121, 133.1, 146.41]);
  const aDay = Math.log(1.1) / Math.sqrt(DAY_MS / YEAR_MS);
  const weighted = signalColumn(closes, { kind: "volatility", halfLifeMs: DAY_MS });
  expect(weighted.first).toBe(3);
  for (const value of weighted.values.subarray(1)) expect(value).toBeCloseTo(aDay, 12);
  const window = signalColumn(closes, { kind: "window-volatility", windowMs: 2 * DAY_MS });
  expect(window.first).toBe(2);
  for (const value of window.values.subarray(2)) expect(value).toBeCloseTo(aDay, 12);
});

test("the weighted variance forgets half in a half-life: r1^2 / 2 + r2^2 over a day and a half", () => {
  const closes = daily([100, 120, 90]);
  const { values } = signalColumn(closes, { kind: "volatility", halfLifeMs: DAY_MS });
  const squares = Math.log(1.2) ** 2 / 2 + Math.log(0.75) ** 2;
  expect(values[2]).toBeCloseTo(Math.sqrt((squares / 1.5) * 365), 12);
});

test("drift by hand: mean log return a year and half the squares", () => {
  const { values, first } = signalColumn(daily([100, 120, 90, 100]), { kind: "drift", windowMs: 3 * DAY_MS });
  const squares = Math.log(1.2) ** 2 + Math.log(0.75) ** 2 + Math.log(10 / 9) ** 2;
  expect(first).toBe(3);
  expect(values[3]).toBeCloseTo((Math.log(1) + squares / 2) / (3 / 365), 10);
});

test("win rate and payoff by hand: two rises of 10 and 20 %, one fall of 25 %", () => {
  const closes = daily([100, 110, 132, 99]);
  const spans = { periodMs: DAY_MS, windowMs: 3 * DAY_MS };
  expect(signalColumn(closes, { kind: "win-rate", ...spans }).values[3]).toBeCloseTo(2 / 3, 12);
  expect(signalColumn(closes, { kind: "payoff-ratio", ...spans }).values[3]).toBeCloseTo(0.15 / 0.25, 12);
});

test("a payoff ratio is not known before there was a rise and a fall", () => {
  const closes = daily([100, 110, 121, 133, 146, 140]);
  expect(signalColumn(closes, { kind: "payoff-ratio", periodMs: DAY_MS, windowMs: 2 * DAY_MS }).first).toBe(5);
});

test.each<readonly [string, Signal]>([
  ["signal.halfLifeMs", { kind: "volatility", halfLifeMs: 0 }],
  ["signal.windowMs", { kind: "drift", windowMs: HOUR_MS }],
  ["signal.windowMs", { kind: "win-rate", periodMs: 2 * DAY_MS, windowMs: DAY_MS }],
  ["signal.periodMs", { kind: "payoff-ratio", periodMs: HOUR_MS, windowMs: 9 * DAY_MS }],
])("%s that no daily close can tell is refused", (field, signal) => {
  expect(() => signalColumn(daily([1, 2, 3]), signal)).toThrow(
    expect.objectContaining({ code: "E_OUT_OF_RANGE", field }),
  );
});
