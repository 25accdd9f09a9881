import { inspect } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { decide } from "../../decision/index.js";
import {
  bybitRecording,
  exchangeAnswer,
  exchangeAt,
  exchangeSourceOf,
  KEY,
  readExchange,
  SECRET,
  SOL,
  solRecording,
} from "../../../tests/exchange-answers.js";
import { changed, serveHttp, type HttpRecording, type Loopback } from "../../../tests/loopback-http.js";
import { figures, halfInTen } from "../../../tests/markets.js";
import type { AccountReading } from "../../ports/index.js";
import { bybit } from "./index.js";

let server: Loopback | undefined;
afterEach(() => server?.close());

async function readFrom(recording: HttpRecording, market: string | null = null): Promise<AccountReading> {
  server = await serveHttp(recording);
  return readExchange("bybit", server.url, { market, nowMs: SOL.timeMs + 1500 });
}

describe("a cross long of SOLUSDT and its wallet, recorded together on 2025-10-02 19:16 UTC", () => {
  test("margin, position and worth are those of the wallet", async () => {
    const { account, isolated, markets, prices } = await readFrom(solRecording());
    expect(account.legs).toEqual([
      { kind: "collateral", asset: "USDT", quantity: 11.47724524 },
      { kind: "perpetual", asset: "SOLUSDT", quantity: 0.2, entryPrice: 233.02 },
    ]);
    expect(isolated).toEqual([]);
    expect(prices).toEqual({ USDT: 1, SOLUSDT: 233.029 });
    expect(markets).toHaveLength(1);
    // "equity" of the coin in the wallet's own answer.
    expect(markets[0]?.equity).toBeCloseTo(11.47904524, 10);
  });

  test("the venue's liquidation price is its estimate: margin in dollars less maintenance of now, over the size", async () => {
    const { stated } = await readFrom(solRecording());
    // Of the recorded wallet: totalMarginBalance and totalMaintenanceMargin, both in dollars.
    expect(233.029 - (11.48691986 - 0.26041992) / 0.2).toBeCloseTo(176.8965003, 7);
    expect(stated).toMatchObject([
      { name: "liquidationPrice", asset: "SOLUSDT", value: 176.89650029 },
      { name: "maintenanceMargin", asset: "SOLUSDT", value: 0.2602414 },
    ]);
    const [closing, maintenance] = stated;
    // The rule lets maintenance and the fee fall with the price: 35.12675476 / 0.2 / (1 - (1 - 0.00055) 0.005 - 0.00055) from the entry.
    expect(closing?.ours).toBeCloseTo((233.02 * 0.2 - 11.47724524) / 0.2 / (1 - 0.99945 * 0.005 - 0.00055), 9);
    expect(maintenance?.ours).toBeCloseTo(0.2 * 233.029 * (0.99945 * 0.005 + 0.00055), 10);
  });

  test("maintenance is 0.5 % of the value and the fee to close where the leverage ends, with 18 % tax, as the execution beside it says", () => {
    // extraFees of the execution recorded with it: 0.000099 = 0.18 x 0.00055.
    const closed = 0.2 * 233.02 * (1 - 1 / 10);
    expect(0.2 * 233.02 * 0.005 + closed * 0.00055 * 1.18).toBeCloseTo(0.2602414, 7);
  });
});

describe("from a key to a decision", () => {
  test("the same, bit for bit, as what is typed by hand", async () => {
    const { markets, source } = await readFrom(solRecording(), "SOL/USDT:USDT");
    const [market] = markets;
    const answer = exchangeAnswer<{ result: { list: Record<string, unknown>[] } }>("bybit", "risk-limit-2025-12-29");
    const rows = answer.result.list.map((row) => ({ ...row, symbol: "SOLUSDT" }));
    const parameters = JSON.stringify({ tiers: rows, asOf: "2025-10-02", source: `answer of ${source}` });
    const typed = bybit.find({ asset: "SOLUSDT", quote: "USDT", parameters });
    const found = bybit.find({ asset: "SOLUSDT", quote: "USDT", parameters: JSON.stringify(market!.parameters) });
    const estimates = (funding: number) => figures({ volatility: 0.8, drift: 0.3, funding });
    const worth = 11.47724524 + 0.2 * (233.029 - 233.02);
    const byHand = decide({
      account: { asset: "SOLUSDT", price: 233.029, quantity: 0.2, equity: worth },
      venue: typed,
      estimates: estimates(-0.00046295 * 3 * 365),
      tolerance: halfInTen,
    });
    const { asset, price, quantity, equity, rates } = market!;
    const byKey = decide({
      account: { asset, price, quantity, equity },
      venue: found,
      estimates: estimates(rates.fundingRateAnnual!.value),
      tolerance: halfInTen,
    });
    expect(byKey.status).not.toBe("infeasible");
    expect(byKey).toEqual(byHand);
  });

  test("the key is sent in a header, and neither it nor its secret is told", async () => {
    const reading = await readFrom(solRecording());
    const signed = server!.asked.filter(({ headers }) => headers["x-bapi-sign"] !== undefined);
    expect(signed.length).toBeGreaterThan(3);
    for (const { headers, method } of signed) expect([headers["x-bapi-api-key"], method]).toEqual([KEY, "GET"]);
    expect(inspect(reading, { depth: null })).not.toMatch(new RegExp(`${KEY}|${SECRET}`));
  });
});

describe("an isolated long of ETHUSDT recorded on 2022-11-25, when maintenance went by the value at entry", () => {
  /** Mark of the recorded profit: 0.083 on 0.1. */
  const moment = { symbol: "ETHUSDT", price: "1199.28", timeMs: SOL.timeMs };
  const recording = (): HttpRecording => {
    const position = { ...exchangeAnswer("bybit", "position-isolated-2022-11-25"), markPrice: moment.price };
    return changed(bybitRecording(position, moment), "account/info", (answer: { result: object }) => ({
      ...answer,
      result: { ...answer.result, marginMode: "ISOLATED_MARGIN" },
    }));
  };

  test("its margin alone; the rule of today closes it 0.16 % lower than the venue said then, which its maintenance explains", async () => {
    const { isolated, markets, stated, notes } = await readFrom(recording(), "ETHUSDT");
    expect(isolated[0]?.legs[0]).toEqual({ kind: "collateral", asset: "USDT", quantity: 28.58931118 });
    expect(markets[0]?.equity).toBeCloseTo(28.58931118 + 0.083, 10);
    expect(stated).toMatchObject([{ name: "liquidationPrice", value: 919.1 }]);
    expect(stated[0]!.ours! / 919.1 - 1).toBeCloseTo(-0.0016, 4);
    expect(notes).toContain("bybit states no maintenance margin of ETHUSDT: none to compare");
  });

  test("2024-09 of the same rule gives the venue's price to its tick", () => {
    const answer = exchangeAnswer<{ result: { list: Record<string, unknown>[] } }>("bybit", "risk-limit-2025-12-29");
    expect(answer.result.list[0]).toMatchObject({ maintenanceMargin: "0.005" });
    // EP - (margin without the fee to close - maintenance at entry) / size; the fee of then, 0.06 %, at the bankruptcy price stated.
    const margin = 28.58931118 - 0.0006 * 0.1 * 913.15;
    expect(1198.45 - (margin - 0.005 * 119.845) / 0.1).toBeCloseTo(919.1, 1);
  });
});

describe("history", () => {
  test("funding of the first days of 2021, ../shared/data/funding-btcusdt-bybit-8h, and a bar of 2024-01-30", async () => {
    const list = [
      { symbol: "SOLUSDT", fundingRate: "0.0001", fundingRateTimestamp: "1609488000000" },
      { symbol: "SOLUSDT", fundingRate: "0.00034729", fundingRateTimestamp: "1609459200000" },
    ];
    const bar = ["1706637600000", "43376.1", "43474.1", "43264.8", "43352.8", "1575.305", "68345898.1407"];
    const base = solRecording();
    const envelope = { retCode: 0, retMsg: "OK" };
    const answers = [
      ...base.answers,
      { method: "GET", path: "/v5/market/funding/history", answer: { ...envelope, result: { list } } },
      { method: "GET", path: "/v5/market/mark-price-kline", answer: { ...envelope, result: { list: [bar] } } },
    ];
    server = await serveHttp({ ...base, answers });
    const { source, connector } = await exchangeSourceOf("bybit");
    const asked = { asset: "SOLUSDT", quote: "USDT", intervalMs: 3_600_000 };
    const past = await source.history!(await exchangeAt(connector, server.url), asked);
    expect(await past.funding!(1609459200000 - 1, 1609488000000)).toEqual([
      { timeMs: 1609459200000, rate: 0.00034729 },
      { timeMs: 1609488000000, rate: 0.0001 },
    ]);
    const closeMs = 1706637600000 + 3_600_000;
    expect(await past.bars(1706637600000, closeMs)).toEqual([
      { closeMs, open: 43376.1, high: 43474.1, low: 43264.8, close: 43352.8 },
    ]);
  });
});
