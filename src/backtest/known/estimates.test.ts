import { describe, expect, test } from "vitest";
import { estimatesFromPrices } from "../../estimators/index.js";
import { createStream } from "../../kernel/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS, stated } from "../../model/index.js";
import { pricesFromColumns, type PriceSeries, type RateSeries } from "../../series/index.js";
import type { RatesPast } from "../engine/request.js";
import { seriesUpTo } from "../walk.js";
import { knownEstimates } from "./estimates.js";

const START = Date.UTC(2020, 0, 1);
const STEP_MS = 4 * HOUR_MS;
const BARS = 1.5 * 365 * 6;

/** Four-hourly bars of a random walk, every 500th lacking; from `other` on of another one. */
function series(other = Infinity): PriceSeries {
  const [own, noise] = [createStream(3, 1), createStream(99, 2)];
  const rows = ["time", "open", "high", "low", "close"].map((): number[] => []);
  let log = Math.log(2000);
  for (let i = 0; i < BARS; i++) {
    const stream = i < other ? own : noise;
    const open = log;
    log += (i < other ? 0.012 : 0.05) * stream.normal();
    const [up, down] = [0.004 * stream.uniform(), 0.004 * stream.uniform()];
    if (i % 500 === 499) continue;
    const prices = [open, Math.max(open, log) + up, Math.min(open, log) - down, log].map(Math.exp);
    [START + (i + 1) * STEP_MS, ...prices].forEach((value, column) => rows[column].push(value));
  }
  const [time, open, high, low, close] = rows;
  return pricesFromColumns({ time, open, high, low, close }, { barTime: "close" });
}

/** A borrow rate each 12 hours for a year from the start, 3 % and 5 % in turns; from `other` on 90 %. */
function borrowed(other = Infinity): RateSeries {
  const timeMs = Float64Array.from({ length: 730 }, (_, i) => START + i * (DAY_MS / 2));
  return {
    timeMs,
    rateAnnual: timeMs.map((_, i) => (i >= other ? 0.9 : i % 2 === 0 ? 0.03 : 0.05)),
    kind: "borrow",
    intervalMs: DAY_MS / 2,
    gaps: { count: 0, missing: 0, largestMs: DAY_MS / 2 },
    source: "a record",
  };
}

const none = { recorded: null, statedAnnual: 0 };
const rates: RatesPast = {
  borrow: { recorded: borrowed(), statedAnnual: 0.08 },
  assetBorrow: null,
  lend: { recorded: null, statedAnnual: 0.01 },
  yield: none,
  funding: null,
};
const terms = { refreshMs: DAY_MS, horizonMs: YEAR_MS, drift: "posterior" } as const;
const prices = series();
const asked = { prices, rates, terms, windowMs: STEP_MS };
const known = knownEstimates(asked);

describe("estimates of the past", () => {
  test("begin with a year of prices, and no close earlier", () => {
    expect(prices.closeMs[known.first] - prices.closeMs[0]).toBeGreaterThanOrEqual(YEAR_MS);
    expect(prices.closeMs[known.first - 1] - prices.closeMs[0]).toBeLessThan(YEAR_MS);
    expect(() => known.at(known.first - 1)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE" }));
    expect(known.at(known.first).gap).not.toBeNull();
  });

  test("begin later where a year holds too few windows, and never where the series is too short", () => {
    const day = knownEstimates({ ...asked, windowMs: 2 * DAY_MS });
    expect(day.first).toBe(251 * 12 - 1);
    expect(day.at(day.first).gap).not.toBeNull();
    expect(() =>
      estimatesFromPrices(seriesUpTo(prices, day.first), {
        borrowRateAnnual: stated(0.05),
        horizonMs: YEAR_MS,
        reactionMs: 2 * DAY_MS,
      }),
    ).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }));
    expect(knownEstimates({ ...asked, windowMs: 3 * DAY_MS }).first).toBe(prices.closeMs.length);
  });

  test.each(["posterior", "none"] as const)("are those of the series cut at the close, drift %s", (drift) => {
    const each = knownEstimates({ ...asked, terms: { ...terms, drift } });
    for (const close of [known.first, known.first + 77, prices.closeMs.length - 1]) {
      const { borrowRateAnnual, lendRateAnnual, yieldAnnual } = each.at(close);
      const cut = estimatesFromPrices(seriesUpTo(prices, close + 1), {
        ...{ borrowRateAnnual, lendRateAnnual, yieldAnnual },
        ...{ horizonMs: YEAR_MS, reactionMs: STEP_MS, drift },
      });
      expect(each.at(close)).toEqual(cut);
    }
  });

  test("do not change when all that comes later is noise", () => {
    const close = known.first + 200;
    const until = (prices.closeMs[close] - START) / STEP_MS;
    const record = borrowed(1 + Math.floor((prices.closeMs[close] - START) / (DAY_MS / 2)));
    const noisy = knownEstimates({
      ...asked,
      prices: series(until),
      rates: { ...rates, borrow: { recorded: record, statedAnnual: 0.08 } },
    });
    expect(noisy.at(close)).toEqual(known.at(close));
    expect(noisy.at(close + 100)).not.toEqual(known.at(close + 100));
  });

  test("are made once for each close", () => {
    expect(known.at(known.first)).toBe(known.at(known.first));
  });
});

describe("rates that were known", () => {
  const borrow = (past: RatesPast["borrow"], close = known.first) =>
    knownEstimates({ ...asked, rates: { ...rates, borrow: past } }).at(close).borrowRateAnnual;
  const last = prices.closeMs.length - 1;

  test("are the mean of 30 days, with the spread of their figures", () => {
    const rate = borrow({ recorded: borrowed(), statedAnnual: null });
    expect(rate.value).toBeCloseTo(0.04, 12);
    expect(rate.standardError).toBeCloseTo(0.01, 12);
  });

  test("are stated once the record is older than a day and two of its steps, or kept where nothing is stated", () => {
    expect(borrow({ recorded: borrowed(), statedAnnual: 0.08 }, last)).toEqual(stated(0.08));
    expect(borrow({ recorded: borrowed(), statedAnnual: null }, last).value).toBeCloseTo(0.04, 12);
  });

  test("are refused where they are neither recorded by then nor stated", () => {
    const late = borrowed();
    const recorded = { ...late, timeMs: late.timeMs.map((ms) => ms + 3 * YEAR_MS) };
    expect(() => borrow({ recorded, statedAnnual: null })).toThrow(
      expect.objectContaining({ code: "E_MISSING", field: "rates.borrow" }),
    );
  });
});
