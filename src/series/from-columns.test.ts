import { describe, expect, test } from "vitest";
import { BadFileError } from "../errors/index.js";
import { pricesFromColumns, usedColumns } from "./from-columns.js";
import { ROWS_MAX } from "./limits.js";

const T = 1_502_946_000_000;
const HOUR = 3_600_000;
const ts = [T, T + HOUR, T + 2 * HOUR];

describe("columns that are read", () => {
  test("by name, copied, closes stamped as told", () => {
    const close = Float64Array.of(1, 2, 3);
    const series = pricesFromColumns({ ts, close, note: ["a", null, {}] }, { barTime: "open" });
    expect(series).toMatchObject({ close: Float64Array.of(1, 2, 3), bars: null, volume: null, intervalMs: HOUR });
    expect([...series.closeMs]).toEqual(ts.map((time) => time + HOUR));
    close[0] = 9;
    expect(series.close[0]).toBe(1);
  });
  test("open_time fixes the bar time", () => {
    expect(pricesFromColumns({ open_time: ts, close: [1, 2, 3] }).closeMs[0]).toBe(T + HOUR);
  });
});

test("the columns that are read of a file's", () => {
  expect(usedColumns(["Symbol", "Date", "Close", "Adj Close"])).toEqual({ time: "Date", all: ["Date", "Close"] });
  expect(() => usedColumns(["Symbol", "Close"])).toThrow(BadFileError);
});

describe("columns that are refused", () => {
  test.each([
    [null, "E_EMPTY"],
    [undefined, "E_EMPTY"],
    [NaN, "E_NOT_FINITE"],
    [Infinity, "E_NOT_FINITE"],
    ["2", "E_NOT_A_NUMBER"],
    [2n ** 60n, "E_NOT_A_NUMBER"],
    [new Date(0), "E_NOT_A_NUMBER"],
    [-2, "E_BAD_PRICE"],
  ])("a close of %s: %s", (cell, code) => {
    expect(() => pricesFromColumns({ ts, close: [1, cell, 3] }, { barTime: "close" })).toThrow(
      expect.objectContaining({ code, field: "line 2, close", total: 1, exitStatus: 65 }),
    );
  });
  test("a time beyond 2^53", () => {
    expect(() => pricesFromColumns({ ts: [0, 2 ** 53], close: [1, 1] }, { barTime: "close", timeUnit: "us" })).toThrow(
      expect.objectContaining({ code: "E_TIME_UNIT", field: "line 2, ts" }),
    );
  });
  test("columns of two lengths", () => {
    expect(() => pricesFromColumns({ ts, close: [1, 2] }, { barTime: "close" })).toThrow(
      expect.objectContaining({ code: "E_CONFIG_CONFLICT", field: "close", exitStatus: 2 }),
    );
  });
  test("no rows, and one", () => {
    expect(() => pricesFromColumns({ ts: [], close: [] }, { barTime: "close" })).toThrow(
      expect.objectContaining({ code: "E_TOO_FEW" }),
    );
    expect(() => pricesFromColumns({ ts: [T], close: [1] }, { barTime: "close" })).toThrow(
      expect.objectContaining({ code: "E_TOO_FEW" }),
    );
  });
  test("one row more than the limit of 20 million, before any is looked at", () => {
    const endless = { length: ROWS_MAX + 1 };
    expect(ROWS_MAX).toBe(20_000_000);
    expect(() => pricesFromColumns({ ts: endless, close: endless }, { barTime: "close" })).toThrow(
      expect.objectContaining({ code: "E_TOO_LARGE", field: "rows", exitStatus: 65 }),
    );
  });
});
