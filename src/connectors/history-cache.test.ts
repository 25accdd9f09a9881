import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pastVenue, type PastVenue } from "../../tests/history-venue.js";
import { DAY_MS, HOUR_MS } from "../model/index.js";
import { readHistory, type HistoryRequest, type MarketHistory } from "./history-cache.js";
import { readPriceFile } from "./price-file.js";

const at = (text: string): number => Date.parse(text);
const [DEC_1, JAN_1, JAN_15, FEB_1, FEB_15, MAR_1, MAR_15, MAR_20] = [
  ...["2023-12-01Z", "2024-01-01Z", "2024-01-15Z", "2024-02-01Z", "2024-02-15Z", "2024-03-01Z", "2024-03-15T12:34:56Z"],
  "2024-03-20Z",
].map(at);

let cacheFolder = "";
beforeEach(() => (cacheFolder = mkdtempSync(join(tmpdir(), "steelyard-history-"))));
afterEach(() => rmSync(cacheFolder, { recursive: true }));

const folderOf = (table: string): string => join(cacheFolder, "past-ETHUSD", table);

const read = (venue: PastVenue, fromMs: number, toMs: number, more: Partial<HistoryRequest> = {}) =>
  readHistory({ source: venue.source, fromMs, toMs, nowMs: toMs, cacheFolder, ...more });

/** The bars of a history, as the venue told them. */
const barsOf = ({ prices: { closeMs, close, bars } }: MarketHistory) =>
  Array.from(closeMs, (ms, row) => ({
    ...{ closeMs: ms, open: bars?.open[row], high: bars?.high[row], low: bars?.low[row], close: close[row] },
  }));

const within = (venue: PastVenue, fromMs: number, toMs: number) =>
  venue.bars.filter(({ closeMs }) => closeMs > fromMs && closeMs <= toMs);

const asking = (venue: PastVenue, what: string) => venue.asked.filter(([asked]) => asked === what);

describe("a history from its venue", () => {
  test("every bar of the span comes back bit for bit, and so it does from the cache, which asks for no more than the running month's next", async () => {
    const venue = pastVenue({ fromMs: DEC_1, toMs: MAR_20 });
    const first = await read(venue, JAN_15, MAR_15);
    expect(barsOf(first)).toEqual(within(venue, JAN_15, MAR_15));
    expect(first.prices.source).toBe("past-ETHUSD from past.test, 2024-01-15 to 2024-03-15");
    expect(first.gaps).toEqual([]);
    expect(first.prices.gaps).toMatchObject({ count: 0 });
    expect(readdirSync(folderOf("mark-bars-1h"))).toEqual(["2024-01.parquet", "2024-02.parquet", "2024-03.parquet"]);
    venue.asked.length = 0;
    const again = await read(venue, JAN_15, MAR_15);
    expect(again.prices).toEqual(first.prices);
    expect(again.funding).toEqual(first.funding);
    expect(again.fetchedRows).toBe(0);
    expect(asking(venue, "bars")).toEqual([]);
    // The last payment once more, and what follows it.
    const last = MAR_15 - (MAR_15 % (8 * HOUR_MS));
    expect(asking(venue, "funding").map(([, fromMs]) => fromMs)).toEqual([last - 1, last]);
  });

  test("the running month goes on from its last row, told once more to be compared", async () => {
    const venue = pastVenue({ fromMs: DEC_1, toMs: MAR_20 });
    await read(venue, MAR_1, MAR_15);
    venue.asked.length = 0;
    const later = await read(venue, MAR_1, MAR_20);
    expect(barsOf(later)).toEqual(within(venue, MAR_1, MAR_20));
    expect(asking(venue, "bars")).toEqual([["bars", at("2024-03-15T12:00Z") - 1, MAR_20]]);
  });

  test("what is younger than twenty minutes is told and not kept, so that a bar that is corrected is no other venue", async () => {
    const nowMs = MAR_15 - (MAR_15 % HOUR_MS) + 5 * 60_000;
    const venue = pastVenue({ fromMs: DEC_1, toMs: MAR_20 });
    const hasty = async (fromMs: number, toMs: number) =>
      (await venue.source.bars(fromMs, toMs)).map((bar) =>
        bar.closeMs > nowMs - HOUR_MS ? { ...bar, close: bar.close * 1.0001 } : bar,
      );
    const first = await readHistory({
      ...{ source: { ...venue.source, bars: hasty }, fromMs: MAR_1, toMs: nowMs, nowMs, cacheFolder },
    });
    const later = await read(venue, MAR_1, MAR_15);
    expect(first.prices.closeMs).toEqual(later.prices.closeMs);
    expect(first.prices.close.at(-1)).toBe((later.prices.close.at(-1) ?? 0) * 1.0001);
    expect(barsOf(later)).toEqual(within(venue, MAR_1, MAR_15));
  });

  test("an earlier start asks for the earlier months", async () => {
    const venue = pastVenue({ fromMs: DEC_1, toMs: MAR_20, pageRows: 10_000 });
    await read(venue, FEB_15, MAR_15);
    venue.asked.length = 0;
    const longer = await read(venue, JAN_15, MAR_15);
    expect(barsOf(longer)).toEqual(within(venue, JAN_15, MAR_15));
    // Until the first bar that is known, told once more to be compared.
    expect(asking(venue, "bars")).toEqual([["bars", JAN_1, FEB_1 + HOUR_MS]]);
  });

  test("a leap year's February has its 29th day, and a bar at midnight of the first is the last of the month before", async () => {
    const venue = pastVenue({ fromMs: DEC_1, toMs: MAR_20 });
    const { prices } = await read(venue, FEB_1, MAR_1);
    expect(prices.closeMs).toHaveLength(29 * 24);
    expect(prices.closeMs.at(-1)).toBe(MAR_1);
    expect(readdirSync(folderOf("mark-bars-1h"))).toEqual(["2024-02.parquet"]);
    const common = await read(pastVenue({ fromMs: 0, toMs: MAR_1 }), at("2023-02-01Z"), at("2023-03-01Z"));
    expect(common.prices.closeMs).toHaveLength(28 * 24);
  });

  test("a file of the cache is a price file like any other", async () => {
    const nowMs = MAR_20;
    const { prices } = await read(pastVenue({ fromMs: DEC_1, toMs: MAR_20 }), FEB_1, MAR_1, { nowMs });
    const file = await readPriceFile(join(folderOf("mark-bars-1h"), "2024-02.parquet"));
    expect({ ...file, source: "" }).toEqual({ ...prices, source: "" });
  });

  test("bars that are missing are told with their times, and nothing is filled", async () => {
    const lacks = (ms: number): boolean => (ms > FEB_15 && ms <= FEB_15 + 5 * HOUR_MS) || ms === MAR_1;
    const venue = pastVenue({ fromMs: DEC_1, toMs: MAR_20, lacks });
    for (const history of [await read(venue, JAN_15, MAR_15), await read(venue, JAN_15, MAR_15)]) {
      expect(history.gaps).toEqual([
        { fromMs: FEB_15, toMs: FEB_15 + 6 * HOUR_MS, missing: 5 },
        { fromMs: MAR_1 - HOUR_MS, toMs: MAR_1 + HOUR_MS, missing: 1 },
      ]);
      expect(history.prices.gaps).toEqual({ count: 2, missing: 6, largestMs: 6 * HOUR_MS });
      expect(barsOf(history)).toEqual(within(venue, JAN_15, MAR_15));
    }
    expect(asking(venue, "bars").filter(([, fromMs, toMs]) => fromMs < MAR_1 && toMs === MAR_1)).toEqual([]);
  });

  test("a venue that begins later than asked is asked for what it lacks once a time, and its own first bar begins the series", async () => {
    const venue = pastVenue({ fromMs: FEB_15, toMs: MAR_20, pageRows: 10_000 });
    const first = await read(venue, DEC_1, MAR_15);
    expect(first.prices.closeMs[0]).toBe(FEB_15 + HOUR_MS);
    venue.asked.length = 0;
    expect((await read(venue, DEC_1, MAR_15)).prices).toEqual(first.prices);
    expect(asking(venue, "bars")).toEqual([["bars", DEC_1, FEB_15 + HOUR_MS]]);
  });

  test("looks at the price are closes alone", async () => {
    const venue = pastVenue({ fromMs: DEC_1, toMs: MAR_20, intervalMs: 12 * HOUR_MS, closesOnly: true });
    const { prices } = await read(venue, JAN_1, MAR_1);
    expect(prices.bars).toBeNull();
    expect(prices.intervalMs).toBe(12 * HOUR_MS);
    expect((await read(venue, JAN_1, MAR_1)).prices).toEqual(prices);
  });

  test("funding of 8 hours is told as a rate a year", async () => {
    const { funding } = await read(pastVenue({ fromMs: DEC_1, toMs: MAR_20 }), JAN_15, MAR_15);
    expect(funding).toMatchObject({ kind: "funding", intervalMs: 8 * HOUR_MS, gaps: { count: 0 } });
    expect(funding?.timeMs[0]).toBe(JAN_15 + 8 * HOUR_MS);
    const paid = 1e-4 + 2e-4 * Math.sin((JAN_15 + 8 * HOUR_MS) / (4 * DAY_MS));
    expect(funding?.rateAnnual[0]).toBeCloseTo(paid * 3 * 365, 12);
  });
});

describe("broken off", () => {
  test("an error in the middle keeps what came, and the next time asks for the rest alone", async () => {
    const terms = { fromMs: DEC_1, toMs: MAR_20, pageRows: 100 };
    const cut = pastVenue({ ...terms, failsAt: 8 });
    await expect(read(cut, JAN_1, MAR_15)).rejects.toMatchObject({ code: "E_UNAVAILABLE", origin: "unavailable" });
    const whole = pastVenue(terms);
    const history = await read(whole, JAN_1, MAR_15);
    expect(barsOf(history)).toEqual(within(whole, JAN_1, MAR_15));
    expect(whole.asked[0]).toEqual(["bars", JAN_1 + 700 * HOUR_MS - 1, MAR_15]);
    const bars = within(whole, JAN_1, MAR_15).length;
    expect(history.fetchedRows).toBe(bars - 700 + Math.floor((MAR_15 - JAN_1) / (8 * HOUR_MS)));
    expect(asking(whole, "bars")).toHaveLength(Math.ceil((bars - 700 + 1) / 100));
  });

  test("Ctrl-C ends a question that nobody answers, and what came is kept", async () => {
    const cancelling = new AbortController();
    const { source } = pastVenue({ fromMs: DEC_1, toMs: MAR_20, pageRows: 100 });
    let questions = 0;
    const hanging: PastVenue["source"] = {
      ...source,
      bars: (fromMs, toMs) => {
        questions += 1;
        if (questions < 4) return source.bars(fromMs, toMs);
        cancelling.abort();
        return new Promise(() => undefined);
      },
    };
    const asked = { source: hanging, fromMs: JAN_1, toMs: MAR_15, nowMs: MAR_15, cacheFolder };
    const error = await readHistory({ ...asked, signal: cancelling.signal }).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: "E_CANCELLED", exitStatus: 130 });
    await expect(readHistory({ ...asked, signal: cancelling.signal })).rejects.toMatchObject({ code: "E_CANCELLED" });
    expect(questions).toBe(4);
    const whole = pastVenue({ fromMs: DEC_1, toMs: MAR_20, pageRows: 100 });
    await read(whole, JAN_1, MAR_15);
    expect(whole.asked[0]).toEqual(["bars", JAN_1 + 300 * HOUR_MS - 1, MAR_15]);
  });

  test("progress goes up to the whole", async () => {
    const parts: number[] = [];
    const venue = pastVenue({ fromMs: DEC_1, toMs: MAR_20, pageRows: 100 });
    await read(venue, JAN_1, MAR_15, { onProgress: (part) => parts.push(part) });
    expect(parts).toEqual([...parts].sort((one, other) => one - other));
    expect(parts.length).toBeGreaterThan(15);
    expect(parts.at(-1)).toBe(1);
  });

  test("two at once leave whole files, and both have every row", async () => {
    const terms = { fromMs: DEC_1, toMs: MAR_20, pageRows: 50 };
    const venues = [pastVenue(terms), pastVenue({ ...terms, pageRows: 70 })];
    const both = await Promise.all(venues.map((venue) => read(venue, JAN_1, MAR_15)));
    for (const history of both) expect(barsOf(history)).toEqual(within(venues[0] as PastVenue, JAN_1, MAR_15));
    expect(readdirSync(folderOf("mark-bars-1h"))).toEqual(["2024-01.parquet", "2024-02.parquet", "2024-03.parquet"]);
    const later = await read(pastVenue(terms), JAN_1, MAR_15);
    expect(later.prices).toEqual(both[0]?.prices);
  });
});

describe("files that are not as they were written", () => {
  const january = (): string => join(folderOf("mark-bars-1h"), "2024-01.parquet");

  test.each([
    ["cut short", (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ["empty", () => Buffer.alloc(0)],
    ["text", () => Buffer.from("close_time,close\n")],
    ["of another month", () => readFileSync(join(folderOf("mark-bars-1h"), "2024-02.parquet"))],
    ["of another table", () => readFileSync(join(folderOf("funding"), "2024-01.parquet"))],
  ])("a file that is %s is named, with what to do, and not asked for again over it", async (_, change) => {
    await read(pastVenue({ fromMs: DEC_1, toMs: MAR_20 }), JAN_1, MAR_15);
    writeFileSync(january(), change(readFileSync(january())));
    const venue = pastVenue({ fromMs: DEC_1, toMs: MAR_20 });
    await expect(read(venue, JAN_1, MAR_15)).rejects.toMatchObject({
      code: "E_PARSE",
      field: january(),
      hint: "remove this file: what it held is asked for again",
    });
    expect(venue.asked).toEqual([]);
    rmSync(january());
    expect(barsOf(await read(venue, JAN_1, MAR_15))).toEqual(within(venue, JAN_1, MAR_15));
  });

  test("no bit of a file can turn unseen", async () => {
    const venue = pastVenue({ fromMs: DEC_1, toMs: MAR_20, intervalMs: 12 * HOUR_MS });
    await read(venue, JAN_1, MAR_1);
    const path = join(folderOf("mark-bars-12h"), "2024-01.parquet");
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at += 23) {
      const turned = Buffer.from(whole);
      turned.writeUInt8((whole[at] ?? 0) ^ (1 << (at % 8)), at);
      writeFileSync(path, turned);
      await expect(read(venue, JAN_1, MAR_1), `byte ${at}`).rejects.toMatchObject({ code: "E_PARSE", field: path });
    }
  });
});
