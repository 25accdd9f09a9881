import { describe, expect, test } from "vitest";
import { readPricesJson } from "./candles.js";
import { readPricesCsv } from "./csv.js";

const T = 1_502_946_000_000;
const HOUR = 3_600_000;
const candles = [0, 1, 2].map((hour) => [T + hour * HOUR, 10.5, 12, 9, 11 + hour / 7, 5]);

describe("candles that are read", () => {
  test("ccxt candles give the same as their CSV", () => {
    const csv = candles.map((candle) => candle.join(",")).join("\n");
    expect(readPricesJson(JSON.stringify(candles), { source: "x" })).toEqual(readPricesCsv(csv, { source: "x" }));
  });
  test("with white space, a byte order mark, and as bytes", () => {
    const plain = readPricesJson(JSON.stringify(candles));
    expect(readPricesJson(`\uFEFF \n${JSON.stringify(candles, null, 2)}\r\n\t`)).toEqual(plain);
    expect(readPricesJson(new TextEncoder().encode(JSON.stringify(candles)))).toEqual(plain);
  });
  test("Binance klines as /api/v3/klines answers, prices in quotes (example of its documentation)", () => {
    const kline = (open: number): unknown[] => [
      ...[open, "0.01634790", "0.80000000", "0.01575800", "0.01577100", "148976.11427815"],
      ...[open + 604_799_999, "2434.19055334", 308, "1756.87402397", "28.46694368", "0"],
    ];
    const series = readPricesJson(JSON.stringify([kline(1_499_040_000_000), kline(1_499_644_800_000)]));
    expect(series).toMatchObject({ close: Float64Array.of(0.015771, 0.015771), intervalMs: 604_800_000 });
    expect(series.closeMs[0]).toBe(1_499_644_800_000);
    expect(series.bars?.high[1]).toBe(0.8);
  });
});

describe("text that is not candles: E_PARSE, exit 65", () => {
  const one = JSON.stringify(candles[0]);
  test.each([
    ["nothing", ""],
    ["white space", "  \n"],
    ["an object", '{"a":1}'],
    ["objects", '[{"ts":1}]'],
    ["an empty array", "[]"],
    ["an empty candle", "[[]]"],
    ["five numbers", `[[${T},10,12,9,11]]`],
    ["seconds", "[[1502946000,10,12,9,11,5]]"],
    ["cut within a number", `[${one},[150294`],
    ["cut after a candle", `[${one}`],
    ["cut after a comma", `[${one},`],
    ["a comma too many", `[${one},]`],
    ["no comma", `[${one}${one}]`],
    ["text after the array", `[${one}] x`],
    ["nested deeper", `[[[${T},10,12,9,11,5]]]`],
    ["an array for a number", `[${one},[[1],10,12,9,11,5]]`],
    ["an escape", `[${one},["\\u0031",10,12,9,11,5]]`],
    ["a string that is not closed", `[${one},["1`],
    ["a CSV file", "ts,close\n1,2\n"],
    ["twelve million brackets", "[".repeat(12_000_000)],
  ])("%s", (_, text) => {
    expect(() => readPricesJson(text)).toThrow(expect.objectContaining({ code: "E_PARSE", exitStatus: 65 }));
  });
});

describe("candles that are refused by row, exit 65", () => {
  const second = (cells: string): string => `[${JSON.stringify(candles[0])},[${cells}],${JSON.stringify(candles[2])}]`;
  test.each([
    ["a null close", `${T + HOUR},10,12,9,null,5`, "E_EMPTY", "close"],
    ["an empty string", `${T + HOUR},10,12,9,"",5`, "E_EMPTY", "close"],
    ["a word", `${T + HOUR},10,12,9,NaN,5`, "E_NOT_A_NUMBER", "close"],
    ["a boolean", `${T + HOUR},10,12,9,true,5`, "E_NOT_A_NUMBER", "close"],
    ["a number beyond a double", `${T + HOUR},10,1e999,9,11,5`, "E_NOT_FINITE", "high"],
    ["five cells", `${T + HOUR},10,12,9,11`, "E_PARSE", "row"],
    ["seventy cells", Array.from({ length: 70 }, () => "1").join(","), "E_PARSE", "row"],
    ["high below low", `${T + HOUR},10,8,9,10,5`, "E_BAD_PRICE", "high"],
    ["the same time", `${T},10,12,9,11,5`, "E_DUPLICATE_TIME", "time"],
    ["seconds", `${T / 1000},10,12,9,11,5`, "E_TIME_UNIT", "time"],
  ] as const)("%s", (_, cells, code, field) => {
    expect(() => readPricesJson(second(cells))).toThrow(
      expect.objectContaining({
        code,
        exitStatus: 65,
        field: `line 2, ${field}`,
        total: 1,
      }),
    );
  });
  test("a bar time that contradicts the layout", () => {
    expect(() => readPricesJson(JSON.stringify(candles), { barTime: "close" })).toThrow(
      expect.objectContaining({ code: "E_CONFIG_CONFLICT", field: "bar-time", exitStatus: 2 }),
    );
  });
  test("one candle is too few", () => {
    expect(() => readPricesJson(JSON.stringify(candles.slice(0, 1)))).toThrow(
      expect.objectContaining({ code: "E_TOO_FEW" }),
    );
  });
  test("a candle beyond 64 kB, and more rows than the limit", () => {
    expect(() => readPricesJson(second(`"${"1".repeat(65_537)}"`))).toThrow(
      expect.objectContaining({ code: "E_TOO_LARGE" }),
    );
    expect(() => readPricesJson(JSON.stringify(candles), { rowsMax: 2 })).toThrow(
      expect.objectContaining({ code: "E_TOO_LARGE" }),
    );
  });
});
