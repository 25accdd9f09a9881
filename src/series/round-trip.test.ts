import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPricesJson } from "./candles.js";
import { readPricesCsv } from "./csv.js";
import { pricesFromColumns } from "./from-columns.js";
import type { PriceSeries } from "./price-series.js";

/** A valid bar; prices and volumes of every size and precision that a double has. */
interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Rows a whole number of seconds apart, most of them one interval, from 1900 to 2190. */
interface Table {
  readonly timesS: readonly number[];
  readonly bars: readonly Bar[];
}

const bar = fc
  .record({
    prices: fc.array(fc.double({ min: 1e-3, max: 1e-2, noNaN: true }), { minLength: 4, maxLength: 4 }),
    volume: fc.double({ min: 0, max: 1e300, noNaN: true }),
  })
  .map(({ prices, volume }): Bar => {
    const [low, open, close, high] = prices.toSorted((a, b) => a - b);
    return { open, high, low, close, volume: volume + 0 };
  });

const table = fc
  .record({
    startS: fc.integer({ min: 400_000_000, max: 4_000_000_000 }),
    intervalS: fc.constantFrom(1, 60, 3_600, 86_400, 604_800),
    skips: fc.array(fc.constantFrom(1, 1, 1, 2, 5), { minLength: 1, maxLength: 40 }),
    scale: fc.constantFrom(1e-8, 1, 1e7, 1e290),
  })
  .chain(({ startS, intervalS, skips, scale }) => {
    const timesS = [startS];
    for (const skip of skips) timesS.push(timesS[timesS.length - 1] + skip * intervalS);
    const scaled = bar.map((one) => ({
      ...one,
      open: one.open * scale,
      high: one.high * scale,
      low: one.low * scale,
      close: one.close * scale,
    }));
    return fc.record({
      timesS: fc.constant(timesS),
      bars: fc.array(scaled, { minLength: timesS.length, maxLength: timesS.length }),
    });
  });

const unitsPerSecond = { s: 1, ms: 1e3, us: 1e6 } as const;

/** Each way of writing a time. */
const timeForms: Readonly<Record<string, (timeS: number) => string>> = {
  s: (time) => String(time),
  ms: (time) => String(time * 1e3),
  us: (time) => String(time * 1e6),
  iso: (time) => new Date(time * 1e3).toISOString(),
  "iso without fraction": (time) => new Date(time * 1e3).toISOString().replace(".000", ""),
  "iso with offset": (time) => `${new Date(time * 1e3 + 7_200_000).toISOString().slice(0, 19).replace("T", " ")}+02:00`,
};

const cells = ({ open, high, low, close, volume }: Bar): number[] => [open, high, low, close, volume];

/** Asserts that a series holds the table, bit for bit, its times at the close. */
function expectSame(series: PriceSeries, { timesS, bars }: Table, columns: "bars" | "closes", shift: 0 | 1): void {
  const same = (read: Float64Array | undefined | null, written: readonly number[]): void => {
    expect(read?.length).toBe(written.length);
    written.forEach((value, row) => expect(Object.is(read?.[row], value)).toBe(true));
  };
  same(
    series.closeMs,
    timesS.map((time) => time * 1000 + shift * series.intervalMs),
  );
  same(
    series.close,
    bars.map((one) => one.close),
  );
  expect(series.mended).toEqual([]);
  if (columns === "closes") return;
  for (const name of ["open", "high", "low"] as const)
    same(
      series.bars?.[name],
      bars.map((one) => one[name]),
    );
  same(
    series.volume,
    bars.map((one) => one.volume),
  );
}

const RUNS = { numRuns: 150 };

describe("a valid series survives writing and reading bit for bit", () => {
  test.each(Object.entries(timeForms))("CSV with all columns, times in %s", (_, write) => {
    fc.assert(
      fc.property(table, fc.constantFrom("\n", "\r\n"), (given, lineEnd) => {
        const lines = given.bars.map((one, row) => [write(given.timesS[row]), ...cells(one)].join(","));
        const text = ["ts,open,high,low,close,volume", ...lines].join(lineEnd);
        expectSame(readPricesCsv(text, { barTime: "close", allowJumps: true }), given, "bars", 0);
      }),
      RUNS,
    );
  });
  test.each(Object.entries(timeForms))("CSV with closes alone, times in %s", (_, write) => {
    fc.assert(
      fc.property(table, (given) => {
        const lines = given.bars.map((one, row) => `${write(given.timesS[row])},${one.close}\n`);
        expectSame(
          readPricesCsv(`date,close\n${lines.join("")}`, { barTime: "open", allowJumps: true }),
          given,
          "closes",
          1,
        );
      }),
      RUNS,
    );
  });
  test("ccxt candles, as CSV and as JSON", () => {
    fc.assert(
      fc.property(table, (given) => {
        const candles = given.bars.map((one, row) => [given.timesS[row] * 1000, ...cells(one)]);
        expectSame(readPricesCsv(candles.join("\n"), { allowJumps: true }), given, "bars", 1);
        expectSame(readPricesJson(JSON.stringify(candles), { allowJumps: true }), given, "bars", 1);
      }),
      RUNS,
    );
  });
  test.each(["ms", "us"] as const)("Binance klines in %s, as CSV and as JSON with quotes", (unit) => {
    fc.assert(
      fc.property(table, (given) => {
        const klines = given.bars.map((one, row) => {
          const open = given.timesS[row] * unitsPerSecond[unit];
          return [open, ...cells(one).map(String), open + unitsPerSecond[unit] - 1, "1.5", 3, "1.5", "1.5", "0"];
        });
        expectSame(readPricesCsv(klines.join("\n"), { allowJumps: true }), given, "bars", 1);
        expectSame(readPricesJson(JSON.stringify(klines), { allowJumps: true }), given, "bars", 1);
      }),
      RUNS,
    );
  });
  test.each(["s", "ms", "us"] as const)("columns in %s", (unit) => {
    fc.assert(
      fc.property(table, ({ timesS, bars }) => {
        const time = timesS.map((timeS) => timeS * unitsPerSecond[unit]);
        const column = (name: keyof Bar): number[] => bars.map((one) => one[name]);
        const columns = {
          time,
          open: column("open"),
          high: column("high"),
          low: column("low"),
          close: column("close"),
        };
        const series = pricesFromColumns(
          { ...columns, volume: column("volume") },
          { barTime: "close", allowJumps: true },
        );
        expectSame(series, { timesS, bars }, "bars", 0);
      }),
      RUNS,
    );
  });
});

const text = ({ timesS, bars }: Table, order: readonly number[]): string =>
  `ts,close\n${order.map((row) => `${timesS[row]},${bars[row].close}\n`).join("")}`;

describe("disorder", () => {
  const withSwap = table.chain((given) =>
    fc.tuple(fc.constant(given), fc.uniqueArray(fc.nat(given.timesS.length - 1), { minLength: 2, maxLength: 2 })),
  );

  test("two lines swapped are refused, and give the same series when sorting is asked for", () => {
    fc.assert(
      fc.property(withSwap, ([given, [first, second]]) => {
        const order = given.timesS.map((_, row) => row);
        const swapped = order.map((row) => (row === first ? second : row === second ? first : row));
        const options = { barTime: "close", allowJumps: true } as const;
        expect(() => readPricesCsv(text(given, swapped), options)).toThrow(
          expect.objectContaining({ code: "E_OUT_OF_ORDER" }),
        );
        const { mended, ...sorted } = readPricesCsv(text(given, swapped), { ...options, sort: true });
        expect(sorted).toEqual(
          expect.objectContaining({ closeMs: readPricesCsv(text(given, order), options).closeMs }),
        );
        expect([...sorted.close]).toEqual(given.bars.map((one) => one.close));
        expect(mended).toHaveLength(1);
      }),
      RUNS,
    );
  });
  test("a line written twice is refused, and dropped when asked for", () => {
    fc.assert(
      fc.property(withSwap, ([given, [twice]]) => {
        const order = given.timesS.flatMap((_, row) => (row === twice ? [row, row] : [row]));
        const options = { barTime: "close", allowJumps: true } as const;
        expect(() => readPricesCsv(text(given, order), options)).toThrow(
          expect.objectContaining({ code: "E_DUPLICATE_TIME", total: 1, field: `line ${twice + 3}, ts` }),
        );
        const { mended, ...series } = readPricesCsv(text(given, order), { ...options, dropDuplicates: true });
        expect(mended).toEqual(["dropped 1 exact duplicate"]);
        expectSame({ ...series, mended: [] }, given, "closes", 0);
      }),
      RUNS,
    );
  });
});
