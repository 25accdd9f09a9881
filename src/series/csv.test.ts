import { describe, expect, test } from "vitest";
import { readPricesCsv } from "./csv.js";

const T = 1_502_946_000_000;
const HOUR = 3_600_000;
const rows = (times: readonly (number | string)[], rest: string): string =>
  times.map((time) => `${time},${rest}\n`).join("");
const ms = [T, T + HOUR, T + 2 * HOUR];

describe("layouts that are read", () => {
  test("open, high, low, close and volume, stamped with the start: closes are one bar later", () => {
    const series = readPricesCsv(`ts,open,high,low,close,volume\n${rows(ms, "10,12,9,11,5")}`, {
      barTime: "open",
      source: "btc",
    });
    expect(series).toEqual({
      closeMs: Float64Array.from(ms, (time) => time + HOUR),
      close: Float64Array.of(11, 11, 11),
      bars: { open: Float64Array.of(10, 10, 10), high: Float64Array.of(12, 12, 12), low: Float64Array.of(9, 9, 9) },
      volume: Float64Array.of(5, 5, 5),
      intervalMs: HOUR,
      gaps: { count: 0, missing: 0, largestMs: HOUR },
      source: "btc",
      mended: [],
    });
  });
  test("stamped with the close: times stay", () => {
    expect([...readPricesCsv(`ts,close\n${rows(ms, "11")}`, { barTime: "close" }).closeMs]).toEqual(ms);
  });
  test("close only: no bars, no volume", () => {
    expect(readPricesCsv(`ts,close\n${rows(ms, "11")}`, { barTime: "close" })).toMatchObject({
      bars: null,
      volume: null,
      source: "prices",
    });
  });
  test("without a volume", () => {
    const series = readPricesCsv(`time,open,high,low,close\n${rows(ms, "10,12,9,11")}`, { barTime: "open" });
    expect(series.volume).toBeNull();
    expect(series.bars?.low[2]).toBe(9);
  });
  test.each(["ts", "time", "timestamp", "date", "datetime", "Date", "TIMESTAMP", " ts "])(
    "a time column named %j",
    (name) => {
      expect(readPricesCsv(`${name},close\n${rows(ms, "11")}`, { barTime: "close" }).closeMs[0]).toBe(T);
    },
  );
  test("columns in another order and case, with others that are not read, blank or not", () => {
    const text = `Symbol,Close,Adj Close,Date,Low,High,Open,note\nBTC,11,,2024-01-01,9,12,10,"a, ""b"""\nBTC,11,3,2024-01-02,9,12,10,\n`;
    const series = readPricesCsv(text, { barTime: "close" });
    expect(series.bars).toEqual({
      open: Float64Array.of(10, 10),
      high: Float64Array.of(12, 12),
      low: Float64Array.of(9, 9),
    });
    expect([...series.closeMs]).toEqual([Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 2)]);
  });
  test("open_time says by itself that bars are stamped with their start, close_time that they are not", () => {
    expect(readPricesCsv(`open_time,close\n${rows(ms, "11")}`).closeMs[0]).toBe(T + HOUR);
    expect(readPricesCsv(`close_time,close\n${rows(ms, "11")}`).closeMs[0]).toBe(T);
    expect(readPricesCsv(`close_time,close,open_time\n${ms.map((time) => `0,11,${time}`).join("\n")}`).closeMs[0]).toBe(
      T + HOUR,
    );
  });
  test("ccxt candles without a header are stamped with their start", () => {
    expect(readPricesCsv(rows(ms, "10,12,9,11,5"))).toMatchObject({
      closeMs: Float64Array.from(ms, (time) => time + HOUR),
    });
    expect(readPricesCsv(rows(ms, "10,12,9,11,5"), { barTime: "open" }).volume?.[0]).toBe(5);
  });
  test("Binance klines without a header: an hour as data.binance.vision writes it, in milliseconds", () => {
    const line = (at: number): string =>
      `${at},16541.77000000,16545.70000000,16508.39000000,16529.67000000,4364.83570000,${at + HOUR - 1},72146293.01,149854,2179.94772000,36033213.87,0\n`;
    const series = readPricesCsv(line(1_672_531_200_000) + line(1_672_534_800_000));
    expect([...series.closeMs]).toEqual([1_672_534_800_000, 1_672_538_400_000]);
    expect(series).toMatchObject({
      close: Float64Array.of(16_529.67, 16_529.67),
      volume: Float64Array.of(4_364.8357, 4_364.8357),
    });
  });
  test("Binance klines of 2025 on are in microseconds", () => {
    const line = (at: number): string => `${at},10,12,9,11,5,${at + HOUR * 1e3 - 1},0,0,0,0,0\n`;
    expect(readPricesCsv(line(1_735_689_600_000_000) + line(1_735_693_200_000_000)).closeMs[1]).toBe(1_735_696_800_000);
  });
});

describe("times that are read", () => {
  test.each([
    ["seconds", ["1502946000", "1502949600"]],
    ["milliseconds", ["1502946000000", "1502949600000"]],
    ["microseconds", ["1502946000000000", "1502949600000000"]],
    ["seconds as a spreadsheet writes them", ["1.502946E9", "1502949600.0"]],
    ["date-times", ["2017-08-17T05:00:00Z", "2017-08-17T06:00:00Z"]],
    ["date-times as pandas writes them", ["2017-08-17 05:00:00+00:00", "2017-08-17 06:00:00+00:00"]],
    ["date-times of mixed zones", ["2017-08-17T07:00+02:00", "2017-08-17T06:00Z"]],
  ])("%s", (_, times) => {
    expect([...readPricesCsv(`ts,close\n${rows(times, "11")}`, { barTime: "close" }).closeMs]).toEqual([T, T + HOUR]);
  });
  test("a daily close by date, stamped with its day: it closes a day later", () => {
    const series = readPricesCsv("date,close\n2024-01-05,1\n2024-01-08,1\n2024-01-09,1\n2024-01-10,1\n", {
      barTime: "open",
    });
    expect(series.closeMs[0]).toBe(Date.UTC(2024, 0, 6));
    expect(series).toMatchObject({ intervalMs: 86_400_000, gaps: { count: 1, missing: 2, largestMs: 3 * 86_400_000 } });
  });
  test("a unit that is given decides what magnitude cannot: days of January 1970 in milliseconds", () => {
    const text = `ts,close\n${rows([86_400_000, 172_800_000], "11")}`;
    expect(() => readPricesCsv(text, { barTime: "close" })).toThrow(expect.objectContaining({ code: "E_TIME_UNIT" }));
    expect([...readPricesCsv(text, { barTime: "close", timeUnit: "ms" }).closeMs]).toEqual([86_400_000, 172_800_000]);
  });
  test("days through 1970 in milliseconds, small ones among them, are of one unit", () => {
    const days = Array.from({ length: 10_000 }, (_, day) => (day - 5_000) * 86_400_000);
    const series = readPricesCsv(`ts,close\n${rows(days, "11")}`, { barTime: "close" });
    expect([...series.closeMs]).toEqual(days);
  });
});

describe("text that is read", () => {
  const plain = `ts,close\n${rows(ms, "11")}`;
  const expected = readPricesCsv(plain, { barTime: "close" });

  test.each([
    ["bytes", new TextEncoder().encode(plain)],
    ["a part of a larger buffer", new TextEncoder().encode(`xx${plain}`).subarray(2)],
    ["a byte order mark", `\uFEFF${plain}`],
    ["CRLF", plain.replaceAll("\n", "\r\n")],
    ["no line end at the end", plain.trimEnd()],
    ["blank lines at the end", `${plain}\n\r\n\n`],
    ["quoted cells", plain.replaceAll(/[^,\n]+/g, '"$&"')],
  ])("%s", (_, text) => {
    expect(readPricesCsv(text, { barTime: "close" })).toEqual(expected);
  });
});

describe("jumps", () => {
  const text = `ts,close\n${T},1\n${T + HOUR},21\n`;

  test("a factor of 20 either way is taken", () => {
    expect(readPricesCsv(text.replace("21", "20"), { barTime: "close" }).close[1]).toBe(20);
    expect(readPricesCsv(text.replace("21", "0.05"), { barTime: "close" }).close[1]).toBe(0.05);
  });
  test("more is taken when the caller allows it", () => {
    expect(() => readPricesCsv(text, { barTime: "close" })).toThrow(
      expect.objectContaining({ code: "E_SUSPECT_JUMP" }),
    );
    expect(readPricesCsv(text, { barTime: "close", allowJumps: true }).close[1]).toBe(21);
  });
});

test("more rows than were made room for at first: long lines before short ones", () => {
  const lines = Array.from({ length: 5_000 }, (_, row) => `${T + row * HOUR},1,${row === 0 ? "x".repeat(60_000) : ""}`);
  expect(readPricesCsv(`ts,close,note\n${lines.join("\n")}`, { barTime: "close" }).closeMs[4_999]).toBe(
    T + 4_999 * HOUR,
  );
});
