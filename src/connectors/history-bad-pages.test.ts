import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pastVenue } from "../../tests/history-venue.js";
import { HOUR_MS } from "../model/index.js";
import type { Bar, DatedRate, HistorySource } from "../ports/index.js";
import { readHistory } from "./history-cache.js";

const START = Date.parse("2024-03-01Z");
const END = START + 60 * HOUR_MS;

let cacheFolder = "";
beforeEach(() => (cacheFolder = mkdtempSync(join(tmpdir(), "steelyard-pages-"))));
afterEach(() => rmSync(cacheFolder, { recursive: true }));

const read = (source: HistorySource, toMs = END) =>
  readHistory({ source, fromMs: START, toMs, nowMs: toMs, cacheFolder });

/** A venue of 20 bars a page whose second page is changed; every other page is as it should be. */
function withBars(change: (page: readonly Bar[], first: readonly Bar[]) => readonly Bar[]): HistorySource {
  const { source } = pastVenue({ fromMs: 0, toMs: END, pageRows: 20 });
  const pages: (readonly Bar[])[] = [];
  const bars = async (fromMs: number, toMs: number): Promise<readonly Bar[]> => {
    pages.push(await source.bars(fromMs, toMs));
    return pages.length === 2 ? change(pages[1] ?? [], pages[0] ?? []) : (pages.at(-1) ?? []);
  };
  return { ...source, bars };
}

const changed = (at: number, bar: Partial<Bar>) => (page: readonly Bar[]) =>
  page.map((each, place) => (place === at ? { ...each, ...bar } : each));

const moved = (at: number, byMs: number) => (page: readonly Bar[]) =>
  page.map((each, place) => (place === at ? { ...each, closeMs: each.closeMs + byMs } : each));

const BARS: readonly (readonly [string, string, (page: readonly Bar[], first: readonly Bar[]) => readonly Bar[]])[] = [
  ["the page before once more", "[0].close_time", (_, first) => first],
  ["a page that goes backward", "[1].close_time", (page) => page.toReversed()],
  ["a bar told twice", "[8].close_time", (page) => page.flatMap((bar, at) => (at === 7 ? [bar, bar] : [bar]))],
  ["a bar of the page before", "[0].close_time", (page, first) => [...first.slice(-1), ...page]],
  ["two bars that have changed places", "[3].close_time", (page) => [...page.slice(0, 2), page[3], page[2]] as Bar[]],
  ["a bar that is still running", "[19].close_time", moved(19, 40 * HOUR_MS)],
  ["a bar of half its length", "[5].close_time", moved(5, -HOUR_MS / 2)],
  ["a time that is no whole number", "[0].close_time", moved(0, 0.5)],
  ["times in seconds", "[0].close_time", (page) => page.map((bar) => ({ ...bar, closeMs: bar.closeMs / 1000 }))],
  ["a time that is not a number", "[0].close_time", changed(0, { closeMs: Number.NaN })],
  ["a price of 0", "[4].close", changed(4, { close: 0 })],
  ["a price below 0", "[4].open", changed(4, { open: -1 })],
  ["a price that is not finite", "[4].high", changed(4, { high: Infinity })],
  ["a high below the close", "[4].high", changed(4, { high: 1 })],
  ["a low above the close", "[0].low", (page) => page.map((bar) => ({ ...bar, low: bar.high }))],
  ["prices a hundred times too high", "[0].close", (page) => page.map(hundredfold)],
  ["too many rows at once", "", (page) => Array.from({ length: 100_001 }, () => page[0] as Bar)],
];

function hundredfold({ closeMs, open, high, low, close }: Bar): Bar {
  return { closeMs, open: 100 * open, high: 100 * high, low: 100 * low, close: 100 * close };
}

/** The same of payments; a page of all that was asked for. */
function withFunding(change: (page: readonly DatedRate[]) => readonly DatedRate[]): HistorySource {
  const { source } = pastVenue({ fromMs: 0, toMs: END });
  return { ...source, funding: async (fromMs, toMs) => change((await source.funding?.(fromMs, toMs)) ?? []) };
}

const FUNDING: readonly (readonly [string, string, (page: readonly DatedRate[]) => readonly DatedRate[]])[] = [
  ["a payment in per cent", "[0].rate", (page) => page.map(({ timeMs }) => ({ timeMs, rate: 0.5 }))],
  ["a payment that is not a number", "[1].rate", (page) => page.map((one, at) => ({ ...one, rate: at ? NaN : 0 }))],
  [
    "two payments in one second",
    "[1].time",
    (page) => page.flatMap((one) => [one, { ...one, timeMs: one.timeMs + 9 }]),
  ],
  ["a payment to come", "[0].time", () => [{ timeMs: END + 1, rate: 0 }]],
  ["a payment before the span", "[0].time", () => [{ timeMs: START, rate: 0 }]],
];

describe("a page that cannot be true is refused by what is wrong, and nothing of it is kept", () => {
  test.each(BARS)("%s", async (_, field, change) => {
    await expect(read(withBars(change))).rejects.toMatchObject({
      ...{ code: "E_BAD_ANSWER", exitStatus: 65, field: `mark-bars-1h${field}` },
    });
    const whole = pastVenue({ fromMs: 0, toMs: END, pageRows: 20 });
    expect((await read(whole.source)).prices.closeMs).toHaveLength(60);
    expect(whole.asked[0]).toEqual(["bars", START + 20 * HOUR_MS - 1, END]);
  });

  test.each(FUNDING)("%s", async (_, field, change) => {
    await expect(read(withFunding(change))).rejects.toMatchObject({ code: "E_BAD_ANSWER", field: `funding${field}` });
  });

  test.each([
    ["above 500 % a year", 5.01],
    ["below 0", -0.01],
  ])("a borrow rate %s", async (_, rate) => {
    const { source } = pastVenue({ fromMs: 0, toMs: END });
    const borrowRates = async () => [{ timeMs: START + HOUR_MS, rate }];
    await expect(read({ ...source, borrowRates })).rejects.toMatchObject({
      ...{ code: "E_BAD_ANSWER", field: "borrow-rate-1h[0].rate" },
    });
  });

  test("a venue that tells the last payment otherwise than before, after a month in which nothing more was paid", async () => {
    const { source } = pastVenue({ fromMs: 0, toMs: END });
    const paid = (rate: number) => async (fromMs: number, toMs: number) =>
      [START - 20 * HOUR_MS, START + HOUR_MS]
        .filter((ms) => ms > fromMs && ms <= toMs)
        .map((timeMs) => ({ timeMs, rate }));
    const asked = { fromMs: START - 24 * HOUR_MS, toMs: END, nowMs: END, cacheFolder };
    await readHistory({ ...asked, source: { ...source, funding: paid(1e-4) } });
    rmSync(join(cacheFolder, source.market, "funding", "2024-03.parquet"));
    await expect(readHistory({ ...asked, source: { ...source, funding: paid(2e-4) } })).rejects.toMatchObject({
      ...{ code: "E_BAD_ANSWER", field: "funding[0].rate" },
    });
  });

  test("a venue that tells earlier months than are known, and the first known bar otherwise", async () => {
    const { source } = pastVenue({ fromMs: 0, toMs: END });
    await read({ ...source, funding: null });
    const bars = async (fromMs: number, toMs: number) =>
      (await source.bars(fromMs, toMs)).map((bar) => ({ ...bar, high: bar.high * 1.01 }));
    const earlier = { fromMs: START - 20 * HOUR_MS, toMs: END, nowMs: END, cacheFolder };
    await expect(readHistory({ ...earlier, source: { ...source, bars, funding: null } })).rejects.toMatchObject({
      ...{ code: "E_BAD_ANSWER", field: expect.stringMatching(/^mark-bars-1h\[\d+\]\.high$/) as string },
    });
  });

  test("a venue that tells the last bar otherwise than before", async () => {
    const { source } = pastVenue({ fromMs: 0, toMs: END });
    await read(source);
    const other: HistorySource = {
      ...source,
      bars: async (fromMs, toMs) => (await source.bars(fromMs, toMs)).map(hundredfold),
    };
    const longer = { ...other, funding: null };
    await expect(read(longer, END + 5 * HOUR_MS)).rejects.toMatchObject({
      ...{ code: "E_BAD_ANSWER", field: "mark-bars-1h[0].open" },
    });
  });
});

describe("what is asked for", () => {
  const { source } = pastVenue({ fromMs: 0, toMs: END });

  test.each(["../secrets", "a/b", "", ".hidden", "a\\b", "a\0b", "x".repeat(101)])(
    "a market called %j names no folder",
    async (market) => {
      await expect(read({ ...source, market })).rejects.toMatchObject({ code: "E_OUT_OF_RANGE", field: "market" });
    },
  );

  test("nothing to come, and no span that ends before it begins", async () => {
    const asked = { source, fromMs: START, toMs: END, nowMs: END, cacheFolder };
    await expect(readHistory({ ...asked, nowMs: END - 1 })).rejects.toMatchObject({ field: "toMs" });
    await expect(readHistory({ ...asked, fromMs: END })).rejects.toMatchObject({ field: "fromMs" });
    await expect(readHistory({ ...asked, nowMs: Number.NaN })).rejects.toMatchObject({ code: "E_NOT_FINITE" });
    await expect(readHistory({ ...asked, fromMs: 0, source: { ...source, intervalMs: 60_000 } })).rejects.toMatchObject(
      {
        ...{ code: "E_TOO_LARGE", field: "history" },
      },
    );
  });

  test.each([0.5, 0, -HOUR_MS, Number.NaN])("bars of %d ms", async (intervalMs) => {
    await expect(read({ ...source, intervalMs })).rejects.toMatchObject({
      code: "E_OUT_OF_RANGE",
      field: "intervalMs",
    });
  });

  test("a venue that tells fewer than two bars", async () => {
    const { source: late } = pastVenue({ fromMs: END - HOUR_MS, toMs: END });
    await expect(read(late)).rejects.toMatchObject({ code: "E_TOO_FEW", field: "history" });
  });
});
