import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS } from "../model/index.js";
import { pricesFromColumns, readPricesCsv, type PriceSeries } from "../series/index.js";
import { jumpIntensity, pairJumps } from "./depeg.js";

const data = new URL("../../../shared/data/", import.meta.url);
const present = existsSync(data);

describe("jumps a year", () => {
  test.each([
    // events, years, max(3, n + 1) / T, sqrt(n + 1) / T, Garwood's bound by scipy gamma.ppf(.95, n + 1) / T
    [0, 1, 3, 1, 3],
    [0, 5, 0.6, 0.2, 0.6],
    [1, 2, 1.5, Math.SQRT2 / 2, 4.743864518390577 / 2],
    [3, 4, 1, 0.5, 7.753656527932725 / 4],
  ])("%d events in %d years", (events, years, value, standardError, upper) => {
    const intensity = jumpIntensity({ events, years });
    expect(intensity.value).toBeCloseTo(value, 12);
    expect(intensity.standardError).toBeCloseTo(standardError, 12);
    expect(intensity.upperAnnual).toBeCloseTo(upper, 9);
  });
  test("at 99 % no event in a year leaves 4.605 (scipy)", () => {
    expect(jumpIntensity({ events: 0, years: 1, confidence: 0.99 }).upperAnnual).toBeCloseTo(4.60517018598809, 9);
  });
  test("never below three over the years, nor below the count; more events never mean less, more years never more", () => {
    const given = fc.record({ events: fc.nat(50), years: fc.double({ min: 0.01, max: 100, noNaN: true }) });
    fc.assert(
      fc.property(given, ({ events, years }) => {
        const { value, upperAnnual } = jumpIntensity({ events, years });
        expect(value).toBeGreaterThanOrEqual(Math.max(3, events) / years);
        expect(upperAnnual).toBeGreaterThanOrEqual(value);
        expect(jumpIntensity({ events: events + 1, years }).value).toBeGreaterThanOrEqual(value);
        expect(jumpIntensity({ events, years: 2 * years }).value).toBeCloseTo(value / 2, 10);
      }),
    );
  });
  test.each([
    [{ events: 0.5, years: 1 }, "events"],
    [{ events: -1, years: 1 }, "events"],
    [{ events: 0, years: 0 }, "years"],
    [{ events: 0, years: 1, confidence: 1 }, "confidence"],
  ])("%j is refused", (count, field) => {
    expect(() => jumpIntensity(count)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field }));
  });
});

const START_MS = Date.UTC(2023, 0, 1);

/** A ratio near 1 with three closes a day, noise of 5 basis points, and what `moved` adds to its logarithm by day. */
const ratioOf = (days: number, moved: (day: number) => number): PriceSeries => {
  const stream = createStream(41, 0);
  const ts = Array.from({ length: 3 * days }, (_, i) => START_MS + (i + 1) * 8 * HOUR_MS);
  const close = ts.map((_, i) => Math.exp(5e-4 * stream.normal() + moved(Math.floor(i / 3))));
  return pricesFromColumns({ ts, close }, { barTime: "close", source: "a/b" });
};

describe("drops of a ratio", () => {
  test("a calm year: none, and three a year all the same", () => {
    const jumps = pairJumps(ratioOf(375, () => 0));
    expect(jumps).toMatchObject({ events: [], meanDown: null, years: 1, withTransitory: { meanDown: null } });
    expect(jumps.intensityAnnual.value).toBe(3);
  });
  test("a drop of 3 % that stays, and one of 5 % that comes back in ten days", () => {
    const jumps = pairJumps(ratioOf(375, (day) => (day >= 250 ? -0.03 : 0) + (day >= 100 && day < 110 ? -0.05 : 0)));
    const [back, stays] = jumps.events;
    expect(jumps.events).toHaveLength(2);
    expect(back).toMatchObject({ permanent: false, settled: true, timeMs: START_MS + 101 * DAY_MS });
    expect(stays).toMatchObject({ permanent: true, settled: true, timeMs: START_MS + 251 * DAY_MS });
    expect([back.size, stays.size]).toEqual([0.05, 0.03].map((size) => expect.closeTo(size, 2) as number));
    expect(jumps.meanDown?.value).toBe(stays.size);
    expect(jumps.meanDown?.standardError).toBe(stays.size);
    expect(jumps.withTransitory.meanDown?.value).toBeCloseTo(0.04, 2);
    expect([jumps.intensityAnnual.value, jumps.intensityAnnual.standardError]).toEqual([3, Math.SQRT2]);
    expect(jumps.withTransitory.intensityAnnual.standardError).toBeCloseTo(Math.sqrt(3), 12);
  });
  test("one that takes longer than its days to come back has stayed; with more days it came back", () => {
    const ratio = ratioOf(375, (day) => (day >= 100 && day < 145 ? -0.03 : 0));
    expect(pairJumps(ratio).events).toMatchObject([{ permanent: true }]);
    expect(pairJumps(ratio, { days: 60 }).events).toMatchObject([{ permanent: false }]);
  });
  test("a drop at the end counts, and is said not to be settled", () => {
    const jumps = pairJumps(ratioOf(200, (day) => (day >= 197 ? -0.2 * (day - 196) : 0)));
    expect(jumps.events).toMatchObject([{ permanent: true, settled: false }]);
    expect(jumps.meanDown?.value).toBeCloseTo(0.6, 2);
  });
  test("hours alone, rises, slow declines and drops below the smallest are none", () => {
    const stream = createStream(41, 1);
    expect(pairJumps(ratioOf(375, (day) => (day >= 200 ? 0.03 : 0))).events).toEqual([]);
    expect(pairJumps(ratioOf(375, (day) => -1e-4 * day)).events).toEqual([]);
    expect(
      pairJumps(
        ratioOf(375, (day) => (day >= 200 ? -0.006 : 0)),
        { dropMin: 0.02 },
      ).events,
    ).toEqual([]);
    const ratio = ratioOf(375, () => 0);
    const close = ratio.close.map((price, i) => (i % 30 === 0 ? price * (0.8 + 0.1 * stream.uniform()) : price));
    expect(pairJumps({ ...ratio, close }).events).toEqual([]);
  });
  test.each([
    ["E_TOO_FEW", "ratio", 40, {}],
    ["E_OUT_OF_RANGE", "deviations", 100, { deviations: 0 }],
    ["E_OUT_OF_RANGE", "dropMin", 100, { dropMin: 1 }],
    ["E_OUT_OF_RANGE", "days", 100, { days: 0 }],
  ])("%s: %s", (code, field, days, options) => {
    const ratio = ratioOf(days, () => 0);
    expect(() => pairJumps(ratio, options)).toThrow(expect.objectContaining({ code, field }));
  });
});

describe("the market data for development, where it is present", () => {
  const bytes = (name: string): Buffer => gunzipSync(readFileSync(new URL(`${name}.csv.gz`, data)));
  test.skipIf(!present)("UST in May 2022: one drop, to below half, that never came back", () => {
    const { events, meanDown } = pairJumps(readPricesCsv(bytes("ust-usdt-binance-spot-1h"), { barTime: "open" }));
    expect(events).toMatchObject([{ permanent: true, settled: false }]);
    expect(new Date(events[0].timeMs - 1).toISOString().slice(0, 10)).toBe("2022-05-09");
    expect(meanDown?.value).toBeGreaterThan(Math.log(2));
  });
  test.skipIf(!present)("stETH in May 2022: 3 to 5 % that had not come back in a month", () => {
    const text = bytes("peg-steth-eth-1h-2021-2023").toString().replace("steth_eth", "close");
    const { events } = pairJumps(readPricesCsv(text, { barTime: "open" }));
    const stayed = events.filter(({ permanent }) => permanent);
    expect(stayed.map(({ timeMs }) => new Date(timeMs - 1).toISOString().slice(0, 7))).toEqual(["2022-05"]);
    expect(stayed[0].size).toBeGreaterThan(0.03);
    expect(stayed[0].size).toBeLessThan(0.05);
  });
});
