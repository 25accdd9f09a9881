import { describe, expect, test } from "vitest";
import { readPricesCsv } from "./csv.js";
import type { PriceReadOptions } from "./read-options.js";

const T = 1_502_946_000_000;
const HOUR = 3_600_000;
const line = (hour: number, close = 10 + hour): string => `${T + hour * HOUR},${close}\n`;
const read = (lines: readonly string[], options: PriceReadOptions): ReturnType<typeof readPricesCsv> =>
  readPricesCsv(`ts,close\n${lines.join("")}`, { barTime: "close", ...options });
const codeOf = (code: string, total: number, firstLine: number): unknown =>
  expect.objectContaining({ code, total, field: `line ${firstLine}, ts` });

describe("nothing is mended unless asked", () => {
  test("disorder and duplicates are refused", () => {
    expect(() => read([line(0), line(2), line(1)], {})).toThrow(codeOf("E_OUT_OF_ORDER", 1, 4));
    expect(() => read([line(0), line(0), line(1)], {})).toThrow(codeOf("E_DUPLICATE_TIME", 1, 3));
  });
  test("one request does not grant the other", () => {
    expect(() => read([line(0), line(0), line(1)], { sort: true })).toThrow(codeOf("E_DUPLICATE_TIME", 1, 3));
    expect(() => read([line(0), line(2), line(1)], { dropDuplicates: true })).toThrow(codeOf("E_OUT_OF_ORDER", 1, 4));
  });
});

describe("sorting", () => {
  test("newest first, turned round, every column with its time", () => {
    const series = read([line(3), line(2), line(1), line(0)], { sort: true });
    expect([...series.close]).toEqual([10, 11, 12, 13]);
    expect([...series.closeMs]).toEqual([0, 1, 2, 3].map((hour) => T + hour * HOUR));
    expect(series.mended).toEqual(["sorted by time: 3 lines stood below a later one"]);
  });
  test("bars and volume move with their time", () => {
    const text = `ts,open,high,low,close,volume\n${T + HOUR},2,4,1,3,9\n${T},3,5,2,4,8\n`;
    expect(readPricesCsv(text, { barTime: "close", sort: true })).toMatchObject({
      bars: { open: Float64Array.of(3, 2), high: Float64Array.of(5, 4), low: Float64Array.of(2, 1) },
      volume: Float64Array.of(8, 9),
    });
  });
  test("a file in order says nothing", () => {
    expect(read([line(0), line(1)], { sort: true, dropDuplicates: true }).mended).toEqual([]);
  });
  test("errors still name the lines of the file", () => {
    expect(() => read([line(3), line(1, -1), line(2), line(0)], { sort: true })).toThrow(
      expect.objectContaining({ code: "E_BAD_PRICE", field: "line 3, close", total: 1 }),
    );
    expect(() => read([line(1), `${T + 9 * HOUR},x\n`, line(0)], { sort: true })).toThrow(
      expect.objectContaining({ code: "E_NOT_A_NUMBER", field: "line 3, close", total: 1 }),
    );
  });
});

describe("dropping duplicates", () => {
  test("only lines equal in every column", () => {
    const series = read([line(0), line(0), line(1), line(1), line(1), line(2)], { dropDuplicates: true });
    expect([...series.close]).toEqual([10, 11, 12]);
    expect(series.mended).toEqual(["dropped 3 exact duplicates"]);
    expect(() => read([line(0), line(0), line(0, 11), line(1)], { dropDuplicates: true })).toThrow(
      codeOf("E_DUPLICATE_TIME", 1, 4),
    );
  });
  test("together with sorting, and then lines still keep their numbers", () => {
    const series = read([line(1), line(0), line(1)], { sort: true, dropDuplicates: true });
    expect([...series.close]).toEqual([10, 11]);
    expect(series.mended).toEqual(["sorted by time: 1 line stood below a later one", "dropped 1 exact duplicate"]);
    expect(() =>
      read([line(2), line(1, 11), line(0), line(0), line(1, 12)], { sort: true, dropDuplicates: true }),
    ).toThrow(codeOf("E_DUPLICATE_TIME", 1, 6));
  });
});
