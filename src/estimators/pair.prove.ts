import { expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { DAY_MS, YEAR_MS, type Estimate } from "../model/index.js";
import { pricesFromColumns, type PriceSeries } from "../series/index.js";
import { fitPair, pairVolatility } from "./pair.js";

const SIMULATIONS = 200;
const HORIZON_DAYS = 30;

interface World {
  /** Volatility a year of the walk. */
  readonly walk: number;
  /** Deviation of the swings, and the speed of their return a year. */
  readonly swing: number;
  readonly speed: number;
  readonly days: number;
  readonly closesPerDay: number;
}

/** A ratio that grows 3 % a year, wanders and swings. */
function simulate(path: number, { walk, swing, speed, days, closesPerDay }: World): PriceSeries {
  const stream = createStream(71, path);
  const step = 1 / (365 * closesPerDay);
  const decay = Math.exp(-speed * step);
  let [trend, away] = [0, swing * stream.normal()];
  const [ts, close]: [number[], number[]] = [[], []];
  for (let i = 1; i <= days * closesPerDay; i++) {
    trend += 0.03 * step + walk * Math.sqrt(step) * stream.normal();
    away = decay * away + swing * Math.sqrt(1 - decay * decay) * stream.normal();
    ts.push(Date.UTC(2020, 0, 1) + Math.round(i * step * YEAR_MS));
    close.push(Math.exp(trend + away));
  }
  return pricesFromColumns({ ts, close }, { barTime: "close" });
}

const holds = (estimate: Estimate | null, truth: number): number =>
  estimate !== null && Math.abs(estimate.value - truth) <= 1.96 * estimate.standardError ? 1 / SIMULATIONS : 0;

const worlds: readonly World[] = [
  { walk: 0.03, swing: 0.008, speed: 60, days: 786, closesPerDay: 1 },
  { walk: 0.01, swing: 0.003, speed: 30, days: 786, closesPerDay: 1 },
  { walk: 0, swing: 0.003, speed: 60, days: 786, closesPerDay: 1 },
  { walk: 0.03, swing: 0.003, speed: 100, days: 365, closesPerDay: 1 },
  { walk: 0.02, swing: 0.004, speed: 40, days: 1_500, closesPerDay: 1 },
  { walk: 0.02, swing: 0.004, speed: 40, days: 786, closesPerDay: 24 },
];

test.each(worlds)("walk $walk, swing $swing, speed $speed, $days days of $closesPerDay: coverage", (world) => {
  const { walk, swing, speed } = world;
  const years = HORIZON_DAYS / 365;
  const volatility = Math.sqrt(walk ** 2 + (2 * swing ** 2 * -Math.expm1(-speed * years)) / years);
  const coverage = { walk: 0, swing: 0, speed: 0, drift: 0, volatility: 0 };
  for (let path = 0; path < SIMULATIONS; path++) {
    const pair = fitPair(simulate(path, world));
    coverage.walk += holds(pair.permanentVolatility, walk);
    coverage.swing += holds(pair.transitoryDeviation, swing);
    coverage.speed += holds(pair.reversionAnnual, speed);
    coverage.drift += holds(pair.driftAnnual, 0.03);
    coverage.volatility += holds(pairVolatility(pair, HORIZON_DAYS * DAY_MS), volatility);
  }
  console.log(JSON.stringify({ ...world, coverage }));
  expect(coverage.walk).toBeGreaterThan(0.87);
  expect(coverage.drift).toBeGreaterThan(0.9);
  expect(coverage.volatility).toBeGreaterThan(0.95);
  // The doc of the result says that these intervals are too narrow, the swings' most.
  expect(coverage.speed).toBeGreaterThan(0.82);
  expect(coverage.swing).toBeGreaterThan(0.72);
});
