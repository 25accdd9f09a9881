import { existsSync } from "node:fs";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS, type Estimate } from "../model/index.js";
import { readRatesCsv, type PriceSeries, type RateSeries } from "../series/index.js";
import { horizonRate } from "./horizon-rate.js";
import { fitRateProcess, type RateProcess } from "./rate-process.js";

const START_MS = Date.UTC(2024, 0, 1);
const data = new URL("../../../shared/data/", import.meta.url);
const present = existsSync(data);

const seriesOf = (hours: readonly number[], rates: readonly number[]): RateSeries => ({
  timeMs: Float64Array.from(hours, (hour) => START_MS + hour * HOUR_MS),
  rateAnnual: Float64Array.from(rates),
  kind: "borrow",
  intervalMs: 12 * HOUR_MS,
  gaps: { count: 0, missing: 0, largestMs: 0 },
  source: "test",
});

interface World {
  readonly speed: number;
  readonly deviation: number;
  readonly level: number;
  readonly count: number;
}

/** An Ornstein-Uhlenbeck path at steps of 10 to 14 hours. */
const path = (number: number, { speed, deviation, level, count }: World): { hours: number[]; rates: number[] } => {
  const stream = createStream(21, number);
  const [hours, rates]: [number[], number[]] = [[], []];
  let [hour, from] = [0, deviation * stream.normal()];
  for (let i = 0; i < count; i++) {
    const step = 10 + 4 * stream.uniform();
    const decay = Math.exp((-speed * step * HOUR_MS) / YEAR_MS);
    from = decay * from + deviation * Math.sqrt(1 - decay * decay) * stream.normal();
    hour += step;
    hours.push(hour);
    rates.push(level + from);
  }
  return { hours, rates };
};

const world: World = { speed: 20, deviation: 0.04, level: 0.1, count: 1_460 };
const plain = path(1, world);
const fitted = fitRateProcess(seriesOf(plain.hours, plain.rates));
const within = ({ value, standardError }: Estimate, truth: number, errors = 3): void => {
  expect(Math.abs(value - truth)).toBeLessThan(errors * standardError);
};

describe("a process that is simulated", () => {
  test("two years at irregular steps: level .1, speed 20, diffusion .04 sqrt(40), within three errors", () => {
    within(fitted.level, 0.1);
    within(fitted.reversionAnnual, 20);
    within(fitted.volatility, 0.04 * Math.sqrt(40));
    expect(fitted.volatility.standardError / fitted.volatility.value).toBeLessThan(0.1);
    expect(fitted.reversionAnnual.standardError / fitted.reversionAnnual.value).toBeLessThan(0.5);
    expect(fitted.certificate).toMatchObject({ converged: true, edge: null });
    expect(fitted.halfLifeMs.value).toBeCloseTo((YEAR_MS * Math.LN2) / fitted.reversionAnnual.value, 3);
  });
  test("the level's error counts autocorrelation: several times that of independent observations", () => {
    const independent = 0.04 / Math.sqrt(world.count);
    expect(fitted.level.standardError).toBeGreaterThan(4 * independent);
    expect(fitted.level.standardError).toBeLessThan(20 * independent);
  });
  test("spikes move the level that is paid, and neither the speed nor the diffusion by much", () => {
    const spiked = plain.rates.map((rate, i) => (i % 200 === 100 ? rate + 3 : rate));
    const process = fitRateProcess(seriesOf(plain.hours, spiked));
    expect(process.level.value - fitted.level.value).toBeCloseTo((3 * 7) / 1_460, 3);
    expect(process.reversionAnnual.value / fitted.reversionAnnual.value).toBeCloseTo(1, 0);
    expect(process.volatility.value / fitted.volatility.value).toBeCloseTo(1, 0);
    const { above, below } = process.spikes;
    expect([above.count, below.count]).toEqual([7, 0]);
    expect(above.meanSize?.value).toBeCloseTo(3, 1);
    expect(above.meanDurationMs?.value).toBe(12 * HOUR_MS);
    expect(above.intensityAnnual.value).toBeCloseTo(7 / process.spanYears, 9);
    expect([below.meanSize, below.meanDurationMs]).toEqual([null, null]);
  });
  test("jumps of single hours are told from what lasts: without them the speed is the same", () => {
    const stream = createStream(22, 0);
    const jumpy = plain.rates.map((rate) => rate + 0.03 * stream.normal());
    const process = fitRateProcess(seriesOf(plain.hours, jumpy));
    within(process.reversionAnnual, 20);
    expect(Math.sqrt(process.hourlyVariance)).toBeCloseTo(0.03, 2);
  });
  test("a hole of half a year needs no rule", () => {
    const hours = plain.hours.map((hour, i) => (i < 700 ? hour : hour + 4_380));
    within(fitRateProcess(seriesOf(hours, plain.rates)).reversionAnnual, 20);
  });
  test("half-life of years against half a year of data: no return is seen, and the error says so", () => {
    const { hours, rates } = path(3, { ...world, speed: 0.2, count: 360 });
    const { reversionAnnual, level } = fitRateProcess(seriesOf(hours, rates));
    within(reversionAnnual, 0.2, 2);
    expect(level.standardError).toBeGreaterThan(0.01);
  });
});

describe("correlation with returns", () => {
  /** Prices every 12 hours whose moves have a share of the rate's own shocks. */
  const prices = (share: number): PriceSeries => {
    const stream = createStream(23, 0);
    const decay = Math.exp((-20 * 12 * HOUR_MS) / YEAR_MS);
    const logs = [0];
    for (let i = 1; i < plain.rates.length; i++) {
      const shock = (plain.rates[i] - 0.1 - decay * (plain.rates[i - 1] - 0.1)) / (0.04 * Math.sqrt(1 - decay * decay));
      logs.push(logs[i - 1] + 0.01 * (share * shock + Math.sqrt(1 - share * share) * stream.normal()));
    }
    const closeMs = Float64Array.from(plain.hours, (hour) => START_MS + hour * HOUR_MS);
    const none = { bars: null, volume: null, mended: [] };
    const gaps = { count: 0, missing: 0, largestMs: 0 };
    return { closeMs, close: Float64Array.from(logs, Math.exp), ...none, intervalMs: 12 * HOUR_MS, gaps, source: "p" };
  };
  const fit = (returns: PriceSeries): RateProcess => fitRateProcess(seriesOf(plain.hours, plain.rates), { returns });
  test.each([0, 0.5, -0.8])("simulated shocks shared %f, within three errors", (share) => {
    const correlation = fit(prices(share)).returnCorrelation;
    within(correlation!, share);
    expect(correlation!.standardError).toBeLessThan(0.06);
  });
  test("without prices there is none; prices of another year are refused", () => {
    expect(fitted.returnCorrelation).toBeNull();
    const series = prices(0);
    const late = { ...series, closeMs: series.closeMs.map((time) => time + 3 * YEAR_MS) };
    expect(() => fit(late)).toThrow(expect.objectContaining({ code: "E_TOO_FEW", field: "returns" }));
  });
});

describe("what is refused", () => {
  const days = (count: number, step = 1): number[] => Array.from({ length: count }, (_, i) => 24 * step * i);
  const some = (count: number): number[] => days(count).map((_, i) => 0.05 + 0.01 * Math.sin(i));
  test.each([
    ["59 observations", seriesOf(days(59, 2), some(59)), "E_TOO_FEW", "series"],
    ["59 days", seriesOf(days(119, 0.5), some(119)), "E_TOO_FEW", "series"],
    ["a rate that does not move", seriesOf(days(100), Array<number>(100).fill(0.05)), "E_OUT_OF_RANGE", "series"],
    ["NaN", seriesOf(days(100), some(100).with(7, NaN)), "E_OUT_OF_RANGE", "series.rateAnnual[7]"],
    ["times that fall", seriesOf(days(100).with(7, 0), some(100)), "E_OUT_OF_RANGE", "series.timeMs[7]"],
  ])("%s", (_, series, code, field) => {
    expect(() => fitRateProcess(series)).toThrow(expect.objectContaining({ code, field }));
  });
});

describe("the market data for development, where it is present", () => {
  const read = (name: string, options: Parameters<typeof readRatesCsv>[1]): RateSeries =>
    readRatesCsv(gunzipSync(readFileSync(new URL(`${name}.csv.gz`, data))), { ...options, source: name });
  test.skipIf(!present)("five years of Binance BTC funding: level 14 %, half-life of days, both sides spike", () => {
    const unit = { rateColumn: "funding_rate", kind: "funding", unit: "fraction-per-interval" } as const;
    const process = fitRateProcess(read("funding-btcusdt-binance-8h", unit));
    // The mean of the file's column times 1,095, by pandas: 0.1435.
    expect(process.level.value).toBeCloseTo(0.1435, 4);
    expect(process.level.standardError).toBeGreaterThan(0.02);
    expect(process.halfLifeMs.value / DAY_MS).toBeGreaterThan(3);
    expect(process.halfLifeMs.value / DAY_MS).toBeLessThan(14);
    expect(process.spikes.below.count).toBeGreaterThan(3);
    expect(process.certificate.converged).toBe(true);
    const year = horizonRate(process, { currentRateAnnual: -0.3, horizonMs: YEAR_MS });
    expect(year.value).toBeGreaterThan(0.1);
  });
  test.skipIf(!present)("half a year of an Aave borrow rate at 10 to 13 hours: level 9.5 %, spikes above only", () => {
    const rateColumn = "usdc_borrow_apr_pct";
    const unit = { rateColumn, kind: "borrow", unit: "percent-annual", compounding: "apr" } as const;
    const process = fitRateProcess(read("rates-aave-v3-ethereum-12h", unit));
    expect(process.level.value).toBeCloseTo(0.095, 2);
    expect([process.spikes.above.count > 3, process.spikes.below.count]).toEqual([true, 0]);
    expect(process.certificate.converged).toBe(true);
  });
});
