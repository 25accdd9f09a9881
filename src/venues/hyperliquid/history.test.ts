import { afterEach, describe, expect, test } from "vitest";
import { openHttp } from "../../connectors/index.js";
import { HOUR_MS } from "../../model/index.js";
import { recordedAnswer } from "../../../tests/hyperliquid-answers.js";
import { startLoopback, type Loopback } from "../../../tests/loopback-http.js";
import { hourlyFundingRate } from "./funding-rate.js";
import { history } from "./history.js";

let server: Loopback | undefined;
afterEach(() => server?.close());

/** The past of a coin as a server on loopback answers it, whatever span is asked for. */
async function historyOf(answer: unknown, asset = "BTC", intervalMs = HOUR_MS) {
  server = await startLoopback(() => ({ body: JSON.stringify(answer) }));
  return history(openHttp({ url: server.url }), { asset, quote: null, intervalMs });
}

/** What was asked last. */
const asked = (): unknown => JSON.parse(server!.asked.at(-1)!.text);

type Row = Record<string, unknown>;
const candles = (): Row[] => recordedAnswer("candles-btc-2026-09-25") as Row[];
const payments = (): Row[] => recordedAnswer("funding-btc-2026-09-25") as Row[];
const hour = (text: string): number => Date.parse(`2026-09-25T${text}:00Z`);

describe("bars", () => {
  test("candleSnapshot of BTC, 2026-09-25 18:01 UTC, BYTEX-TRADE/bytex: four finished hours by their close, the running one left out", async () => {
    const source = await historyOf(candles());
    const bars = await source.bars(hour("14:00"), hour("18:01"));
    expect(bars.map(({ closeMs }) => closeMs)).toEqual(["15:00", "16:00", "17:00", "18:00"].map(hour));
    expect(bars[0]).toEqual({ closeMs: hour("15:00"), open: 83912, high: 84039, low: 83133, close: 84010 });
    expect(asked()).toEqual({
      type: "candleSnapshot",
      req: { coin: "BTC", interval: "1h", startTime: hour("14:00"), endTime: hour("18:01") },
    });
    expect(source).toMatchObject({ market: "hyperliquid-BTC", price: "last", intervalMs: HOUR_MS, borrowRates: null });
    expect(source.source).toBe(new URL(server!.url).host);
  });

  test("what is before the span is left out, and the next page begins after the last bar", async () => {
    const source = await historyOf(candles());
    const first = await source.bars(hour("15:00"), hour("17:00"));
    expect(first.map(({ closeMs }) => closeMs)).toEqual([hour("16:00"), hour("17:00")]);
    expect(await source.bars(hour("18:00"), hour("18:01"))).toEqual([]);
  });

  test("the whole answer for kPEPE of 2023-05-21, hyperliquid-python-sdk: 24 hours, the first of which had begun before the start asked for", async () => {
    const source = await historyOf(recordedAnswer("candles-kpepe-2023-05"), "kPEPE");
    const bars = await source.bars(1684702007000, 1684784807000);
    expect(bars).toHaveLength(23);
    expect([bars[0]!.closeMs, bars.at(-1)!.closeMs]).toEqual([1684702800000, 1684782000000]);
  });

  const bad: readonly (readonly [name: string, field: string, change: (rows: Row[]) => unknown])[] = [
    ["null, as for a coin that there is not", "candleSnapshot", () => null],
    ["a high below the close", "candleSnapshot[0].h", ([first, ...rest]) => [{ ...first, h: "84000.0" }, ...rest]],
    ["a low above the open", "candleSnapshot[1].l", ([first, next]) => [first, { ...next, l: "84050.0" }]],
    ["a close of 0", "candleSnapshot[0].c", ([first]) => [{ ...first, c: "0.0" }]],
    ["a bar of another coin", "candleSnapshot[0].s", ([first]) => [{ ...first, s: "ETH" }]],
    ["bars of another length", "candleSnapshot[0].i", ([first]) => [{ ...first, i: "4h" }]],
    ["a bar that ends too late", "candleSnapshot[0].T", ([first]) => [{ ...first, T: 1790352000000 }]],
    ["a bar twice", "candleSnapshot[1].t", ([first, ...rest]) => [first, first, ...rest]],
    ["the newest bar first", "candleSnapshot[1].t", (rows) => rows.reverse()],
  ];

  test.each(bad)("%s is refused: %s", async (_name, field, change) => {
    const source = await historyOf(change(candles()));
    const bars = source.bars(hour("14:00"), hour("18:01"));
    await expect(bars).rejects.toMatchObject({ code: "E_BAD_ANSWER", field });
  });
});

describe("funding", () => {
  test("fundingHistory of BTC, 2026-09-25, BYTEX-TRADE/bytex: stamps of some milliseconds past belong to their hour", async () => {
    const { funding } = await historyOf(payments());
    const paid = await funding!(hour("15:00"), hour("18:00"));
    expect(paid).toEqual(["16:00", "17:00", "18:00"].map((text) => ({ timeMs: hour(text), rate: 0.0000125 })));
    for (const { premium } of payments()) expect(hourlyFundingRate(Number(premium))).toBeCloseTo(0.0000125, 15);
    expect(asked()).toEqual({
      type: "fundingHistory",
      coin: "BTC",
      startTime: hour("15:00") + 1,
      endTime: hour("18:00") + 60_000,
    });
  });

  test("the page after a payment does not hold it again", async () => {
    const { funding } = await historyOf(payments());
    const paid = await funding!(hour("17:00"), hour("18:00"));
    expect(paid.map(({ timeMs }) => timeMs)).toEqual([hour("18:00")]);
  });

  test("the whole answer of 2023-05-12 to 23, hyperliquid-python-sdk: 34 payments, one each eight hours then", async () => {
    const { funding } = await historyOf(recordedAnswer("funding-btc-2023-05"));
    const paid = await funding!(1681923833000, 1684811870000);
    expect(paid).toHaveLength(34);
    const steps = paid.slice(1).map(({ timeMs }, index) => timeMs - paid[index]!.timeMs);
    expect(new Set(steps)).toEqual(new Set([8 * HOUR_MS]));
    expect(paid[0]).toEqual({ timeMs: Date.UTC(2023, 4, 12), rate: -0.00061334 });
  });

  const bad: readonly (readonly [name: string, field: string, change: (rows: Row[]) => unknown])[] = [
    ["null, as for a coin that there is not", "fundingHistory", () => null],
    ["a rate of 5 % an hour", "fundingHistory[0].fundingRate", ([first]) => [{ ...first, fundingRate: "0.05" }]],
    ["a rate left out", "fundingHistory[0].fundingRate", ([first]) => [{ ...first, fundingRate: null }]],
    ["a payment between the hours", "fundingHistory[0].time", ([first]) => [{ ...first, time: hour("16:30") }]],
    ["a payment of another coin", "fundingHistory[0].coin", ([first]) => [{ ...first, coin: "ETH" }]],
    ["an hour twice", "fundingHistory[1].time", ([first]) => [first, { ...first, time: hour("16:00") + 16 }]],
    ["the newest payment first", "fundingHistory[1].time", (rows) => rows.reverse()],
  ];

  test.each(bad)("%s is refused: %s", async (_name, field, change) => {
    const { funding } = await historyOf(change(payments()));
    const paid = funding!(hour("15:00"), hour("18:00"));
    await expect(paid).rejects.toMatchObject({ code: "E_BAD_ANSWER", field });
  });
});

test.each([
  ["intervalMs", "BTC", 7 * HOUR_MS],
  ["asset", "../BTC", HOUR_MS],
] as const)("what the venue cannot have is refused before it is asked: %s", async (field, asset, intervalMs) => {
  const reader = openHttp({ url: "http://127.0.0.1:9" });
  const asking = async () => history(reader, { asset, quote: null, intervalMs });
  await expect(asking()).rejects.toMatchObject({ code: "E_OUT_OF_RANGE", field });
});
