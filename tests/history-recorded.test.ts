import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openHttp, readHistory, readPriceFile, readRateFile } from "../src/connectors/index.js";
import { HOUR_MS } from "../src/model/index.js";
import type { Bar } from "../src/ports/index.js";
import { venueById } from "../src/venues/index.js";
import { servePast, wirePast } from "./history-server.js";

const dataFile = (name: string): string => fileURLToPath(new URL(`../../shared/data/${name}`, import.meta.url));
const FUNDING = dataFile("funding-btc-hyperliquid-1h-2024-gapless.csv.gz");
const PRICES = dataFile("btc-usdt-binance-perp-1h.csv.gz");
const present = existsSync(FUNDING) && existsSync(PRICES);

/** Bars of a file that close in a span. */
async function barsOf(path: string, fromMs: number, toMs: number): Promise<readonly Bar[]> {
  const { closeMs, close, bars } = await readPriceFile(path, { barTime: "open" });
  const rows = Array.from(closeMs, (ms, row): Bar => {
    const at = (column: Float64Array | undefined): number => column?.[row] ?? Number.NaN;
    return { closeMs: ms, open: at(bars?.open), high: at(bars?.high), low: at(bars?.low), close: at(close) };
  });
  return rows.filter((bar) => bar.closeMs > fromMs && bar.closeMs <= toMs);
}

test.skipIf(!present)(
  "Hyperliquid's funding of BTC in 2024 (../shared/data) and a month of bars beside it: over the network and from the disk the prices are those of the files bit for bit, the rates to 14 digits",
  async () => {
    const file = await readRateFile(FUNDING, {
      ...{ rateColumn: "funding_rate", kind: "funding", unit: "fraction-per-interval", intervalMs: HOUR_MS },
    });
    const [firstMs, lastMs] = [file.timeMs[0] as number, file.timeMs.at(-1) as number];
    const bars = await barsOf(PRICES, firstMs, firstMs + 30 * 24 * HOUR_MS);
    expect(bars.length).toBeGreaterThan(700);
    const payments = Array.from(file.timeMs, (ms, row) => [ms, (file.rateAnnual[row] as number) / 8760] as const);
    const server = await servePast(wirePast("BTC", bars, payments));
    const cacheFolder = mkdtempSync(join(tmpdir(), "steelyard-recorded-"));
    try {
      const { source } = venueById("hyperliquid");
      if (source?.via !== "http") throw new Error("Hyperliquid is asked over HTTP");
      const { history } = await source.load();
      const asked = { asset: "BTC", quote: "USDC", intervalMs: HOUR_MS };
      const past = await history?.(openHttp({ url: server.url }), asked);
      if (past === undefined) throw new Error("Hyperliquid tells its past");
      const read = () => readHistory({ source: past, fromMs: firstMs - 1, toMs: lastMs, nowMs: lastMs, cacheFolder });
      for (const { funding, prices } of [await read(), await read()]) {
        expect(funding?.timeMs).toEqual(file.timeMs);
        funding?.rateAnnual.forEach((rate, row) => expect(rate).toBeCloseTo(file.rateAnnual[row] as number, 14));
        expect(funding).toMatchObject({ intervalMs: file.intervalMs, gaps: file.gaps });
        expect(Array.from(prices.close)).toEqual(bars.map(({ close }) => close));
        expect(Array.from(prices.bars?.high ?? [])).toEqual(bars.map(({ high }) => high));
      }
    } finally {
      await server.close();
      rmSync(cacheFolder, { recursive: true });
    }
  },
);
