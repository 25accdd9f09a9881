import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fundingRateAnnual, rateFromPerSecond, rateFromYield, YEAR_MS } from "../model/index.js";
import { readRatesCsv } from "./rate-csv.js";
import type { RateReadOptions } from "./rate-series.js";

const T = 1_700_000_000_000;
const HOUR = 3_600_000;
const loan: RateReadOptions = { rateColumn: "apr", kind: "borrow", unit: "percent-annual", compounding: "apr" };
const funding: RateReadOptions = { rateColumn: "funding_rate", kind: "funding", unit: "fraction-per-interval" };

/** Text with a line for each figure, `hours` apart. */
const text = (column: string, figures: readonly (number | string)[], hours = 8): string =>
  `ts,${column}\n${figures.map((figure, i) => `${T + i * hours * HOUR},${figure}`).join("\n")}\n`;

describe("units become one", () => {
  test("5.2 % apr of a loan accrues by the second; the same as apy is ln 1.052", () => {
    const [rate] = readRatesCsv(text("apr", [5.2, 5.3]), loan).rateAnnual;
    expect(rate).toBe(rateFromPerSecond(0.052 / 31_536_000));
    expect(rate).toBeCloseTo(0.052, 9);
    const asYield = readRatesCsv(text("apr", [0.052, 0.053]), { ...loan, unit: "fraction-annual", compounding: "apy" });
    expect(asYield.rateAnnual[0]).toBe(Math.log1p(0.052));
  });
  test("funding of 1 basis point each 8 h is 10.95 % a year, summed; negative stays negative", () => {
    const { rateAnnual, intervalMs, kind } = readRatesCsv(text("funding_rate", [0.0001, -0.0002, 0]), funding);
    expect([...rateAnnual]).toEqual([0.1095, -0.219, 0].map((rate) => expect.closeTo(rate, 12) as number));
    expect([intervalMs, kind]).toEqual([8 * HOUR, "funding"]);
  });
  test("a stated interval goes before the step of the lines", () => {
    const series = readRatesCsv(text("funding_rate", [0.0001, 0.0001], 1), { ...funding, intervalMs: 8 * HOUR });
    expect(series.rateAnnual[0]).toBeCloseTo(0.1095, 12);
    expect(series.intervalMs).toBe(HOUR);
  });
  test("any column reads as the one conversion of its unit", () => {
    const figures = fc.array(fc.double({ min: -0.5, max: 0.9, noNaN: true }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(figures, (given) => {
        const read = (options: Omit<RateReadOptions, "rateColumn">): number[] => [
          ...readRatesCsv(text("rate", given), { ...options, rateColumn: "rate" }).rateAnnual,
        ];
        expect(read({ kind: "borrow", unit: "fraction-annual", compounding: "apy" })).toEqual(given.map(rateFromYield));
        const sums = given.map((rate) => fundingRateAnnual(rate, YEAR_MS));
        expect(read({ kind: "funding", unit: "fraction-annual", compounding: "apr" })).toEqual(sums);
      }),
    );
  });
});

describe("what is read", () => {
  test("the named column beside prices, other columns and CRLF; irregular steps have a middle one", () => {
    const lines = ["close,TS,funding_rate,note", `1,${T},0.1,a`, `2,${T + 10 * HOUR},0.2,b`, `3,${T + 23 * HOUR},0.3,`];
    const series = readRatesCsv(lines.join("\r\n"), { ...loan, rateColumn: "funding_rate", source: "venue" });
    expect([...series.timeMs]).toEqual([T, T + 10 * HOUR, T + 23 * HOUR]);
    expect(series).toMatchObject({ intervalMs: 10 * HOUR, source: "venue, funding_rate", gaps: { count: 0 } });
  });
  test("holes are counted, and seconds are told from milliseconds", () => {
    const times = [0, 1, 2, 5, 6].map((hour) => (T + hour * HOUR) / 1000);
    const series = readRatesCsv(`ts,apr\n${times.map((time) => `${time},4`).join("\n")}`, loan);
    expect(series.gaps).toEqual({ count: 1, missing: 2, largestMs: 3 * HOUR });
    expect(series.timeMs[0]).toBe(T);
  });
  test("a time that names the start of its interval is moved to the end", () => {
    const series = readRatesCsv(text("funding_rate", [0.0001, 0.0001]).replace("ts", "open_time"), funding);
    expect(series.timeMs[0]).toBe(T + 8 * HOUR);
  });
});

describe("what is refused", () => {
  const line = (cell: string): string => text("apr", [4, 4.1]) + `${T + 16 * HOUR},${cell}\n`;
  test.each([
    ["an empty rate, which is never 0", line(""), "E_EMPTY", "line 4, apr"],
    ["a rate of spaces", line("  "), "E_EMPTY", "line 4, apr"],
    ["a per cent sign", line("5%"), "E_NOT_A_NUMBER", "line 4, apr"],
    ["a quoted rate", line('"5"'), "E_NOT_A_NUMBER", "line 4, apr"],
    ["a rate beyond a double", line("1e999"), "E_NOT_FINITE", "line 4, apr"],
    ["600 % a year on a loan", line("600"), "E_OUT_OF_RANGE", "line 4, apr"],
    ["-600 % a year on a loan", line("-600"), "E_OUT_OF_RANGE", "line 4, apr"],
    ["a cell too many", line("5,1"), "E_PARSE", "line 4, line"],
    ["an empty line within", text("apr", [4]) + "\n" + `${T + HOUR},4`, "E_EMPTY", "line 3, line"],
    ["the same time twice", text("apr", [4]) + `${T},4`, "E_DUPLICATE_TIME", "line 3, ts"],
    ["an earlier time", text("apr", [4]) + `${T - HOUR},4`, "E_OUT_OF_ORDER", "line 3, ts"],
    ["seconds among milliseconds", text("apr", [4, 4, 4]) + `${T / 1000 + 90_000},4`, "E_TIME_UNIT", "line 5, ts"],
    ["no such column", text("apy", [4, 5]), "E_CSV_HEADER", "line 1, header"],
    ["the column twice", "ts,apr,apr\n", "E_CSV_HEADER", "line 1, header"],
    ["no time", "when,apr\n", "E_CSV_HEADER", "line 1, header"],
    ["nothing", "", "E_CSV_HEADER", "line 1, header"],
    ["one row", text("apr", [4]), "E_TOO_FEW", "rows"],
  ])("%s", (_, given, code, field) => {
    expect(() => readRatesCsv(given, loan)).toThrow(expect.objectContaining({ code, field }));
  });
  test("every bad line is counted", () => {
    const given = text("apr", ["", "x", 4, 5]);
    expect(() => readRatesCsv(given, loan)).toThrow(expect.objectContaining({ total: 2 }));
  });
  test("per cent read as fractions: half the rates beyond 100 % a year", () => {
    const given = text("apr", [2.1, 2.2, 2.3]);
    const code = "E_UNIT_AMBIGUOUS";
    expect(() => readRatesCsv(given, { ...loan, unit: "fraction-annual" })).toThrow(expect.objectContaining({ code }));
    const basisPoints = text("funding_rate", [0.01, 0.01, 0.01]);
    expect(() => readRatesCsv(basisPoints, funding)).toThrow(expect.objectContaining({ code }));
  });
  test.each([
    ["a yearly figure without its compounding", { compounding: undefined }, "E_MISSING", "compounding"],
    ["a loan by interval", { unit: "fraction-per-interval", compounding: undefined }, "E_CONFIG_CONFLICT", "unit"],
    ["a yield of funding", { kind: "funding", compounding: "apy" }, "E_CONFIG_CONFLICT", "compounding"],
    ["an interval of a yearly figure", { intervalMs: HOUR }, "E_CONFIG_CONFLICT", "interval"],
    ["compounding by interval", { ...funding, compounding: "apr" }, "E_CONFIG_CONFLICT", "compounding"],
    ["an interval of 0", { ...funding, compounding: undefined, intervalMs: 0 }, "E_OUT_OF_RANGE", "intervalMs"],
  ])("%s", (_, change, code, field) => {
    const options = { ...loan, ...change } as RateReadOptions;
    expect(() => readRatesCsv(text("apr", [4, 5]), options)).toThrow(expect.objectContaining({ code, field }));
  });
  test("funding by interval at steps that differ, unless the interval is stated", () => {
    const times = [0, 1, 3, 4, 6, 7, 9].map((hour) => `${T + hour * HOUR},0.0001`);
    const given = `ts,funding_rate\n${times.join("\n")}`;
    expect(() => readRatesCsv(given, funding)).toThrow(
      expect.objectContaining({ code: "E_MISSING", field: "interval" }),
    );
    expect(readRatesCsv(given, { ...funding, intervalMs: HOUR }).rateAnnual[0]).toBeCloseTo(0.876, 12);
  });
});
