import { describe, expect, test } from "vitest";
import { createStream, type Stream } from "../src/kernel/index.js";
import type { MoveLaw } from "../src/model/index.js";
import { always, jumpingPrice, JUMPS, lookedAtEnds, outcomeOf, ratesOf, type Case } from "./managed.js";

/*
 * The reference on mathematics, end of section 4: two directions that only seem to hold, and the very cases. "3x, 30 days, daily
 * checks" is a loop that nobody touches, threshold .83, volatility .6, at no drift over its borrow rate, at which the venue looks once a day.
 */
const [DAY, DAYS, VOLATILITY, THRESHOLD] = [1 / 365, 30, 0.6, 0.83];
const [MEAN, DEVIATION] = [(-(VOLATILITY ** 2) / 2) * DAY, VOLATILITY * Math.sqrt(DAY)];
const LEVEL = Math.log(3 * THRESHOLD) - Math.log(2);

type Draw = (stream: Stream) => number;

/** Laws of one day's log move of equal variance, and a draw of each of unit deviation. */
const LAWS: readonly (readonly [string, number, MoveLaw, Draw])[] = [
  [
    "normal",
    0.19,
    { kind: "normal-mixture", stepYears: DAY, parts: [{ weight: 1, mean: MEAN, deviation: DEVIATION }] },
    (stream) => stream.normal(),
  ],
  [
    "t(4)",
    0.176,
    { kind: "student-t", stepYears: DAY, mean: MEAN, deviation: DEVIATION, degreesOfFreedom: 4 },
    // Bailey 1994, over the deviation of t(4), the root of 2.
    (stream) => Math.sqrt(2 * (1 / Math.sqrt(stream.uniform()) - 1)) * Math.cos(2 * Math.PI * stream.uniform()),
  ],
];

const untouched = (law: MoveLaw): Case => ({ moves: always(law), leverage: 3, years: [DAYS * DAY] });

interface Odds {
  readonly atEnds: number;
  readonly bridged: number;
}

/** P(met) where the venue looks once a day, and where each day's path is bridged by its whole deviation. */
function simulated(draw: Draw, paths: number): Odds {
  let [atEnds, bridged] = [0, 0];
  for (let path = 0; path < paths; path++) {
    const stream = createStream(19, path);
    let [above, survived] = [LEVEL, 1];
    for (let day = 0; day < DAYS && above > 0; day++) {
      const before = above;
      above += MEAN + DEVIATION * draw(stream);
      survived *= above <= 0 ? 0 : -Math.expm1((-2 * before * above) / DEVIATION ** 2);
    }
    atEnds += above <= 0 ? 1 : 0;
    bridged += 1 - survived;
  }
  return { atEnds: atEnds / paths, bridged: bridged / paths };
}

const PATHS = 60_000;
const errorOf = (odds: number): number => Math.sqrt((odds * (1 - odds)) / PATHS);

describe("mathematics, section 4: fatter tails at equal variance lower the odds of 3x over 30 days", () => {
  test.each(LAWS)(
    "%s, looked at daily: %f, and within 4 standard errors of simulation, with the bridge too",
    (...row) => {
      const [, stated, law, draw] = row;
      const given = untouched(law);
      const [ends, bridged] = [lookedAtEnds(given).liquidation, outcomeOf(given).horizons[0].liquidation];
      const paths = simulated(draw, PATHS);
      expect(Math.abs(ends - paths.atEnds)).toBeLessThan(4 * errorOf(ends));
      expect(Math.abs(bridged - paths.bridged)).toBeLessThan(4 * errorOf(bridged));
      // The reference's own simulation: three figures.
      expect(Math.abs(ends - stated)).toBeLessThan(0.001);
    },
  );

  test("by .015 either way of looking", () => {
    const [normal, fat] = LAWS.map(([, , law]) => untouched(law));
    expect(lookedAtEnds(normal).liquidation - lookedAtEnds(fat).liquidation).toBeGreaterThan(0.014);
    const [thin, thick] = [normal, fat].map((given) => outcomeOf(given).horizons[0].liquidation);
    expect(thin - thick).toBeGreaterThan(0.014);
  });
});

const [BORROW, COST, HOUR, HOURS] = [0.05, 0.0005, 1 / 8760, 8760];
/** The band of 4x at 5 basis points: half-width (1.5 c L^2 (L - 1)^2)^(1/3). */
const HALF = Math.cbrt(1.5 * COST * 4 ** 2 * 3 ** 2);
const [LOW, HIGH] = [4 - HALF, 4 + HALF];

/** Log move of one hour, with a jump if there is one; two in one hour are 1e-7 of all. */
function hourOf(stream: Stream): number {
  const jumps = stream.uniform() < -Math.expm1(-JUMPS.rate * HOUR);
  const ordinary = (0.2 - VOLATILITY ** 2 / 2) * HOUR + VOLATILITY * Math.sqrt(HOUR) * stream.normal();
  return ordinary + (jumps ? JUMPS.mean + JUMPS.deviation * stream.normal() : 0);
}

/** True where 4x is closed within a year of hourly looks, traded to the band's edge at each 24th; in money. */
function isClosed(stream: Stream, watched: boolean): boolean {
  let [collateral, debt] = [4, 3];
  for (let hour = 1; hour <= HOURS; hour++) {
    collateral *= Math.exp(hourOf(stream));
    debt *= Math.exp(BORROW * HOUR);
    if (collateral * THRESHOLD < debt) return true;
    if (!watched || hour % 24 !== 0) continue;
    const leverage = collateral / (collateral - debt);
    if (leverage >= LOW && leverage <= HIGH) continue;
    const edge = leverage < LOW ? LOW : HIGH;
    const move = edge * (collateral - debt) - collateral;
    const bought = move / (1 + Math.sign(move) * COST * edge);
    [collateral, debt] = [collateral + bought, debt + bought + COST * Math.abs(bought)];
  }
  return false;
}

test("mathematics, section 4: 4x with jumps is closed more often checked daily, .985, than untouched, .932", () => {
  const paths = 1000;
  const share = (watched: boolean): number => {
    let closed = 0;
    for (let path = 0; path < paths; path++) closed += isClosed(createStream(23, path), watched) ? 1 : 0;
    return closed / paths;
  };
  const error = (odds: number): number => Math.sqrt((odds * (1 - odds)) / paths);
  const [watched, left] = [share(true), share(false)];
  expect(Math.abs(left - 0.932)).toBeLessThan(4 * error(0.932));
  const rates = ratesOf({ borrowRateAnnual: BORROW });
  const given: Case = { rates, moves: jumpingPrice(HOUR), leverage: 4, checks: 365, years: [1], costRate: COST };
  const { liquidation } = lookedAtEnds({ ...given, band: [LOW, HIGH] });
  expect(Math.abs(watched - liquidation)).toBeLessThan(4 * error(liquidation));
  expect(Math.abs(liquidation - 0.985)).toBeLessThan(0.001);
  // The engine in its own daily steps says the same of the order.
  const daily: Case = { ...given, moves: jumpingPrice(DAY) };
  const [untouchedOdds, managedOdds] = [daily, { ...daily, band: [LOW, HIGH] as const }].map(
    (one) => outcomeOf(one).horizons[0].liquidation,
  );
  expect(managedOdds - untouchedOdds).toBeGreaterThan(0.05);
});
