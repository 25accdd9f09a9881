import { expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS, type Estimate } from "../model/index.js";
import type { RateSeries } from "../series/index.js";
import { horizonRate } from "./horizon-rate.js";
import { fitRateProcess } from "./rate-process.js";

const SIMULATIONS = 200;
const LEVEL = 0.1;
const DEVIATION = 0.04;
const AHEAD_DAYS = 90;

interface World {
  /** Speed of return of the slow part, a year. */
  readonly speed: number;
  readonly days: number;
  /** Hours between observations, give or take a fifth. */
  readonly hours: number;
  /** Share of the variance that is gone within hours. */
  readonly share: number;
}

/** A history, and the mean rate over the 90 days after it. */
function simulate(path: number, { speed, days, hours, share }: World): { series: RateSeries; future: number } {
  const stream = createStream(61, path);
  const [slowDeviation, fastDeviation] = [1 - share, share].map((part) => DEVIATION * Math.sqrt(part));
  let [slow, fast] = [slowDeviation * stream.normal(), fastDeviation * stream.normal()];
  const count = Math.round((days * 24) / hours);
  const total = count + Math.round((AHEAD_DAYS * 24) / hours);
  const [timeMs, rateAnnual] = [new Float64Array(count), new Float64Array(count)];
  let now = Date.UTC(2024, 0, 1);
  let sum = 0;
  for (let i = 0; i < total; i++) {
    const stepMs = Math.round(hours * HOUR_MS * (0.8 + 0.4 * stream.uniform()));
    const [slowDecay, fastDecay] = [Math.exp((-speed * stepMs) / YEAR_MS), Math.exp(-stepMs / (4 * HOUR_MS))];
    now += stepMs;
    slow = slowDecay * slow + slowDeviation * Math.sqrt(1 - slowDecay ** 2) * stream.normal();
    fast = fastDecay * fast + fastDeviation * Math.sqrt(1 - fastDecay ** 2) * stream.normal();
    const rate = LEVEL + slow + fast;
    if (i < count) [timeMs[i], rateAnnual[i]] = [now, rate];
    else sum += rate;
  }
  const gaps = { count: 0, missing: 0, largestMs: 0 };
  const series: RateSeries = {
    timeMs,
    rateAnnual,
    kind: "borrow",
    intervalMs: hours * HOUR_MS,
    gaps,
    source: "simulated",
  };
  return { series, future: sum / (total - count) };
}

const holds = ({ value, standardError }: Estimate, truth: number): number =>
  Math.abs(value - truth) <= 1.96 * standardError ? 1 : 0;

/** Share of simulations whose 95 % interval holds the truth, by figure; and the mean speed found over the true one. */
function coverageOf(world: World): Record<"level" | "speed" | "volatility" | "horizon" | "converged" | "bias", number> {
  const counts = { level: 0, speed: 0, volatility: 0, horizon: 0, converged: 0, bias: 0 };
  const volatility = DEVIATION * Math.sqrt(2 * world.speed * (1 - world.share));
  for (let path = 0; path < SIMULATIONS; path++) {
    const { series, future } = simulate(path, world);
    const process = fitRateProcess(series);
    counts.level += holds(process.level, LEVEL) / SIMULATIONS;
    counts.speed += holds(process.reversionAnnual, world.speed) / SIMULATIONS;
    counts.volatility += holds(process.volatility, volatility) / SIMULATIONS;
    counts.horizon += holds(horizonRate(process, { horizonMs: AHEAD_DAYS * DAY_MS }), future) / SIMULATIONS;
    counts.converged += (process.certificate.converged ? 1 : 0) / SIMULATIONS;
    counts.bias += process.reversionAnnual.value / world.speed / SIMULATIONS;
  }
  return counts;
}

const worlds: readonly (World & { readonly low: number })[] = [
  { speed: 5, days: 730, hours: 12, share: 0, low: 0.9 },
  { speed: 20, days: 180, hours: 12, share: 0, low: 0.9 },
  { speed: 20, days: 180, hours: 12, share: 0.3, low: 0.9 },
  { speed: 50, days: 180, hours: 12, share: 0, low: 0.9 },
  { speed: 20, days: 730, hours: 8, share: 0.3, low: 0.9 },
  { speed: 100, days: 365, hours: 8, share: 0.2, low: 0.9 },
  // As short as is taken, under five half-lives: the doc of the result says that it falls below 90 %.
  { speed: 20, days: 63, hours: 12, share: 0, low: 0.85 },
];

test.each(worlds)("speed $speed over $days days at $hours h, hourly share $share: coverage", ({ low, ...world }) => {
  const coverage = coverageOf(world);
  console.log(JSON.stringify({ ...world, ...coverage }));
  for (const figure of ["level", "speed", "volatility", "horizon"] as const) {
    // Counts of 200 add up to 198 / 200 only to rounding.
    expect(coverage[figure], figure).toBeGreaterThanOrEqual(low - 1e-9);
    expect(coverage[figure], figure).toBeLessThanOrEqual(0.99 + 1e-9);
  }
  expect(coverage.converged).toBeGreaterThan(0.97);
  expect(Math.abs(coverage.bias - 1)).toBeLessThan(low < 0.9 ? 0.5 : 0.25);
});
