import { describe, expect, test } from "vitest";
import { BadFileError, SteelyardError, type LineCode } from "../errors/index.js";
import { readPricesCsv } from "./csv.js";
import type { PriceReadOptions } from "./read-options.js";

const HEADER = "ts,open,high,low,close,volume";
const T = 1_502_946_000_000;
const HOUR = 3_600_000;

/** Line of the bar `hour` hours after the start; parts of it replaced. */
function bar(
  hour: number,
  change: Partial<Record<"ts" | "open" | "high" | "low" | "close" | "volume", string>> = {},
): string {
  const line = { ts: String(T + hour * HOUR), open: "10", high: "12", low: "9", close: "11", volume: "5", ...change };
  return Object.values(line).join(",");
}

const file = (...lines: string[]): string => `${lines.join("\n")}\n`;
const bars = (...lines: string[]): string => file(HEADER, bar(0), ...lines);
const closes = (...lines: string[]): string => file("ts,close", ...lines);

/** What reading the text throws. */
function errorOf(text: string | Uint8Array, options: PriceReadOptions = {}): SteelyardError {
  try {
    readPricesCsv(text, { barTime: "open", ...options });
  } catch (error) {
    if (error instanceof SteelyardError) return error;
    throw error;
  }
  throw new Error("the file was read");
}

/** Each file with one bad line: its name, its text, and the code, line and column that it must be refused with. */
const badLines: readonly (readonly [string, string, LineCode, number, string])[] = [
  ["a locale comma in quotes", bars(bar(1, { close: '"1,234.5"' })), "E_NOT_A_NUMBER", 3, "close"],
  ["a hexadecimal price", bars(bar(1, { close: "0x10" })), "E_NOT_A_NUMBER", 3, "close"],
  ["an octal price", bars(bar(1, { close: "011" })), "E_NOT_A_NUMBER", 3, "close"],
  ["a price with a plus sign", bars(bar(1, { close: "+11" })), "E_NOT_A_NUMBER", 3, "close"],
  ["a price with a currency", bars(bar(1, { open: "$10" })), "E_NOT_A_NUMBER", 3, "open"],
  ["a price with a space before it", bars(bar(1, { high: " 12" })), "E_NOT_A_NUMBER", 3, "high"],
  ["a price with a space after it", bars(bar(1, { low: "9 " })), "E_NOT_A_NUMBER", 3, "low"],
  ["an underscore", bars(bar(1, { volume: "1_000" })), "E_NOT_A_NUMBER", 3, "volume"],
  ["a per cent sign", bars(bar(1, { close: "11%" })), "E_NOT_A_NUMBER", 3, "close"],
  ["the word null", bars(bar(1, { close: "null" })), "E_NOT_A_NUMBER", 3, "close"],
  ["the word NaN", bars(bar(1, { close: "NaN" })), "E_NOT_A_NUMBER", 3, "close"],
  ["the word Infinity", bars(bar(1, { high: "Infinity" })), "E_NOT_A_NUMBER", 3, "high"],
  ["a formula", bars(bar(1, { close: "=A1" })), "E_NOT_A_NUMBER", 3, "close"],
  ["a number beyond a double", bars(bar(1, { close: "1e999" })), "E_NOT_FINITE", 3, "close"],
  ["a volume beyond a double", bars(bar(1, { volume: "1e309" })), "E_NOT_FINITE", 3, "volume"],
  ["a blank close", bars(bar(1, { close: "" })), "E_EMPTY", 3, "close"],
  ["a close of spaces", bars(bar(1, { close: "  " })), "E_EMPTY", 3, "close"],
  ["a close of empty quotes", bars(bar(1, { close: '""' })), "E_EMPTY", 3, "close"],
  ["a blank volume", bars(bar(1, { volume: "" })), "E_EMPTY", 3, "volume"],
  ["a blank time", bars(bar(1, { ts: "" })), "E_EMPTY", 3, "ts"],
  ["a blank line between two", bars("", bar(1)), "E_EMPTY", 3, "line"],
  ["a line of blanks", bars("  ", bar(1)), "E_EMPTY", 3, "ts"],
  ["a price of zero", bars(bar(1, { close: "0" })), "E_BAD_PRICE", 3, "close"],
  ["a negative price", bars(bar(1, { open: "-10" })), "E_BAD_PRICE", 3, "open"],
  ["a low of zero", bars(bar(1, { low: "0" })), "E_BAD_PRICE", 3, "low"],
  ["a high of minus zero", bars(bar(1, { high: "-0" })), "E_BAD_PRICE", 3, "high"],
  ["a price too small for a double", bars(bar(1, { close: "1e-400" })), "E_BAD_PRICE", 3, "close"],
  ["high below low", bars(bar(1, { high: "8" })), "E_BAD_PRICE", 3, "high"],
  ["high below open", bars(bar(1, { open: "13" })), "E_BAD_PRICE", 3, "high"],
  ["high below close", bars(bar(1, { close: "13" })), "E_BAD_PRICE", 3, "high"],
  ["low above open", bars(bar(1, { open: "8" })), "E_BAD_PRICE", 3, "low"],
  ["low above close", bars(bar(1, { close: "8" })), "E_BAD_PRICE", 3, "low"],
  ["a negative volume", bars(bar(1, { volume: "-5" })), "E_OUT_OF_RANGE", 3, "volume"],
  ["a cell too few", bars(`${T + HOUR},10,12,9,11`), "E_PARSE", 3, "line"],
  ["a cell too many", bars(`${bar(1)},7`), "E_PARSE", 3, "line"],
  ["a decimal comma, which makes a cell too many", bars(bar(1, { close: "11,5" })), "E_PARSE", 3, "line"],
  ["a quote that is not closed", bars(bar(1, { close: '"11' }), bar(2)), "E_PARSE", 3, "line"],
  ["text after a closed quote", bars(bar(1, { close: '"11"x' })), "E_PARSE", 3, "line"],
  ["a file that is cut short", bars(bar(1)).slice(0, -8), "E_PARSE", 3, "line"],
  ["a line before the one above it", bars(bar(3), bar(1)), "E_OUT_OF_ORDER", 4, "ts"],
  ["newest first", bars(bar(-1)), "E_OUT_OF_ORDER", 3, "ts"],
  ["the same line twice", bars(bar(1), bar(1)), "E_DUPLICATE_TIME", 4, "ts"],
  ["the same time with another price", bars(bar(0, { close: "10" })), "E_DUPLICATE_TIME", 3, "ts"],
  ["seconds among milliseconds", bars(bar(1), bar(2, { ts: "1502953200" }), bar(3)), "E_TIME_UNIT", 4, "ts"],
  ["microseconds among milliseconds", bars(bar(1), bar(2, { ts: "1502953200000000" })), "E_TIME_UNIT", 4, "ts"],
  ["a date among epoch times", bars(bar(1, { ts: "2017-08-17" })), "E_TIME_UNIT", 3, "ts"],
  ["an epoch time among dates", closes("2024-01-01,1", "2024-01-02,1", `${T},1`), "E_TIME_UNIT", 4, "ts"],
  ["a date-time among dates", closes("2024-01-01,1", "2024-01-02T00:00Z,1"), "E_TIME_UNIT", 3, "ts"],
  ["a date-time without a zone", closes("2024-01-01T00:00Z,1", "2024-01-01T01:00,1"), "E_TIME_UNIT", 3, "ts"],
  ["half a millisecond", bars(bar(1, { ts: "1502949600000.5" })), "E_TIME_UNIT", 3, "ts"],
  ["a time that is no number", bars(bar(1, { ts: "noon" })), "E_NOT_A_NUMBER", 3, "ts"],
  ["a time beyond a double", bars(bar(1, { ts: "1e999" })), "E_NOT_FINITE", 3, "ts"],
  ["a date that does not exist", closes("2024-02-28,1", "2024-02-30,1"), "E_PARSE", 3, "ts"],
  ["a date in another order", closes("2024-02-28,1", "29/02/2024,1"), "E_PARSE", 3, "ts"],
  ["a time after 2200", closes("2199-12-31,1", "2200-01-02,1"), "E_OUT_OF_RANGE", 3, "ts"],
  ["a time before 1900", closes("1899-12-31,1", "1900-01-01,1"), "E_OUT_OF_RANGE", 2, "ts"],
  ["a close 21 times the one before", bars(bar(1, { high: "240", close: "231" })), "E_SUSPECT_JUMP", 3, "close"],
  [
    "a close a 21st of the one before",
    bars(bar(1, { low: ".5".replace(".", "0."), close: "0.52" })),
    "E_SUSPECT_JUMP",
    3,
    "close",
  ],
  ["a slipped decimal point", closes("2024-01-01,4300", "2024-01-02,43"), "E_SUSPECT_JUMP", 3, "close"],
];

describe("a file with one bad line is refused: code, line, column, exit 65", () => {
  test.each(badLines)("%s", (_, text, code, line, column) => {
    const error = errorOf(text);
    expect(error).toBeInstanceOf(BadFileError);
    expect(error).toMatchObject({ code, exitStatus: 65, field: `line ${line}, ${column}` });
    expect(error).toMatchObject({ lines: [{ line, code, field: column }] });
    expect(error.hint).not.toBe("");
    expect(error.want).not.toBe("");
  });

  test("high below low is called that, not a fault of open or close", () => {
    expect(errorOf(bars(bar(1, { high: "8" })))).toMatchObject({ got: "8", want: "at least the low, 9" });
  });

  test("the same files without their bad line are read", () => {
    expect(readPricesCsv(bars(bar(1), bar(2)), { barTime: "open" }).close).toHaveLength(3);
  });
});

describe("a file without a header that can be read: E_CSV_HEADER, line 1, exit 65", () => {
  test.each([
    ["an empty file", ""],
    ["a byte order mark alone", "\uFEFF"],
    ["no header", file(bar(0).slice(0, -2), bar(1).slice(0, -2))],
    [
      "six numbers led by seconds: whose candles these are is not known",
      file("1502946000,9,12,10,11,5", "1502949600,9,12,10,11,5"),
    ],
    ["six cells led by a date", file("2024-01-01,10,12,9,11,5", "2024-01-02,10,12,9,11,5")],
    ["seven numbers", file(`${bar(0)},1`, `${bar(1)},1`)],
    ["twelve numbers whose seventh is no later time", file(...[0, 1].map((hour) => `${bar(hour)},0,0,0,0,0,0`))],
    ["a first line that is not the header", file("# prices", HEADER, bar(0), bar(1))],
    ["semicolons", file(HEADER.replaceAll(",", ";"), bar(0).replaceAll(",", ";"))],
    ["tabs", file(HEADER.replaceAll(",", "\t"), bar(0).replaceAll(",", "\t"))],
    ["no time column", file("open,high,low,close", "10,12,9,11")],
    ["no close column", file("ts,open,high,low", `${T},10,12,9`)],
    ["two close columns", file("ts,close,Close", `${T},11,11`)],
    ["two time columns", file("date,time,close", "2024-01-01,00:00,11")],
    ["a high without a low", file("ts,open,high,close", `${T},10,12,11`)],
    ["a name of the object prototype for a column", file("constructor,close", `${T},11`)],
    ["a quote in the header that is not closed", file('ts,"close', `${T},11`)],
    ["a web page", "<!DOCTYPE html><html><body>404</body></html>"],
  ])("%s", (_, text) => {
    expect(errorOf(text)).toMatchObject({ code: "E_CSV_HEADER", field: "line 1, header", exitStatus: 65, total: 1 });
  });
});

describe("a file whose times do not say what they are: E_TIME_UNIT on every line", () => {
  test.each([
    ["row numbers", ["1", "2", "3"]],
    ["dates written as one number", ["20240131", "20240201", "20240202"]],
    ["nanoseconds", ["1735689600000000000", "1735693200000000000", "1735696800000000000"]],
    ["as many seconds as milliseconds", ["1502946000", "1502949600000"]],
  ])("%s", (_, times) => {
    const error = errorOf(closes(...times.map((time) => `${time},1`)));
    expect(error).toMatchObject({ code: "E_TIME_UNIT", field: "line 2, ts", exitStatus: 65, total: times.length });
    expect(error.hint).toContain("s, ms or us");
  });
  test("date-times without a zone", () => {
    const error = errorOf(closes("2024-01-31 10:00:00,1", "2024-01-31 11:00:00,1"));
    expect(error).toMatchObject({ code: "E_TIME_UNIT", total: 2, want: "a zone: Z or an offset such as +00:00" });
  });
  test("a unit that does not fit puts times beyond 2200", () => {
    expect(errorOf(bars(bar(1)), { timeUnit: "s" })).toMatchObject({
      code: "E_OUT_OF_RANGE",
      field: "line 2, ts",
      total: 2,
    });
  });
});

describe("a file that is too large, too small, or not text", () => {
  test("a line beyond 64 kB", () => {
    const error = errorOf(bars(bar(1, { close: "1".repeat(65_537) })));
    expect(error).toMatchObject({ code: "E_TOO_LARGE", field: "line 3", exitStatus: 65 });
  });
  test("a header beyond 64 kB, as a file without line ends has", () => {
    expect(errorOf("x".repeat(65_537))).toMatchObject({ code: "E_TOO_LARGE", field: "line 1", exitStatus: 65 });
  });
  test("a line of just 64 kB is read", () => {
    const wide = (cell: string): string => cell.padEnd(65_536 - `${T},11,`.length, "x");
    const series = readPricesCsv(file("ts,close,note", `${T},11,${wide("a")}`, `${T + HOUR},11,`), { barTime: "open" });
    expect(series.close).toHaveLength(2);
  });
  test("more rows than the limit", () => {
    const text = bars(bar(1), bar(2), bar(3));
    expect(errorOf(text, { rowsMax: 3 })).toMatchObject({ code: "E_TOO_LARGE", field: "rows", exitStatus: 65 });
    expect(readPricesCsv(text, { barTime: "open", rowsMax: 4 }).close).toHaveLength(4);
  });
  test.each([
    ["a header alone", HEADER],
    ["one row", file(HEADER, bar(0))],
  ])("%s", (_, text) => {
    expect(errorOf(text)).toMatchObject({ code: "E_TOO_FEW", field: "rows", exitStatus: 65 });
  });
  test("UTF-16", () => {
    const bytes = Uint8Array.from(`\uFEFF${bars(bar(1))}`, (letter) => letter.charCodeAt(0) & 0xff);
    bytes.set([0xff, 0xfe]);
    expect(errorOf(bytes)).toMatchObject({ code: "E_PARSE", exitStatus: 65, got: "UTF-16 text" });
  });
  test("a zip file", () => {
    expect(errorOf(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0, 8))).toMatchObject({
      code: "E_CSV_HEADER",
      exitStatus: 65,
    });
  });
});

describe("options that are missing, contradict the file, or are out of range: exit 2", () => {
  const klines = file(...[0, 1].map((hour) => `${bar(hour)},${T + hour * HOUR + HOUR - 1},0,0,0,0,0`));
  const text = bars(bar(1));

  test.each([
    ["open, high and low", text],
    ["closes alone", closes("2024-01-01T00:00Z,1", "2024-01-02T00:00Z,1")],
    ["closes by date", closes("2024-01-01,1", "2024-01-02,1")],
  ])("no bar time for %s: E_MISSING", (_, given) => {
    expect(() => readPricesCsv(given)).toThrow(
      expect.objectContaining({
        code: "E_MISSING",
        field: "bar-time",
        exitStatus: 2,
      }),
    );
  });
  test.each([
    ["ccxt candles stamped with the close", file(bar(0), bar(1)), "close"],
    ["Binance klines stamped with the close", klines, "close"],
    ["open_time as the close", text.replace("ts", "open_time"), "close"],
    ["close_time as the open", text.replace("ts", "close_time"), "open"],
  ] as const)("%s: E_CONFIG_CONFLICT", (_, given, barTime) => {
    expect(errorOf(given, { barTime })).toMatchObject({ code: "E_CONFIG_CONFLICT", field: "bar-time", exitStatus: 2 });
  });
  test.each([1, 20_000_001, -5])("a limit of %d rows: E_OUT_OF_RANGE", (rowsMax) => {
    expect(errorOf(text, { rowsMax })).toMatchObject({ code: "E_OUT_OF_RANGE", field: "rowsMax", exitStatus: 2 });
  });
  test("a limit of NaN rows: E_NOT_FINITE", () => {
    expect(errorOf(text, { rowsMax: NaN })).toMatchObject({ code: "E_NOT_FINITE", field: "rowsMax", exitStatus: 2 });
  });
});

describe("a file with many bad lines", () => {
  const many = bars(
    ...Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? bar(at + 1, { close: "" }) : bar(at + 1, { high: "1" }))),
  );

  test("lists the first ten by line, of whichever kind, and counts them all", () => {
    const error = errorOf(many);
    expect(error).toMatchObject({ code: "E_EMPTY", field: "line 3, close", total: 40 });
    expect(error).toMatchObject({
      lines: Array.from({ length: 10 }, (_, at) => ({ line: 3 + at, code: at % 2 === 0 ? "E_EMPTY" : "E_BAD_PRICE" })),
    });
  });
  test("counts a line with several faults once", () => {
    expect(errorOf(bars(bar(0, { open: "0", high: "-1", volume: "-2" })))).toMatchObject({ total: 1 });
  });
  test("is the same error when lines end in CRLF, and with a byte order mark", () => {
    const plain = JSON.stringify(errorOf(many));
    expect(JSON.stringify(errorOf(many.replaceAll("\n", "\r\n")))).toBe(plain);
    expect(JSON.stringify(errorOf(`\uFEFF${many}`))).toBe(plain);
  });
  test("a line break within quotes is a fault of both its lines", () => {
    const error = errorOf(bars(bar(1, { volume: '"5' }), '"', bar(2)));
    expect(error).toMatchObject({ code: "E_PARSE", total: 2, field: "line 3, line" });
  });
  test("one far time flags the line after it, not all lines", () => {
    expect(errorOf(bars(bar(1), bar(9_000), bar(3), bar(4)))).toMatchObject({
      code: "E_OUT_OF_ORDER",
      total: 1,
      field: "line 5, ts",
    });
  });
});
