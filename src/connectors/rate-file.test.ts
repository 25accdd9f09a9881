import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { readRatesCsv, type RateReadOptions } from "../series/index.js";
import { readRateFile } from "./rate-file.js";

const folder = mkdtempSync(join(tmpdir(), "steelyard-rates-"));
afterAll(() => rmSync(folder, { recursive: true }));
const data = fileURLToPath(new URL("../../../shared/data/", import.meta.url));
const present = existsSync(`${data}README.md`);

const csv = "ts,apr\n1700000000000,5\n1700003600000,5.5\n";
const loan: RateReadOptions = { rateColumn: "apr", kind: "borrow", unit: "percent-annual", compounding: "apr" };
const funding: RateReadOptions = { rateColumn: "funding_rate", kind: "funding", unit: "fraction-per-interval" };

/** Path of a new file with this content. */
function given(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("a file of rates", () => {
  test.each([
    ["rates.csv", csv],
    ["rates.csv.gz", gzipSync(csv)],
    ["packed-without-saying-so.csv", gzipSync(csv)],
  ])("%s is read, and named after the file", async (name, content) => {
    expect(await readRateFile(given(name, content), loan)).toEqual(readRatesCsv(csv, { ...loan, source: name }));
  });
  test.each([
    ["no such file", join(folder, "none.csv"), "E_NO_INPUT"],
    ["text named .gz", given("plain.csv.gz", csv), "E_PARSE"],
    ["a bad line", given("bad.csv", `${csv}1700007200000,\n`), "E_EMPTY"],
  ])("%s is refused", async (_, path, code) => {
    await expect(readRateFile(path, loan)).rejects.toMatchObject({ code });
  });
  test("a file beyond the limit is refused, stored or unpacked", async () => {
    const code = "E_TOO_LARGE";
    await expect(readRateFile(given("large.csv", csv), { ...loan, bytesMax: 20 })).rejects.toMatchObject({ code });
    const packed = given("large.csv.gz", gzipSync(`${csv}${"\n".repeat(99_999)}`));
    await expect(readRateFile(packed, { ...loan, bytesMax: 50_000 })).rejects.toMatchObject({ code });
    await expect(readRateFile(packed, { ...loan, bytesMax: 0 })).rejects.toMatchObject({ field: "bytesMax" });
  });
});

describe("the market data for development, where it is present", () => {
  test.skipIf(!present)("Binance funding of BTC: the rows and span that its README counted, no hole", async () => {
    const series = await readRateFile(`${data}funding-btcusdt-binance-8h.csv.gz`, funding);
    expect(series.timeMs).toHaveLength(5481);
    expect(series).toMatchObject({ intervalMs: 8 * 3_600_000, gaps: { count: 0, missing: 0 } });
    expect(series.timeMs.at(-1)).toBe(Date.UTC(2024, 11, 31, 16));
    expect(series.rateAnnual[0]).toBeCloseTo(-0.00012359 * 1095, 12);
  });
  test.skipIf(!present)("Aave borrow rates in per cent, 10 to 13 hours apart: no hole", async () => {
    const options: RateReadOptions = { ...loan, rateColumn: "usdc_borrow_apr_pct" };
    const series = await readRateFile(`${data}rates-aave-v3-ethereum-12h.csv.gz`, options);
    expect(series.timeMs).toHaveLength(399);
    expect(series.gaps.count).toBe(0);
    expect(series.rateAnnual[0]).toBeCloseTo(0.09401854147, 8);
  });
});
