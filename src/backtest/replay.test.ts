import { describe, expect, test } from "vitest";
import { lendingMarket } from "../../tests/markets.js";
import { DAY_MS, HOUR_MS, YEAR_MS, type MarketState } from "../model/index.js";
import { pricesFromColumns, type PriceSeries } from "../series/index.js";
import { custom } from "../venues/custom/index.js";
import { replayed, type Replay } from "./index.js";

const perpetual = custom.market({
  kind: "perpetual",
  asset: "ETH",
  quote: "USD",
  asOf: "2026-01-31",
  source: "a test",
  tradingCostRate: 0.01,
  maintenanceRate: 0.05,
  leverageRatioMax: 10,
});

const START = Date.UTC(2024, 0, 1);

/** Hourly bars of [low, high, close]; the first is the one at whose close the position is opened. */
function barsOf(rows: readonly (readonly [low: number, high: number, close: number])[]): PriceSeries {
  const close = rows.map((row) => row[2]);
  return pricesFromColumns(
    {
      time: rows.map((_, i) => START + i * HOUR_MS),
      open: close.map((price, i) => Math.min(rows[i]![1], Math.max(rows[i]![0], close[i - 1] ?? price))),
      high: rows.map((row) => row[1]),
      low: rows.map((row) => row[0]),
      close,
    },
    { barTime: "close" },
  );
}

const free: MarketState = {
  borrowRateAnnual: 0,
  assetBorrowRateAnnual: null,
  lendRateAnnual: 0,
  yieldAnnual: 0,
  fundingRateAnnual: 0,
  tradingCostRate: null,
};

const base = (series: PriceSeries, more: Partial<Replay> = {}): Replay => ({
  market: perpetual,
  series,
  next: 1,
  equity: 100,
  leverageRatio: 2,
  band: null,
  stateAt: () => free,
  accrualMs: HOUR_MS,
  floors: [0.5],
  horizonsMs: [3 * HOUR_MS],
  ...more,
});

describe("left alone, by hand", () => {
  // 2 units at 100 with 100 of equity: closed where 200 q = 100 + 2 (p - 100) = .05 x 2 p, p = 100 / 1.9 = 52.63.
  const path = (low: number): PriceSeries =>
    barsOf([
      [100, 100, 100],
      [90, 120, 110],
      [low, 110, 80],
      [70, 85, 75],
      [60, 90, 90],
    ]);

  test("the low of an hour above the level lets it be, one below closes it in that hour", () => {
    expect(replayed(base(path(52.7)))).toMatchObject({ liquidatedMs: null, wealth: [0.5], cost: 0 });
    expect(replayed(base(path(52.6))).liquidatedMs).toBe(START + 2 * HOUR_MS);
    expect(replayed(base(path(52.6))).belowMs).toEqual([START + 2 * HOUR_MS]);
  });

  test("wealth at a horizon is that of the last close within it; a floor is met by lows, not by closes", () => {
    const { wealth, belowMs } = replayed(
      base(path(76), { horizonsMs: [HOUR_MS, 2 * HOUR_MS], floors: [0.5, 0.8, 0.4] }),
    );
    expect(wealth).toEqual([1.2, 0.6]);
    expect(belowMs).toEqual([null, START + HOUR_MS, null]);
  });

  test("a horizon that the bars do not pass has no wealth", () => {
    expect(replayed(base(path(76), { horizonsMs: [DAY_MS] }))).toMatchObject({ liquidatedMs: null, wealth: [null] });
  });

  test("what the venue leaves is the wealth at every later horizon", () => {
    const { wealth } = replayed(base(path(52.6), { horizonsMs: [HOUR_MS, 3 * HOUR_MS, 30 * DAY_MS] }));
    expect(wealth).toEqual([1.2, 0, 0]);
  });

  test("a short is closed by the high", () => {
    // -1 unit at 100 with 100: 100 - (p - 100) = .05 p, p = 200 / 1.05 = 190.48.
    const rise = (high: number): PriceSeries =>
      barsOf([
        [100, 100, 100],
        [100, high, 120],
        [110, 120, 110],
      ]);
    expect(replayed(base(rise(190), { leverageRatio: -1 })).liquidatedMs).toBeNull();
    expect(replayed(base(rise(191), { leverageRatio: -1 })).liquidatedMs).toBe(START + HOUR_MS);
  });
});

describe("interest and funding", () => {
  test("a loan's interest raises the level: what was safe for an hour is not after a year of it", () => {
    // 3 units, 200 owed, threshold .83: closed at 200 / (3 x .83) = 80.32 now, at e^.05 of it, 84.44, after interest of 5 %.
    const rows = [[100, 100, 100] as const, [100, 100, 100] as const, [82, 100, 100] as const];
    const lender = {
      market: lendingMarket({ liquidationThreshold: 0.83 }),
      leverageRatio: 3,
      horizonsMs: [2 * HOUR_MS],
    };
    const rate = (borrowRateAnnual: number) => ({ stateAt: () => ({ ...free, borrowRateAnnual }) });
    expect(replayed(base(barsOf(rows), { ...lender, ...rate(0) })).liquidatedMs).toBeNull();
    const year = (0.05 * YEAR_MS) / HOUR_MS;
    expect(replayed(base(barsOf(rows), { ...lender, ...rate(year) })).liquidatedMs).toBe(START + 2 * HOUR_MS);
  });

  test("funding is paid on the notional at the close at which it is booked", () => {
    // .1 % of 2 x 110 after the first hour and of 2 x 90 after the second: .4 of 100.
    const series = barsOf([
      [100, 100, 100],
      [100, 110, 110],
      [90, 110, 90],
      [90, 90, 90],
    ]);
    const fundingRateAnnual = (0.001 * YEAR_MS) / HOUR_MS;
    const { wealth } = replayed(
      base(series, { stateAt: () => ({ ...free, fundingRateAnnual }), horizonsMs: [2 * HOUR_MS] }),
    );
    expect(wealth[0]).toBeCloseTo(0.8 - 0.004, 12);
  });

  test("rates are asked for at the time of booking, and no later", () => {
    const asked: number[] = [];
    const series = barsOf(Array.from({ length: 6 }, () => [100, 100, 100] as const));
    const stateAt = (ms: number): MarketState => {
      asked.push(ms);
      return free;
    };
    replayed(base(series, { stateAt, horizonsMs: [4 * HOUR_MS] }));
    expect(asked).toEqual([1, 2, 3, 4].map((hour) => START + hour * HOUR_MS));
  });
});

describe("watched", () => {
  test("outside its band it is traded to the nearest edge at the close, and pays the venue's cost", () => {
    // At 90: 2 units are 180 of 80, 2.25x. Sold down to 2.1x: 180 - d = 2.1 (80 - .01 d), d = 12 / .979 = 12.257.
    const series = barsOf([
      [100, 100, 100],
      [90, 100, 90],
      [90, 95, 95],
      [95, 95, 95],
    ]);
    const { wealth, cost } = replayed(base(series, { band: { low: 1.9, high: 2.1 }, horizonsMs: [2 * HOUR_MS] }));
    const sold = 12 / 0.979;
    expect(cost).toBeCloseTo((0.01 * sold) / 100, 12);
    expect(wealth[0]).toBeCloseTo((80 - 0.01 * sold + ((180 - sold) / 90) * 5) / 100, 12);
  });

  test("it buys on a rise, and a short sells on a fall", () => {
    const move = (to: number): PriceSeries =>
      barsOf([
        [100, 100, 100],
        [Math.min(100, to), Math.max(100, to), to],
        [to, to, to],
        [to, to, to],
      ]);
    // At 110: 220 of 120, 1.833x; bought to 1.9x: 220 + d = 1.9 (120 - .01 d), d = 8 / 1.019.
    expect(replayed(base(move(110), { band: { low: 1.9, high: 2.1 } })).cost).toBeCloseTo(
      (0.01 * (8 / 1.019)) / 100,
      12,
    );
    // Short 2 units, at 90: 180 of 120, -1.5x; sold to -1.9x: 180 + d = 1.9 (120 - .01 d), d = 48 / 1.019.
    const short = { leverageRatio: -2, band: { low: -2.1, high: -1.9 } };
    expect(replayed(base(move(90), short)).cost).toBeCloseTo((0.01 * (48 / 1.019)) / 100, 12);
  });

  test("the venue is first where a low falls through the level in the hour of the trade", () => {
    const series = barsOf([
      [100, 100, 100],
      [50, 100, 90],
      [90, 90, 90],
    ]);
    expect(replayed(base(series, { band: { low: 1.9, high: 2.1 } })).liquidatedMs).toBe(START + HOUR_MS);
  });
});

test.each([
  [
    "closes alone",
    { series: pricesFromColumns({ time: [START, START + HOUR_MS], close: [1, 1] }, { barTime: "close" }) },
    "series",
  ],
  ["no bar before", { next: 0 }, "series"],
  ["no equity", { equity: 0 }, "equity"],
])("%s is refused", (_name, more, field) => {
  const series = barsOf([
    [100, 100, 100],
    [100, 100, 100],
  ]);
  expect(() => replayed(base(series, more))).toThrow(
    expect.objectContaining({ code: "E_OUT_OF_RANGE", field }) as Error,
  );
});
