import fc from "fast-check";
import { parquetWriteBuffer, type ColumnSource } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import type { PriceReadOptions, PriceSeries } from "../series/index.js";
import { readPricesParquet } from "./parquet.js";

const T = 1_502_946_000_000;
const HOUR = 3_600_000;
const times = [0, 1, 2].map((hour) => T + hour * HOUR);
const closes: ColumnSource = { name: "close", data: [1.5, 2.5, 3.5], type: "DOUBLE" };

type Schema = Parameters<typeof parquetWriteBuffer>[0]["schema"];

const bytesOf = (columnData: ColumnSource[], schema?: Schema): Uint8Array =>
  new Uint8Array(parquetWriteBuffer({ columnData, ...(schema === undefined ? {} : { schema }) }));
const read = (bytes: Uint8Array, options: PriceReadOptions = {}, bytesMax = 2 ** 30): Promise<PriceSeries> =>
  readPricesParquet(bytes, "prices.parquet", bytesMax, { barTime: "close", ...options });

/** A file whose time column has a Parquet type of its own. */
const withTimeType = (element: Record<string, unknown>, data: ColumnSource["data"]): Uint8Array =>
  bytesOf(
    [
      { name: "ts", data },
      { name: "close", data: [1.5, 2.5, 3.5] },
    ],
    [
      { name: "root", num_children: 2 },
      { name: "ts", repetition_type: "REQUIRED", ...element },
      { name: "close", type: "DOUBLE", repetition_type: "REQUIRED" },
    ] as Schema,
  );

describe("times that are read", () => {
  test.each([
    ["s", times.map((time) => BigInt(time / 1000))],
    ["ms", times.map(BigInt)],
    ["us", times.map((time) => BigInt(time) * 1000n)],
  ])("64-bit integers in %s", async (_, data) => {
    const series = await read(bytesOf([{ name: "ts", data, type: "INT64" }, closes]));
    expect([...series.closeMs]).toEqual(times);
    expect([...series.close]).toEqual([1.5, 2.5, 3.5]);
  });
  test("doubles in ms", async () => {
    expect([...(await read(bytesOf([{ name: "ts", data: times, type: "DOUBLE" }, closes]))).closeMs]).toEqual(times);
  });
  test("the writer's own timestamps, from dates", async () => {
    const data = times.map((time) => new Date(time));
    expect([...(await read(bytesOf([{ name: "ts", data, type: "TIMESTAMP" }, closes]))).closeMs]).toEqual(times);
  });
  test.each([
    ["MILLIS", 1],
    ["MICROS", 1_000],
    ["NANOS", 1_000_000],
  ])("timestamps in UTC, %s", async (unit, scale) => {
    const type = { type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit } };
    const data = times.map((time) => BigInt(time) * BigInt(scale));
    expect([...(await read(withTimeType(type, data))).closeMs]).toEqual(times);
  });
  test("dates, stamped with the day", async () => {
    const bytes = withTimeType({ type: "INT32", converted_type: "DATE" }, [-15_343, -15_342, -15_341]);
    expect((await read(bytes, { barTime: "open" })).closeMs[0]).toBe(Date.UTC(1927, 11, 30) + 86_400_000);
  });
  test("timestamps near 1970, whose unit the type fixes", async () => {
    const data = [0, 1, 2].map((day) => new Date(day * 86_400_000));
    expect([...(await read(bytesOf([{ name: "ts", data, type: "TIMESTAMP" }, closes]))).closeMs]).toEqual([
      0, 86_400_000, 172_800_000,
    ]);
  });
});

test("a valid series survives writing and reading bit for bit, over several row groups", async () => {
  const price = fc.double({ min: 1e-3, max: 1e-2, noNaN: true });
  const bars = fc.array(
    fc.tuple(price, price, price, price, fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })),
    { minLength: 2, maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(bars, fc.integer({ min: 1, max: 20 }), async (rows, rowGroupSize) => {
      const sorted = rows.map(([a, b, c, d, volume]) => ({
        prices: [a, b, c, d].toSorted((x, y) => x - y),
        volume: volume + 0,
      }));
      const column = (name: string, data: number[]): ColumnSource => ({ name, data, type: "DOUBLE" });
      const written = {
        open: sorted.map(({ prices }) => prices[1]),
        high: sorted.map(({ prices }) => prices[3]),
        low: sorted.map(({ prices }) => prices[0]),
        close: sorted.map(({ prices }) => prices[2]),
        volume: sorted.map(({ volume }) => volume),
      };
      const time = rows.map((_, row) => T + row * HOUR);
      const columnData = [
        ...Object.entries(written).map(([name, data]) => column(name, data)),
        { name: "open_time", data: time.map(BigInt), type: "INT64" as const },
        { name: "symbol", data: rows.map(() => "BTC"), type: "STRING" as const },
      ];
      const bytes = new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize }));
      const series = await readPricesParquet(bytes, "x", 2 ** 30, { allowJumps: true });
      const same = (read: Float64Array | undefined | null, expected: readonly number[]): boolean =>
        read?.length === expected.length && expected.every((value, row) => Object.is(read[row], value));
      expect(
        same(
          series.closeMs,
          time.map((at) => at + HOUR),
        ),
      ).toBe(true);
      expect(same(series.close, written.close)).toBe(true);
      expect(same(series.volume, written.volume)).toBe(true);
      for (const name of ["open", "high", "low"] as const) expect(same(series.bars?.[name], written[name])).toBe(true);
    }),
    { numRuns: 60 },
  );
});

describe("files that are refused", () => {
  const ts: ColumnSource = { name: "ts", data: times.map(BigInt), type: "INT64" };
  test.each<[string, ColumnSource[], string, string]>([
    [
      "a missing close",
      [ts, { name: "close", data: [1, null, 3], type: "DOUBLE", nullable: true }],
      "E_EMPTY",
      "line 2, close",
    ],
    ["a close of NaN", [ts, { name: "close", data: [1, NaN, 3], type: "DOUBLE" }], "E_NOT_FINITE", "line 2, close"],
    [
      "closes as text",
      [ts, { name: "close", data: ["1", "2", "3"], type: "STRING" }],
      "E_NOT_A_NUMBER",
      "line 1, close",
    ],
    ["a price of zero", [ts, { name: "close", data: [1, 2, 0], type: "DOUBLE" }], "E_BAD_PRICE", "line 3, close"],
    [
      "times that a double does not hold",
      [{ name: "ts", data: times.map((time) => BigInt(time) * 1_000_000n), type: "INT64" }, closes],
      "E_NOT_A_NUMBER",
      "line 1, ts",
    ],
    ["times as text", [{ name: "ts", data: ["a", "b", "c"], type: "STRING" }, closes], "E_NOT_A_NUMBER", "line 1, ts"],
    ["no time", [closes], "E_CSV_HEADER", "line 1, header"],
    [
      "a high without a low",
      [ts, closes, { name: "high", data: [4, 4, 4], type: "DOUBLE" }],
      "E_CSV_HEADER",
      "line 1, header",
    ],
    ["times out of order", [{ ...ts, data: times.map(BigInt).toReversed() }, closes], "E_OUT_OF_ORDER", "line 2, ts"],
  ])("%s, exit 65", async (_, columns, code, field) => {
    await expect(read(bytesOf(columns))).rejects.toMatchObject({ code, field, exitStatus: 65 });
  });
  test("timestamps without a zone", async () => {
    const type = { type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MILLIS" } };
    await expect(read(withTimeType(type, times.map(BigInt)))).rejects.toMatchObject({
      code: "E_TIME_UNIT",
      exitStatus: 65,
    });
  });
  test("a time unit given for timestamps, exit 2", async () => {
    const data = times.map((time) => new Date(time));
    await expect(
      read(bytesOf([{ name: "ts", data, type: "TIMESTAMP" }, closes]), { timeUnit: "us" }),
    ).rejects.toMatchObject({
      code: "E_CONFIG_CONFLICT",
      field: "time-unit",
      exitStatus: 2,
    });
  });
  test("no bar time, exit 2", async () => {
    await expect(readPricesParquet(bytesOf([ts, closes]), "x", 2 ** 30, {})).rejects.toMatchObject({
      code: "E_MISSING",
      exitStatus: 2,
    });
  });
  test("more bytes unpacked than the limit", async () => {
    await expect(read(bytesOf([ts, closes]), {}, 10)).rejects.toMatchObject({ code: "E_TOO_LARGE", exitStatus: 65 });
  });
  test("a file cut anywhere", async () => {
    const bytes = bytesOf([ts, closes]);
    for (let length = 0; length < bytes.length; length++) {
      await expect(read(bytes.slice(0, length))).rejects.toMatchObject({ code: "E_PARSE", exitStatus: 65 });
    }
  });
  test("a byte of the footer changed: refused with exit 65, or the same prices, never fewer or zeros", async () => {
    // Page headers are left out: hyparquet 1.31.5 does not come to an end on some that are corrupt.
    const bytes = bytesOf([ts, closes]);
    const plain = await read(bytes);
    const footer = bytes.length - 8 - new DataView(bytes.buffer).getUint32(bytes.length - 8, true);
    const outcomes = { refused: 0, same: 0 };
    for (let at = footer; at < bytes.length; at++) {
      const changed = bytes.map((byte, place) => (place === at ? byte ^ 0xff : byte));
      const outcome: unknown = await read(changed).catch((error: unknown) => error);
      if (outcome instanceof Error) {
        expect(outcome).toMatchObject({ exitStatus: 65 });
        expect(outcome).not.toMatchObject({ got: "0" });
      } else expect(outcome).toEqual(plain);
      outcomes[outcome instanceof Error ? "refused" : "same"]++;
    }
    expect(outcomes.refused).toBeGreaterThan(50);
    expect(outcomes.same).toBeGreaterThan(10);
  });
});
