import { describe, expect, test } from "vitest";
import { createStream } from "../src/kernel/index.js";
import { discreteBarrier } from "../src/odds/index.js";
import { jumpingPrice, JUMPS, lookedAtEnds, outcomeOf, ratesOf, type Case } from "./managed.js";

/*
 * The reference on concepts, section 6: P(liquidated within a year) of a loop with jumps, static, kept in its band with checks
 * each hour, and each day. What it does not say was found by trying: the size of a jump is normal in LOGS; the drift of .2 is
 * that of the price between jumps (they are not compensated); and the figures are those of a simulation in steps of an hour
 * in which the venue looks once an hour: no bridge. The check of a day then trades once in 24 of them.
 */
const [VOLATILITY, DRIFT, BORROW, THRESHOLD, COST] = [0.6, 0.2, 0.05, 0.83, 0.0005];
const LOG_DRIFT = DRIFT - VOLATILITY ** 2 / 2;
const [HOUR, DAY] = [1 / 8760, 1 / 365];
const rates = ratesOf({ borrowRateAnnual: BORROW });

/** The band of the reference: half-width (1.5 c L^2 (L - 1)^2)^(1/3). */
function bandOf(leverage: number): readonly [number, number] {
  const half = Math.cbrt(1.5 * COST * leverage ** 2 * (leverage - 1) ** 2);
  return [leverage - half, leverage + half];
}

const cased = (leverage: number, stepYears: number, checks: number): Case => ({
  rates,
  moves: jumpingPrice(stepYears),
  leverage,
  band: bandOf(leverage),
  checks,
  years: [1],
  costRate: COST,
});

/** Four standard errors of the reference's simulation, whose paths are not said: 20,000 of them; and its rounding. */
const within = (odds: number): number => 4 * Math.sqrt((odds * (1 - odds)) / 20_000) + 0.0005;

/** Untouched, the venue looking each hour: from jump to jump, the bridge against a level that is further off by the overshoot. */
function simulatedStatic(leverage: number, paths: number): number {
  const level = Math.log((leverage * THRESHOLD) / (leverage - 1));
  const barrier = discreteBarrier({ barrier: level, volatility: VOLATILITY, checkYears: HOUR });
  let closed = 0;
  for (let path = 0; path < paths; path++) {
    const stream = createStream(6, path);
    let [left, above, survived] = [1, barrier, 1];
    while (left > 0 && survived > 0) {
      const untilJump = -Math.log(stream.uniform()) / JUMPS.rate;
      const wait = Math.min(left, untilJump);
      const next = above + (LOG_DRIFT - BORROW) * wait + VOLATILITY * Math.sqrt(wait) * stream.normal();
      survived *= next <= 0 ? 0 : -Math.expm1((-2 * above * next) / (VOLATILITY ** 2 * wait));
      above = untilJump < left ? next + JUMPS.mean + JUMPS.deviation * stream.normal() : next;
      if (above <= 0) survived = 0;
      left -= wait;
    }
    closed += 1 - survived;
  }
  return closed / paths;
}

/** P(liquidated within a year): leverage, static, banded with hourly checks, banded with daily ones. */
const FIGURES = [
  [2, 0.609, 0, 0],
  [2.5, 0.761, 0.009, 0.026],
  [3, 0.843, 0.174, 0.269],
  [4, 0.932, 0.776, 0.985],
] as const;

describe("concepts, section 6: static with jumps / banded hourly / banded daily", () => {
  test.each(FIGURES)(
    "static %fx: %f, by a simulation of hourly looks and by the engine's daily steps",
    (leverage, odds) => {
      const simulated = simulatedStatic(leverage, 20_000);
      expect(Math.abs(simulated - odds)).toBeLessThan(within(odds));
      // The engine's price is looked at always: .002 to .005 more; its bridge spreads jumps over their day: .001 more.
      const { horizons } = outcomeOf({ ...cased(leverage, DAY, 365), band: [null, null] });
      const more = horizons[0].liquidation - simulated;
      expect(more).toBeGreaterThan(0.001);
      expect(more).toBeLessThan(0.008);
    },
  );

  test.each(FIGURES)("banded %fx, checks each hour (static %f): %f", (leverage, _static, odds) => {
    const given = cased(leverage, HOUR, 8760);
    const { liquidation } = lookedAtEnds(given);
    expect(Math.abs(liquidation - odds)).toBeLessThan(within(odds));
    // Within one hour the bridge adds next to nothing.
    expect(Math.abs(outcomeOf(given).horizons[0].liquidation - liquidation)).toBeLessThan(0.002);
  });

  test.each(FIGURES.slice(1))("banded %fx, checks each day, looks each hour (static %f, hourly %f): %f", (...row) => {
    const [leverage, , , odds] = row;
    const { liquidation } = lookedAtEnds(cased(leverage, HOUR, 365));
    expect(Math.abs(liquidation - odds)).toBeLessThan(within(odds));
  });

  test("the engine's own daily steps differ from that: one look a day sees less, one bridge of a day's whole deviation more", () => {
    const odds = (leverage: number): readonly [number, number] => [
      lookedAtEnds(cased(leverage, DAY, 365)).liquidation,
      outcomeOf(cased(leverage, DAY, 365)).horizons[0].liquidation,
    ];
    const [three, four] = [odds(3), odds(4)];
    expect(three[0]).toBeLessThan(0.24);
    expect(three[1]).toBeLessThan(0.24);
    expect(four[0]).toBeLessThan(0.97);
    expect(four[1]).toBeGreaterThan(0.99);
    expect(odds(2)[1]).toBeLessThan(0.0005);
  });

  test("trades a year at the edge rule, 2x: 528 hourly, 91 daily", () => {
    const [hourly, daily] = [lookedAtEnds(cased(2, HOUR, 8760)), lookedAtEnds(cased(2, DAY, 365))];
    expect(Math.abs(hourly.trades - 528)).toBeLessThan(1);
    expect(Math.abs(daily.trades - 91)).toBeLessThan(0.5);
  });
});
